"""From the problem to who sits where."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from checkins.placing.arcs import Arcs, joined, needed_arcs
from checkins.placing.board import UNLIMITED, Board, Ints
from checkins.placing.explain import explain
from checkins.placing.flow import NOWHERE, Groups, newly_held, solve
from checkins.placing.groups import choose
from checkins.placing.outcome import WISH_COST, Assignment, Placement, Wish
from checkins.placing.problem import Facilitator, Problem, Slot, Trainee

# Up to so many pairs of a trainee and a slot none is left out that a placing could need: it costs nothing yet.
_SMALL = 200_000
# How many more conversations than the average a facilitator may come to hold before more of their slots are looked at.
_MARGIN = 4


@dataclass(frozen=True, slots=True)
class Seating:
    """For each trainee of the board the index of their slot, or NOWHERE."""

    seat: Ints
    groups: Groups
    optimal: bool


def seat_everybody(board: Board, *, keep: int | None = None) -> Seating:
    """The best seating.

    `keep` is how many of a facilitator's slots each trainee begins with (by default what fits the problem); where
    that proves too few, there are more. The worth of the seating is the same for every `keep`: the tests vary it.
    """
    limit = np.minimum(board.round_room, board.single_slots)
    cap = np.minimum(limit, _first_cap(board) if keep is None else keep)
    arcs = needed_arcs(board, cap)
    single = arcs.where(~board.group[arcs.slot])
    alone = _settled(board, single, Groups(), cap, limit)
    groups, optimal = choose(board, arcs, alone, complete=bool((cap == limit).all()))
    if not groups.open:
        return Seating(alone, groups, optimal)
    together = _settled(board, _without_barred(board, arcs, groups), groups, cap, limit)
    # The groups of a large problem are a good guess; a guess that makes things worse is not followed.
    if not optimal and worth(board, alone) <= worth(board, together):
        return Seating(alone, Groups(), optimal)
    return Seating(together, groups, optimal)


def _first_cap(board: Board) -> int:
    if len(board.trainees) * len(board.slots) <= _SMALL:
        return UNLIMITED
    return len(board.trainees) // max(len(board.facilitators), 1) + _MARGIN


def _settled(board: Board, arcs: Arcs, groups: Groups, cap: Ints, limit: Ints) -> Ints:
    """Solve, and again with more of their slots for whoever came to hold as many conversations as their cap: below
    it the left-out pairs are proved to be of no use."""
    while True:
        seat = solve(board, arcs, groups)
        reached = (conversations(board, seat) >= cap) & (cap < limit)
        if not reached.any():
            return seat
        cap = np.where(reached, np.minimum(2 * cap + 1, limit), cap)
        replaced = reached[board.owner] & ~board.group
        further = needed_arcs(board, cap, reached)
        arcs = joined(arcs.where(~replaced[arcs.slot]), further.where(~board.group[further.slot]))


def place(problem: Problem) -> Placement:
    """Place as many trainees as possible, at the lowest cost of unmet wishes, spread evenly (design.md 5).

    The same problem gives the same placement, whatever order its rows come in. Raises RuntimeError if the solver
    gives up, which whole costs in range exclude.
    """
    board = Board(problem)
    seating = seat_everybody(board)
    _, cost, spread = worth(board, seating.seat)
    assignments = tuple(
        _assignment(board, index, int(slot)) for index, slot in enumerate(seating.seat) if slot != NOWHERE
    )
    return Placement(assignments, explain(board, seating.seat), cost, spread, seating.optimal)


def unmet_wishes(trainee: Trainee, slot: Slot, facilitator: Facilitator, zone: ZoneInfo) -> tuple[Wish, ...]:
    """Which of a trainee's wishes one slot leaves unmet; says nothing of whether they may sit there."""
    board = Board(Problem((trainee,), (slot,), (facilitator,), zone))
    return tuple(wish for wish, missing in board.unmet(trainee, np.array([0])) if missing[0])


def _without_barred(board: Board, arcs: Arcs, groups: Groups) -> Arcs:
    """Leave out the groups that do not take place, and whoever may not join those that do."""
    opened = np.zeros(len(board.slots), dtype=bool)
    opened[list(groups.open)] = True
    barred = [trainee * len(board.slots) + slot for trainee, slot in groups.barred]
    kept_out = np.isin(arcs.trainee * len(board.slots) + arcs.slot, barred)
    return arcs.where((opened[arcs.slot] | ~board.group[arcs.slot]) & ~kept_out)


def conversations(board: Board, seat: Ints) -> Ints:
    """How many new conversations the seating gives each facilitator."""
    return np.bincount(board.owner[newly_held(board, seat)], minlength=len(board.facilitators))


def worth(board: Board, seat: Ints) -> tuple[int, int, int]:
    """Lower is better: trainees without a seat, cost of unmet wishes, spread."""
    placed = np.flatnonzero(seat != NOWHERE)
    cost = sum(int(board.costs(board.trainees[index], seat[index : index + 1])[0]) for index in placed)
    count = board.held + conversations(board, seat)
    return len(seat) - len(placed), cost, int((count * (count - 1) // 2).sum())


def _assignment(board: Board, index: int, slot: int) -> Assignment:
    trainee, row = board.trainees[index], board.slots[slot]
    unmet = tuple(wish for wish, missing in board.unmet(trainee, np.array([slot])) if missing[0])
    return Assignment(trainee.id, row.id, row.facilitator_id, unmet, sum(WISH_COST[wish] for wish in unmet))
