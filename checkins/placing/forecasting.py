"""What a director may know before a round opens: numbers that depend on nothing said in private."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from checkins.placing.board import Board, Ints
from checkins.placing.explain import explain
from checkins.placing.flow import NOWHERE
from checkins.placing.outcome import Change, Forecast, Week
from checkins.placing.problem import Problem, Slot, Trainee
from checkins.placing.solving import seat_everybody

# So many pairs of trainee and time take well under a second.
WORKED_OUT_AT_ONCE = 2_000_000
MOST_CHANGES = 3


def forecast(problem: Problem) -> Forecast:
    """Seats against trainees, minutes by week, and how many could not be placed (design.md 5, privacy.md 1).

    Only the roster counts: who supervises whom, when people are away, what facilitators offer. Preferences, silent
    exclusions and trainees' own calendars are taken out before anything is worked out, so no number can tell of them.
    """
    board = Board(blind(problem))
    if len(board.trainees) * len(board.slots) > WORKED_OUT_AT_ONCE:
        return _estimated(board)
    seat = seat_everybody(board).seat
    offered = [index for index, slot in enumerate(board.slots) if slot.seats > 0]
    return Forecast(
        trainees=len(board.trainees),
        seats=sum(board.slots[index].seats for index in offered),
        unplaced=int((seat == NOWHERE).sum()),
        weeks=_weeks(board, offered, sorted({slot for slot in seat.tolist() if slot != NOWHERE})),
        changes=_changes(board, seat),
    )


def _changes(board: Board, seat: Ints) -> tuple[tuple[Change, int], ...]:
    """The changes that would help most; from the roster alone, as everything here."""
    asked = Counter(each.change for each in explain(board, seat))
    return tuple(sorted(asked.items(), key=lambda item: (-item[1], str(item[0])))[:MOST_CHANGES])


def _estimated(board: Board) -> Forecast:
    """Seats against trainees without working out who could sit where: a page must not wait for that."""
    offered = [index for index, slot in enumerate(board.slots) if slot.seats > 0]
    seats = sum(board.slots[index].seats for index in offered)
    share = min(1.0, len(board.trainees) / max(seats, 1))
    weeks = tuple(
        Week(each.monday, each.offered_minutes, round(each.offered_minutes * share))
        for each in _weeks(board, offered, [])
    )
    return Forecast(len(board.trainees), seats, max(0, len(board.trainees) - seats), weeks, exact=False)


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
