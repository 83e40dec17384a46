"""From the problem to who sits where."""

from dataclasses import dataclass

import numpy as np

from checkins.placing.arcs import Arcs, arcs_of
from checkins.placing.board import Board, Ints
from checkins.placing.explain import explain
from checkins.placing.flow import NOWHERE, Groups, newly_held, solve
from checkins.placing.groups import choose
from checkins.placing.outcome import WISH_COST, Assignment, Placement
from checkins.placing.problem import Problem


@dataclass(frozen=True, slots=True)
class Seating:
    """For each trainee of the board the index of their slot, or NOWHERE."""

    seat: Ints
    groups: Groups
    optimal: bool


def seat_everybody(board: Board, *, prune: bool = True) -> Seating:
    """The best seating; `prune=False` gives the solver every pair, for the tests that compare."""
    arcs = arcs_of(board, prune=prune)
    single = arcs.where(~board.group[arcs.slot])
    groups, optimal = choose(board, arcs)
    alone = solve(board, single, Groups())
    if not groups.open:
        return Seating(alone, groups, optimal)
    together = solve(board, _without_barred(board, arcs, groups), groups)
    # The groups of a large problem are a good guess; a guess that makes things worse is not followed.
    if not optimal and _worth(board, alone) <= _worth(board, together):
        return Seating(alone, Groups(), optimal)
    return Seating(together, groups, optimal)


def place(problem: Problem, *, prune: bool = True) -> Placement:
    """Place as many trainees as possible, at the lowest cost of unmet wishes, spread evenly (design.md 5).

    The same problem gives the same placement, whatever order its rows come in. `prune` is for tests alone: the
    cost is the same either way. Raises RuntimeError if the solver gives up, which whole costs in range exclude.
    """
    board = Board(problem)
    seating = seat_everybody(board, prune=prune)
    _, cost, spread = _worth(board, seating.seat)
    assignments = tuple(
        _assignment(board, index, int(slot)) for index, slot in enumerate(seating.seat) if slot != NOWHERE
    )
    return Placement(assignments, explain(board, seating.seat), cost, spread, seating.optimal)


def _without_barred(board: Board, arcs: Arcs, groups: Groups) -> Arcs:
    """Leave out the groups that do not take place, and whoever may not join those that do."""
    opened = np.zeros(len(board.slots), dtype=bool)
    opened[list(groups.open)] = True
    barred = [trainee * len(board.slots) + slot for trainee, slot in groups.barred]
    kept_out = np.isin(arcs.trainee * len(board.slots) + arcs.slot, barred)
    return arcs.where((opened[arcs.slot] | ~board.group[arcs.slot]) & ~kept_out)


def _worth(board: Board, seat: Ints) -> tuple[int, int, int]:
    """Lower is better: trainees without a seat, cost of unmet wishes, spread."""
    placed = np.flatnonzero(seat != NOWHERE)
    cost = sum(int(board.costs(board.trainees[index], seat[index : index + 1])[0]) for index in placed)
    count = board.held + np.bincount(board.owner[newly_held(board, seat)], minlength=len(board.facilitators))
    return len(seat) - len(placed), cost, int((count * (count - 1) // 2).sum())


def _assignment(board: Board, index: int, slot: int) -> Assignment:
    trainee, row = board.trainees[index], board.slots[slot]
    unmet = tuple(wish for wish, missing in board.unmet(trainee, np.array([slot])) if missing[0])
    return Assignment(trainee.id, row.id, row.facilitator_id, unmet, sum(WISH_COST[wish] for wish in unmet))
