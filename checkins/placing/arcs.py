"""Which trainee may take which slot at what cost, and which of those pairs no optimum needs."""

from dataclasses import dataclass

import numpy as np

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
        return Arcs(self.trainee[mask], self.slot[mask], self.cost[mask])


def arcs_of(board: Board, *, prune: bool = True) -> Arcs:
    """All pairs of a trainee and a slot they may take; with `prune`, only those that an optimum can need."""
    trainees, slots, costs = [], [], []
    for index, trainee in enumerate(board.trainees):
        at = board.eligible(trainee)
        cost = board.costs(trainee, at)
        keep = _needed(board, at, cost) if prune else np.arange(len(at))
        trainees.append(np.full(len(keep), index))
        slots.append(at[keep])
        costs.append(cost[keep])
    return Arcs(_joined(trainees), _joined(slots), _joined(costs))


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)


def _needed(board: Board, at: Ints, cost: Ints) -> Ints:
    """Positions in `at` to keep for one trainee; the proof is in docs/decisions/0003-placing.md.

    For each facilitator, their single slots are gone through from the cheapest for this trainee: at most as many on
    a day as its limit lets through, and as many in all as the limit a round. The others' check-ins with this
    facilitator, one fewer than that limit, cannot block all of them, so an optimum never needs a dearer one.
    """
    single = np.flatnonzero(~board.group[at])
    ordered = single[np.argsort(cost[single], kind="stable")]
    on_day = board.day[at[ordered]]
    ordered = ordered[_first(on_day, board.day_room[on_day])]
    owner = board.owner[at[ordered]]
    ordered = ordered[_first(owner, board.round_room[owner])]
    kept = np.concatenate([ordered, np.flatnonzero(board.group[at])])
    return np.sort(kept)


def _first(label: Ints, room: Ints) -> Bools:
    """Which rows are among the first `room` of their label."""
    by_label = np.argsort(label, kind="stable")
    grouped = label[by_label]
    place = np.arange(len(grouped))
    begins = np.ones(len(grouped), dtype=bool)
    begins[1:] = grouped[1:] != grouped[:-1]
    rank = np.empty(len(grouped), dtype=np.int64)
    rank[by_label] = place - np.maximum.accumulate(np.where(begins, place, 0))
    return rank < room
