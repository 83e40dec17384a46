"""The placing against a brute force, over generated small programs."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkins.placing import Problem, groups, place
from checkins.placing.arcs import every_arc
from checkins.placing.board import Board
from checkins.placing.flow import Groups, solve
from checkins.placing.solving import seat_everybody
from checkins.placing.solving import worth as worth_of
from tests.checkins.placing_world import best_worth, is_lawful, problems, seats_of, worth

_many = settings(max_examples=300, deadline=None)
_some = settings(max_examples=120, deadline=None)


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


@_some
@given(problems(groups=True))
def test_every_trainee_is_answered_once(problem: Problem) -> None:
    placement = place(problem)
    answered = [each.trainee_id for each in placement.assignments]
    answered += [each.trainee_id for each in placement.unplaced]
    assert sorted(answered) == sorted(each.id for each in problem.trainees)


@_some
@given(problems(groups=True), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(problem: Problem, chance: Random) -> None:
    shuffled = replace(
        problem,
        trainees=tuple(chance.sample(problem.trainees, len(problem.trainees))),
        slots=tuple(chance.sample(problem.slots, len(problem.slots))),
        facilitators=tuple(chance.sample(problem.facilitators, len(problem.facilitators))),
    )
    assert place(shuffled) == place(problem)


@_some
@given(problems(), st.integers(0, 2))
def test_leaving_out_pairs_changes_no_worth(problem: Problem, keep: int) -> None:
    board = Board(problem)
    every_pair = worth_of(board, solve(board, every_arc(board), Groups()))
    assert worth_of(board, seat_everybody(board, keep=keep).seat) == every_pair
    assert worth_of(board, seat_everybody(board).seat) == every_pair


@_some
@given(problems(groups=True))
def test_groups_chosen_by_counting_are_lawful_and_never_a_loss(problem: Problem) -> None:
    """The way of large problems, on small ones: nothing is proved of the groups, everything else must hold."""
    singles = replace(problem, slots=tuple(slot for slot in problem.slots if not slot.is_group))
    without = place(singles)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "EXACT_PAIRS", -1)
        placement = place(problem)
    seats = seats_of(problem, placement)
    assert is_lawful(problem, seats)
    found = worth(problem, seats)
    assert found == (len(placement.unplaced), placement.cost, placement.spread)
    assert best_worth(problem) <= found <= (len(without.unplaced), without.cost, without.spread)
    assert not placement.optimal or found == best_worth(problem)
