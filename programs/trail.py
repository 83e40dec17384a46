"""Sign-ins of staff and changed roles of an institution, the newest first (privacy.md 1: no other access event)."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from programs import tenancy
from programs.actions.events import ADDED, CHANGED, ENDED, SIGNED_IN
from programs.models import AccessEvent, Institution, Program
from programs.showing import date_text
from programs.times import clock_text, local

_SIGN_INS, _ROLES = (SIGNED_IN,), (ADDED, CHANGED, ENDED)
KINDS = {"": (*_SIGN_INS, *_ROLES), "sign-ins": _SIGN_INS, "roles": _ROLES}
# What the names of fields are called on the page; others stay as they are.
FIELDS = {"starts_on": "first day", "ends_on": "last day", "training_year": "training year"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page was asked for; `program` only narrows, and only to one of the institution's."""

    kind: str = ""
    days: int = 30
    program: UUID | None = None


# An institution, and one of its programs or none.
type Place = tuple[Institution, Program | None]


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as the page says it."""

    at: datetime
    when: str
    who: str
    what: str
    where: str


def places(institution: Institution, wanted: Wanted) -> list[Place]:
    """Where to look: the programs wanted and, unless one alone is, the institution itself, whose rows sign-ins are."""
    programs = Program.objects.filter(institution=institution).order_by("name", "pk")
    if wanted.program:
        return [(institution, each) for each in programs.filter(pk=wanted.program)]
    return [(institution, None), *((institution, each) for each in programs)]


def count(found: list[Place], wanted: Wanted, now: datetime) -> int:
    """How many events there are."""
    total = 0
    for place in found:
        with _inside(place):
            total += _events(place, wanted, now).count()
    return total


def newest(found: list[Place], wanted: Wanted, now: datetime, *, first: int, last: int) -> list[EventLine]:
    """The events from `first` up to, not including, `last`, counted from the newest.

    Row level security shows each program's rows in that program alone; so each is asked for as many as could be among
    them, since all of them might be its own.
    """
    lines: list[EventLine] = []
    for place in found:
        with _inside(place):
            lines += [_line(event, place) for event in _events(place, wanted, now)[:last]]
    lines.sort(key=lambda line: (-line.at.timestamp(), line.who, line.what))
    return lines[first:last]


def _inside(place: Place) -> AbstractContextManager[None]:
    institution, program = place
    return tenancy.inside(program=program) if program else tenancy.inside(institution_id=institution.pk)


def _events(place: Place, wanted: Wanted, now: datetime) -> QuerySet[AccessEvent]:
    institution, program = place
    return (
        AccessEvent.objects.filter(
            program=program,
            institution=institution,
            action__in=KINDS[wanted.kind],
            at__gte=now - timedelta(days=wanted.days),
        )
        .select_related("actor", "subject")
        .order_by("-at", "pk")
    )


def _line(event: AccessEvent, place: Place) -> EventLine:
    _, program = place
    moment = local(event.at, program.time_zone if program else "UTC")
    return EventLine(
        at=event.at,
        when=f"{date_text(moment.date())}, {clock_text(moment)}" + ("" if program else " UTC"),
        who=event.actor.name if event.actor else "The server",
        what=_what(event),
        where=program.name if program else "",
    )


def _what(event: AccessEvent) -> str:
    if event.action == SIGNED_IN:
        return "Signed in"
    whose = event.subject.name if event.subject else "somebody who has left"
    verb = {ADDED: "Gave a role to", CHANGED: "Changed the role of", ENDED: "Ended the role of"}[event.action]
    fields = ", ".join(FIELDS.get(each, each) for each in event.detail.split(", ") if each)
    return f"{verb} {whose}" + (f" ({fields})" if fields else "")
