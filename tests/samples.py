"""Which object of a world fills an address of the access table."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from checkins.access import offer_token
from checkins.listening import LISTENING_ROLES
from checkins.models import Ask, Blackout, Slot
from followups import vault
from followups.actions.gathering import trainees_on
from followups.actions.notes import write_note
from followups.counting import write_anew
from followups.models import Answer, PrivateNote, Task, Window, WrapUp
from followups.themes.rows import EMPTY
from notices.actions import post
from notices.models import InboxItem
from programs import tenancy
from programs.models import Membership, Person, Role, RosterReport
from programs.permissions import ROLE_PERMISSIONS, Permission
from prompts.models import LibraryChange, LocalPrompt
from tests.agreed import known_person, make_talk, make_task, make_wrap_up
from tests.factories import NOW, TODAY, make_supervision
from tests.learning_samples import LEARNING_SAMPLES
from tests.world import World, make_slot
from triage.access import link_token
from triage.actions.contacts import write_question
from triage.models import Contact

type Maker = Callable[[World, Role | None], dict[str, Any]]


def _membership(world: World, _role: Role | None) -> dict[str, Any]:
    found = Membership.objects.get(program=world.program, person=world.people[Role.TRAINEE])
    return {"pk": found.pk}


def _slot(world: World, role: Role | None) -> dict[str, Any]:
    # The own time of whoever listens; anybody else's is foreign to them.
    own = [slot for slot in world.slots if role and slot.facilitator_id == world.people[role].pk]
    return {"pk": (own or world.slots)[0].pk}


def _message(world: World, role: Role | None) -> dict[str, Any]:
    """A message to whoever asks; the same each time, since pages that count unread ones are compared."""
    found = InboxItem.objects.filter(program=world.program, recipient=world.people[role or Role.TRAINEE]).first()
    if found is not None:
        return {"pk": found.pk}
    person, subject = world.people[role or Role.TRAINEE], uuid.uuid4()
    notice = post(
        program=world.program, kind="test.note", subject_id=subject, recipient=person, occasion="1", due_at=NOW
    )
    item = InboxItem.objects.create(
        # The same id whenever it is made, so that two crawls ask for the same address.
        pk=uuid.uuid5(person.pk, "message"),
        program=world.program,
        recipient=person,
        notice=notice,
        subject="A note",
        text="Hello.",
        created_at=NOW,
    )
    return {"pk": item.pk}


def make_note(
    world: World, author: Person, trainee: Person, text: str = "Ask about the garden.", days_ago: int = 20
) -> PrivateNote:
    """A note about a talk some weeks ago; the same talk each time."""
    pk = uuid.uuid5(author.pk, f"noted {trainee.pk} {days_ago}")
    with tenancy.inside(program=world.program):
        slot = Slot.objects.filter(pk=pk).first() or make_slot(world.round, author, days=-days_ago, pk=pk)
        slot.program.notes_allowed = True
        return write_note(slot=slot, trainee=trainee, text=text, by=author, now=slot.ends_at)


def _noted_talk(world: World, role: Role | None) -> dict[str, Any]:
    # Their own where they listen; anybody else's is foreign to them.
    author = world.people[role if role in LISTENING_ROLES else Role.FACILITATOR]
    return {"pk": make_note(world, author, world.people[Role.TRAINEE]).slot_id}


def _note_about_oneself(world: World, role: Role | None) -> dict[str, Any]:
    author = world.people[Role.WELLNESS_LEAD if role == Role.FACILITATOR else Role.FACILITATOR]
    # Not the day of the talk above: two talks of one listener never overlap.
    note = make_note(world, author, world.people[role or Role.TRAINEE], days_ago=21)
    # The same id whenever it is made, so that two crawls ask for the same address.
    PrivateNote.objects.filter(pk=note.pk).delete()
    made = PrivateNote(
        pk=uuid.uuid5(author.pk, "note"),
        program=note.program,
        slot=note.slot,
        author=note.author,
        trainee=note.trainee,
        generation=note.generation,
        sealed=note.sealed,
        written_on=note.written_on,
        dies_on=note.dies_on,
    )
    made.save(force_insert=True)
    return {"pk": made.pk}


def _ask(world: World, person: Person) -> dict[str, Any]:
    """A talk that the world's trainee asked this person for; the same id whenever it is made: its page is compared."""
    made, _ = Ask.objects.get_or_create(
        pk=uuid.uuid5(world.program.pk, f"ask {person.pk}"),
        defaults={
            "program": world.program,
            "trainee": world.people[Role.TRAINEE],
            "person": person,
            "asked_at": NOW,
        },
    )
    return {"pk": made.pk}


