"""What a program heard and did about it, told at the door (R38, R68). The app that knows fills it in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from programs.models import Program


@dataclass(frozen=True)
class Heard:
    """Something that several trainees raised, in the words of its theme, and the program's answer."""

    what: str
    did: str


type Source = Callable[[Program, date], list[Heard]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Add who knows; called once, when its app is ready."""
    _sources.append(source)


def heard(program: Program, day: date) -> list[Heard]:
    """What trainees of a program are told on a day: the same for each of them."""
    return [each for source in _sources for each in source(program, day)]
