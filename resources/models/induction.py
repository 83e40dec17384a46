"""Inductions of newcomers, the form of a first meeting, and reflections."""

import uuid

from django.db import models
from django.db.models import F, Q

from programs.models import Person, Program

TEXT, LONG = 200, 2000


class Who(models.TextChoices):
    """Who does something."""

    TRAINEE = "trainee", "The newcomer"
    PROGRAM = "program", "The program"
    SUPERVISOR = "supervisor", "The supervisor"


class Part(models.TextChoices):
    """The four inductions (R63)."""

    WELCOME = "welcome", "Welcome"
    PRACTICE = "practice", "Professional practice"
    RECORDS = "records", "IT and patient records"
    LANGUAGE = "language", "Language and communication"


class InductionItem(models.Model):
    """One line of a program's own list; without any, the list that comes with Hearten is used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=8, choices=Part)
    text = models.CharField(max_length=TEXT)
    who = models.CharField(max_length=10, choices=Who)
    # Somebody of the staff by name; nobody: whoever it is by role.
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    day = models.SmallIntegerField()

    class Meta:
        ordering = ["part", "day", "pk"]
        constraints = [
            # The newcomer's own lines are the newcomer's.
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | ~Q(who="trainee"), name="induction_item_owner_is_staff"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Induction(models.Model):
    """A newcomer's induction, and who is responsible for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    responsible = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    first_day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "trainee"], name="one_induction")]

    def __str__(self) -> str:
        return str(self.pk)


class InductionTask(models.Model):
    """One thing of a newcomer's induction; a copy, so that a change of the list changes no induction under way."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    induction = models.ForeignKey(Induction, on_delete=models.CASCADE, related_name="tasks")
    part = models.CharField(max_length=8, choices=Part)
    text = models.CharField(max_length=TEXT)
    who = models.CharField(max_length=10, choices=Who)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | ~Q(who="trainee"), name="induction_task_owner_is_staff"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FirstMeeting(models.Model):
    """The form that a trainee and a supervisor fill in together (R64); seen by the two, kept apart from check-ins."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    supervisor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # As far as the trainee likes.
    background = models.CharField(max_length=LONG, blank=True)
    training = models.CharField(max_length=LONG, blank=True)
    skills = models.CharField(max_length=LONG, blank=True)
    clinical_needs = models.CharField(max_length=LONG, blank=True)
    other_needs = models.CharField(max_length=LONG, blank=True)
    support = models.CharField(max_length=LONG, blank=True)
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "trainee", "supervisor"], name="one_first_meeting"),
            models.CheckConstraint(condition=~Q(trainee=F("supervisor")), name="first_meeting_is_of_two"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Reflection(models.Model):
    """What a trainee wrote about an exercise; seen by the trainee alone (R65)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    exercise = models.CharField(max_length=20)
    text = models.CharField(max_length=LONG)
    written_on = models.DateField()

    class Meta:
        ordering = ["-written_on", "-pk"]

    def __str__(self) -> str:
        return str(self.pk)
