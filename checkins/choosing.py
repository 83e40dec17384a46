"""Which of the open times a page shows, and in which order: pure, on slots that were read before."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Q

from checkins.models import Slot
from checkins.offering import Listening, Talk, talk
from checkins.querysets import SlotQuerySet
from programs.times import day_text, local

# So much fits on a phone without getting lost; more is behind "Later times".
MOST_DAYS = timedelta(days=14)
MOST_TIMES = 60
# Read at most so many: room for a page of MOST_TIMES and the rest of its last day.
MOST_READ = 300


@dataclass(frozen=True)
class Wanted:
    """What a trainee looks for; empty means any (R8, R9)."""

    person: UUID | None = None
    way: str = ""
    kind: str = ""
    first_day: date | None = None


@dataclass(frozen=True)
class Choice:
    """Open times of one person on one day, alike in way, place and length."""

    listener: Listening
    way: str
    group: bool
    place: str
    minutes: int
    times: list[Talk]


@dataclass(frozen=True)
class Day:
    """One day of open times."""

    date: date
    text: str
    choices: list[Choice]


@dataclass(frozen=True)
class Shown:
    """A page of open times in whole days, and the day with which the next page starts."""

    days: list[Day]
    later: date | None


def matching(slots: SlotQuerySet, wanted: Wanted) -> SlotQuerySet:
    """Those of the open times that fit what is wanted."""
    if wanted.person is not None:
        slots = slots.filter(facilitator_id=wanted.person)
    if wanted.way:
        slots = slots.filter(mode=wanted.way)
    if wanted.kind:
        slots = slots.filter(format=wanted.kind)
    if wanted.first_day is not None:
        slots = slots.filter(Q(local_day__gte=wanted.first_day))
    return slots


def page_of(slots: list[Slot], listeners: dict[UUID, Listening], zone: str) -> Shown:
    """The first whole days of slots (in order of time): about MOST_TIMES, at most MOST_DAYS, at least one."""
    days: list[Day] = []
    count = 0
    for day, group in groupby(slots, key=lambda slot: local(slot.starts_at, zone).date()):
        of_day = list(group)
        if days and (count + len(of_day) > MOST_TIMES or day - days[0].date >= MOST_DAYS):
            return Shown(days, later=day)
        count += len(of_day)
        days.append(Day(day, day_text(day), _choices(of_day, listeners, zone)))
    # A day so full that not all of it was read: the rest of it is behind a filter, other days behind "Later times".
    return Shown(days, later=days[-1].date + timedelta(days=1) if len(slots) == MOST_READ else None)


def _choices(slots: list[Slot], listeners: dict[UUID, Listening], zone: str) -> list[Choice]:
    """One day's slots by person, way and place, in the order of the first time of each."""
    gathered: dict[tuple[UUID, str, str, str, timedelta], list[Slot]] = {}
    for slot in slots:
        alike = (slot.facilitator_id, slot.mode, slot.format, slot.place, slot.ends_at - slot.starts_at)
        gathered.setdefault(alike, []).append(slot)
    return [
        Choice(listeners[key[0]], times[0].way, times[0].group, times[0].place, times[0].minutes, times)
        for key, found in gathered.items()
        if (times := [talk(slot, zone) for slot in found])
    ]
