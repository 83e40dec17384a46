"""Where a concern goes: the people and offices to call, and whether they still say so.

Nothing here is about anybody who looked for help (privacy.md 4): no row is written or read when the page is read.
"""

import uuid
from datetime import UTC, time
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from programs.models import Institution, Person, Program
from programs.validators import validate_time_zone
from triage.querysets import ContactQuerySet, LocalPolicyQuerySet
from triage.rules import Hours, Span


class Branch(models.TextChoices):
    """The four ways that a concern can go (R39), and whom to ask when it is not clear which."""

    SAFETY = "safety", "Somebody may not be safe"
    MISTREATMENT = "mistreatment", "Mistreatment, discrimination, harassment"
    LEGAL = "legal", "Visa, license or legal question"
    ROUTINE = "routine", "Settling in, everyday support"
    DOUBT = "doubt", "When in doubt"


# Those that the page shows one under the other, safety first.
BRANCHES = (Branch.SAFETY, Branch.MISTREATMENT, Branch.LEGAL, Branch.ROUTINE)


class Contact(models.Model):
    """Somebody who can be called: an institution's, or a program's own where `program` is set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # One person may stand for several branches.
    branches = ArrayField(models.CharField(max_length=12, choices=Branch))
    backup = models.BooleanField(default=False)
    # An office as it answers the phone, or a person's name.
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    mail = models.EmailField(blank=True)
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])
    always = models.BooleanField(default=False)
    # [{"days": [0, 1], "opens": "08:00", "closes": "17:00"}], 0 is Monday; an end before the start is the next day's.
    weekly = models.JSONField(default=list, blank=True)
    next_steps = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    # By the contact's own click, or by somebody of the staff who called.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    bounced_at = models.DateTimeField(null=True, blank=True)
    # The contact said that something on the page about it is wrong.
    disputed_at = models.DateTimeField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(branches=[]), name="contact_stands_for_something"),
            models.CheckConstraint(condition=~Q(phone="") | ~Q(mail=""), name="contact_can_be_reached"),
            models.CheckConstraint(
                condition=Q(always=True, weekly=[]) | (Q(always=False) & ~Q(weekly=[])),
                name="contact_has_hours_or_always",
            ),
        ]
        indexes = [models.Index(fields=["institution", "program"])]

    def __str__(self) -> str:
        return self.name

    @property
    def hours(self) -> Hours:
        return Hours(self.time_zone, self.always, tuple(span_of(row) for row in self.weekly))


def span_of(row: dict[str, Any]) -> Span:
    """A stored line of hours as a value."""
    return Span(frozenset(row["days"]), time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]))


class Confirmation(models.Model):
    """One mail that asks a contact whether it still holds: the mail's outbox row, and its link's single use."""

    class State(models.TextChoices):
        DUE = "due", "Waits to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        USED = "used", "Answered"
        CLOSED = "closed", "Of no use any more"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="confirmations")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    # The class name of what went wrong, as in the outbox of notices/.
    last_error = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-asked_at"]),
            models.Index(fields=["due_at"], name="confirmation_due", condition=Q(state__in=("due", "sending"))),
        ]

    def __str__(self) -> str:
        return f"asked {self.asked_at.astimezone(UTC):%Y-%m-%d} ({self.state})"


class LocalPolicy(models.Model):
    """What an institution or a program says about one branch in a few lines, or where its policy stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    branch = models.CharField(max_length=12, choices=Branch)
    text = models.CharField(max_length=400, blank=True)
    link = models.URLField(blank=True)
    changed_at = models.DateTimeField()

    objects = LocalPolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "program", "branch"], nulls_distinct=False, name="policy_once_a_branch"
            ),
            models.CheckConstraint(condition=~Q(text="") | ~Q(link=""), name="policy_says_something"),
        ]

    def __str__(self) -> str:
        return self.branch
