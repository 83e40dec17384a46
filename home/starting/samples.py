"""Files to download and fill in: the headings that each import reads, and a few lines of nobody in particular."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from programs.rosterfile import ROSTER_HEADINGS, ROTATION_HEADINGS
from programs.rosterfile.export import Value
from resources.filing import COLUMNS, HEADINGS
from resources.library import ANY_SPECIALTY, starters
from resources.showing import CHOICES

type Lines = list[tuple[Value, ...]]


@dataclass(frozen=True)
class Sample:
    """A table to fill in."""

    name: str
    title: str
    headings: Sequence[str]
    lines: Lines


def sample_of(name: str, academic_year: date) -> Sample:
    """A sample by its name; the one for people where there is none of that name. Read as it is, no line is wrong."""
    if name == "rotations":
        return Sample("rotations", "Rotations", ROTATION_HEADINGS, _rotations(academic_year))
    if name == "resources":
        return Sample("resources", "Resources", HEADINGS, _resources())
    return Sample("people", "People", ROSTER_HEADINGS, _people(academic_year))


def _people(first_day: date) -> Lines:
    return [
        ("Example", "Resident", "resident@example.org", "Resident", 1, first_day, None),
        ("Example", "Fellow", "fellow@example.org", "Fellow", 4, first_day, None),
        ("Example", "Mentor", "mentor@example.org", "Faculty Mentor", None, first_day, None),
        ("Example", "Chief", "chief@example.org", "Chief Resident", None, first_day, None),
        ("Example", "Wellness", "wellness@example.org", "Wellness Lead", None, first_day, None),
    ]


def _rotations(first_day: date) -> Lines:
    second = first_day + timedelta(weeks=4)
    return [
        ("resident@example.org", "Wards", first_day, second - timedelta(days=1), "mentor@example.org", "no"),
        ("resident@example.org", "Night float", second, second + timedelta(days=27), "mentor@example.org", "yes"),
    ]


def _resources() -> Lines:
    """What most institutions have, ready but for how it is reached."""
    return [
        tuple(
            {
                "name": starter.name,
                "about": starter.about,
                "audiences": "; ".join(CHOICES.audiences[key] for key in starter.audiences),
                "needs": "; ".join(CHOICES.needs[key] for key in starter.needs),
                "moments": "; ".join(CHOICES.moments[key] for key in starter.moments),
                "country": "United States",
                "specialty": ANY_SPECIALTY,
                "also": starter.also,
            }.get(field, "")
            for field in COLUMNS
        )
        for starter in starters()
    ]
