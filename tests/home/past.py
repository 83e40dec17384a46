"""Rows of the past that a purge finds."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from followups.models import Task, WrapUp
from notices.models import InboxItem, Notice
from programs.models import Person, Program, Role
from tests.factories import NOW, TODAY, make_member
from tests.followups.notes_world import Noted


def make_old_notice(noted: Noted) -> Notice:
    return Notice.objects.create(
        program=noted.world.program,
        kind="test.note",
        subject_id=uuid.uuid4(),
        recipient=noted.trainee,
        occasion="1",
        due_at=NOW,
        state="failed",
    )


def make_inbox_item(noted: Noted) -> None:
    InboxItem.objects.create(
        program=noted.world.program,
        recipient=noted.trainee,
        notice=make_old_notice(noted),
        subject="A note",
        text="Hello.",
        created_at=NOW,
    )


def make_old_wrap_up(noted: Noted, **fields: Any) -> WrapUp:
    return WrapUp.objects.create(
        program=noted.world.program,
        slot=noted.slot,
        facilitator=noted.author,
        **{"trainee": noted.trainee, "state": "held", "saved_at": NOW, "done_at": NOW, **fields},
    )


def make_old_task(noted: Noted, **fields: Any) -> Task:
    return Task.objects.create(
        program=noted.world.program,
        wrap_up=make_old_wrap_up(noted),
        trainee=noted.trainee,
        owner=noted.author,
        what="schedule",
        due_on=TODAY,
        made_at=NOW,
        **{"state": "done", "closed_at": NOW, **fields},
    )


LONG_AGO = datetime(2020, 7, 1, tzinfo=UTC)


def make_leaver(program: Program) -> Person:
    """Somebody whose only role ended years ago."""
    person = make_member(program, Role.FACILITATOR, "Ana Lima", starts_on=date(2019, 7, 1), ends_on=date(2020, 6, 30))
    Person.objects.filter(pk=person.pk).update(created_at=LONG_AGO)
    return person
