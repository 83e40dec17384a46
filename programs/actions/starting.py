"""Where programs come from: an institution by a command, its programs by its GME office, and what they set aside."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.text import slugify

from programs import tenancy
from programs.actions import events
from programs.actions.members import Name
from programs.errors import RefusedError
from programs.models import AccessEvent, Institution, Membership, Person, Program, Role
from programs.times import today

STARTED = "program started"
INSTITUTION_STARTED = "institution started"
SET_ASIDE = "getting started: set a task aside, or took it up again"
LEADS = (Role.DIRECTOR, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Leader:
    """Who begins: signs in first, and sets the rest up."""

    email: str
    name: Name
    role: Role


def start_institution(*, name: str, slug: str, email_domain: str, office: Leader, now: datetime) -> Institution:
    """An institution with the first person of its GME office; for a command on the server.

    Raises RefusedError if the short name is taken.
    """
    pk = uuid4()
    with tenancy.inside(institution_id=pk):
        if tenancy.find_institution(slug) is not None:
            raise RefusedError(f"There is an institution {slug!r} already. Choose another short name.")
        made = Institution.objects.create(pk=pk, name=name, slug=slug, email_domain=email_domain)
        person = _person(office)
        Membership.objects.create(
            institution=made, person=person, role=Role.GME_OFFICE, title="GME office", starts_on=today(now, "UTC")
        )
        AccessEvent.objects.bulk_create(
            AccessEvent(institution=made, subject=person, action=action, at=now)
            for action in (INSTITUTION_STARTED, events.ADDED)
        )
    return made


def start_program(
    *, institution: Institution, name: str, time_zone: str, leader: Leader, by: Person, now: datetime
) -> tuple[Program, Person]:
    """An empty program with the usual settings, and whoever sets it up. Raises RefusedError if the name is taken."""
    with transaction.atomic():
        # One at a time, so that two who begin the same program at once make one.
        Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
        taken = {each.slug: each.name for each in Program.objects.filter(institution=institution)}
        if name.casefold() in {known.casefold() for known in taken.values()}:
            raise RefusedError(f"There is a program called {name} already.")
        pk = uuid4()
        with tenancy.inside(institution_id=institution.pk, program_id=pk):
            made = Program.objects.create(
                pk=pk, institution=institution, name=name, slug=_free_slug(name, taken), time_zone=time_zone
            )
            person = _person(leader)
            Membership.objects.create(
                institution=institution,
                program=made,
                person=person,
                role=leader.role,
                title=leader.role.label,
                starts_on=today(now, time_zone),
            )
            for action in (STARTED, events.ADDED):
                events.event(made, action, by=by, now=now, subject=person).save()
    return made, person


def _person(leader: Leader) -> Person:
    """The person with this address, whose name stays as it is where Hearten knows them."""
    found = Person.objects.filter(email=leader.email).first()
    return found or Person.objects.create_user(
        leader.email, first_name=leader.name.first, last_name=leader.name.last
    )  # fmt: skip


def _free_slug(name: str, taken: dict[str, str]) -> str:
    first = slugify(name)[:40].strip("-") or "program"
    return next(slug for slug in (first, *(f"{first}-{n}" for n in range(2, 1000))) if slug not in taken)


def set_aside(*, program: Program, key: str, aside: bool, by: Person, now: datetime) -> None:
    """Say that the program doesn't need one of the tasks that set it up, or that it does after all."""
    with transaction.atomic():
        found = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
        if (key in found.set_aside) is aside:
            return
        found.set_aside = [*found.set_aside, key] if aside else [each for each in found.set_aside if each != key]
        found.save(update_fields=["set_aside"])
        events.event(found, SET_ASIDE, by=by, now=now, detail=key).save()
