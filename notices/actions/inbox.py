"""What a person does with their messages."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from notices.models import InboxItem, NoticeSwitch
from programs.models import Person, Program


def mark_read(*, item_id: UUID, by: Person, now: datetime) -> None:
    """Mark one's own message as read; a second time changes nothing."""
    InboxItem.objects.unread(by.pk).filter(pk=item_id).update(read_at=now)


def mark_all_read(*, by: Person, now: datetime) -> int:
    """Mark all of one's own messages as read. How many were not."""
    return InboxItem.objects.unread(by.pk).update(read_at=now)


def set_switches(*, program: Program, by: Person, off: Collection[str]) -> None:
    """Switch exactly these off in a program, everything else on."""
    with transaction.atomic():
        own = NoticeSwitch.objects.filter(program=program, person=by)
        own.exclude(kind__in=off).delete()
        rows = [NoticeSwitch(program=program, person=by, kind=kind) for kind in sorted(off)]
        NoticeSwitch.objects.bulk_create(rows, ignore_conflicts=True)
