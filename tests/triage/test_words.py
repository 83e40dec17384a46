"""What the page says everywhere: easy to read, our own words, nothing left out, and no line that nobody looked up."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.reading import HIGHEST, grade
from tools.source_runs import digest, runs
from triage import national
from triage.models import BRANCHES

SALT, *HASHES = (Path(__file__).parents[1] / "data" / "source-runs.txt").read_text().split()
SAID = [
    (branch, text)
    for branch, words in national.words().items()
    for text in (words.title, words.signs, words.now, *words.do, *words.say, *words.dont, *words.after)
]


def test_there_are_four_branches_and_safety_comes_first() -> None:
    assert list(national.words()) == [branch.value for branch in BRANCHES]
    assert next(iter(national.words())) == "safety"


@pytest.mark.parametrize("branch", list(national.words()))
def test_each_branch_reads_at_grade_eight_or_below(branch: str) -> None:
    assert grade("\n".join(f"{text}." for key, text in SAID if key == branch)) <= HIGHEST


def test_no_eight_words_in_a_row_are_the_guides() -> None:
    forbidden = set(HASHES)
    for _, text in [*SAID, *((line.key, line.next) for line in national.lines())]:
        assert [run for run in runs(text) if digest(SALT, run) in forbidden] == []


def test_the_lines_that_must_always_be_there() -> None:
    """privacy.md 4, R40 to R42."""
    known = {line.key: line for line in national.lines()}
    assert known["988"].phone == known["988"].text == "988"
    assert known["988"].chat.startswith("https://")
    assert known["911"].phone == "911"
    assert known["988"].hours.always
    assert known["911"].hours.always
    assert not known["psl"].hours.always
    assert known["intealth"].j1
    for branch in BRANCHES:
        assert any(branch in line.branches for line in national.lines()), branch


def test_a_line_that_nobody_looked_up_for_half_a_year_is_pointed_out() -> None:
    newest = max(line.verified for line in national.lines())
    assert national.to_look_up(newest) == [line for line in national.lines() if newest - line.verified > _HALF]
    assert len(national.to_look_up(newest + _HALF + timedelta(days=1))) == len(national.lines())
    assert all(line.against for line in national.lines())


_HALF = national.LOOK_AGAIN_AFTER


def test_what_must_not_be_done_is_said() -> None:
    """R41, R42: no informal investigation, no advice, no word of who did what."""
    assert "ask around" in " ".join(national.words()["mistreatment"].dont)
    assert "advice" in " ".join(national.words()["legal"].dont)
    assert "secret" in " ".join(national.words()["safety"].dont)
