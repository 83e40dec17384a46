"""Shared libraries that apps below this one bring along; `load_library` loads them all.

An app fills it in its `AppConfig.ready()`:  register_library("resources", read=read_it, load=load_it)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SharedLibrary:
    """Data files and how they are brought into the database."""

    name: str
    # Raises prompts.library.LibraryError; touches no database: a broken file is found before anything is written.
    read: Callable[[], Any]
    # What `read` gave; says how many rows were added, changed, unchanged and retired.
    load: Callable[[Any], dict[str, int]]


_libraries: dict[str, SharedLibrary] = {}


def register_library(name: str, *, read: Callable[[], Any], load: Callable[[Any], dict[str, int]]) -> None:
    """Add a library. Raises ValueError when the name is taken."""
    if name in _libraries:
        raise ValueError(f"A library named {name!r} is there already.")
    _libraries[name] = SharedLibrary(name, read, load)


def libraries() -> list[SharedLibrary]:
    """Every library of other apps, in the order of registration."""
    return list(_libraries.values())
