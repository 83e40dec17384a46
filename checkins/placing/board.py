"""The problem laid out in arrays, in an order of its own, and who may sit where at what cost.

Everything is sorted by id (slots by time first), so that the order in which the caller lists things changes nothing.
One trainee is looked at against all slots at once: a thousand trainees against twenty thousand slots are twenty
million pairs, too many to visit one by one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from checkins.placing.outcome import WISH_COST, Wish
from checkins.placing.problem import DateSpan, Facilitator, Hours, Problem, Slot, TimeRange, Trainee

type Ints = NDArray[np.int64]
type Bools = NDArray[np.bool_]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY_MINUTES = 24 * 60
# A limit that no round reaches.
UNLIMITED = 1 << 30


def _ticks(moment: datetime) -> int:
    # Whole microseconds: a float of seconds would round times that touch into times that overlap.
    return (moment - _EPOCH) // _MICROSECOND


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


@dataclass(frozen=True, slots=True)
class Meetings:
    """Possible meetings: whom, on which date (an ordinal), and whether that person evaluates trainees then."""

    owner: Ints
    date: Ints
    evaluator: Bools

    def within(self, span: DateSpan) -> Bools:
        last = date.max if span.end is None else span.end
        return (self.date >= span.start.toordinal()) & (self.date <= last.toordinal())


class Board:
    """Sorted trainees, facilitators and slots, and for each slot its properties as arrays."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.trainees: tuple[Trainee, ...] = tuple(sorted(problem.trainees, key=attrgetter("id")))
        self.facilitators: tuple[Facilitator, ...] = tuple(sorted(problem.facilitators, key=attrgetter("id")))
        self.slots: tuple[Slot, ...] = tuple(sorted(problem.slots, key=attrgetter("start", "id")))
        self.person: dict[UUID, int] = {each.id: index for index, each in enumerate(self.facilitators)}
        self._lay_out_slots()
        self._lay_out_days()
        self.offered = self.meetings(self.owner, self.date)

    def _lay_out_slots(self) -> None:
        zone = self.problem.zone
        starts = [slot.start.astimezone(zone) for slot in self.slots]
        ends = [slot.end.astimezone(zone) for slot in self.slots]
        self.dates: list[date] = [start.date() for start in starts]
        self.start = _ints(_ticks(slot.start) for slot in self.slots)
        self.end = _ints(_ticks(slot.end) for slot in self.slots)
        self.date = _ints(day.toordinal() for day in self.dates)
        self.weekday = _ints(day.weekday() for day in self.dates)
        self.from_minute = _ints(_minutes(start.time()) for start in starts)
        # Past midnight it counts on from 24:00, so that a range of hours is still compared as numbers.
        self.to_minute = _ints(
            _minutes(end.time()) + _DAY_MINUTES * (end.date() - start.date()).days
            for start, end in zip(starts, ends, strict=True)
        )
        self.owner = _ints(self.person[slot.facilitator_id] for slot in self.slots)
        self.group = np.array([slot.is_group for slot in self.slots], dtype=bool)
        self.single_slots: Ints = np.bincount(self.owner[~self.group], minlength=len(self.facilitators))
        self.open_seat = np.array([slot.seats > 0 for slot in self.slots], dtype=bool)
        self._guarded = [index for index, slot in enumerate(self.slots) if slot.barred]
        self.modes = _Labels([slot.mode for slot in self.slots])
        self.formats = _Labels([slot.format for slot in self.slots])

    def _lay_out_days(self) -> None:
        """Number the days of each facilitator, and say how many more each day and each facilitator can take."""
        keys = [(int(owner), day) for owner, day in zip(self.owner, self.dates, strict=True)]
        self.days: list[tuple[int, date]] = sorted(set(keys))
        numbers = {key: index for index, key in enumerate(self.days)}
        self.day = _ints(numbers[key] for key in keys)
        self.day_label = np.min_scalar_type(len(self.days))
        self.owner_label = np.min_scalar_type(len(self.facilitators))
        self.day_owner = _ints(owner for owner, _ in self.days)
        self.day_room = _ints(room_on(self.facilitators[owner], day) for owner, day in self.days)
        self.held = _ints(len(each.held) for each in self.facilitators)
        limits = _ints(UNLIMITED if each.max_per_round is None else each.max_per_round for each in self.facilitators)
        self.round_room: Ints = np.maximum(limits - self.held, 0)

    def meetings(self, owner: Ints, on: Ints) -> Meetings:
        evaluator = np.zeros(len(owner), dtype=bool)
        found = Meetings(owner, on, evaluator)
        if not self.problem.leaders_take_part:
            for index, facilitator in enumerate(self.facilitators):
                for span in facilitator.evaluates:
                    evaluator |= (owner == index) & found.within(span)
        return found

    def free(self, trainee: Trainee) -> Bools:
        """Slots at whose time the trainee is neither away nor busy."""
        found = np.ones(len(self.slots), dtype=bool)
        for span in (*trainee.away, *trainee.busy):
            found &= ~self._touches(span)
        return found

    def _touches(self, span: TimeRange) -> Bools:
        return (self.start < _ticks(span.end)) & (self.end > _ticks(span.start))

    def permitted(self, trainee: Trainee, meetings: Meetings) -> Bools:
        """Meetings with somebody whom the trainee may be placed with on that date; preferences never change this,
        except that an evaluator chosen by name is no longer barred."""
        never = np.zeros(len(self.facilitators), dtype=bool)
        chosen = np.zeros(len(self.facilitators), dtype=bool)
        # A chief resident listens and is listened to; nobody is their own listener.
        never[self._people(trainee.excluded_people | {trainee.id})] = True
        chosen[self._people(trainee.preferred_people)] = True
        found = ~never[meetings.owner] & ~(meetings.evaluator & ~chosen[meetings.owner])
        for supervision in trainee.supervision:
            index = self.person.get(supervision.supervisor_id)
            if index is not None:
                found &= ~((meetings.owner == index) & meetings.within(supervision.span))
        return found

    def _people(self, ids: frozenset[UUID]) -> list[int]:
        return [self.person[each] for each in ids if each in self.person]

    def eligible(self, trainee: Trainee) -> Ints:
        """Slots that the trainee may be placed in, in the board's order."""
        return np.flatnonzero(self.joinable(trainee) & self.free(trainee) & self.permitted(trainee, self.offered))

    def joinable(self, trainee: Trainee) -> Bools:
        """Slots with a free seat that nobody in them keeps the trainee from."""
        found = self.open_seat.copy()
        for index in self._guarded:
            found[index] &= trainee.id not in self.slots[index].barred
        return found

    def unmet(self, trainee: Trainee, at: Ints) -> list[tuple[Wish, Bools]]:
        """For each wish that the trainee has: in which of the slots `at` it stays unmet."""
        found: list[tuple[Wish, Bools]] = []
        owner = self.owner[at]
        if trainee.same_listener and trainee.former_listener is not None:
            found.append((Wish.SAME_LISTENER, owner != self.person.get(trainee.former_listener, -1)))
        if trainee.preferred_people:
            found.append((Wish.PERSON, ~np.isin(owner, self._people(trainee.preferred_people))))
        if trainee.preferred_formats:
            found.append((Wish.FORMAT, self.formats.outside(trainee.preferred_formats, at)))
        if trainee.preferred_kinds:
            other = [trainee.preferred_kinds.isdisjoint(each.kinds) for each in self.facilitators]
            found.append((Wish.KIND, np.array(other, dtype=bool)[owner]))
        if trainee.bad_hours:
            found.append((Wish.BAD_HOURS, self._any(trainee.bad_hours, at, self._overlaps)))
        if trainee.preferred_modes:
            found.append((Wish.MODE, self.modes.outside(trainee.preferred_modes, at)))
        if trainee.good_hours:
            found.append((Wish.GOOD_HOURS, ~self._any(trainee.good_hours, at, self._lies_in)))
        if trainee.best_until is not None:
            found.append((Wish.FIRST_MONTH, self.date[at] > trainee.best_until.toordinal()))
        return found

    @staticmethod
    def _any(ranges: tuple[Hours, ...], at: Ints, test: Callable[[Hours, Ints], Bools]) -> Bools:
        found = np.zeros(len(at), dtype=bool)
        for hours in ranges:
            found |= test(hours, at)
        return found

    def _overlaps(self, hours: Hours, at: Ints) -> Bools:
        return (
            (self.from_minute[at] < _minutes(hours.end))
            & (self.to_minute[at] > _minutes(hours.start))
            & np.isin(self.weekday[at], list(hours.weekdays))
        )

    def _lies_in(self, hours: Hours, at: Ints) -> Bools:
        return (
            (self.from_minute[at] >= _minutes(hours.start))
            & (self.to_minute[at] <= _minutes(hours.end))
            & np.isin(self.weekday[at], list(hours.weekdays))
        )

    def costs(self, trainee: Trainee, at: Ints) -> Ints:
        """What each of the slots `at` leaves unmet, summed by WISH_COST."""
        total = np.zeros(len(at), dtype=np.int64)
        for wish, missing in self.unmet(trainee, at):
            total += WISH_COST[wish] * missing
        return total


def room_on(facilitator: Facilitator, day: date) -> int:
    """How many more conversations the facilitator takes on that day."""
    if facilitator.max_per_day is None:
        return UNLIMITED
    return max(facilitator.max_per_day - facilitator.held.count(day), 0)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


class _Labels:
    """Labels as numbers, so that a wish is looked up once for each label and not once for each slot."""

    def __init__(self, labels: list[str]) -> None:
        self.names = sorted(set(labels))
        numbers = {name: index for index, name in enumerate(self.names)}
        self.codes = _ints(numbers[label] for label in labels)

    def outside(self, wanted: frozenset[str], at: Ints) -> Bools:
        """Which of the slots `at` have none of the wanted labels."""
        other = np.array([name not in wanted for name in self.names], dtype=bool)
        return other[self.codes[at]]
