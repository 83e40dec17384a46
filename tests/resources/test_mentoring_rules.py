"""How a mentorship begins, is looked at anew and ends: truth tables without a database."""

from datetime import timedelta
from itertools import product

import pytest

from resources.glossary import references, terms
from resources.models import Kind
from resources.rules.mentoring import (
    PART,
    RECOMMIT,
    REFOCUS,
    STEPS,
    answer_is_late,
    outcome,
    review_due,
    seats_left,
    why_not_ask,
)
from tests.factories import NOW, TODAY
from tests.reading import HIGHEST, grade


@pytest.mark.parametrize(
    ("own", "live_here", "waiting", "left", "is_open", "says"),
    [
        (False, False, 0, 1, True, ""),
        (False, False, 2, 1, True, ""),
        (False, False, 3, 1, True, "3 of your questions"),
        (False, False, 0, 0, True, "no room"),
        (False, False, 0, 1, False, "no room"),
        (False, True, 0, 1, True, "asked already"),
        (True, True, 9, 0, False, "This is you"),
    ],
)
def test_who_can_be_asked(own: bool, live_here: bool, waiting: int, left: int, is_open: bool, says: str) -> None:
    said = why_not_ask(own=own, live_here=live_here, waiting=waiting, left=left, is_open=is_open)
    assert says in said
    assert bool(said) is bool(says)


@pytest.mark.parametrize("choices", list(product(("", RECOMMIT, REFOCUS, PART), repeat=2)))
def test_what_comes_of_both_answers(choices: tuple[str, str]) -> None:
    wanted = PART if PART in choices else REFOCUS if REFOCUS in choices else RECOMMIT
    assert outcome(choices) == wanted


def test_a_week_three_months_half_a_year() -> None:
    assert not answer_is_late(NOW, NOW + timedelta(days=7, seconds=-1))
    assert answer_is_late(NOW, NOW + timedelta(days=7))
    assert review_due(TODAY, None) == TODAY + timedelta(days=91)
    assert review_due(TODAY, TODAY) == TODAY + timedelta(days=182)
    assert [seats_left(2, n) for n in (0, 2, 5)] == [2, 0, 0]


def test_six_steps_five_words_three_works_and_kinds_with_coach_and_sponsor() -> None:
    assert len(STEPS) == 6
    assert list(terms()) == ["academic-medicine", "coach", "mentee", "mentor", "sponsor"]
    assert [(work.number, work.year) for work in references()] == [(1, 2013), (2, 2015), (3, 2006)]
    assert {"coach", "sponsor", "peer", "research", "career"} <= set(Kind.values)
    text = " ".join([*(f"{step.name}. {step.about}" for step in STEPS), *(term.meaning for term in terms().values())])
    assert grade(text) <= HIGHEST