def _blackout(world: World, person: Person | None) -> dict[str, Any]:
    made = Blackout.objects.create(
        program=world.program, person=person, label="Conference", starts_on=TODAY, ends_on=TODAY
    )
    return {"pk": made.pk}


def own_prompt(world: World) -> LocalPrompt:
    """The world's one prompt of its own; the same each time, since pages that show it are compared."""
    found = LocalPrompt.objects.filter(program=world.program, original=None).first()
    return found or LocalPrompt.objects.create(
        program=world.program, category_id="support", text="Which of our sessions helped you?", lean="strength", place=1
    )


def _library_change(world: World, _role: Role | None) -> dict[str, Any]:
    own = own_prompt(world)
    made = LibraryChange.objects.create(
        program=world.program, at=NOW, what="Added a prompt", before={str(own.pk): None}, after={}
    )
    return {"pk": made.pk}


def _listens(world: World, role: Role | None) -> Person:
    """Whoever asks, if they listen."""
    listens = role is not None and Permission.OWN_SLOTS in ROLE_PERMISSIONS[role]
    return world.people[role if role and listens else Role.FACILITATOR]


def _talk(world: World, role: Role | None) -> dict[str, Any]:
    """A talk that whoever asks had yesterday; the same address each time."""
    listener = _listens(world, role)
    pk = uuid.uuid5(listener.pk, "talk")
    if not Slot.objects.filter(pk=pk).exists():
        make_talk(world.round, listener, known_person(world.round, f"Ines {role or 'Moretti'}"), days=-3, pk=pk)
    return {"pk": pk}


def _recap(world: World, role: Role | None) -> dict[str, Any]:
    """A wrap-up that whoever asks wrote, or that was about them."""
    listener = _listens(world, role)
    pk = uuid.uuid5(listener.pk, f"recap {role}")
    if not Slot.objects.filter(pk=pk).exists():
        days = -4 if role == Role.TRAINEE else -5
        slot = make_slot(world.round, listener, days=days, pk=pk)
        with_whom = world.people[Role.TRAINEE] if role == Role.TRAINEE else known_person(world.round)
        make_wrap_up(slot, with_whom)
    return {"pk": pk}


def _promise(world: World, role: Role | None) -> dict[str, Any]:
    """A promise that whoever asks made, or that was made to them."""
    slot = Slot.objects.get(pk=_recap(world, role)["pk"])
    pk = uuid.uuid5(slot.pk, "promise")
    if not Task.objects.filter(pk=pk).exists():
        make_task(WrapUp.objects.get(slot=slot), pk=pk)
    return {"pk": pk}


def help_contact(world: World, role: Role | None) -> Contact:
    """Whom the world's page for urgent help names: the program's own, or for the GME office the institution's."""
    program = None if role == Role.GME_OFFICE else world.program
    name = "Psychiatry on call" if program else "Ombuds office"
    found = Contact.objects.filter(institution_id=world.program.institution_id, program=program, name=name).first()
    return found or Contact.objects.create(
        # The same id whenever it is made, so that two crawls ask for the same address.
        pk=uuid.uuid5(world.program.pk, name),
        institution_id=world.program.institution_id,
        program=program,
        name=name,
        phone="312 555 0142",
        mail="office@riverside.test",
        branches=["safety"],
        time_zone=world.program.time_zone,
        always=True,
        created_at=NOW,
    )


