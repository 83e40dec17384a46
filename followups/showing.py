"""Promises as pages say them: plain values, ready for a template."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from followups.actions.promises import facts_of
from followups.meeting import people_here
from followups.models import Task
from followups.rules.promises import Step, allowed
from programs.times import day_text, local, today


@dataclass(frozen=True)
class Shown:
    """One promise as somebody reads it."""

    pk: UUID
    state: str
    text: str
    kept: str
    owner: str
    # For whom it is: a name, or "your group".
    whom: str
    due: str
    late: bool
    closed: str
    word: str
    proposed: str
    thanked: bool
    own: bool
    group: bool
    owner_gone: bool
    steps: frozenset[str]

    @property
    def sentence(self) -> str:
        """ "Change the clinic schedule"."""
        return self.text[:1].upper() + self.text[1:]


def shown(task: Task, person_id: UUID, now: datetime, here: Collection[UUID] | None = None) -> Shown:
    """A promise for one reader, with what they may do with it; `here` as for `facts_of`."""
    facts, zone = facts_of(task, person_id, now, here), task.program.time_zone
    day = today(now, zone)
    return Shown(
        pk=task.pk,
        state=task.state,
        text=task.text,
        kept=task.kept,
        owner=task.owner.name if task.owner else "Somebody who left",
        whom=task.trainee.name if task.trainee else "your group",
        due=due_text(task.due_on, day),
        late=task.due_on < day,
        closed=day_text(local(task.closed_at, zone).date()) if task.closed_at else "",
        word=task.word,
        proposed=task.proposed_to.name if task.proposed_to else "",
        thanked=task.thanked_at is not None,
        own=task.is_trainees_own,
        group=task.trainee_id is None,
        owner_gone=not facts.owner_here,
        steps=frozenset(step.value for step in Step if allowed(step, facts)),
    )


def due_text(due_on: date, day: date) -> str:
    """When it is due, kindly: "by Friday, December 4", "was due Friday, December 4"."""
    if due_on == day:
        return "today"
    return f"by {day_text(due_on)}" if due_on > day else f"was due {day_text(due_on)}"


def all_shown(tasks: Sequence[Task], person_id: UUID, now: datetime) -> list[Shown]:
    """Several promises of one program, in their order; one query more than they took."""
    if not tasks:
        return []
    here = {member.person_id for member in people_here(tasks[0].program, now)}
    return [shown(task, person_id, now, here) for task in tasks]
