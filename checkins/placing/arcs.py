"""Which trainee may take which slot at what cost, and which of those pairs no optimum needs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checkins.placing.board import Board, Bools, Ints


@dataclass(frozen=True, slots=True)
class Arcs:
    """One row for each pair: indexes into the board, and the cost of the wishes it leaves unmet."""

    trainee: Ints
    slot: Ints
    cost: Ints

    def __len__(self) -> int:
        return len(self.trainee)

    def where(self, mask: Bools) -> "Arcs":
        if mask.all():
            return self
        return Arcs(self.trainee[mask], self.slot[mask], self.cost[mask])


def every_arc(board: Board) -> Arcs:
    """All pairs of a trainee and a slot they may take."""
    return _collected(board, lambda at, _cost: np.arange(len(at)))


def needed_arcs(board: Board, cap: Ints, people: Bools | None = None) -> Arcs:
    """The pairs that an optimum can need in which no facilitator reaches their `cap` of new conversations, or whose
    cap is their limit a round anyway; with `people`, those of these facilitators alone."""
    wanted = None if people is None else people[board.owner]

    def keep(at: Ints, cost: Ints) -> Ints:
        return _needed(board, at, cost, cap)

    return _collected(board, keep, wanted)


def _collected(board: Board, keep: Callable[[Ints, Ints], Ints], wanted: Bools | None = None) -> Arcs:
    trainees, slots, costs = [], [], []
    for index, trainee in enumerate(board.trainees):
        at = board.eligible(trainee)
        if wanted is not None:
            at = at[wanted[at]]
        cost = board.costs(trainee, at)
        kept = keep(at, cost)
        trainees.append(np.full(len(kept), index))
        slots.append(at[kept])
        costs.append(cost[kept])
    return Arcs(_joined(trainees), _joined(slots), _joined(costs))


def joined(one: Arcs, other: Arcs) -> Arcs:
    return Arcs(_joined([one.trainee, other.trainee]), _joined([one.slot, other.slot]), _joined([one.cost, other.cost]))


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)


def _needed(board: Board, at: Ints, cost: Ints, cap: Ints) -> Ints:
    """Positions in `at` to keep for one trainee; the proof is in docs/decisions/0003-placing.md.

    For each facilitator, their single slots are gone through from the cheapest for this trainee: at most as many on
    a day as its limit lets through, and `cap` in all. The others' check-ins with this facilitator are too few to
    block all of them, so an optimum never needs a dearer one.
    """
    single = np.flatnonzero(~board.group[at])
    # Labels are as narrow as they can be: numpy sorts small integers in one pass over them.
    ordered = single[np.argsort(cost[single].astype(np.uint8), kind="stable")]
    on_day = board.day[at[ordered]]
    ordered = ordered[first_of_each(on_day.astype(board.day_label), board.day_room[on_day])]
    owner = board.owner[at[ordered]]
    ordered = ordered[first_of_each(owner.astype(board.owner_label), cap[owner])]
    return np.sort(np.concatenate([ordered, np.flatnonzero(board.group[at])]))


def first_of_each(label: NDArray[np.integer], room: Ints) -> Bools:
    """Which rows are among the first `room` of their label."""
    by_label = np.argsort(label, kind="stable")
    grouped = label[by_label]
    place = np.arange(len(grouped))
    begins = np.ones(len(grouped), dtype=bool)
    begins[1:] = grouped[1:] != grouped[:-1]
    rank = np.empty(len(grouped), dtype=np.int64)
    rank[by_label] = place - np.maximum.accumulate(np.where(begins, place, 0))
    return rank < room
