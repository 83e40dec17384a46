"""What lies behind two people and ahead of them, in the order of its days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

DONE, LATE, AHEAD = "done", "late", "ahead"


@dataclass(frozen=True)
class Stop:
    """A date on a timeline; `milestone` is what can be ticked there, if anything can."""

    day: date
    what: str
    state: str
    milestone: Any = None


def timeline(
    milestones: Iterable[Any], meetings: Iterable[tuple[date, str]], look_back_on: date | None, today: date
) -> list[Stop]:
    """Things to reach, meetings and the next look back as one line; of one day, what is to be reached comes first."""
    stops = [Stop(one.due_on, one.what, _state(one.done_on, one.due_on, today), one) for one in milestones]
    stops += [Stop(day, what, AHEAD if day >= today else DONE) for day, what in meetings]
    if look_back_on:
        stops.append(Stop(look_back_on, "You both look back", AHEAD))
    return sorted(stops, key=lambda stop: stop.day)


def _state(done_on: date | None, due_on: date, today: date) -> str:
    if done_on:
        return DONE
    return LATE if due_on < today else AHEAD
