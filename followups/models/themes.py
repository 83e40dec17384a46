"""Windows in which themes are gathered, what each trainee had counted (sealed), and what a director answered."""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from followups.themes import KEYS
from followups.themes.windows import Share, Span
from programs.models import Institution, Person, Program


class Gathering(models.Model):
    """What a window and a pool share: its days, and what became of it. No time is kept, only the day it appeared."""

    id = models.UUIDField(primary_key=True, editable=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # How many trainees had a row when it opened; size decides once, and never again (privacy.md 2.2).
    eligible = models.PositiveIntegerField()
    # Who took part in decided windows before it, sealed with its own key (T5).
    memory = models.BinaryField(default=bytes)
    published_on = models.DateField(null=True)
    themes = ArrayField(models.CharField(max_length=12, choices=[(key, key) for key in KEYS]), default=list)
    participation = models.CharField(max_length=16, choices=[(word.value, word.value) for word in Share], blank=True)
    # Of the promises made in this time, how many were kept: in the same words, by the same rules.
    promises = models.CharField(max_length=16, choices=[(word.value, word.value) for word in Share], blank=True)

    class Meta:
        abstract = True

    @property
    def span(self) -> Span:
        return Span(self.starts_on, self.ends_on)

    @property
    def name(self) -> str:
        """ "July to December 2026"."""
        first, last = self.starts_on, self.ends_on
        year = "" if first.year == last.year else f" {first.year}"
        return f"{first:%B}{year} to {last:%B} {last.year}"


class Pool(Gathering):
    """Programs of one institution that are too small to stand alone, and learn something together."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "starts_on"], name="pool_once"),
            models.CheckConstraint(condition=Q(published_on__isnull=False) | Q(themes=[]), name="pool_says_at_the_end"),
        ]

    def __str__(self) -> str:
        return self.name


class Window(Gathering):
    """Half a year or a year of one program. Of a pool's, `themes` is a copy, and key and memory are the pool's."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, null=True, related_name="windows")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "starts_on"], name="window_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="window_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(published_on__isnull=False) | Q(themes=[], participation=""), name="window_says_at_the_end"
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(published_on__gt=F("ends_on")), name="window_is_over_first"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def aggregate(self) -> uuid.UUID:
        """Whose key seals it and whose thresholds hold: its own, or its pool's."""
        return self.pool_id or self.pk

    def open_on(self, day: date) -> bool:
        """Whether a trainee may still change something."""
        return self.starts_on <= day <= self.span.closes and self.published_on is None


class Contribution(models.Model):
    """One trainee's row in one window: always there, always the same length, empty or not (privacy.md 2.9).

    Rows are never changed: any change writes all of a window's anew, in random order, under new ids.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="contributions")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["window", "trainee"], name="contribution_once")]

    def __str__(self) -> str:
        return "contribution"


class Answer(models.Model):
    """You said, we did: what a director does about a published theme, by when, and later what became of it."""

    class Outcome(models.TextChoices):
        DONE = "done", "Done"
        GOING_ON = "going_on", "Still going on"
        LET_GO = "let_go", "Let go"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="answers")
    theme = models.CharField(max_length=12, choices=[(key, key) for key in KEYS])
    action = models.CharField(max_length=240)
    due_on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    word = models.CharField(max_length=240, blank=True)
    reviewed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window", "theme"], name="answer_once_a_theme"),
            models.CheckConstraint(
                condition=Q(outcome="", word="", reviewed_on__isnull=True)
                | (~Q(outcome="") & Q(reviewed_on__isnull=False)),
                name="answer_reviewed_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.theme
