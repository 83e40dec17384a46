"""What triage tells the staff, and what it does by the clock. None of it is about anybody who looked for help."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from notices.actions import NewNotice, post_all
from notices.models import Notice
from notices.registry import Kind, Message, register, register_job, register_sender
from programs.models import Membership, Program
from programs.permissions import ROLE_PERMISSIONS, Permission
from programs.times import today
from triage import copies
from triage.access import Place, contacts_seen
from triage.actions.asking import ask_who_is_due, send_questions
from triage.looking import needing_somebody

NEEDS_LOOK = "triage.contacts"
KEEPERS = [role for role, permissions in ROLE_PERMISSIONS.items() if Permission.HELP_WRITE in permissions]


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    register(Kind(NEEDS_LOOK, "A contact for urgent help needs a look", render=needs_look, still_true=still_needs))
    register_job("triage.contacts", every=timedelta(days=1), run=look_after)
    register_job("triage.copies", every=timedelta(minutes=10), run=take_copies)
    register_sender(send_questions)


def look_after(program: Program, now: datetime) -> None:
    """Each day: ask the contacts whose quarter is over; tell the staff, once a week, of those that need somebody."""
    ask_who_is_due(program, now)
    day = today(now, program.time_zone)
    if not needing_somebody(contacts_seen(_place(program)), now):
        return
    week = "{0.year}-W{0.week:02}".format(day.isocalendar())
    keepers = Membership.objects.on(day).filter(program=program, role__in=KEEPERS, person__is_active=True)
    people = sorted(set(keepers.values_list("person_id", flat=True)))
    post_all(program=program, notices=[NewNotice(NEEDS_LOOK, program.pk, pk, week, now) for pk in people])


def take_copies(program: Program, _now: datetime) -> None:
    """Every ten minutes: the copies that the page for urgent help is served from, also where nobody is signed in."""
    if settings.HELP_COPIES:
        copies.refresh(program.institution_id, [None, program.pk])


def _place(program: Program) -> Place:
    return Place(program.institution_id, program.pk, program.name, program.time_zone)


def needs_look(notice: Notice) -> Message:
    """Which contacts need somebody, and why."""
    found = needing_somebody(contacts_seen(_place(notice.program)), notice.at)
    names = "\n".join(f"{contact.name}: {why.lower()}." for contact, why in found)
    return Message(
        subject="A contact needs a look",
        text=f"Hello {notice.recipient.first_name},\n\nOn the page “Help now” of your program:\n\n{names}\n\n"
        "They stay on the page, with these words beside them, until somebody calls, corrects or replaces them.",
        sender_name=notice.program.name,
        link=reverse("triage:contacts"),
        link_label="Look after them",
    )


def still_needs(notice: Notice) -> bool:
    """Whether any contact still needs somebody."""
    return bool(needing_somebody(contacts_seen(_place(notice.program)), notice.at))
