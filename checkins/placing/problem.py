"""What the placing is asked: plain values, no database.

Words used here: `format`, `mode` and `kind` are labels that are compared for equality and nothing else; the
caller passes its own. Datetimes are aware; dates are local dates in `Problem.zone`. Both ends of a span of dates
are part of it; a range of times includes its start and not its end.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from operator import attrgetter
from uuid import UUID
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class DateSpan:
    """From `start` to `end`, both included; None means that it has no end."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the local day, on some weekdays (Monday is 0)."""

    start: time
    end: time
    weekdays: frozenset[int] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Supervision:
    """Who directly supervises a trainee between two dates."""

    supervisor_id: UUID
    span: DateSpan


@dataclass(frozen=True, slots=True)
class Trainee:
    """Somebody to be placed.

    `preferred_people` are chosen by name, which also lets the trainee be placed with an evaluator among them (never
    with a current supervisor). `excluded_people` wins over every other wish and is silent. `away` is what the
    roster knows (nights, leave); `busy` is what only the trainee's own calendar knows, and a forecast ignores it.
    """

    id: UUID
    supervision: tuple[Supervision, ...] = ()
    excluded_people: frozenset[UUID] = frozenset()
    away: tuple[TimeRange, ...] = ()
    busy: tuple[TimeRange, ...] = ()
    preferred_people: frozenset[UUID] = frozenset()
    preferred_kinds: frozenset[str] = frozenset()
    preferred_formats: frozenset[str] = frozenset()
    preferred_modes: frozenset[str] = frozenset()
    former_listener: UUID | None = None
    same_listener: bool = False
    good_hours: tuple[Hours, ...] = ()
    bad_hours: tuple[Hours, ...] = ()
    # The last day of the first month of somebody who has just begun (R3).
    best_until: date | None = None


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Somebody who listens.

    Limits count conversations: a group is one. `evaluates` says when this person evaluates trainees. `held` has the
    local date of every check-in this person already holds in the round; they count against both limits. Somebody with
    several roles is of several `kinds`.
    """

    id: UUID
    kinds: frozenset[str] = frozenset()
    max_per_day: int | None = None
    max_per_round: int | None = None
    evaluates: tuple[DateSpan, ...] = ()
    held: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """An offered time.

    `seats` are the free ones. More than one seat, somebody already in it (`taken`) or a `minimum` above one make it
    a group: it takes place from `minimum` people on, counted with those in `taken`. A group that somebody is in must
    be among its facilitator's `held`. `barred` may not join, because of somebody who is in it.
    """

    id: UUID
    facilitator_id: UUID
    start: datetime
    end: datetime
    seats: int = 1
    mode: str = ""
    format: str = ""
    minimum: int = 1
    taken: int = 0
    barred: frozenset[UUID] = frozenset()

    @property
    def is_group(self) -> bool:
        return self.seats > 1 or self.minimum > 1 or self.taken > 0

    @property
    def needed(self) -> int:
        """How many must join before it can take place."""
        return max(self.minimum - self.taken, 0 if self.taken else 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything the placing looks at. The order of the tuples does not matter.

    `leaders_take_part` is the program's word that directors and other evaluators may be offered by default.
    Raises ValueError for what no database of ours can hold: see `_check`.
    """

    trainees: tuple[Trainee, ...]
    slots: tuple[Slot, ...]
    facilitators: tuple[Facilitator, ...]
    zone: ZoneInfo
    leaders_take_part: bool = False

    def __post_init__(self) -> None:
        _check(self)


def _check(problem: Problem) -> None:
    """Raise ValueError unless ids are unique, facilitators known, times aware and in order, counts not negative."""
    for name, rows in (
        ("trainee", problem.trainees),
        ("slot", problem.slots),
        ("facilitator", problem.facilitators),
    ):
        _check_unique(name, (row.id for row in rows))
    known = {facilitator.id for facilitator in problem.facilitators}
    for slot in problem.slots:
        _check_slot(slot, known)
    for facilitator in problem.facilitators:
        if min(facilitator.max_per_day or 0, facilitator.max_per_round or 0) < 0:
            raise ValueError(f"Facilitator {facilitator.id} has a limit below zero.")
    for trainee in problem.trainees:
        for span in (*trainee.away, *trainee.busy):
            if span.start.tzinfo is None or span.end.tzinfo is None:
                raise ValueError(f"Trainee {trainee.id} has a blocked time without a time zone.")
    ordered = sorted(problem.slots, key=attrgetter("facilitator_id", "start"))
    for one, other in pairwise(ordered):
        if one.facilitator_id == other.facilitator_id and other.start < one.end:
            raise ValueError(f"Slots {one.id} and {other.id} of one facilitator overlap.")


def _check_unique(name: str, ids: Iterable[UUID]) -> None:
    twice = [each for each, count in Counter(ids).items() if count > 1]
    if twice:
        raise ValueError(f"The {name} {twice[0]} is given twice.")


def _check_slot(slot: Slot, known: set[UUID]) -> None:
    if slot.facilitator_id not in known:
        raise ValueError(f"Slot {slot.id} belongs to nobody in the problem.")
    if slot.start.tzinfo is None or slot.end.tzinfo is None:
        raise ValueError(f"Slot {slot.id} has a time without a time zone.")
    if slot.end <= slot.start:
        raise ValueError(f"Slot {slot.id} ends before it starts.")
    if min(slot.seats, slot.minimum, slot.taken) < 0:
        raise ValueError(f"Slot {slot.id} has a count below zero.")
