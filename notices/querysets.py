"""Reads of the outbox, the inbox and calendars."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, Q, QuerySet

if TYPE_CHECKING:
    from notices.models import InboxItem, Notice  # noqa: F401  # names in annotations only

# States in which a notice has not finished; a cancelled or failed one has.
UNSENT = ("due", "claimed", "sending")
# A failed one would be tried again by hand, so a cancellation reaches it too.
CANCELLABLE = (*UNSENT, "failed")


class NoticeQuerySet(QuerySet["Notice"]):
    def claimable(self, now: datetime) -> "NoticeQuerySet":
        """Due, or left behind by a process that died: its lease has run out."""
        return self.filter(Q(state="due", due_at__lte=now) | Q(state__in=("claimed", "sending"), lease_until__lte=now))

    def about(self, subject_ids: Sequence[UUID], kinds: Sequence[str] | None = None) -> "NoticeQuerySet":
        """Notices about these things; of some kinds only, where they are named."""
        found = self.filter(subject_id__in=subject_ids)
        return found if kinds is None else found.filter(kind__in=kinds)


class InboxQuerySet(QuerySet["InboxItem"]):
    def of(self, person_id: UUID) -> "InboxQuerySet":
        """What one person can read, unread first, then the newest."""
        own = self.filter(recipient_id=person_id).select_related("program")
        return own.order_by(F("read_at").asc(nulls_first=True), "-created_at", "pk")

    def unread(self, person_id: UUID) -> "InboxQuerySet":
        """What one person has not opened or marked yet."""
        return self.filter(recipient_id=person_id, read_at__isnull=True)
