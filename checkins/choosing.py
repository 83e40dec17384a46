"""Which of the open times a page shows, and in which order: pure, on slots that were read before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from checkins.models import Slot
from checkins.offering import Listening, Talk, talk
from programs.times import day_text, local

# So much fits on a phone without getting lost; more is behind "Later times".
MOST_DAYS = timedelta(days=14)
MOST_TIMES = 60


@dataclass(frozen=True)
class Wanted:
    """What a trainee looks for; empty means any (R8, R9)."""

    person: UUID | None = None
    way: str = ""
    kind: str = ""
    first_day: date | None = None


@dataclass(frozen=True)
class Choice:
    """Open times of one person, in one way and place, on one day."""

    listener: Listening
    way: str
    group: bool
    place: str
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


def matching(slots: Iterable[Slot], wanted: Wanted, zone: str) -> list[Slot]:
    """Those of the slots that fit what is wanted."""
    return [
        slot
        for slot in slots
        if (wanted.person is None or slot.facilitator_id == wanted.person)
        and (not wanted.way or slot.mode == wanted.way)
        and (not wanted.kind or slot.format == wanted.kind)
        and (wanted.first_day is None or local(slot.starts_at, zone).date() >= wanted.first_day)
    ]


def page_of(slots: Sequence[Slot], listeners: dict[UUID, Listening], zone: str) -> Shown:
    """The first whole days of slots (in order of time): about MOST_TIMES, at most MOST_DAYS, at least one."""
    days: list[Day] = []
    count = 0
    for day, group in groupby(slots, key=lambda slot: local(slot.starts_at, zone).date()):
        of_day = list(group)
        if days and (count + len(of_day) > MOST_TIMES or day - days[0].date >= MOST_DAYS):
            return Shown(days, later=day)
        count += len(of_day)
        days.append(Day(day, day_text(day), _choices(of_day, listeners, zone)))
    return Shown(days, later=None)


def _choices(slots: list[Slot], listeners: dict[UUID, Listening], zone: str) -> list[Choice]:
    """One day's slots by person, way and place, in the order of the first time of each."""
    gathered: dict[tuple[UUID, str, str, str], list[Slot]] = {}
    for slot in slots:
        gathered.setdefault((slot.facilitator_id, slot.mode, slot.format, slot.place), []).append(slot)
    return [
        Choice(listeners[key[0]], times[0].way, times[0].group, times[0].place, times)
        for key, found in gathered.items()
        if (times := [talk(slot, zone) for slot in found])
    ]
