"""Mentors, and what goes on between a mentor and a mentee; seen by these two alone."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from programs.models import Person, Program
from programs.names import plain

ABOUT, FIELDS, LINE = 600, 200, 300


class Kind(models.TextChoices):
    """Kinds of mentors (R50); coach and sponsor are kinds too (R71)."""

    CAREER = "career", "Career"
    RESEARCH = "research", "Research and writing"
    CLINICAL = "clinical", "Clinical skills"
    PEER = "peer", "Peer, a step or two ahead"
    LIFE = "life", "Life here, outside of work"
    COACH = "coach", "Coach, for one skill"
    SPONSOR = "sponsor", "Sponsor, who opens a door"


class MentorProfile(models.Model):
    """How somebody describes themselves as a mentor."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=ABOUT)
    areas = models.CharField(max_length=FIELDS)
    # Help with scholarly work (R59); empty: not this one.
    scholarly = models.CharField(max_length=FIELDS, blank=True)
    languages = models.CharField(max_length=FIELDS, blank=True)
    kinds = ArrayField(models.CharField(max_length=10, choices=Kind), default=list)
    room = models.PositiveSmallIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    terms = models.TextField(editable=False, default="")
    search = models.GeneratedField(
        expression=SearchVector("terms", weight="A", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "person"], name="mentor_profile_once"),
            models.CheckConstraint(condition=Q(room__lte=20), name="mentor_room_is_small"),
        ]
        indexes = [GinIndex(fields=["search"], name="mentor_search")]

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_search()
        super().save(*args, **kwargs)

    def fill_search(self) -> None:
        """Bring what a search reads up to date; `save` does it by itself, bulk writes must ask for it."""
        kinds = " ".join(Kind(kind).label for kind in self.kinds)
        said = f"{self.person.name} {self.areas} {self.scholarly} {self.languages} {self.about} {kinds}"
        self.terms = plain(said)


class Mentorship(models.Model):
    """A question to a mentor, and what became of it."""

    class State(models.TextChoices):
        ASKED = "asked", "Waits for an answer"
        ACTIVE = "active", "In touch"
        LED_ON = "led_on", "Led on to others"
        WITHDRAWN = "withdrawn", "Taken back"
        ENDED = "ended", "Ended well"

    class Because(models.TextChoices):
        """Why Hearten led on or ended it, where nobody said no; the kind words follow from it."""

        LEFT = "left", "One of the two left the program"
        STOPPED = "stopped", "The mentor takes a rest from mentoring"
        FULL = "full", "The mentor has no room any more"
        LATE = "late", "The week was over"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    message = models.CharField(max_length=LINE)
    asked_at = models.DateTimeField()
    # When it was accepted, led on or taken back.
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=7, choices=Because, blank=True)
    # Somebody else whom the mentor names when leading on.
    suggested = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    # What both want it to be about (R52).
    focus = models.CharField(max_length=LINE, blank=True)
    # Steps of preparation that the mentee ticked (R51).
    steps = ArrayField(models.CharField(max_length=10), default=list)
    next_review_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "mentor", "mentee"],
                name="one_live_mentorship",
                condition=Q(state__in=("asked", "active")),
            ),
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="mentor_is_somebody_else"),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(next_review_on__isnull=False), name="active_mentorship_has_a_review"
            ),
        ]
        indexes = [models.Index(fields=["program", "mentor"]), models.Index(fields=["program", "mentee"])]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"


class Milestone(models.Model):
    """A date on the timeline of a mentorship: a meeting, or something to reach."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="milestones")
    what = models.CharField(max_length=120)
    due_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class Meeting(models.Model):
    """A meeting of a mentor and a mentee, in both calendars."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=120)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="mentor_meeting_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Review(models.Model):
    """Both sides look at a mentorship anew, each first alone (R55)."""

    class Choice(models.TextChoices):
        RECOMMIT = "recommit", "Go on as we are"
        REFOCUS = "refocus", "Go on, with another focus"
        PART = "part", "Part well"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="reviews")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    mentor_choice = models.CharField(max_length=8, choices=Choice, blank=True)
    mentor_words = models.CharField(max_length=LINE, blank=True)
    mentee_choice = models.CharField(max_length=8, choices=Choice, blank=True)
    mentee_words = models.CharField(max_length=LINE, blank=True)
    outcome = models.CharField(max_length=8, choices=Choice, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mentorship"], name="one_open_review", condition=Q(closed_on__isnull=True)),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(outcome=""), name="closed_review_has_outcome"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
