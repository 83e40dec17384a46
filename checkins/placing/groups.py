"""Which groups take place, chosen by CP-SAT before the flow places everybody.

A flow cannot say "nobody or at least three", so groups are opened first. While the problem is small the model below
is the whole placing, and its answer is the optimum of everything; for large problems the one-on-one seats are only
counted in it, which picks good groups and proves nothing (`Placement.optimal` says which it was).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from checkins.placing.arcs import Arcs, first_of_each
from checkins.placing.board import Board, Ints
from checkins.placing.flow import NOWHERE, Groups, rooms, spread_bound
from checkins.placing.problem import Trainee

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

# Up to this many pairs the whole placing is a model of its own.
EXACT_PAIRS = 12_000
# Units of CP-SAT's own clock, which counts work and not seconds, so that the answer is the same on every machine.
_WORK = 6.0
# In a large problem, at least so many groups are looked at for each trainee.
_GROUPS_EACH = 20


def choose(board: Board, arcs: Arcs, alone: Ints, *, complete: bool) -> tuple[Groups, bool]:
    """The groups to open, and whether that choice is proved to be the best one.

    `alone` is the best seating without groups; `complete` says that no pair is missing from `arcs` that any
    placing could need.
    """
    joinable = arcs.where(board.group[arcs.slot])
    slots = _possible(board, joinable)
    if not slots:
        return Groups(), True
    joinable = joinable.where(np.isin(joinable.slot, slots))
    single = arcs.where(~board.group[arcs.slot])
    whole = complete and len(arcs) <= EXACT_PAIRS
    model = _Model(board, joinable if whole else _cheapest(board, joinable), slots)
    if whole:
        model.add_singles(single)
    else:
        model.count_singles(single, alone)
    return model.solve(whole)


def _possible(board: Board, joinable: Arcs) -> list[int]:
    """Groups that enough people could join and whose facilitator has room for one more conversation."""
    coming = np.bincount(joinable.slot, minlength=len(board.slots))
    return [
        index
        for index in np.flatnonzero(coming).tolist()
        if board.slots[index].needed <= min(coming[index], board.slots[index].seats)
        and (
            board.slots[index].taken
            or (board.day_room[board.day[index]] > 0 and board.round_room[board.owner[index]] > 0)
        )
    ]


def _cheapest(board: Board, joinable: Arcs) -> Arcs:
    """For each trainee the few groups they would like best; among equals those that most others would like too, so
    that the same groups fill up."""
    least = np.full(len(board.trainees), np.iinfo(np.int64).max)
    np.minimum.at(least, joinable.trainee, joinable.cost)
    liked = np.bincount(joinable.slot[joinable.cost == least[joinable.trainee]], minlength=len(board.slots))
    order = np.lexsort((joinable.slot, -liked[joinable.slot], joinable.cost, joinable.trainee))
    keep = np.zeros(len(joinable), dtype=bool)
    each = max(_GROUPS_EACH, EXACT_PAIRS // max(len(board.trainees), 1))
    keep[order] = first_of_each(joinable.trainee[order], np.full(len(order), each))
    return joinable.where(keep)


def apart(one: Trainee, other: Trainee, on: int) -> bool:
    """Whether two people must not sit in one room on that date (an ordinal): one supervises or excludes the other."""
    return _avoids(one, other, on) or _avoids(other, one, on)


def _avoids(one: Trainee, other: Trainee, on: int) -> bool:
    return other.id in one.excluded_people or any(
        each.supervisor_id == other.id
        and each.span.start.toordinal() <= on
        and (each.span.end is None or on <= each.span.end.toordinal())
        for each in one.supervision
    )


def _conflicts(board: Board, joinable: Arcs) -> dict[int, list[tuple[int, int]]]:
    """For each group the pairs of trainees who must not both join it."""
    # Only people who are named by somebody can be in conflict; comparing all pairs of a large program takes minutes.
    index = {trainee.id: number for number, trainee in enumerate(board.trainees)}
    named: set[tuple[int, int]] = set()
    for number, trainee in enumerate(board.trainees):
        people = trainee.excluded_people | {each.supervisor_id for each in trainee.supervision}
        named |= {
            (min(number, index[each]), max(number, index[each])) for each in people - {trainee.id} if each in index
        }
    able = set(zip(joinable.trainee.tolist(), joinable.slot.tolist(), strict=True))
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for slot in np.unique(joinable.slot).tolist():
        for one, other in sorted(named):
            if {(one, slot), (other, slot)} <= able and apart(
                board.trainees[one], board.trainees[other], int(board.date[slot])
            ):
                found[slot].append((one, other))
    return found


@dataclass(slots=True)
class _Terms:
    """Sums under construction, by what they belong to."""

    trainee: dict[int, "list[cp_model.IntVar]"] = field(default_factory=lambda: defaultdict(list))
    day: dict[int, "list[cp_model.IntVar]"] = field(default_factory=lambda: defaultdict(list))
    person: dict[int, "list[cp_model.IntVar]"] = field(default_factory=lambda: defaultdict(list))


class _Model:
    """Groups as a CP-SAT model: who joins, which take place; then the one-on-ones, in full or counted."""

    def __init__(self, board: Board, joinable: Arcs, slots: list[int]) -> None:
        # Imported here: it loads pandas, as much as all the rest of Hearten, and few processes ever place a group.
        from ortools.sat.python import cp_model

        self.board, self.joinable, self.slots = board, joinable, slots
        self.model = cp_model.CpModel()
        self.terms = _Terms()
        self.costs: list[tuple[int, cp_model.IntVar]] = []
        self.evenness: list[tuple[int, cp_model.IntVar]] = []
        self.conflicts = _conflicts(board, joinable)
        self.joins: dict[int, dict[int, cp_model.IntVar]] = {slot: {} for slot in slots}
        for trainee, slot, cost in _rows(joinable):
            self.joins[slot][trainee] = self._pair(trainee, cost)
        for slot in slots:
            self._add_group(slot)

    def _pair(self, trainee: int, cost: int) -> "cp_model.IntVar":
        taken = self.model.new_bool_var("")
        self.terms.trainee[trainee].append(taken)
        self.costs.append((cost, taken))
        return taken

    def _add_group(self, slot: int) -> None:
        row, opened, joins = self.board.slots[slot], self.model.new_bool_var(""), self.joins[slot]
        self.model.add(sum(joins.values()) <= row.seats * opened)
        self.model.add(sum(joins.values()) >= row.needed * opened)
        for one, other in self.conflicts[slot]:
            self.model.add_at_most_one(joins[one], joins[other])
        if not row.taken:
            self.terms.day[int(self.board.day[slot])].append(opened)
            self.terms.person[int(self.board.owner[slot])].append(opened)

    def add_singles(self, single: Arcs) -> None:
        """Every one-on-one pair, each facilitator's limits and evenness: the whole placing."""
        by_slot: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for trainee, slot, cost in _rows(single):
            by_slot[slot].append(self._pair(trainee, cost))
        for slot, pairs in by_slot.items():
            self.model.add_at_most_one(pairs)
            self.terms.day[int(self.board.day[slot])] += pairs
            self.terms.person[int(self.board.owner[slot])] += pairs
        for person, pairs in self.terms.person.items():
            steps = [self.model.new_bool_var("") for _ in range(min(len(pairs), len(self.board.trainees)))]
            self.model.add(sum(steps) == sum(pairs))
            begun = int(self.board.held[person])
            self.evenness += [(begun + index, step) for index, step in enumerate(steps)]

    def count_singles(self, single: Arcs, alone: Ints) -> None:
        """One-on-ones by their number: each trainee has one at what it costs them in `alone` (who has none there: at
        the least it could cost), and no more have one than there."""
        costs: dict[int, int] = {}
        for trainee, slot, cost in _rows(single):
            if alone[trainee] in (slot, NOWHERE):
                costs[trainee] = min(cost, costs.get(trainee, cost))
        pairs = [self._pair(trainee, cost) for trainee, cost in sorted(costs.items())]
        self.model.add(sum(pairs) <= int((alone != NOWHERE).sum()))

    def solve(self, whole: bool) -> tuple[Groups, bool]:
        from ortools.sat.python import cp_model

        for sums in self.terms.trainee.values():
            self.model.add_at_most_one(sums)
        for day, sums in self.terms.day.items():
            self.model.add(sum(sums) <= int(self.board.day_room[day]))
        for person, sums in self.terms.person.items():
            self.model.add(sum(sums) <= int(self.board.round_room[person]))
        self._set_goal()
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        # Nearly all of the model is an assignment, which its linear relaxation solves: five times as fast, and more.
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = _WORK
        status = solver.solve(self.model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        members = {
            (trainee, slot)
            for slot, joins in self.joins.items()
            for trainee, joined in joins.items()
            if found and solver.boolean_value(joined)
        }
        return self._groups(members), whole and status == cp_model.OPTIMAL

    def _set_goal(self) -> None:
        unit = spread_bound(self.board, rooms(self.board, Groups())) + 1
        dearest = max((cost for cost, _ in self.costs), default=0)
        placed = unit * (dearest * len(self.board.trainees) + 1)
        self.model.minimize(
            sum((cost * unit - placed) * pair for cost, pair in self.costs)
            + sum(step * taken for step, taken in self.evenness)
        )

    def _groups(self, members: set[tuple[int, int]]) -> Groups:
        filled = {slot for _, slot in members}
        running = {slot for slot in self.slots if self.board.slots[slot].needed == 0}
        # The flow knows no pairs: whoever is in conflict with somebody here joins if chosen above, or not at all.
        uneasy = {(who, slot) for slot, pairs in self.conflicts.items() for pair in pairs for who in pair}
        return Groups(frozenset(filled | running), frozenset(uneasy - members))


def _rows(arcs: Arcs) -> list[tuple[int, int, int]]:
    return list(zip(arcs.trainee.tolist(), arcs.slot.tolist(), arcs.cost.tolist(), strict=True))
