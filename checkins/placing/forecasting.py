"""What a director may know before a round opens: numbers that depend on nothing said in private."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from checkins.placing.board import Board
from checkins.placing.flow import NOWHERE
from checkins.placing.outcome import Forecast, Week
from checkins.placing.problem import Problem, Slot, Trainee
from checkins.placing.solving import seat_everybody


def forecast(problem: Problem) -> Forecast:
    """Seats against trainees, minutes by week, and how many could not be placed (design.md 5, privacy.md 1).

    Only the roster counts: who supervises whom, when people are away, what facilitators offer. Preferences, silent
    exclusions and trainees' own calendars are taken out before anything is worked out, so no number can tell of them.
    """
    board = Board(blind(problem))
    seat = seat_everybody(board).seat
    offered = [index for index, slot in enumerate(board.slots) if slot.seats > 0]
    return Forecast(
        trainees=len(board.trainees),
        seats=sum(board.slots[index].seats for index in offered),
        unplaced=int((seat == NOWHERE).sum()),
        weeks=_weeks(board, offered, sorted({slot for slot in seat.tolist() if slot != NOWHERE})),
    )


def blind(problem: Problem) -> Problem:
    """The problem as the roster alone knows it."""
    return replace(
        problem,
        trainees=tuple(Trainee(id=each.id, supervision=each.supervision, away=each.away) for each in problem.trainees),
        slots=tuple(replace(slot, barred=frozenset()) for slot in problem.slots),
    )


def _weeks(board: Board, offered: list[int], needed: list[int]) -> tuple[Week, ...]:
    offered_minutes, needed_minutes = _minutes(board, offered), _minutes(board, needed)
    return tuple(Week(monday, offered_minutes[monday], needed_minutes[monday]) for monday in sorted(offered_minutes))


def _minutes(board: Board, slots: list[int]) -> Counter[date]:
    found: Counter[date] = Counter()
    for index in slots:
        day = board.dates[index]
        found[day - timedelta(days=day.weekday())] += _length(board.slots[index])
    return found


def _length(slot: Slot) -> int:
    return (slot.end - slot.start) // timedelta(minutes=1)
