"""What other parts read of the directory, and load-and-authorize for its pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from programs.models import Program
from resources.rules.shelf import Entry
from resources.shelf import directory_of


@dataclass(frozen=True)
class Offered:
    """A resource that can be offered in a conversation: what it is, and how it is reached (R28, R32)."""

    key: str
    name: str
    about: str
    reach: str
    url: str


def offered(program: Program) -> list[Offered]:
    """What a program's directory shows, in its order. Two queries."""
    return [_offered(entry) for entry in directory_of(program).shown]


def by_keys(program: Program, keys: Iterable[str]) -> list[Offered]:
    """Resources by their keys, in that order; one hidden or taken out since is still told about, a deleted one is not.

    Two queries.
    """
    entries = {entry.key: entry for entry in directory_of(program).entries}
    return [_offered(entries[key]) for key in keys if key in entries]


def _offered(entry: Entry) -> Offered:
    return Offered(entry.key, entry.name, entry.about, entry.reach, entry.url)
