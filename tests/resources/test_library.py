"""The shared directory: every item that the sources name has a row, each says where it comes from, in plain words."""

import re
from pathlib import Path

import pytest

from prompts.library import LibraryError
from resources.actions.loading import load
from resources.library import FOLDER, ResourceData, read, starters
from resources.models import Moment, Need, Resource
from tests.reading import HIGHEST, grade

# What each document names, by requirement; the key is the row.
NAMED = {
    "R54 peer mentoring (IMeRGE)": "imerge",
    "R54 mentors and sponsors (Leadership Acceleration Initiative)": "leadership-acceleration",
    "R54 PRIMEs mentorship": "primes",
    "R54 Big Brother programs": "big-brother-programs",
    "R54 others, one": "amwa-img",
    "R54 others, two": "nhs-yorkshire-peer-mentoring",
    "R58 the AMA IMG Section as a route to a mentor": "ama-img-section",
    "R61 American College of Physicians": "acp-mentoring",
    "R61 American Medical Association": "ama-education",
    "R62 induction guidance": "nhs-induction-guidance",
    "R62 its part for HR": "nhs-induction-hr",
    "R62 its e-learning module": "nhs-induction-elearning",
    "R62 recruitment toolkit": "nhs-recruitment-toolkit",
    "R62 retention toolkit": "nhs-retention-toolkit",
    "R62 WelcomInG form": "welcoming-form",
    "R62 guide to reflective practice": "reflective-practice-guide",
    "R62 RCEM tips": "rcem-tips",
    "R62 Bradford VTS": "bradford-vts",
    "R70 the section as a way into policy": "ama-img-section",
    "R70 the whole IMG toolkit": "ama-img-toolkit",
    "M the mentorship page": "ama-img-mentorship",
    "R42 Intealth for a J-1 physician": "intealth-sponsorship",
    "G the guide": "intealth-check-in-guide",
}
ROWS = {row.key: row for row in read()}


@pytest.mark.parametrize("key", NAMED.values(), ids=list(NAMED))
def test_what_the_sources_name_has_a_row_that_says_so(key: str) -> None:
    assert ROWS[key].document in ("G", "M", "I")
    assert ROWS[key].section


def test_the_section_is_a_way_to_a_mentor_and_into_policy() -> None:
    assert {"mentor", "policy"} <= set(ROWS["ama-img-section"].needs)


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_each_row_is_whole(row: ResourceData) -> None:
    """Two sentences, country and specialty of origin (R66), a way to reach it, and words that the pages know."""
    assert 1 <= len(re.findall(r"[.?!](?= [A-Z]|$)", row.about)) <= 3
    assert row.country
    assert row.specialty
    assert row.reach
    assert row.cost
    assert set(row.needs) <= set(Need.values)
    assert set(row.moments) <= set(Moment.values)


def test_trainees_can_read_it_without_effort() -> None:
    about = " ".join(row.about for row in ROWS.values() if "trainee" in row.audiences)
    assert grade(about) <= HIGHEST


def test_emergency_numbers_are_right() -> None:
    assert "988" in ROWS["lifeline-988"].reach
    assert ROWS["lifeline-988"].hours == "Day and night, every day"
    # It is not round the clock, and must not look so.
    assert "not round the clock" in ROWS["physician-support-line"].hours
    assert "1-888-409-0141" in ROWS["physician-support-line"].reach


def test_starters_cover_what_institutions_have() -> None:
    assert {"counselor", "peers", "housing", "childcare", "immigration"} <= {starter.key for starter in starters()}
    assert all(set(starter.needs) <= set(Need.values) for starter in starters())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('country = "Norway"', "is there twice"),
        ('countri = "Norway"', "nobody knows: countri"),
        ('url = "javascript:alert(1)"', "no web address"),
        ("needs = []", "does not say what it helps with"),
        ('document = "X"', "cites nothing"),
    ],
)
def test_a_broken_file_is_one_sentence(line: str, reason: str, tmp_path: Path) -> None:
    head = '[[resource]]\nkey = "a"\nname = "A"\nabout = "An A."\naudiences = ["trainee"]\nreach = "Ask"\n'
    whole = head + 'needs = ["visa"]\ncountry = "Here"\n'
    known = line.split(" =")[0]
    changed = "\n".join(part for part in whole.split("\n") if not part.startswith(f"{known} =")) + f"{line}\n"
    (tmp_path / "resources.toml").write_text(whole + changed if "twice" in reason else changed)
    with pytest.raises(LibraryError, match=reason):
        read(tmp_path)
    assert read(FOLDER)


@pytest.mark.django_db
class TestLoading:
    def test_again_changes_nothing(self) -> None:
        assert load(read()) == {"added": 0, "changed": 0, "unchanged": len(ROWS), "retired": 0}

    def test_an_upgrade_changes_retires_and_brings_back(self) -> None:
        rest = [row for row in read() if row.key != "uscis"]
        assert load(rest)["retired"] == 1
        assert Resource.objects.get(pk="uscis").retired
        assert load(read())["changed"] >= 1
        assert not Resource.objects.get(pk="uscis").retired
