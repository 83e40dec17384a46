"""Writing and taking back notices, in the transaction of the change they tell of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from notices.models import CalendarEntry, Notice
from notices.nudge import nudge_on_commit
from notices.querysets import CANCELLABLE
from programs.models import Person, Program

State = Notice.State
# What is due that soon is worth waking the worker for; the rest is the sweep's.
SOON = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class NewNotice:
    """One message to be: to whom, about what, on which occasion, when, and after when not any more."""

    kind: str
    subject_id: UUID
    recipient_id: UUID
    occasion: str
    due_at: datetime
    drop_after: datetime | None = None


def post_all(*, program: Program, notices: Sequence[NewNotice]) -> int:
    """Write notices in one statement; those whose key is there already stay as they are. How many were asked for.

    Call it inside the transaction of the change: no change, no message (F1); a change, then a message (F2).
    """
    if not notices:
        return 0
    rows = [
        Notice(
            program=program,
            kind=str(item.kind),
            subject_id=item.subject_id,
            recipient_id=item.recipient_id,
            occasion=item.occasion,
            due_at=item.due_at,
            drop_after=item.drop_after,
        )
        for item in notices
    ]
    with transaction.atomic(savepoint=False):
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        if min(item.due_at for item in notices) <= timezone.now() + SOON:
            nudge_on_commit()
    return len(rows)


def post(
    *,
    program: Program,
    kind: str,
    subject_id: UUID,
    recipient: Person,
    occasion: str,
    due_at: datetime,
    drop_after: datetime | None = None,
) -> Notice:
    """Write one notice, or find the one with the same key (kind, subject, recipient, occasion)."""
    new = NewNotice(kind, subject_id, recipient.pk, occasion, due_at, drop_after)
    with transaction.atomic(savepoint=False):
        post_all(program=program, notices=[new])
        return Notice.objects.get(
            program=program, kind=str(kind), subject_id=subject_id, recipient=recipient, occasion=occasion
        )


def cancel(*, program: Program, subject_id: UUID, kinds: Sequence[str] | None = None, now: datetime) -> int:
    """Take back what is unsent about one thing, in the transaction of the change. How many were taken back.

    One that a worker is handing to the mail server at this moment may still arrive; if it carried a calendar event, the
    next message about the same thing waits for it and has a higher SEQUENCE (F7).
    """
    return cancel_many(program=program, subject_ids=[subject_id], kinds=kinds, now=now)


def cancel_many(
    *, program: Program, subject_ids: Sequence[UUID], kinds: Sequence[str] | None = None, now: datetime
) -> int:
    """Take back what is unsent about several things, in one statement."""
    names = None if kinds is None else [str(kind) for kind in kinds]
    unsent = Notice.objects.filter(program=program, state__in=CANCELLABLE).about(subject_ids, names)
    # Waits for a worker that is just deciding about one of them, and sees what it decided.
    return unsent.update(state=State.CANCELLED)


def reschedule(
    *, program: Program, subject_id: UUID, kinds: Sequence[str], due_at: datetime, drop_after: datetime | None
) -> int:
    """Move what is unsent to another moment; one that is being sent stays. How many were moved."""
    waiting = Notice.objects.filter(program=program, state__in=(State.DUE, State.CLAIMED))
    moved = waiting.about([subject_id], [str(kind) for kind in kinds])
    # Back to due: a worker that was handed it finds it no longer its own.
    return moved.update(state=State.DUE, due_at=due_at, drop_after=drop_after, lease_until=None)


def retry(*, program_id: UUID, notice_ids: Sequence[UUID], now: datetime) -> int:
    """Try failed notices again, as if for the first time (F5). How many."""
    failed = Notice.objects.filter(program_id=program_id, pk__in=notice_ids, state=State.FAILED)
    return failed.update(state=State.DUE, due_at=now, attempts=0, lease_until=None)


def forget(*, program: Program, subject_ids: Sequence[UUID]) -> int:
    """Delete everything that was ever said about some things, sent or not, and what calendars were told of them.

    For the end of a round, after which no row may tell who declined (privacy.md 1). How many notices there were.
    """
    with transaction.atomic(savepoint=False):
        told = Notice.objects.filter(program=program).about(subject_ids)
        CalendarEntry.objects.filter(program=program, subject_id__in=subject_ids).delete()
        return told.delete()[1].get("notices.Notice", 0)
