"""What a search finds: forty questions, slips of the pen, and the program's own words."""

from typing import Any

import pytest

from programs import tenancy
from programs.models import Program
from resources.models import LocalResource
from resources.rules.words import Known, distance, telling, weighed
from resources.searching import found_keys
from tests.factories import make_program
from tests.resources.questions import QUESTIONS


@pytest.mark.django_db
class TestSearching:
    @pytest.mark.parametrize(("words", "wanted"), QUESTIONS, ids=[words for words, _ in QUESTIONS])
    def test_forty_questions_lead_where_they_should(self, words: str, wanted: frozenset[str], program: Program) -> None:
        found = found_keys(program, words)[:3]
        assert wanted & set(found), found

    def test_there_are_forty_and_no_two_alike(self) -> None:
        assert len({words for words, _ in QUESTIONS}) == len(QUESTIONS) == 40

    def test_own_words_and_changed_ones_are_found_here_alone(self, program: Program) -> None:
        own = LocalResource.objects.create(
            program=program, name="Café for newcomers", about="Coffee.", country="Here", specialty="Any", place=1
        )
        LocalResource.objects.create(program=program, original_id="uscis", reach="Ask Ada in the turret")
        assert found_keys(program, "cafe") == [str(own.pk)]
        assert found_keys(program, "CAFÉ newcmers")[0] == str(own.pk)
        assert found_keys(program, "turret") == ["uscis"]
        other = make_program()
        with tenancy.inside(program=other):
            assert found_keys(other, "cafe") == found_keys(other, "turret cafe") == []
            # Even asked about the first program: row level security answers.
            assert found_keys(program, "cafe") == []

    @pytest.mark.parametrize("words", ["", "   ", "the of and", "xyzzyq", "'%_\\", "a'b:*|&!()", "\x00"])
    def test_what_says_nothing_finds_nothing(self, words: str, program: Program) -> None:
        assert found_keys(program, words) == []

    def test_without_a_program_the_shared_ones_are_searched(self, db: None) -> None:
        assert "uscis" in found_keys(None, "green card")

    def test_three_queries_at_most(self, program: Program, django_assert_max_num_queries: Any) -> None:
        with django_assert_max_num_queries(3):
            found_keys(program, "mentr green card zzzz")


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("", "", 0), ("a", "", 1), ("mentr", "mentor", 1), ("mentro", "mentor", 1), ("abc", "xyz", 3), ("teh", "the", 1)],
)
def test_distance_counts_slips(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == distance(other, one) == steps


def test_the_nearest_word_is_meant_and_short_ones_are_left_alone() -> None:
    near = [Known("mentr", "mentor", 3), Known("mentr", "mental", 9), Known("vsa", "visa", 4), Known("qqqqqq", "z", 1)]
    assert telling(near) == [Known("mentr", "mentor", 3)]


def test_rare_words_tell_more() -> None:
    weights = weighed({"help": 40, "lease": 1}, 50)
    assert weights["lease"] > weights["help"] > 0
