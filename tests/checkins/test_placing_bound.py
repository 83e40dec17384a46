"""Larger programs, where a brute force would never end: a linear program built from the test's own rules bounds what
any seating can be worth, and the placing reaches it."""

from dataclasses import dataclass, replace
from datetime import time, timedelta
from random import Random

import pytest
from ortools.linear_solver.python import model_builder

from checkins.placing import DateSpan, Facilitator, Problem, Slot, Supervision, TimeRange, Trainee, forecast, place
from checkins.placing.arcs import every_arc
from checkins.placing.board import Board
from checkins.placing.flow import Groups, solve
from checkins.placing.solving import seat_everybody
from checkins.placing.solving import worth as worth_of
from tests.checkins.placing_world import (
    CHICAGO,
    FIRST,
    Worth,
    cost_of,
    is_lawful,
    local,
    make_slot,
    may_sit,
    person,
    seats_of,
    worth,
)

KINDS, MODES = ["mentor", "wellness"], ["office", "video", "walk"]


@dataclass(frozen=True)
class Size:
    trainees: int
    facilitators: int
    slots: int
    per_round: int | None
    per_day: int | None = 2
    # How many people most trainees would like to talk to: few makes them much asked for.
    favourites: int = 100


def program(size: Size, seed: int) -> Problem:
    chance = Random(seed)
    people = tuple(
        Facilitator(person(number), frozenset({chance.choice(KINDS)}), size.per_day, size.per_round)
        for number in range(1, size.facilitators + 1)
    )
    times = [(day, time(hour, minute)) for day in range(15) for hour in range(8, 17) for minute in (0, 30)]
    slots = []
    for number in range(size.slots):
        owner = people[number % len(people)]
        day, clock = times[(number // len(people) * 7 + number % len(people)) % len(times)]
        slots.append(make_slot(number, owner.id, day, clock, mode=chance.choice(MODES)))
    trainees = tuple(_trainee(chance, 10_000 + number, people, size) for number in range(size.trainees))
    return Problem(trainees, tuple(slots), people, CHICAGO)


def _trainee(chance: Random, number: int, people: tuple[Facilitator, ...], size: Size) -> Trainee:
    ids = [each.id for each in people]
    leave = local(chance.randrange(15), time(0))
    return Trainee(
        person(number),
        supervision=(Supervision(chance.choice(ids), DateSpan(FIRST, FIRST + timedelta(days=7))),),
        excluded_people=frozenset(chance.sample(ids, chance.randrange(2))),
        away=(TimeRange(leave, leave + timedelta(days=chance.randrange(1, 5))),),
        preferred_people=frozenset(chance.choices(ids[: size.favourites], k=chance.randrange(3))),
        preferred_kinds=frozenset(chance.sample(KINDS, chance.randrange(2))),
        preferred_modes=frozenset(chance.sample(MODES, chance.randrange(3))),
        former_listener=chance.choice(ids),
        same_listener=chance.random() < 0.3,
    )


def bound(problem: Problem) -> Worth:
    """The best that any seating could be worth, by three linear programs without whole numbers: most placed, then
    least cost, then most even. A bound whatever the solver of the placing does."""
    model = model_builder.Model()  # type: ignore[no-untyped-call]  # OR-Tools leaves its constructor untyped
    pairs: list[tuple[Slot, model_builder.Variable, int]] = []
    for trainee in problem.trainees:
        mine = []
        for slot in problem.slots:
            if may_sit(problem, trainee, slot):
                mine.append(model.new_num_var(0, 1, None))
                pairs.append((slot, mine[-1], cost_of(problem, trainee, slot)))
        if mine:
            model.add(sum(mine) <= 1)
    _limit(model, [(slot.id, taken) for slot, taken, _ in pairs], dict.fromkeys((s.id for s in problem.slots), 1))
    steps = []
    for facilitator in problem.facilitators:
        theirs = [(slot, taken) for slot, taken, _ in pairs if slot.facilitator_id == facilitator.id]
        by_day = [(slot.start.astimezone(CHICAGO).date(), taken) for slot, taken in theirs]
        if facilitator.max_per_day is not None:
            _limit(model, by_day, dict.fromkeys((day for day, _ in by_day), facilitator.max_per_day))
        most = len(problem.slots) if facilitator.max_per_round is None else facilitator.max_per_round
        mine = [model.new_num_var(0, 1, None) for _ in range(min(most, len(problem.slots) // 3))]
        if theirs:
            model.add(sum(taken for _, taken in theirs) == sum(mine))
        steps += list(enumerate(mine))
    placed = -_least(model, sum(-taken for _, taken, _ in pairs))
    model.add(sum(taken for _, taken, _ in pairs) >= placed)
    cost = _least(model, sum(cost * taken for _, taken, cost in pairs))
    model.add(sum(cost * taken for _, taken, cost in pairs) <= cost)
    spread = _least(model, sum(step * taken for step, taken in steps))
    return len(problem.trainees) - placed, cost, spread


def _limit[Key](
    model: model_builder.Model, taken: list[tuple[Key, model_builder.Variable]], limits: dict[Key, int]
) -> None:
    sums: dict[Key, list[model_builder.Variable]] = {}
    for key, variable in taken:
        sums.setdefault(key, []).append(variable)
    for key, variables in sums.items():
        model.add(sum(variables) <= limits[key])


def _least(model: model_builder.Model, goal: model_builder.LinearExprT) -> int:
    model.minimize(goal)
    solver = model_builder.Solver("glop")
    assert solver.solve(model) == model_builder.SolveStatus.OPTIMAL
    # A vertex of an assignment is whole; the rounding takes off what floating point adds.
    assert solver.objective_value == pytest.approx(round(solver.objective_value), abs=1e-4)
    return round(solver.objective_value)


@pytest.mark.parametrize(
    ("size", "some_unplaced"),
    [
        (Size(80, 12, 300, per_round=8), False),
        (Size(80, 12, 300, per_round=5), True),
        (Size(70, 20, 60, per_round=4), True),
        (Size(60, 10, 200, per_round=None, favourites=2), False),
        (Size(90, 10, 200, per_round=None, per_day=1, favourites=2), True),
    ],
)
def test_no_seating_of_a_larger_program_is_better(size: Size, some_unplaced: bool) -> None:
    problem = program(size, seed=size.trainees)
    placement = place(problem)
    seats = seats_of(problem, placement)
    assert is_lawful(problem, seats)
    found = worth(problem, seats)
    assert found == (len(placement.unplaced), placement.cost, placement.spread) == bound(problem)
    assert bool(placement.unplaced) is some_unplaced


@pytest.mark.parametrize("favourites", [1, 3, 40])
@pytest.mark.parametrize(("per_round", "per_day"), [(None, None), (None, 2), (9, 2), (4, 1)])
def test_a_large_program_loses_nothing_by_leaving_out_pairs(
    favourites: int, per_round: int | None, per_day: int | None
) -> None:
    size = Size(220, 36, 1300, per_round=per_round, per_day=per_day, favourites=favourites)
    board = Board(program(size, seed=favourites))
    every_pair = worth_of(board, solve(board, every_arc(board), Groups()))
    assert worth_of(board, seat_everybody(board).seat) == every_pair
    assert worth_of(board, seat_everybody(board, keep=1).seat) == every_pair


def test_a_large_program_is_placed_alike_however_it_is_listed() -> None:
    problem = program(Size(220, 36, 1300, per_round=7), seed=3)
    backwards = replace(
        problem,
        trainees=problem.trainees[::-1],
        slots=problem.slots[::-1],
        facilitators=problem.facilitators[::-1],
    )
    assert place(problem) == place(problem) == place(backwards)


def test_a_large_forecast_does_not_know_exclusions() -> None:
    problem = program(Size(250, 40, 400, per_round=7), seed=4)
    open_to_all = replace(
        problem, trainees=tuple(replace(each, excluded_people=frozenset()) for each in problem.trainees)
    )
    assert forecast(problem) == forecast(open_to_all)
