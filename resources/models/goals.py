"""Goals and the yearly learning plan; they belong to the trainee and are kept apart from check-ins."""

import uuid

from django.db import models
from django.db.models import Q

from programs.models import Person, Program

LINE, TEXT = 300, 800


class LearningPlan(models.Model):
    """One trainee's plan for one academic year, with a faculty mentor (R48)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    year = models.DateField()
    mentor = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    strengths = models.CharField(max_length=TEXT, blank=True)
    growing = models.CharField(max_length=TEXT, blank=True)
    career = models.CharField(max_length=TEXT, blank=True)
    support = models.CharField(max_length=TEXT, blank=True)
    # Looking back at half time.
    review = models.CharField(max_length=TEXT, blank=True)
    # From then on the mentor can read it.
    shown_at = models.DateTimeField(null=True)
    trainee_signed_at = models.DateTimeField(null=True)
    mentor_signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "trainee", "year"], name="one_plan_a_year"),
            models.CheckConstraint(
                condition=Q(mentor_signed_at__isnull=True) | Q(trainee_signed_at__isnull=False),
                name="mentor_signs_what_the_trainee_signed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def signed(self) -> bool:
        """By both."""
        return self.trainee_signed_at is not None and self.mentor_signed_at is not None


class Goal(models.Model):
    """A goal in five fields (R49), seen by its trainee alone unless it stands in a plan that was shown."""

    class State(models.TextChoices):
        OPEN = "open", "On the way"
        REACHED = "reached", "Reached"
        LET_GO = "let_go", "Let go"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    plan = models.ForeignKey(LearningPlan, on_delete=models.SET_NULL, null=True, related_name="goals")
    specific = models.CharField(max_length=LINE)
    measurable = models.CharField(max_length=LINE, blank=True)
    achievable = models.CharField(max_length=LINE, blank=True)
    relevant = models.CharField(max_length=LINE, blank=True)
    due_on = models.DateField(null=True)
    # A little too big on purpose (R52).
    stretch = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    closed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["program", "trainee"])]

    def __str__(self) -> str:
        return str(self.pk)


class GoalStep(models.Model):
    """One step on the way to a goal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
