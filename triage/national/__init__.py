"""What the page says everywhere: national lines and the words of each branch, as data files that a reviewer can read.

An institution adds its own contacts beside these and cannot take one away (privacy.md 4).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from triage.rules import Hours, Span

FOLDER = Path(__file__).parent
# A line that nobody has looked up for that long is pointed out to those who keep the contacts.
LOOK_AGAIN_AFTER = timedelta(days=183)


@dataclass(frozen=True)
class NationalLine:
    """A line that stands in everywhere."""

    key: str
    branches: tuple[str, ...]
    name: str
    about: str
    phone: str
    next: str
    hours: Hours
    verified: date
    against: str
    text: str = ""
    chat: str = ""
    j1: bool = False


@dataclass(frozen=True)
class BranchWords:
    """What to do, to say and to leave alone, and how to go on afterwards."""

    key: str
    title: str
    signs: str
    now: str
    do: tuple[str, ...]
    say: tuple[str, ...]
    dont: tuple[str, ...]
    after: tuple[str, ...]


def _read(name: str) -> dict[str, Any]:
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)


def _hours(given: Mapping[str, Any] | None) -> Hours:
    if given is None:
        # The zone is never shown of a line that answers at any hour.
        return Hours("UTC", always=True)
    span = Span(
        frozenset(given["days"]), time.fromisoformat(str(given["opens"])), time.fromisoformat(str(given["closes"]))
    )
    return Hours(given["zone"], spans=(span,))


@cache
def lines() -> tuple[NationalLine, ...]:
    """Every national line, in the order of the file. Raises an error that names the field for a file that is wrong."""
    return tuple(
        NationalLine(**{**row, "branches": tuple(row["branches"]), "hours": _hours(row.get("hours"))})
        for row in _read("lines.toml")["line"]
    )


@cache
def words() -> dict[str, BranchWords]:
    """The words of each branch, in the order of the page: safety comes first."""
    return {key: _words(key, row) for key, row in _read("branches.toml").items()}


def _words(key: str, row: dict[str, Any]) -> BranchWords:
    lists: dict[str, tuple[str, ...]] = {name: tuple(row[name]) for name in ("do", "say", "dont", "after")}
    return BranchWords(key=key, title=row["title"], signs=row["signs"], now=row["now"], **lists)


def to_look_up(today: date) -> list[NationalLine]:
    """Lines whose last look is too long ago."""
    return [line for line in lines() if today - line.verified > LOOK_AGAIN_AFTER]
