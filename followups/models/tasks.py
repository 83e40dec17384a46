"""Promises: who does what by when (R30). Each is always in somebody's hands until it is done or let go."""

import uuid

from django.db import models
from django.db.models import Q

from followups.models.wrapups import WrapUp
from followups.querysets.tasks import TaskQuerySet
from followups.rules.promises import What, kept_text, made_text
from programs.models import Person, Program


class Task(models.Model):
    """One promise, from a wrap-up or from a routine matter."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        WITH_TRAINEE = "with_trainee", "The trainee says what comes next"
        DONE = "done", "Done"
        DROPPED = "dropped", "Let go"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    # None for a routine matter, which has a fixed vocabulary and no line (privacy.md 4).
    wrap_up = models.ForeignKey(WrapUp, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    # Whom it was promised to; None for a group, whose members read it.
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=12, choices=[(what.value, what.value) for what in What])
    line = models.CharField(max_length=80, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    # Whom the owner would like to hand it to; theirs only when the trainee agrees.
    proposed_to = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Whether the owner came to it by the trainee's choice, and may give it back.
    given = models.BooleanField(default=False)
    # Why it was let go, in a word.
    word = models.CharField(max_length=80, blank=True)
    # Counts its changes: the occasion of messages, so that each change is told once.
    turn = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wrap_up__isnull=False) | Q(trainee__isnull=False), name="task_is_promised_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(wrap_up__isnull=False) | Q(line="", word=""), name="task_of_a_routine_matter_has_no_line"
            ),
            models.CheckConstraint(condition=~Q(what="other") | ~Q(line=""), name="task_says_what_it_is"),
            models.CheckConstraint(
                condition=Q(state__in=("done", "dropped"), closed_at__isnull=False)
                | (~Q(state__in=("done", "dropped")) & Q(closed_at__isnull=True)),
                name="task_is_closed_when_done_or_dropped",
            ),
            models.CheckConstraint(condition=Q(thanked_at__isnull=True) | Q(state="done"), name="task_thanked_is_done"),
            models.CheckConstraint(
                condition=Q(proposed_to__isnull=True) | Q(state="open", trainee__isnull=False),
                name="task_proposed_is_open",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state"]),
            models.Index(fields=["trainee", "state"]),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="task_open_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.what} by {self.due_on}"

    @property
    def is_trainees_own(self) -> bool:
        """Whether the trainee promised it themselves."""
        return self.owner_id is not None and self.owner_id == self.trainee_id

    @property
    def text(self) -> str:
        """ "change the clinic schedule"."""
        return made_text(self.what, self.line)

    @property
    def kept(self) -> str:
        """ "Your clinic schedule is changed, as agreed"."""
        return kept_text(self.what, self.line)
