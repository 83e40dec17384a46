"""The library that all programs share, what a program made of it, and each change, so that it can be taken back."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from programs.models import Person, Program
from prompts.querysets import ChangeQuerySet, LocalPromptQuerySet, PromptQuerySet

KEY = 40
TEXT = 300


class Topic(models.Model):
    """Something that a conversation can touch; a trainee may keep it to themselves (R37)."""

    key = models.SlugField(primary_key=True, max_length=KEY)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """Questions of one kind (R17), or words to say and keep in mind (R19 to R28, R33, R44)."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Questions"
        WORDS = "words", "Words and cues"

    key = models.SlugField(primary_key=True, max_length=KEY)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Prompt(models.Model):
    """One text of the library in our own words, and where the source says it. Written by `load_library` alone."""

    class Lean(models.TextChoices):
        STRENGTH = "strength", "What goes well"
        STRAIN = "strain", "What weighs"
        BOTH = "both", "Both"
        NEXT = "next", "What comes next"

    key = models.SlugField(primary_key=True, max_length=KEY)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="prompts")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=TEXT)
    # The guess that this open question stands in for (R26).
    instead_of = models.CharField(max_length=TEXT, blank=True)
    lean = models.CharField(max_length=8, choices=Lean, blank=True)
    topics = ArrayField(models.CharField(max_length=KEY), default=list)
    document = models.CharField(max_length=1)
    section = models.CharField(max_length=80)
    number = models.CharField(max_length=4)
    # Can be reworded but not hidden: what must have been said before somebody speaks (R5, R33, R44).
    fixed = models.BooleanField(default=False)
    # An upgrade took it out; kept for programs that have words of their own for it.
    retired = models.BooleanField(default=False)

    objects = PromptQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key


class LocalPrompt(models.Model):
    """What one program changed about a prompt, or a prompt of its own (R18)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    original = models.ForeignKey(Prompt, on_delete=models.PROTECT, null=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    # Empty: the library's words stand.
    text = models.CharField(max_length=TEXT, blank=True)
    instead_of = models.CharField(max_length=TEXT, blank=True)
    hidden = models.BooleanField(default=False)
    # Where it stands in its category; none: where the library has it.
    place = models.IntegerField(null=True)
    lean = models.CharField(max_length=8, choices=Prompt.Lean, blank=True)
    topics = ArrayField(models.CharField(max_length=KEY), default=list)
    # The library's words when these were written, to tell when an upgrade changed them.
    based_on = models.CharField(max_length=TEXT, blank=True)

    objects = LocalPromptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "original"], name="local_prompt_once", condition=Q(original__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(original__isnull=False) | ~Q(text=""), name="local_prompt_of_its_own_has_words"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class LibraryChange(models.Model):
    """One change of a program's library, an import included, as it was before and after: what an undo needs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=200)
    # By the id of a local prompt: its fields, or null where it was not there.
    before = models.JSONField()
    after = models.JSONField()
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="undone_by")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["program", "at"])]

    def __str__(self) -> str:
        return self.what
