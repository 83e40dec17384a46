"""Where help is: what all programs share, what one program changed or added, and whether the links still answer."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from programs.models import Institution, Person, Program
from programs.names import plain

KEY, NAME, ABOUT, REACH, ADDRESS, SHORT, ALSO, WORDS = 40, 120, 400, 300, 400, 80, 400, 400


class Audience(models.TextChoices):
    """Whom something is for."""

    TRAINEE = "trainee", "Trainees"
    MENTOR = "mentor", "Mentors and supervisors"
    PROGRAM = "program", "Program leaders and coordinators"


class Need(models.TextChoices):
    """What somebody looks for."""

    CRISIS = "crisis", "Help right now"
    WELLBEING = "wellbeing", "How I am doing"
    PEERS = "peers", "People who know how it is"
    FAMILY = "family", "Family and childcare"
    HOUSING = "housing", "Housing and settling in"
    MONEY = "money", "Money"
    VISA = "visa", "Visa and immigration"
    FAIRNESS = "fairness", "Being treated fairly"
    LANGUAGE = "language", "Language and communication"
    MENTOR = "mentor", "Finding a mentor"
    CAREER = "career", "Career and leading"
    RESEARCH = "research", "Research and writing"
    LEARNING = "learning", "Learning, goals and exams"
    SUPERVISING = "supervising", "Supervising trainees"
    WELCOME = "welcome", "Welcoming newcomers"
    STAFFING = "staffing", "Recruiting and keeping staff"
    POLICY = "policy", "Having a say"


class Moment(models.TextChoices):
    """When something is worth showing without being asked for."""

    ARRIVING = "arriving", "In the first three months"
    NIGHTS = "nights", "On night shifts"
    NO_MENTOR = "no_mentor", "While there is no mentor here"
    PLAN = "plan", "When the yearly plan is due"
    LEAVING = "leaving", "In the last half year"


def _choices(kind: type[models.TextChoices], **more: Any) -> "ArrayField[Any, Any]":
    return ArrayField(models.CharField(max_length=12, choices=kind), default=list, blank=True, **more)


def _search() -> models.GeneratedField:
    """What a search reads; kept by the database. English: stems, so that "mentoring" finds "mentors"."""
    words = SearchVector("terms", weight="A", config="english") + SearchVector("prose", weight="C", config="english")
    return models.GeneratedField(expression=words, output_field=SearchVectorField(), db_persist=True)


class Described(models.Model):
    """What is told about a resource, in two sentences and a few facts."""

    name = models.CharField(max_length=NAME, blank=True)
    about = models.CharField(max_length=ABOUT, blank=True)
    audiences = _choices(Audience)
    needs = _choices(Need)
    moments = _choices(Moment)
    # Where it comes from, on every resource (R66): what holds in one health system may not hold in another.
    country = models.CharField(max_length=SHORT, blank=True)
    specialty = models.CharField(max_length=SHORT, blank=True)
    reach = models.CharField(max_length=REACH, blank=True)
    url = models.CharField(max_length=ADDRESS, blank=True)
    cost = models.CharField(max_length=SHORT, blank=True)
    hours = models.CharField(max_length=SHORT, blank=True)
    # Other words that people search with.
    also = models.CharField(max_length=ALSO, blank=True)
    # When somebody last looked whether all of this is right.
    verified_on = models.DateField(null=True, blank=True)
    # What a search reads, without accents: the telling words, and the rest.
    terms = models.TextField(editable=False, default="")
    prose = models.TextField(editable=False, default="")
    search = _search()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_search()
        super().save(*args, **kwargs)

    def fill_search(self) -> None:
        """Bring what a search reads up to date; `save` does it by itself, bulk writes must ask for it."""
        needs = " ".join(Need(need).label for need in self.needs)
        self.terms = plain(f"{self.name} {self.also}")
        self.prose = plain(f"{self.about} {needs} {self.country} {self.specialty} {self.reach}")


class Resource(Described):
    """One resource of the shared directory. Written by `load_library` alone."""

    key = models.SlugField(primary_key=True, max_length=KEY)
    position = models.PositiveSmallIntegerField()
    # Which of the source documents names it, and where; empty: known without them.
    document = models.CharField(max_length=1, blank=True)
    section = models.CharField(max_length=80, blank=True)
    # An upgrade took it out; kept for programs that changed it.
    retired = models.BooleanField(default=False)

    class Meta:
        indexes = [GinIndex(fields=["search"], name="resource_search")]

    def __str__(self) -> str:
        return self.key


class LocalResource(Described):
    """What one program changed about a shared resource (what is empty stays as shared), or one of its own.

    Or one that the GME office keeps for all programs of its institution: then `institution` is set, `program` is not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, null=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, null=True, related_name="+")
    original = models.ForeignKey(Resource, on_delete=models.PROTECT, null=True, related_name="+")
    # The institution's resource that a program hides or places. An id alone: the office that removes its resource sees
    # no program's rows, so a key to it could not be kept.
    inherited = models.UUIDField(null=True)
    hidden = models.BooleanField(default=False)
    # Where it stands; none: where the shared directory has it.
    place = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "original"], name="local_resource_once", condition=Q(original__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["program", "inherited"], name="inherited_resource_once", condition=Q(inherited__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(original__isnull=False)
                | Q(inherited__isnull=False)
                | ~(Q(name="") | Q(about="") | Q(country="") | Q(specialty="")),
                name="own_resource_is_told_about",
            ),
            models.CheckConstraint(
                condition=Q(program__isnull=False, institution__isnull=True)
                | Q(program__isnull=True, institution__isnull=False, original__isnull=True, inherited__isnull=True),
                name="resource_is_a_programs_or_an_institutions",
            ),
            models.CheckConstraint(
                condition=Q(original__isnull=True) | Q(inherited__isnull=True), name="resource_changes_one_other"
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="local_resource_search")]

    def __str__(self) -> str:
        return str(self.pk)


class LinkCheck(models.Model):
    """What became of asking for a link the last time."""

    class Outcome(models.TextChoices):
        FINE = "fine", "Answered"
        MOVED = "moved", "Moved for good"
        GONE = "gone", "Not there any more"
        SILENT = "silent", "Did not answer"
        UNSURE = "unsure", "Answers people only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=ADDRESS)
    outcome = models.CharField(max_length=6, choices=Outcome)
    # How often in a row it was gone or silent: one bad night is no reason to bother somebody.
    failures = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "url"], name="link_check_once")]

    def __str__(self) -> str:
        return f"{self.url} ({self.outcome})"


class HandedOver(models.Model):
    """A resource that somebody gave a trainee, with a few words of introduction (R28). The trainee may delete it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=KEY)
    words = models.CharField(max_length=WORDS)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["program", "trainee"])]

    def __str__(self) -> str:
        return str(self.pk)
