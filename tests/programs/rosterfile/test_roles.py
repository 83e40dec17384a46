"""Titles and training years."""

import pytest

from programs.models import Role
from programs.rosterfile.errors import CellError
from programs.rosterfile.roles import USUAL_TITLES, read_role, read_year, role_of


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        ("trainee", "Resident|FELLOW|Housestaff|House Staff|Intern|Residents|PGY-2|Internal Medicine Resident|Trainee"
                    "|Research Fellow|House Officer"),
        ("facilitator", "Faculty Mentor|Faculty Adviser|Advisor|Core Faculty|Chief Resident|Chief Fellow|Attending"
                        "|Associate Professor|Faculty|Facilitator"),
        ("wellness_lead", "Wellness Lead|Well-being Lead|GME Wellness Lead|Director of Wellness"),
        ("director", "Program Director|PROGRAM DIRECTOR|Residency Director|Fellowship Program Director|PD|Director"),
        ("associate_director", "Associate Program Director|Assistant Program Director|APD|Assoc. Program Director"
                               "|Associate director"),
        ("coordinator", "Coordinator|Program Coordinator|Program Administrator|Training Program Liaison"
                        "|Residency Manager|Resident Coordinator"),
    ],
)  # fmt: skip
def test_titles(role: str, titles: str) -> None:
    assert {title: role_of(title) for title in titles.split("|")} == dict.fromkeys(titles.split("|"), role)


@pytest.mark.parametrize(
    "title", ["Parking Attendant", "Internal Medicine", "Former Resident", "Medical Student", "Medical Director", ""]
)
def test_what_is_no_role_is_refused(title: str) -> None:
    with pytest.raises(CellError, match="not a role that Hearten knows"):
        read_role(title)


@pytest.mark.parametrize("title", ["GME Office", "Designated Institutional Official", "DIO", "GME Program Coordinator"])
def test_the_gme_office_is_not_a_programs_to_give(title: str) -> None:
    with pytest.raises(CellError, match="given by the institution"):
        read_role(title)


def test_roles_are_those_of_the_model() -> None:
    assert set(USUAL_TITLES) == {role.value for role in Role} - {"gme_office"}
    assert all(role_of(title) == role for role, title in USUAL_TITLES.items())
    assert all(role_of(role.label) == role.value for role in Role if role != Role.GME_OFFICE)


@pytest.mark.parametrize(
    ("text", "year"),
    [("PGY-1", 1), ("PGY2", 2), ("R3", 3), ("pgy 1", 1), ("2", 2), ("PGY 2 (Categorical)", 2), ("3rd year", 3),
     ("Year 4", 4), ("Resident 2", 2), ("First year", 1), ("Intern", 1), ("PL-3", 3), ("R-2", 2), ("", None),
     ("PGY 10", 10)],
)  # fmt: skip
def test_training_years(text: str, year: int | None) -> None:
    assert read_year(text) == year


@pytest.mark.parametrize("text", ["0", "11", "PGY", "Class of 2029", "CA-1", "2-3", "twelve"])
def test_what_is_no_training_year_is_refused(text: str) -> None:
    with pytest.raises(CellError, match="training year"):
        read_year(text)
