"""What a listener has ready to ask, and what they asked last time."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from checkins.models.rounds import Slot
from programs.models import Program


class ConversationPlan(models.Model):
    """What a listener wants to ask at one of their times; it belongs to the time, whoever comes, or nobody.

    So that it says nothing about a trainee, no answer of theirs ever writes or removes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    slot = models.OneToOneField(Slot, on_delete=models.CASCADE, related_name="plan")
    # In the order of asking: {"key": a prompt, "text": words for this conversation alone, or ""}.
    lines = models.JSONField(default=list)

    def __str__(self) -> str:
        return "plan"


class AskedBefore(models.Model):
    """What a listener chose to ask a trainee last time, so that it need not come again.

    It outlives its round, in which everything else about who met whom is forgotten. So there is no name in it: `mark`
    is a keyed digest of the two (checkins/asked.py), which tells nothing to whoever reads the database alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)
    keys = ArrayField(models.CharField(max_length=40), default=list)
    forget_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "mark"], name="asked_before_once_a_pair")]

    def __str__(self) -> str:
        return "asked before"
