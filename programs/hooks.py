"""What apps above this one do when a roster, rotations or a program's zone change, in the same transaction.

on_change(follow.changed)      # in an AppConfig.ready()
changed(Happened(program, Change.ROSTER, now))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from programs.models import Program


class Change(StrEnum):
    ROSTER = "roster"
    ROTATIONS = "rotations"
    ZONE = "zone"


@dataclass(frozen=True)
class Happened:
    """A change that is written already; `former_zone` only where the zone is what changed."""

    program: Program
    change: Change
    now: datetime
    former_zone: str = ""


type Hook = Callable[[Happened], None]
_hooks: list[Hook] = []


def on_change(hook: Hook) -> None:
    """Add somebody who wants to hear of changes."""
    _hooks.append(hook)


def changed(happened: Happened) -> None:
    """Tell everybody who wants to hear; needs the program's tenant. What they raise undoes the change too."""
    for hook in _hooks:
        hook(happened)
