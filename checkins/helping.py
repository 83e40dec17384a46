"""Which one change would place those who have no time, in words for a director: listeners and days, never a trainee."""

from collections.abc import Mapping
from uuid import UUID

from checkins.placing import Change, Remedy
from programs.models import Person
from programs.times import day_text


def helping(change: Change, count: int, people: Mapping[UUID, Person]) -> str:
    """A sentence such as "One more time of Nadia Karimi on Tuesday, December 8, would help 2 trainees." """
    found = people.get(change.facilitator_id) if change.facilitator_id else None
    who = found.name if found else "a listener"
    day = f" on {day_text(change.day)}," if change.day else ""
    what = {
        Remedy.ONE_MORE_TIME: f"One more time of {who}{day}",
        Remedy.ONE_MORE_THAT_DAY: f"One check-in more than the limit of {who}{day}",
        Remedy.ONE_MORE_IN_ROUND: f"One check-in more in the round than the limit of {who}",
        Remedy.ANOTHER_LISTENER: "Times of somebody else, who does not supervise them,",
    }[change.remedy]
    whom = "1 trainee" if count == 1 else f"{count} trainees, one after the other"
    return f"{what} would help {whom}."
