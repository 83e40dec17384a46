"""What a recipient's calendar is told: worked out while a message is about to leave, in that transaction (F7).

The race, and why it ends well. A talk is moved while its invitation is on its way:
1. The invitation's worker locks the notice, sees that it is still claimed, raises the entry to SEQUENCE n, marks
   it busy, commits, and talks to the mail server.
2. The move commits: it cancels the notice (it is no longer retried) and writes the next one.
3. The next one's worker finds the entry busy and waits, until the first is through or its lease has run out. Then
   it raises the entry to n + 1 and goes. So messages arrive in order, and the highest SEQUENCE is the truth.
Had the move committed first, step 1 would have found the notice cancelled and sent nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notices.ical import event_uid
from notices.models import CalendarEntry, Notice
from notices.registry import Event

Status = CalendarEntry.Status


class BusyError(Exception):
    """A message about the same entry is with the mail server."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as a message tells it, and what to go back to if that message certainly did not leave."""

    entry: CalendarEntry
    mailed_before: bool


def put_in(*, notice: Notice, event: Event, about: UUID, now: datetime, by_mail_until: datetime | None) -> Told:
    """The entry with this event; SEQUENCE grows if it differs from what was told. Raises BusyError.

    `about`: the thing's id, from which the UID is made as it is for feeds and files, so that all are one event;
    `by_mail_until`: the end of the sender's lease, or None when nothing is mailed.
    """
    facts = {
        "status": Status.CONFIRMED,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "summary": event.summary,
        "location": event.location,
    }
    key = {"program_id": notice.program_id, "person_id": notice.recipient_id, "subject_id": about}
    facts_once = {"uid": event_uid(notice.recipient_id, about), "changed_at": now}
    # Two workers may be first at once: one row is made, and both then queue for its lock.
    CalendarEntry.objects.bulk_create([CalendarEntry(**key, **facts, **facts_once)], ignore_conflicts=True)
    entry = CalendarEntry.objects.select_for_update().get(**key)
    return _tell(entry, facts, now, by_mail_until)


def take_out(*, notice: Notice, about: UUID, now: datetime, by_mail_until: datetime | None) -> Told | None:
    """The entry, cancelled, or None when this calendar was never told. Raises BusyError."""
    own = CalendarEntry.objects.filter(program_id=notice.program_id, person_id=notice.recipient_id, subject_id=about)
    entry = own.select_for_update().first()
    if entry is None:
        return None
    # To a mailbox that never got the invitation, nothing is taken back.
    return _tell(entry, {"status": Status.CANCELLED}, now, by_mail_until if entry.mailed else None)


def _tell(entry: CalendarEntry, facts: dict[str, object], now: datetime, by_mail_until: datetime | None) -> Told:
    if entry.busy_until is not None and entry.busy_until > now:
        raise BusyError
    told = Told(entry, entry.mailed)
    if any(getattr(entry, name) != value for name, value in facts.items()):
        entry.sequence += 1
        entry.changed_at = now
        for name, value in facts.items():
            setattr(entry, name, value)
    entry.busy_until = by_mail_until
    entry.mailed = entry.mailed or by_mail_until is not None
    entry.save()
    return told


def settle(*, entry_id: UUID, mailed: bool | None = None) -> None:
    """The message is through, or failed: the next one may go. `mailed` puts that mark back after a certain failure."""
    changes: dict[str, object] = {"busy_until": None}
    if mailed is not None:
        changes["mailed"] = mailed
    CalendarEntry.objects.filter(pk=entry_id).update(**changes)
