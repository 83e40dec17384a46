"""The outbox, what a person can read, and what their calendar was told.

A notice is written with the change it tells of; the sweep sends it (design.md 6). Nothing here stores a message's words
before they are sent: they are rendered at the last moment, from what is true then.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from notices.querysets import InboxQuerySet, NoticeQuerySet
from programs.models import Person, Program


def new_message_id() -> str:
    """A mail's Message-ID, fixed when the notice is written: a mail that had to be sent twice is recognised as one."""
    return f"<{uuid.uuid4()}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"


def new_uid() -> str:
    """A calendar event's UID. Random: it must not tell that two people's events are one conversation."""
    return f"{uuid.uuid4()}@hearten"


class Notice(models.Model):
    """One message to one person, about one thing, on one occasion: the outbox's row and idempotency key."""

    class State(models.TextChoices):
        DUE = "due", "Waits for its moment"
        CLAIMED = "claimed", "Handed to a worker"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled before it was sent"
        DROPPED = "dropped", "No longer true, too late, or switched off"
        FAILED = "failed", "Could not be sent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    # The thing it is about (an offer, a round): an id alone, since that app's tables are not ours to know.
    subject_id = models.UUIDField()
    recipient = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Which change of the thing it tells of; part of the key, so that each change is told once.
    occasion = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    drop_after = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    # Until then it belongs to whoever claimed it; afterwards that process counts as dead.
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The class name of what went wrong; a message could repeat an address or a text.
    last_error = models.CharField(max_length=100, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=300, default=new_message_id, editable=False)

    objects = NoticeQuerySet.as_manager()
    # Not stored: the moment that a delivery decides for.
    decided_at: datetime | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "kind", "subject_id", "recipient", "occasion"], name="notice_once_an_occasion"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("claimed", "sending")) | Q(lease_until__isnull=False),
                name="notice_claimed_has_a_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="notice_due", condition=Q(state="due")),
            models.Index(fields=["lease_until"], name="notice_leased", condition=Q(state__in=("claimed", "sending"))),
            models.Index(fields=["subject_id"]),
            models.Index(fields=["recipient"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    @property
    def at(self) -> datetime:
        """The moment that kinds compare with: the delivery's, which is the database's time.

        A worker whose own clock is a second behind would find a message that is due exactly now not true yet.
        """
        return self.decided_at or timezone.now()


class CalendarEntry(models.Model):
    """What one person's calendar was told about one thing: own UID, a SEQUENCE that grows with every difference.

    Written when a message is about to leave, so it holds what was told, while the truth stays with the thing itself.
    """

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", "In the calendar"
        CANCELLED = "cancelled", "Taken out again"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    subject_id = models.UUIDField()
    uid = models.CharField(max_length=80, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=9, choices=Status, default=Status.CONFIRMED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    summary = models.CharField(max_length=120)
    location = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    # Whether an invitation may have left by mail: only then does a cancellation follow by mail.
    mailed = models.BooleanField(default=False)
    # While a message about this entry is with the mail server, the next one waits, so that they arrive in order.
    busy_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "person", "subject_id"], name="entry_once_a_person"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="entry_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.sequence}"


class InboxItem(models.Model):
    """What a person can read in Hearten itself; the demo needs no mail server."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    recipient = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="inbox_item")
    subject = models.CharField(max_length=150)
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    # Said beside the message, so that its reader knows why nothing is in the mailbox.
    mail_failed = models.BooleanField(default=False)

    objects = InboxQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["recipient", "-created_at"])]

    def __str__(self) -> str:
        return self.subject


class NoticeSwitch(models.Model):
    """Something a person has switched off: one kind of reminder, or descriptive titles."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "person", "kind"], name="switch_once")]

    def __str__(self) -> str:
        return f"{self.kind} off"


class CalendarFeed(models.Model):
    """A person's secret calendar address; the secret itself is shown once and kept only as a hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"since {self.created_at:%Y-%m-%d}"


class AccountMail(models.Model):
    """A sign-in code or password link on its way. Belongs to no program: nobody is signed in yet.

    Sealed, since it opens an account; gone once sent, and after an hour whatever happens. Without a recipient it was
    asked for by an address that nobody here has: it is written and thrown away, so that both take the same time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    sealed = models.TextField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=100, blank=True)
    message_id = models.CharField(max_length=300, default=new_message_id, editable=False)

    class Meta:
        indexes = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return f"written {self.created_at:%H:%M}"


class JobMark(models.Model):
    """When a periodic job last ran for a program; written in the job's own transaction."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    ran_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "name"], name="job_once_a_program")]

    def __str__(self) -> str:
        return self.name


class SweepMark(models.Model):
    """When the sweep last ran through; one row, for the readiness page. No tenant's datum."""

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M}"
