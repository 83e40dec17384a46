"""The placing against a brute force, over generated small programs."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from checkins.placing import Problem, place
from tests.checkins.placing_world import best_worth, is_lawful, problems, seats_of, worth

_many = settings(max_examples=400, deadline=None)


@_many
@given(problems())
def test_no_seating_is_better(problem: Problem) -> None:
    _check_best(problem)


@_many
@given(problems(groups=True))
def test_no_seating_is_better_with_groups(problem: Problem) -> None:
    _check_best(problem)


def _check_best(problem: Problem) -> None:
    placement = place(problem)
    seats = seats_of(problem, placement)
    assert is_lawful(problem, seats)
    found = worth(problem, seats)
    assert found == (len(placement.unplaced), placement.cost, placement.spread)
    assert placement.optimal
    assert found == best_worth(problem)


@_many
@given(problems(groups=True))
def test_every_trainee_is_answered_once(problem: Problem) -> None:
    placement = place(problem)
    answered = [each.trainee_id for each in placement.assignments]
    answered += [each.trainee_id for each in placement.unplaced]
    assert sorted(answered) == sorted(each.id for each in problem.trainees)


@_many
@given(problems(groups=True), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(problem: Problem, chance: Random) -> None:
    shuffled = replace(
        problem,
        trainees=tuple(chance.sample(problem.trainees, len(problem.trainees))),
        slots=tuple(chance.sample(problem.slots, len(problem.slots))),
        facilitators=tuple(chance.sample(problem.facilitators, len(problem.facilitators))),
    )
    assert place(shuffled) == place(problem)


@_many
@given(problems(groups=True))
def test_leaving_out_pairs_changes_no_worth(problem: Problem) -> None:
    every_pair, pruned = place(problem, prune=False), place(problem)
    assert (len(every_pair.unplaced), every_pair.cost, every_pair.spread) == (
        len(pruned.unplaced),
        pruned.cost,
        pruned.spread,
    )
