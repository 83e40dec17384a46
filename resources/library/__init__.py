"""The shared directory as it lies in the repository: a data file that a reviewer can read, checked while it is read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from prompts.library import LibraryError

FOLDER = Path(__file__).parent
AUDIENCES = frozenset({"trainee", "mentor", "program"})
DOCUMENTS = frozenset({"", "G", "M", "I"})
LONGEST = {"key": 40, "name": 120, "about": 400, "reach": 300, "url": 400, "cost": 80, "hours": 80, "also": 400}
ANY_SPECIALTY = "Any specialty"


@dataclass(frozen=True)
class ResourceData:
    """One resource: two sentences, facts, and which source names it."""

    key: str
    name: str
    about: str
    audiences: tuple[str, ...]
    needs: tuple[str, ...]
    country: str
    reach: str
    moments: tuple[str, ...] = ()
    specialty: str = ANY_SPECIALTY
    url: str = ""
    cost: str = ""
    hours: str = ""
    also: str = ""
    document: str = ""
    section: str = ""
    verified: date | None = None


@dataclass(frozen=True)
class Starter:
    """Something that every institution has under its own name, ready to be filled in."""

    key: str
    name: str
    about: str
    needs: tuple[str, ...]
    audiences: tuple[str, ...]
    also: str
    ask: str
    moments: tuple[str, ...] = ()


def read(folder: Path = FOLDER) -> tuple[ResourceData, ...]:
    """The resources of a folder, in their order. Raises LibraryError."""
    found = tuple(_as(ResourceData, row) for row in _file(folder / "resources.toml")["resource"])
    _check(found)
    return found


@cache
def starters() -> tuple[Starter, ...]:
    """What an institution has of its own: a counselor, a housing office and so on."""
    return tuple(_as(Starter, row) for row in _file(FOLDER / "starters.toml")["starter"])


def _file(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LibraryError(f"{path.name} cannot be read: {error}.") from None


def _as[Made](kind: type[Made], row: Mapping[str, Any]) -> Made:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # both kinds are dataclasses
    if unknown := set(row) - known:
        raise LibraryError(
            f"The resource {row.get('key')} has a field that nobody knows: {', '.join(sorted(unknown))}."
        )
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise LibraryError(f"The resource {row.get('key')} is not complete: {error}.") from None


def _check(found: tuple[ResourceData, ...]) -> None:
    seen: set[str] = set()
    for row in found:
        for wrong, what in (
            (row.key in seen, "is there twice"),
            (any(len(getattr(row, name)) > most for name, most in LONGEST.items()), "has a text that is too long"),
            (not row.audiences or not set(row.audiences) <= AUDIENCES, "does not say whom it is for"),
            (not row.needs, "does not say what it helps with"),
            (not row.country or not row.specialty, "does not say where it comes from (R66)"),
            (
                not row.url.startswith(("https://", "http://")) and bool(row.url),
                "has an address that is no web address",
            ),
            (row.document not in DOCUMENTS or bool(row.document) != bool(row.section), "cites nothing that we know"),
        ):
            if wrong:
                raise LibraryError(f"The resource {row.key} {what}.")
        seen.add(row.key)
