"""Calendar entries as iCalendar (RFC 5545, 5546): one event, one attendee, nothing to answer.

Times are written in UTC, without VTIMEZONE. A talk happens once, so there is no rule that a zone would have to carry
across a change of clocks: an instant in UTC is right on both nights and in every zone, each calendar shows it on its
owner's own clock, and it cannot disagree with the database, which holds the same instant.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from icalendar import CLASS, PARTSTAT, ROLE, STATUS, TRANSP, Calendar, vCalAddress
from icalendar import Event as Component

from notices.models import CalendarEntry
from notices.registry import FeedEvent
from programs.models import Person

PRODUCT = "-//Hearten//Hearten 1//EN"


def calendar_event(entry: CalendarEntry, *, attendee: str, organizer: str, organizer_name: str) -> bytes:
    """A REQUEST or, for a cancelled entry, a CANCEL, as an attachment of a mail.

    The recipient is the only ATTENDEE, the ORGANIZER an address that nobody reads, and RSVP=FALSE beside an attendance
    that is already given, so that no calendar program mails an answer to anybody (design.md 6). Depends on the entry
    alone: a mail that had to be sent twice carries the same bytes (F4).
    """
    cancelled = entry.status == CalendarEntry.Status.CANCELLED
    event = Component.new(
        uid=entry.uid,
        stamp=entry.changed_at.astimezone(UTC),
        last_modified=entry.changed_at.astimezone(UTC),
        start=entry.starts_at.astimezone(UTC),
        end=entry.ends_at.astimezone(UTC),
        summary=entry.summary,
        location=entry.location or None,
        sequence=entry.sequence,
        status=STATUS.CANCELLED if cancelled else STATUS.CONFIRMED,
        classification=CLASS.PRIVATE,
        transparency=TRANSP.OPAQUE,
        organizer=vCalAddress.new(organizer, cn=organizer_name),
        attendees=[
            vCalAddress.new(attendee, role=ROLE.REQ_PARTICIPANT, partstat=PARTSTAT.ACCEPTED, rsvp=False),
        ],
    )
    return _calendar([event], method=method_of(entry))


def method_of(entry: CalendarEntry) -> str:
    """REQUEST, or CANCEL."""
    return "CANCEL" if entry.status == CalendarEntry.Status.CANCELLED else "REQUEST"


def feed_calendar(
    person: Person, events: Iterable[FeedEvent], *, stamp: datetime, told: CalendarEntry | None = None
) -> bytes:
    """A person's own calendar, for the secret address; published, so it has no attendees at all.

    `told`: what a mail already put into this person's calendar about the one event, so that it stays one.
    """
    components = [
        Component.new(
            uid=told.uid if told else event_uid(person.pk, event.key),
            sequence=told.sequence if told else None,
            stamp=stamp.astimezone(UTC),
            start=event.starts_at.astimezone(UTC),
            end=event.ends_at.astimezone(UTC),
            summary=event.summary,
            location=event.location or None,
            classification=CLASS.PRIVATE,
            transparency=TRANSP.OPAQUE,
        )
        for event in sorted(events, key=lambda event: (event.starts_at, event.key))
    ]
    return _calendar(components, name="Hearten")


def event_uid(person_id: UUID, key: UUID) -> str:
    """The same in mail, feed and file, another for every person: two calendars side by side show nothing they share."""
    seed = person_id.bytes + key.bytes
    return f"{hmac.digest(settings.SECRET_KEY.encode(), b'feed' + seed, hashlib.sha256).hex()[:32]}@hearten"


def _calendar(events: list[Component], *, method: str | None = None, name: str | None = None) -> bytes:
    calendar = Calendar.new(prodid=PRODUCT, method=method, name=name, subcomponents=events)
    # `new` invents an identity of its own; ours is the event's, and a second sending must not differ from the first.
    calendar.pop("UID", None)
    data: bytes = calendar.to_ical()
    return data
