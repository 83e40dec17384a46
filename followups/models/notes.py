"""What a private note is in the database: sealed bytes, and the dates that end it (privacy.md 3)."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from checkins.models import Slot
from programs.models import Person, Program

LONGEST_LIFE = timedelta(days=365)


class NoteKey(models.Model):
    """An author's data key, wrapped; gone with the author's last note in the program.

    `version` wraps it now, `born_under` did when it was made: a key that was ever wrapped by a leaked version is known.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    generation = models.PositiveIntegerField(default=1)
    version = models.CharField(max_length=20)
    born_under = models.CharField(max_length=20)
    wrapped = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "author"], name="note_key_once_an_author")]

    def __str__(self) -> str:
        return f"generation {self.generation} under {self.version}"


class PrivateNote(models.Model):
    """A listener's own note about one talk: at most one, sealed, and only its author can open it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    slot = models.OneToOneField(Slot, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # A copy: when the round closes nobody else knows any more who sat there.
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Which of the author's data keys opens it.
    generation = models.PositiveIntegerField()
    sealed = models.BinaryField()
    written_on = models.DateField()
    dies_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dies_on__gte=F("written_on"), dies_on__lte=F("written_on") + LONGEST_LIFE),
                name="note_lives_a_year_at_most",
            ),
            models.CheckConstraint(condition=~Q(author=F("trainee")), name="note_is_about_somebody_else"),
        ]
        indexes = [models.Index(fields=["author"]), models.Index(fields=["trainee"]), models.Index(fields=["dies_on"])]

    def __str__(self) -> str:
        return f"until {self.dies_on}"
