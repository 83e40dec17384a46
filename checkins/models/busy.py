"""A facilitator's own calendar, as far as Hearten knows of it: a sealed address, and when its owner is busy."""

import uuid

from django.db import models
from django.db.models import F, Q

from checkins.busy import Problem
from programs.models import Person, Program


class BusyCalendar(models.Model):
    """The address of a calendar of one's own, never shown again; read every hour by a worker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sealed = models.TextField()
    due_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=12, choices=[(each.value, each.name) for each in Problem], blank=True)
    # In a row; the next try waits longer each time.
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "person"], name="busycalendar_once")]

    def __str__(self) -> str:
        return "calendar address"


class BusySpan(models.Model):
    """From when to when somebody's own calendar says that they are busy; not with what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    calendar = models.ForeignKey(BusyCalendar, on_delete=models.CASCADE, related_name="spans")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="busyspan_ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["calendar", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"
