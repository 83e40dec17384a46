"""A kind of message whose truth and words a test decides."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from icalendar import Calendar

from notices import actions, registry
from notices.actions import sweeping
from notices.actions.delivery import deliver
from notices.models import Notice
from programs.models import Person, Program
from tests.factories import NOW

WORDS = registry.Message(
    subject="Conversation, 20 min",
    text="Ravi Osei has kept a time for you.\n\nNothing about it goes anywhere else.",
    sender_name="Ravi Osei",
    link="/checkins/one/",
)


@dataclass
class Told:
    """What the test's kind answers, changed at will."""

    message: registry.Message = WORDS
    true: bool = True
    hold: Callable[[Notice, datetime], datetime | None] = lambda _notice, _now: None
    rendered: list[uuid.UUID] = field(default_factory=list)

    def render(self, notice: Notice) -> registry.Message:
        self.rendered.append(notice.pk)
        return self.message

    def says(self, **changes: Any) -> None:
        self.message = replace(self.message, **changes)


@contextmanager
def registered(told: Told, name: str = "test.note", *, optional: bool = False) -> Iterator[Told]:
    """Register a kind for the time of a test."""
    kind = registry.Kind(
        name=name,
        title="A note",
        render=told.render,
        still_true=lambda _notice: told.true,
        optional=optional,
        hold_until=lambda notice, now: told.hold(notice, now),
    )
    registry.register(kind)
    try:
        yield told
    finally:
        del registry._kinds[name]


def post(program: Program, person: Person, **fields: Any) -> Notice:
    """A notice of the test's kind, due now."""
    words: dict[str, Any] = {"kind": "test.note", "subject_id": uuid.uuid4(), "occasion": "1", "due_at": NOW, **fields}
    return actions.post(program=program, recipient=person, **words)


def claim_and_deliver(notice: Notice, now: datetime = NOW) -> str:
    """Claim everything that is due, and deliver this one; the state it is in then."""
    for _ in sweeping.claim_batches(now=now):
        pass
    deliver(program_id=notice.program_id, notice_id=notice.pk, now=now)
    notice.refresh_from_db()
    return notice.state


def parsed(data: bytes) -> tuple[Any, Any]:
    """A calendar file and its one event. Untyped: the library's types say that every property may be anything."""
    calendar: Any = Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def attached(sent: EmailMessage) -> bytes:
    """The calendar file of a mail."""
    data = next(part for part in sent.attachments if part[0] == "invite.ics")[1]
    assert isinstance(data, bytes)
    return data
