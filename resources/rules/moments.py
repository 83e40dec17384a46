"""What is worth showing to a trainee now without being asked: worked out when the page is opened, kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from resources.rules.shelf import Entry

ARRIVING_FOR = timedelta(days=92)
LEAVING_WITHIN = timedelta(days=183)
MOST = 4


@dataclass(frozen=True)
class Situation:
    """Where a trainee stands: first and last day here, and three yes-or-no facts."""

    starts_on: date | None
    ends_on: date | None
    on_nights: bool
    has_mentor: bool
    plan_is_due: bool


def moments_of(here: Situation, today: date) -> dict[str, str]:
    """The moments that hold today, each with the reason as the trainee reads it; the most pressing first."""
    found = {}
    if here.starts_on and today - here.starts_on <= ARRIVING_FOR:
        found["arriving"] = "you started not long ago"
    if here.on_nights:
        found["nights"] = "you work nights just now"
    if here.plan_is_due:
        found["plan"] = "your yearly learning plan is due"
    if here.ends_on and today <= here.ends_on <= today + LEAVING_WITHIN:
        found["leaving"] = "your training ends within half a year"
    if not here.has_mentor:
        found["no_mentor"] = "you have no mentor here yet"
    return found


def for_now(entries: Sequence[Entry], moments: Sequence[str], most: int = MOST) -> list[Entry]:
    """A few resources for these moments, of each moment in turn, so that none crowds the others out."""
    waiting = {moment: [entry for entry in entries if moment in entry.moments] for moment in moments}
    chosen: list[Entry] = []
    while len(chosen) < most and any(waiting.values()):
        for moment in moments:
            fresh = [entry for entry in waiting[moment] if entry not in chosen]
            waiting[moment] = fresh[1:]
            if fresh and len(chosen) < most:
                chosen.append(fresh[0])
    return chosen
