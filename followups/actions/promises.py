"""What becomes of a promise: each step locked, checked against the table of steps, and told to the other side."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from followups.actions.messages import readers_of, tell, tell_of_step
from followups.meeting import promises_here
from followups.models import Task
from followups.rules.promises import CLOSED, Facts, State, Step, What, after
from followups.telling import Kind, Planned
from programs.actions import events
from programs.errors import RefusedError
from programs.models import AccessEvent, Person, Program
from programs.times import today

# Names of access events.
HANDED_OVER = "promise handed over"
ROUTINE = "promise made"
# How much longer a trainee waits for a promise that lay, unless it is said otherwise.
MORE_TIME = timedelta(days=14)


@dataclass(frozen=True)
class Details:
    """What a step says beside itself; each step reads only what it needs."""

    due_on: date | None = None
    line: str | None = None
    word: str = ""
    person: Person | None = None


NOTHING = Details()


def facts_of(task: Task, person_id: UUID | None, now: datetime, here: Collection[UUID] | None = None) -> Facts:
    """A promise as the table of steps sees it, for somebody who looks at it.

    `here` are the people who can keep promises now, where a caller has asked already.
    """
    readers = readers_of(task)
    return Facts(
        state=State(task.state),
        owner=person_id is not None and task.owner_id == person_id,
        trainee=person_id is not None and person_id in readers,
        group=task.trainee_id is None,
        proposed=task.proposed_to_id is not None,
        given=task.given,
        owner_here=task.is_trainees_own or _is_here(task, now, here),
        thanked=task.thanked_at is not None,
    )


def _is_here(task: Task, now: datetime, here: Collection[UUID] | None) -> bool:
    if task.owner_id is None:
        return False
    return task.owner_id in here if here is not None else promises_here(task.program, task.owner_id, now)


def take_step(*, task: Task, step: Step, by: Person, now: datetime, details: Details = NOTHING) -> Task:
    """Take a step with a promise.

    Raises RefusedError when `by` may not take it as the promise stands now, or when a detail it needs is missing.
    """
    with transaction.atomic():
        found = _locked(task.pk)
        state = after(step, facts_of(found, by.pk, now))
        if step is Step.DONE and found.state == State.DONE:
            return found
        former_owner_id = found.owner_id
        _APPLY.get(step, _nothing)(found, details, now)
        _write(found, step, state, former_owner_id, now)
        if step in (Step.AGREE, Step.GIVE) and found.trainee_id:
            _record(found.program, HANDED_OVER, by=by, subject=found.trainee, now=now)
    return found


def lapse(*, task: Task, now: datetime) -> None:
    """Put a promise before the trainee: its owner left, or it lay for weeks. By the house itself."""
    with transaction.atomic():
        found = _locked(task.pk)
        if found.state == State.OPEN:
            found.proposed_to = None
            _write(found, Step.LAPSE, State.WITH_TRAINEE, found.owner_id, now)


def end(*, task: Task, now: datetime) -> None:
    """Let a promise go without a word to anybody: whoever it was made to left the program."""
    with transaction.atomic():
        found = _locked(task.pk)
        if found.state not in CLOSED:
            found.proposed_to = None
            _close(found, State.DROPPED, now)
            found.turn += 1
            found.save()


@dataclass(frozen=True)
class Routine:
    """A next step for a routine matter: from the fixed list, without a word of one's own (privacy.md 4)."""

    trainee: Person
    owner: Person
    what: What
    due_on: date


def make_routine(*, program: Program, routine: Routine, by: Person, now: datetime) -> Task:
    """Make a promise out of a routine matter; the trainee sees it, and is told unless it is their own (R43)."""
    with transaction.atomic():
        made = Task.objects.create(
            program=program,
            trainee=routine.trainee,
            owner=routine.owner,
            what=routine.what,
            due_on=routine.due_on,
            made_at=now,
        )
        if by != routine.trainee:
            planned = [Planned(Kind.PROMISED, routine.trainee.pk)]
            tell(program=program, subject_id=made.pk, planned=planned, occasion="0", now=now)
        _record(program, ROUTINE, by=by, subject=routine.trainee, now=now)
    return made


def _locked(pk: UUID) -> Task:
    """The promise as it is now, ours until the transaction ends; a second tap waits here."""
    found = Task.objects.select_for_update(of=("self",)).select_related("program", "wrap_up", "trainee")
    return found.get(pk=pk)


def _write(task: Task, step: Step, state: State, former_owner_id: UUID | None, now: datetime) -> None:
    if state in CLOSED and task.state not in CLOSED:
        _close(task, state, now)
    elif state not in CLOSED:
        task.closed_at = None
    task.state = Task.State(state)
    if step is not Step.THANK:
        task.turn += 1
    task.save()
    tell_of_step(task=task, step=step, former_owner_id=former_owner_id, now=now)


def _close(task: Task, state: State, now: datetime) -> None:
    task.state, task.closed_at, task.proposed_to = Task.State(state), now, None


def _record(program: Program, action: str, *, by: Person, subject: Person | None, now: datetime) -> AccessEvent:
    made = events.event(program, action, by=by, now=now, subject=subject)
    made.save()
    return made


def _nothing(task: Task, details: Details, now: datetime) -> None:
    """A step that changes the state alone."""


def _change(task: Task, details: Details, now: datetime) -> None:
    if details.due_on is None:
        raise RefusedError("Choose a new day.")
    task.due_on = details.due_on
    if details.line is not None and task.wrap_up_id is not None:
        task.line = details.line


def _drop(task: Task, details: Details, now: datetime) -> None:
    # A routine matter has no word of one's own.
    task.word = details.word if task.wrap_up_id is not None else ""


def _propose(task: Task, details: Details, now: datetime) -> None:
    task.proposed_to = _chosen(task, details, now)


def _keep(task: Task, details: Details, now: datetime) -> None:
    task.proposed_to = None


def _agree(task: Task, details: Details, now: datetime) -> None:
    if task.proposed_to_id is None or not promises_here(task.program, task.proposed_to_id, now):
        raise RefusedError("This person is no longer here. Please choose somebody else, or leave it as it is.")
    _hand_to(task, task.proposed_to_id, now)


def _give(task: Task, details: Details, now: datetime) -> None:
    _hand_to(task, _chosen(task, details, now).pk, now)


def _wait(task: Task, details: Details, now: datetime) -> None:
    _more_time(task, now)


def _thank(task: Task, details: Details, now: datetime) -> None:
    task.thanked_at = now


def _chosen(task: Task, details: Details, now: datetime) -> Person:
    person = details.person
    if person is None or not promises_here(task.program, person.pk, now):
        raise RefusedError("Choose somebody from the list.")
    if person.pk == task.trainee_id or (person.pk == task.owner_id and task.state == State.OPEN):
        raise RefusedError("Choose somebody else from the list.")
    return person


def _hand_to(task: Task, person_id: UUID, now: datetime) -> None:
    task.owner_id, task.given, task.proposed_to = person_id, True, None
    _more_time(task, now)


def _more_time(task: Task, now: datetime) -> None:
    """Nobody takes over a promise that is late already."""
    soonest = today(now, task.program.time_zone) + MORE_TIME
    task.due_on = max(task.due_on, soonest)


_APPLY: dict[Step, Callable[[Task, Details, datetime], None]] = {
    Step.CHANGE: _change,
    Step.DROP: _drop,
    Step.PROPOSE: _propose,
    Step.KEEP: _keep,
    Step.AGREE: _agree,
    Step.GIVE: _give,
    Step.WAIT: _wait,
    Step.THANK: _thank,
}
