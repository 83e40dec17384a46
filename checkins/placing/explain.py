"""Why somebody has no seat, and one change that would give them one without taking anybody else's.

Every change named here is enough (the tests apply it and place again). It is not always the only one: a change
that works only if others move around first is not looked for, and "somebody else offers a time" is said instead.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import numpy as np

from checkins.placing.board import Board, Bools, Ints, room_on
from checkins.placing.flow import NOWHERE, newly_held
from checkins.placing.outcome import Change, Reason, Remedy, Unplaced
from checkins.placing.problem import TimeRange, Trainee

# A further time is looked for in the hours in which people meet, and long enough for any check-in (R1).
_DAY_BEGINS, _DAY_ENDS = time(8), time(18)
_LONGEST = timedelta(minutes=30)


def explain(board: Board, seat: Ints) -> tuple[Unplaced, ...]:
    """One line for each trainee without a seat, by trainee id."""
    missing = np.flatnonzero(seat == NOWHERE)
    if not len(missing):
        return ()
    left = _Left(board, seat)
    return tuple(
        Unplaced(trainee.id, _reason(board, trainee), left.change_for(trainee))
        for trainee in (board.trainees[index] for index in missing)
    )


def _reason(board: Board, trainee: Trainee) -> Reason:
    joinable = board.joinable(trainee)
    permitted = joinable & board.permitted(trainee, board.offered)
    eligible = permitted & board.free(trainee)
    for found, reason in (
        (joinable, Reason.NO_TIMES),
        (permitted, Reason.ONLY_BLOCKED_PEOPLE),
        (eligible, Reason.NEVER_FREE),
        (eligible & ~board.group, Reason.GROUP_TOO_SMALL),
    ):
        if not found.any():
            return reason
    return Reason.ALL_TAKEN


class _Left:
    """What the seating leaves of the seats, the days and the facilitators' limits."""

    def __init__(self, board: Board, seat: Ints) -> None:
        self.board = board
        new = newly_held(board, seat)
        count = np.bincount(board.owner[new], minlength=len(board.facilitators))
        self.round: Ints = board.round_room - count
        self.day: Ints = board.day_room - np.bincount(board.day[new], minlength=len(board.days))
        self.free_single: Bools = ~board.group & ~np.isin(np.arange(len(board.slots)), seat)
        self.day_number = {key: index for index, key in enumerate(board.days)}
        # Facilitators with the fewest check-ins are asked first.
        load = board.held + count
        self.people = sorted(range(len(board.facilitators)), key=lambda person: (load[person], person))
        self.dates = sorted(set(board.dates))
        self.offered_on: dict[tuple[int, date], list[TimeRange]] = {key: [] for key in board.days}
        for slot, owner, day in zip(board.slots, board.owner.tolist(), board.dates, strict=True):
            self.offered_on[owner, day].append(TimeRange(slot.start, slot.end))

    def change_for(self, trainee: Trainee) -> Change:
        further = next(self._further_times(trainee), None)
        if further is not None:
            return further
        eligible = self.board.eligible(trainee)
        eligible = eligible[self.free_single[eligible]]
        day, person = self.board.day[eligible], self.board.owner[eligible]
        for remedy, enough in (
            (Remedy.ONE_MORE_THAT_DAY, (self.day[day] <= 0) & (self.round[person] > 0)),
            (Remedy.ONE_MORE_IN_ROUND, (self.day[day] > 0) & (self.round[person] <= 0)),
        ):
            if enough.any():
                number, on = self.board.days[int(day[enough][0])]
                limited_by_day = remedy is Remedy.ONE_MORE_THAT_DAY
                return Change(remedy, self.board.facilitators[number].id, on if limited_by_day else None)
        return Change(Remedy.ANOTHER_LISTENER)

    def _further_times(self, trainee: Trainee) -> Iterator[Change]:
        """One more time with somebody within their limits, on a day of the round when both have half an hour."""
        willing = [person for person in self.people if self.round[person] > 0]
        owner = np.repeat(np.array(willing, dtype=np.int64), len(self.dates))
        on = np.tile(np.array([day.toordinal() for day in self.dates], dtype=np.int64), len(willing))
        permitted = self.board.permitted(trainee, self.board.meetings(owner, on))
        for index in np.flatnonzero(permitted).tolist():
            person, day = int(owner[index]), date.fromordinal(int(on[index]))
            if self._has_room(person, day) and self._have_time(trainee, person, day):
                yield Change(Remedy.ONE_MORE_TIME, self.board.facilitators[person].id, day)

    def _has_room(self, person: int, day: date) -> bool:
        number = self.day_number.get((person, day))
        if number is None:
            return room_on(self.board.facilitators[person], day) > 0
        return bool(self.day[number] > 0)

    def _have_time(self, trainee: Trainee, person: int, day: date) -> bool:
        zone = self.board.problem.zone
        free_from = datetime.combine(day, _DAY_BEGINS, zone)
        until = datetime.combine(day, _DAY_ENDS, zone)
        taken = (*trainee.away, *trainee.busy, *self.offered_on.get((person, day), ()))
        for span in sorted(taken, key=lambda each: each.start):
            if span.end <= free_from:
                continue
            if min(span.start, until) - free_from >= _LONGEST:
                return True
            free_from = max(free_from, span.end)
        return until - free_from >= _LONGEST
