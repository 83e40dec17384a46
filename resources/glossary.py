"""Five words of mentoring (R56), and the works that the toolkit builds on (R72): read once from the data file."""

import tomllib
from dataclasses import dataclass
from functools import cache

from resources.library import FOLDER


@dataclass(frozen=True)
class Term:
    """A word and what it means."""

    key: str
    term: str
    meaning: str


@dataclass(frozen=True)
class Reference:
    """A work that the toolkit cites, and for what."""

    number: int
    authors: str
    title: str
    journal: str
    year: int
    place: str
    shows: str


@cache
def _data() -> tuple[dict[str, Term], tuple[Reference, ...]]:
    with (FOLDER / "glossary.toml").open("rb") as file:
        data = tomllib.load(file)
    terms = {row["key"]: Term(**row) for row in data["term"]}
    return terms, tuple(Reference(**row) for row in data["reference"])


def terms() -> dict[str, Term]:
    """The glossary by key, in alphabetical order of its words."""
    return _data()[0]


def references() -> tuple[Reference, ...]:
    """The toolkit's three references."""
    return _data()[1]
