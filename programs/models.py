"""Who belongs where, and what they may do.

Ids are random UUIDs on purpose: a number that counts up would tell how many seats were taken between two looks.
"""

import uuid
from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from programs.managers import PersonManager
from programs.names import initials, sort_key
from programs.querysets import EvaluationQuerySet, MembershipQuerySet, SupervisionQuerySet
from programs.validators import validate_time_zone


class Role(models.TextChoices):
    """The roles of R12; a right comes from one role in one program."""

    TRAINEE = "trainee", "Trainee"
    FACILITATOR = "facilitator", "Facilitator"
    WELLNESS_LEAD = "wellness_lead", "Wellness lead"
    DIRECTOR = "director", "Program director"
    ASSOCIATE_DIRECTOR = "associate_director", "Associate director"
    COORDINATOR = "coordinator", "Coordinator"
    GME_OFFICE = "gme_office", "GME office"


class Institution(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    # The domain that mail comes from, so that it is recognised and passes the hospital's filters.
    email_domain = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Program(models.Model):
    class Cadence(models.TextChoices):
        QUARTERLY = "quarterly", "Every quarter"
        SEMIANNUAL = "semiannual", "Twice a year"

    class Participation(models.TextChoices):
        OPT_OUT = "opt_out", "Everyone gets a time and may decline"
        OPT_IN = "opt_in", "Trainees choose a time if they want one"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="programs")
    name = models.CharField(max_length=200)
    slug = models.SlugField()
    time_zone = models.CharField(max_length=64, default="America/Chicago", validators=[validate_time_zone])
    # Month in which the academic year starts; July unless set (design.md 6).
    academic_year_start = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    cadence = models.CharField(max_length=12, choices=Cadence, default=Cadence.QUARTERLY)
    participation = models.CharField(max_length=8, choices=Participation, default=Participation.OPT_OUT)
    checkin_minutes = models.PositiveSmallIntegerField(
        default=20, validators=[MinValueValidator(15), MaxValueValidator(30)]
    )
    # Leaders are evaluators; they listen by default only if the program says so (design.md 5).
    leaders_take_part = models.BooleanField(default=False)
    # A round that drafted itself also opens itself, once a director's word on the safety number still holds.
    rounds_open_themselves = models.BooleanField(default=False)
    # Listeners keep no private notes unless the program turns them on (privacy.md 3).
    notes_allowed = models.BooleanField(default=False)
    # What it said it doesn't need, of the tasks that set a program up (home/starting/rules.py).
    set_aside = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "slug"], name="program_slug_once"),
            models.CheckConstraint(condition=Q(checkin_minutes__range=(15, 30)), name="program_minutes_15_to_30"),
            models.CheckConstraint(
                condition=Q(academic_year_start__range=(1, 12)), name="program_year_starts_in_a_month"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser):
    """Somebody who signs in. Belongs to no program: memberships say where."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=150)
    last_name = models.CharField(max_length=150)
    sort_key = models.CharField(max_length=320, editable=False, db_index=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    objects = PersonManager()

    def save(self, *args: object, **kwargs: object) -> None:
        self.email = self.email.strip().lower()
        self.sort_key = sort_key(self.last_name, self.first_name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        return initials(self.first_name, self.last_name)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one person, in one program (or, for the GME office, one institution), for a span of dates."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    # As the roster says it ("Faculty Mentor"), given back unchanged by the export.
    title = models.CharField(max_length=100, blank=True)
    training_year = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "person", "role"],
                name="membership_once",
                condition=Q(program__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(role="gme_office", program__isnull=True)
                | (~Q(role="gme_office") & Q(program__isnull=False)),
                name="membership_gme_is_the_institutions",
            ),
        ]
        indexes = [models.Index(fields=["program", "role"]), models.Index(fields=["person"])]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.starts_on})"

    @property
    def label(self) -> str:
        return self.get_role_display()

    def holds_on(self, day: date) -> bool:
        """Whether the role holds on a day, first and last day included."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Supervision(models.Model):
    """Who directly supervises whom, for a span of dates; from rotations."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="supervisions")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="supervised_in")
    supervisor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="supervises_in")
    rotation = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # Nights: no check-in then, and no message in the sleep after (design.md 6).
    nights = models.BooleanField(default=False)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "trainee", "supervisor", "starts_on", "rotation"], name="supervision_once"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="supervision_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(trainee=F("supervisor")), name="supervision_is_of_somebody_else"),
        ]
        indexes = [models.Index(fields=["program", "trainee"])]

    def __str__(self) -> str:
        return f"{self.rotation}, {self.starts_on} to {self.ends_on}"


class Evaluation(models.Model):
    """Somebody who takes part in evaluating trainees, and is therefore never placed as a listener by default."""

    class Kind(models.TextChoices):
        DIRECTOR = "director", "Director"
        COMMITTEE = "competency_committee", "Competency committee"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="evaluations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="evaluates_in")
    kind = models.CharField(max_length=24, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "person", "kind"], name="evaluation_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class RosterReport(models.Model):
    """Somebody's own word that their line or rotations are wrong; a task for whoever keeps the roster."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["program", "done_at"])]

    def __str__(self) -> str:
        return f"report of {self.made_at:%Y-%m-%d}"


class AccessEvent(models.Model):
    """Who opened or changed what about whom; written with the change itself, never altered by the application."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, null=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, null=True, related_name="+")
    actor = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    action = models.CharField(max_length=60)
    at = models.DateTimeField()
    # Field names or file names, never values: an audit trail must not become a second copy.
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"]), models.Index(fields=["actor", "at"])]

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d}"
