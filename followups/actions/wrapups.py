"""The end of a check-in: a draft, what was agreed, or that it did not take place. Once for each time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from checkins.actions.missed import free_missed
from checkins.models import Round, Slot
from followups.actions.messages import tell
from followups.meeting import Meeting
from followups.models import SessionMember, Task, WrapUp
from followups.rules.promises import What
from followups.telling import Kind, Planned
from programs.actions import events
from programs.errors import RefusedError
from programs.models import Person

# The same word whatever the outcome, so that the trail tells nobody who came.
WRAPPED_UP = "check-in wrapped up"
ONCE = "This check-in is wrapped up already."


@dataclass(frozen=True)
class Promise:
    """Who does what by when."""

    owner: Person
    what: What
    line: str
    due_on: date


@dataclass(frozen=True)
class Agreed:
    """Everything that a wrap-up says."""

    thanked: bool = False
    confidentiality_said: bool = False
    door_open: bool = False
    heard: bool = False
    promises: Sequence[Promise] = field(default_factory=list)
    resources: Sequence[str] = field(default_factory=list)
    introduced_to: Person | None = None
    next_step: str = ""
    next_on: date | None = None


def save_draft(*, meeting: Meeting, typed: dict[str, Any], by: Person, now: datetime) -> WrapUp:
    """Keep what was typed so far, to go on later. Raises RefusedError when the wrap-up is finished already."""
    with transaction.atomic():
        found = _open(meeting, by, now)
        found.draft, found.saved_at = typed, now
        found.save()
    return found


def finish(*, meeting: Meeting, agreed: Agreed, by: Person, now: datetime) -> WrapUp:
    """Write down what was agreed, make its promises, and recap it to both sides in the same words (R30).

    Raises RefusedError when it is finished already, or when a promise is made by somebody who was not there.
    """
    with transaction.atomic():
        found = _open(meeting, by, now)
        found.state, found.draft, found.saved_at, found.done_at = WrapUp.State.HELD, {}, now, now
        found.thanked, found.confidentiality_said = agreed.thanked, agreed.confidentiality_said
        found.door_open, found.heard = agreed.door_open, agreed.heard
        found.resources, found.introduced_to = list(agreed.resources), agreed.introduced_to
        found.next_step, found.next_on = agreed.next_step, agreed.next_on
        found.save()
        Task.objects.bulk_create(_tasks(found, agreed, now))
        _recap(found, meeting, now)
        _record(meeting, by, now)
    return found


def not_held(*, meeting: Meeting, by: Person, now: datetime) -> WrapUp:
    """Note that a check-in did not take place, without a reason, and offer whoever sat there another time.

    Raises RefusedError when it is wrapped up already.
    """
    with transaction.atomic():
        found = _open(meeting, by, now)
        found.state, found.draft, found.saved_at, found.done_at = WrapUp.State.NOT_HELD, {}, now, now
        # Only that this time is dealt with: a row that names who did not come would be a list of them.
        found.trainee = None
        found.members.all().delete()
        found.save()
        if meeting.slot.round.state == Round.State.OPEN:
            free_missed(slot=meeting.slot, now=now)
        planned = [Planned(Kind.NOT_HELD, person.pk) for person in meeting.people]
        tell(program=found.program, subject_id=found.pk, planned=planned, occasion="1", now=now)
        _record(meeting, by, now)
    return found


def _open(meeting: Meeting, by: Person, now: datetime) -> WrapUp:
    """The draft of this time, made if there is none, ours until the transaction ends."""
    # The slot first: two windows that both find no draft would make two.
    slot = Slot.objects.select_for_update(no_key=True).get(pk=meeting.slot.pk)
    if slot.facilitator_id != by.pk:
        raise RefusedError("Only whoever listened wraps a check-in up.")
    found = WrapUp.objects.select_related("program").filter(slot=slot).first()
    if found is not None:
        if found.state != WrapUp.State.DRAFT:
            raise RefusedError(ONCE)
        return found
    made = WrapUp.objects.create(
        program=meeting.slot.program, slot=slot, facilitator=by, trainee=meeting.trainee, saved_at=now
    )
    if meeting.group:
        SessionMember.objects.bulk_create(
            SessionMember(program_id=made.program_id, wrap_up=made, person=person) for person in meeting.people
        )
    return made


def _tasks(wrap_up: WrapUp, agreed: Agreed, now: datetime) -> list[Task]:
    promises = list(agreed.promises)
    if agreed.next_on is not None and not any(promise.what == What.TALK for promise in promises):
        # A talk sooner than the next round is a promise like any other, or it would be forgotten.
        promises.append(Promise(wrap_up.facilitator, What.TALK, "", agreed.next_on))
    allowed: set[UUID | None] = {wrap_up.facilitator_id, wrap_up.trainee_id}
    if any(promise.owner.pk not in allowed for promise in promises):
        raise RefusedError("Only the two of you can promise something here.")
    return [
        Task(
            program_id=wrap_up.program_id,
            wrap_up=wrap_up,
            trainee_id=wrap_up.trainee_id,
            owner=promise.owner,
            what=promise.what,
            line=promise.line,
            due_on=promise.due_on,
            made_at=now,
        )
        for promise in promises
    ]


def _recap(wrap_up: WrapUp, meeting: Meeting, now: datetime) -> None:
    sides = [*(person.pk for person in meeting.people), wrap_up.facilitator_id]
    planned = [Planned(Kind.RECAP, side) for side in sides]
    if wrap_up.introduced_to_id is not None and wrap_up.trainee_id is not None:
        both = (wrap_up.trainee_id, wrap_up.introduced_to_id)
        planned += [Planned(Kind.INTRODUCTION, side) for side in both]
    tell(program=wrap_up.program, subject_id=wrap_up.pk, planned=planned, occasion="1", now=now)


def _record(meeting: Meeting, by: Person, now: datetime) -> None:
    program = meeting.slot.program
    for person in meeting.people:
        events.event(program, WRAPPED_UP, by=by, now=now, subject=person).save()
