"""The placing as a minimum-cost flow, solved to its optimum.

    source -> trainee -> slot -> facilitator's day -> facilitator -> sink

One unit is one trainee. The arc from trainee to slot costs the unmet wishes; the arcs from a facilitator to the sink
carry one check-in each and cost 0, 1, 2, ..., so that the cheapest flow is the even one. An open group goes straight
to the sink: it counts as one conversation, which is taken off its facilitator's limits beforehand.

Costs are whole numbers. A unit of unmet wishes is multiplied by more than all evenness together can cost, which puts
the wishes first; most trainees placed comes before both, since only maximum flows are compared.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from checkins.placing.arcs import Arcs
from checkins.placing.board import Board, Ints

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Groups:
    """Which groups take place (indexes of slots), and who may join each: the rest of its arcs are left out."""

    open: frozenset[int] = frozenset()
    barred: frozenset[tuple[int, int]] = frozenset()  # (trainee, slot)


@dataclass(frozen=True, slots=True)
class Rooms:
    """What is left of each limit once the open groups are counted, and the first check-in's place in the spread."""

    day: Ints
    round: Ints
    begun: Ints


def rooms(board: Board, groups: Groups) -> Rooms:
    """Take the groups that open newly off their facilitators' limits."""
    day, in_round, begun = board.day_room.copy(), board.round_room.copy(), board.held.copy()
    for slot in groups.open:
        if board.slots[slot].taken == 0:
            day[board.day[slot]] -= 1
            in_round[board.owner[slot]] -= 1
            begun[board.owner[slot]] += 1
    return Rooms(day, in_round, begun)


class _Network:
    """Arcs by column, handed to the solver in one piece each."""

    def __init__(self) -> None:
        self.solver = min_cost_flow.SimpleMinCostFlow()

    def add(self, tail: Ints, head: Ints, capacity: Ints, cost: Ints) -> Ints:
        return np.asarray(
            self.solver.add_arcs_with_capacity_and_unit_cost(
                tail.astype(np.int32), head.astype(np.int32), capacity.astype(np.int64), cost.astype(np.int64)
            )
        )


def solve(board: Board, arcs: Arcs, groups: Groups) -> Ints:
    """Give each trainee a slot or NOWHERE: most placed, then least unmet, then most even.

    Raises RuntimeError if the solver does not prove the optimum, which for whole costs in range it always does.
    """
    if len(arcs) == 0:
        return np.full(len(board.trainees), NOWHERE, dtype=np.int64)
    network = _Network()
    room = rooms(board, groups)
    source, sink, first_trainee = 0, 1, 2
    first_slot = first_trainee + len(board.trainees)
    first_day = first_slot + len(board.slots)
    first_person = first_day + len(board.days)

    wish_unit = spread_bound(board, room) + 1
    chosen = network.add(first_trainee + arcs.trainee, first_slot + arcs.slot, _ones(arcs.slot), arcs.cost * wish_unit)
    coming = np.unique(arcs.trainee)
    network.add(np.full_like(coming, source), first_trainee + coming, _ones(coming), _zeros(coming))

    used = np.unique(arcs.slot)
    single = used[~board.group[used]]
    network.add(first_slot + single, first_day + board.day[single], _ones(single), _zeros(single))
    days = np.unique(board.day[single])
    network.add(first_day + days, first_person + board.day_owner[days], np.maximum(room.day[days], 0), _zeros(days))
    people, steps = _steps(board, room, single)
    network.add(first_person + people, np.full_like(people, sink), _ones(people), steps)
    _add_groups(network, board, groups, first_slot, sink, wish_unit * (int(arcs.cost.max()) + 1))

    network.solver.set_node_supply(source, len(board.trainees))
    network.solver.set_node_supply(sink, -len(board.trainees))
    status = network.solver.solve_max_flow_with_min_cost()
    if status != network.solver.OPTIMAL:
        raise RuntimeError(f"The placing was not solved: {status}.")
    return _read(board, arcs, np.asarray(network.solver.flows(chosen)))


def spread_bound(board: Board, room: Rooms) -> int:
    """No two placings of as many trainees differ more in spread than this."""
    most = np.minimum(room.round, np.bincount(board.owner, minlength=len(board.facilitators)))
    dearest = int(np.maximum(room.begun + most - 1, 0).max(initial=0))
    return len(board.trainees) * dearest


def _steps(board: Board, room: Rooms, single: Ints) -> tuple[Ints, Ints]:
    """One arc for each check-in that a facilitator can still take, each a step dearer than the one before."""
    offered = np.bincount(board.owner[single], minlength=len(board.facilitators))
    count = np.clip(np.minimum(offered, room.round), 0, len(board.trainees))
    people = np.repeat(np.arange(len(count)), count)
    first = np.cumsum(count) - count
    return people, np.arange(len(people)) - first[people] + room.begun[people]


def _add_groups(network: _Network, board: Board, groups: Groups, first_slot: int, sink: int, dearest: int) -> None:
    # The seats that a group needs are worth more than any rearrangement of everybody else can save. A maximum flow
    # that fills them exists whenever they can be filled: augmenting never takes a unit off an arc into the sink.
    reward = -dearest * (len(board.trainees) + 1)
    slots = np.array(sorted(groups.open), dtype=np.int64)
    needed = np.array([board.slots[slot].needed for slot in slots], dtype=np.int64)
    further = np.array([board.slots[slot].seats for slot in slots], dtype=np.int64) - needed
    network.add(first_slot + slots, np.full_like(slots, sink), needed, np.full_like(slots, reward))
    network.add(first_slot + slots, np.full_like(slots, sink), further, _zeros(slots))


def _read(board: Board, arcs: Arcs, flows: Ints) -> Ints:
    seat = np.full(len(board.trainees), NOWHERE, dtype=np.int64)
    taken = flows > 0
    seat[arcs.trainee[taken]] = arcs.slot[taken]
    return seat


def newly_held(board: Board, seat: Ints) -> Ints:
    """The slots that take place because of this seating, each one conversation; a group that runs anyway is none."""
    slots: Ints = np.unique(seat[seat != NOWHERE])
    running = np.array([board.slots[slot].taken > 0 for slot in slots.tolist()], dtype=bool)
    new: Ints = slots[~running]
    return new


def _ones(like: Ints) -> Ints:
    return np.ones(len(like), dtype=np.int64)


def _zeros(like: Ints) -> Ints:
    return np.zeros(len(like), dtype=np.int64)
