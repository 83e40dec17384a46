"""The four inductions to begin with, and exercises for reflection: read once from the data file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from resources.library import FOLDER


@dataclass(frozen=True)
class Item:
    """One thing to do, by whom, and how many days after the first one."""

    part: str
    text: str
    who: str
    day: int


@dataclass(frozen=True)
class Exercise:
    """A question to write about, for oneself (R65)."""

    key: str
    name: str
    ask: str


@cache
def _data() -> dict[str, Any]:
    with (FOLDER / "induction.toml").open("rb") as file:
        return tomllib.load(file)


def parts() -> dict[str, tuple[str, str]]:
    """Name and a sentence about each of the four parts, by key (R63)."""
    return {part["key"]: (part["name"], part["about"]) for part in _data()["part"]}


def items() -> list[Item]:
    """The list that a program begins with."""
    return [Item(part=part["key"], **item) for part in _data()["part"] for item in part["items"]]


def exercises() -> dict[str, Exercise]:
    """Exercises by key, in their order."""
    return {row["key"]: Exercise(**row) for row in _data()["reflection"]}