def _help_contact(world: World, role: Role | None) -> dict[str, Any]:
    if role == Role.GME_OFFICE:
        with tenancy.inside(institution_id=world.program.institution_id):
            return {"pk": help_contact(world, role).pk}
    return {"pk": help_contact(world, role).pk}


def _confirmation_link(world: World, _role: Role | None) -> dict[str, Any]:
    return {"token": link_token(write_question(contact=help_contact(world, None), now=NOW))}


def _report(world: World, _role: Role | None) -> dict[str, Any]:
    made = RosterReport.objects.create(
        program=world.program, person=world.people[Role.TRAINEE], text="I am on Clinic.", made_at=NOW
    )
    return {"pk": made.pk}


def make_published(world: World) -> Window:
    """Last spring's window, published with two themes, one of them answered; the same each time."""
    pk = uuid.uuid5(world.program.pk, "spring")
    with tenancy.inside(program=world.program):
        found = Window.objects.filter(pk=pk).first()
        if found is not None:
            return found
        made = Window.objects.create(
            pk=pk,
            program=world.program,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 6, 30),
            eligible=40,
            published_on=date(2026, 8, 14),
            themes=["belonging", "rest"],
        )
        Answer.objects.create(
            pk=uuid.uuid5(pk, "answer"),
            program=world.program,
            window=made,
            theme="rest",
            action="The week after nights stays free of clinic.",
            due_on=date(2026, 10, 1),
            answered_on=date(2026, 8, 20),
        )
    return made


def make_open_window(world: World) -> Window:
    """The window of today, in which everybody's row is empty; a world is too small to have one by itself."""
    pk = uuid.uuid5(world.program.pk, "autumn")
    with tenancy.inside(program=world.program):
        found = Window.objects.filter(pk=pk).first()
        if found is not None:
            return found
        vault.make_key(pk)
        made = Window.objects.create(
            pk=pk, program=world.program, starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31), eligible=40
        )
        write_anew(made, dict.fromkeys(trainees_on(world.program, TODAY), EMPTY))
    return made


SAMPLES: dict[str, Maker] = {
    "published theme": lambda world, _role: {"pk": make_published(world).pk, "theme": "belonging"},
    "answer": lambda world, _role: {"pk": uuid.uuid5(make_published(world).pk, "answer")},
    "": lambda _world, _role: {},
    **LEARNING_SAMPLES,
    "offer": lambda world, _role: {"pk": world.offers[0].pk},
    "token": lambda world, _role: {"token": offer_token(world.offers[0])},
    "slot": _slot,
    "talk": _talk,
    "recap": _recap,
    "promise": _promise,
    "round": lambda world, _role: {"pk": world.round.pk},
    "round of a program": lambda world, _role: {"program_pk": world.program.pk, "pk": world.round.pk},
    "ask": lambda world, _role: _ask(world, world.people[Role.WELLNESS_LEAD]),
    "asked of one": lambda world, role: _ask(
        world, world.people[Role.FACILITATOR if role in (None, Role.TRAINEE) else role]
    ),
    "blackout": lambda world, _role: _blackout(world, None),
    "own blackout": lambda world, role: _blackout(world, world.people[role] if role else None),
    "membership": _membership,
    "prompt": lambda world, _role: {"key": own_prompt(world).pk},
    "library change": _library_change,
    "member": lambda world, _role: {"pk": world.people[Role.TRAINEE].pk},
    "roster report": _report,
    "program": lambda world, _role: {"program_pk": world.program.pk},
    "rotation": lambda world, _role: {
        "pk": make_supervision(world.program, world.people[Role.TRAINEE], world.people[Role.FACILITATOR]).pk
    },
    "message": _message,
    "help contact": _help_contact,
    "confirmation link": _confirmation_link,
    "noted talk": _noted_talk,
    "note about oneself": _note_about_oneself,
    "secret": lambda _world, _role: {"secret": "nobody-has-this-address"},
}


def kwargs_for(sample: str, world: World, role: Role | None) -> dict[str, Any]:
    """The address's keyword arguments; needs the tenant of the world."""
    return SAMPLES[sample](world, role)
