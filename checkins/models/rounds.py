"""Rounds, the times that listeners offer, seats, and each trainee's offer.

The rules that must hold however many requests come at once are constraints here (design.md 4), not checks in code.
"""

import uuid
from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower

from checkins.querysets import BlackoutQuerySet, OfferQuerySet, SeatQuerySet, SlotQuerySet
from programs.models import Person, Program


class TsTzRange(Func):
    function = "TSTZRANGE"
    output_field = models.Field()


def _span() -> TsTzRange:
    # Half-open: a talk may start the minute another ends.
    return TsTzRange("starts_at", "ends_at", RangeBoundary())


class Format(models.TextChoices):
    ONE_ON_ONE = "one_on_one", "One on one"
    GROUP = "group", "Small group"


class Mode(models.TextChoices):
    """Where a talk takes place (R11)."""

    OFFICE = "office", "In an office"
    CAFE = "cafe", "Over coffee"
    WALK = "walk", "On a walk"
    VIDEO = "video", "By video"
    PHONE = "phone", "By phone"


# Characters of an invitation in a listener's own words.
INVITATION = 400


def _default_formats() -> list[str]:
    return [Format.ONE_ON_ONE.value]


class RoundManager(models.Manager["Round"]):
    """A program's rounds, without the talks that single trainees asked for: no list may show that somebody did."""

    def get_queryset(self) -> models.QuerySet["Round"]:
        return super().get_queryset().filter(asked=False)


class Round(models.Model):
    """One quarter's (or half-year's) check-ins; or, if `asked`, one talk that a trainee asked for (R35)."""

    class State(models.TextChoices):
        DRAFT = "draft", "Collecting times"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="rounds")
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    participation = models.CharField(max_length=8, choices=Program.Participation)
    minutes = models.PositiveSmallIntegerField()
    formats = ArrayField(models.CharField(max_length=12, choices=Format), default=_default_formats)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # The number somebody can call when a trainee may not be safe; the director says that she called it (R40).
    safety_number = models.CharField(max_length=40, blank=True)
    safety_attested_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    safety_attested_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # For those who began a short while ago, where no other round reaches into their first month (R3).
    newcomers = models.BooleanField(default=False)
    # Somebody asked to open it and a worker is at it; the step says how far, for the page that waits.
    opening_asked_at = models.DateTimeField(null=True)
    opening_step = models.PositiveSmallIntegerField(default=0)
    # The times that one trainee was offered because they asked: seen by them and their listener alone.
    asked = models.BooleanField(default=False)

    objects = RoundManager()
    everything = models.Manager["Round"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="round_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(minutes__range=(15, 30)), name="round_15_to_30_minutes"),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(asked=True)
                | (~Q(safety_number="") & Q(safety_attested_at__isnull=False)),
                name="round_opens_with_a_called_safety_number",
            ),
        ]
        indexes = [models.Index(fields=["program", "state"])]

    def __str__(self) -> str:
        return self.name


class Listener(models.Model):
    """Somebody who listens in a round, and how much they can take on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="listeners")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    max_per_day = models.PositiveSmallIntegerField(null=True, blank=True)
    max_per_round = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="listener_once_a_round")]

    def __str__(self) -> str:
        return str(self.person_id)


class ListenerProfile(models.Model):
    """Two lines that a listener says about themselves, shown with every time they offer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=180, blank=True)
    # Their own words in the invitation (R68); what R4 to R6 ask for is said beside them, always.
    invitation = models.CharField(max_length=INVITATION, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "person"], name="profile_once")]

    def __str__(self) -> str:
        return self.about


class ListenerPhoto(models.Model):
    """A listener's photo: a small square, some 20 kB, kept here so that no file server is needed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    jpeg = models.BinaryField()
    # Part of its address: another photo has another one.
    key = models.CharField(max_length=16)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "person"], name="photo_once")]

    def __str__(self) -> str:
        return self.key


class Blackout(models.Model):
    """Times when nobody (or one person) can talk: conference, pre-rounding, nights, leave (R10).

    With a weekday it comes every week between the dates; without times it lasts whole days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="blackouts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # 0 is Monday, as in Python; empty means every day of the span.
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    from_time = models.TimeField(null=True, blank=True)
    to_time = models.TimeField(null=True, blank=True)

    objects = BlackoutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="blackout_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__range=(0, 6)), name="blackout_weekday"
            ),
            models.CheckConstraint(
                condition=Q(from_time__isnull=True, to_time__isnull=True) | Q(to_time__gt=F("from_time")),
                name="blackout_times_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Withdrawn(models.TextChoices):
    """Why a time no longer stands; only the first two are the listener's own doing."""

    GIVEN_BACK = "given_back", "Given back"
    AWAY = "away", "The listener is away"
    DAY = "day", "The day is called off"
    LEFT = "left", "The listener left"
    CALLED_OFF = "called_off", "The round was called off"
    MOVED = "moved", "The clocks of the program were changed"
    SPLIT = "split", "Held as single talks"
    UNCHOSEN = "unchosen", "Another one was chosen"


class Slot(models.Model):
    """A time that a listener offers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="slots")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="slots")
    facilitator = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    format = models.CharField(max_length=12, choices=Format, default=Format.ONE_ON_ONE)
    mode = models.CharField(max_length=8, choices=Mode)
    # A room, a café, a number to call or the address of a video call: every slot names one (R11).
    place = models.CharField(max_length=200)
    # Given back by the listener; the row stays so that a cancellation can still be told.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=10, choices=Withdrawn, blank=True)
    # The last moment for choosing it; empty means the shortest notice that anybody is given.
    bookable_until = models.DateTimeField(null=True, blank=True)
    # A group that too few joined, of which this is one of the talks instead (R16).
    part_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts")

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="slot_of_a_facilitator_overlaps_no_other",
                expressions=[("facilitator", RangeOperators.EQUAL), (_span(), RangeOperators.OVERLAPS)],
                condition=Q(withdrawn_at__isnull=True),
            ),
            # A café seats many and "my office" is somebody else's for everybody who writes it; a named room is one.
            ExclusionConstraint(
                name="slot_in_a_room_overlaps_no_other",
                expressions=[
                    ("program", RangeOperators.EQUAL),
                    (Lower("place"), RangeOperators.EQUAL),
                    (_span(), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at__isnull=True, mode="office") & ~Q(place__istartswith="my "),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at") + timedelta(minutes=15)), name="slot_15_minutes_or_more"
            ),
            models.CheckConstraint(
                condition=Q(format="group", ends_at__lte=F("starts_at") + timedelta(minutes=60))
                | Q(format="one_on_one", ends_at__lte=F("starts_at") + timedelta(minutes=30)),
                name="slot_30_minutes_or_less_60_for_a_group",
            ),
            models.CheckConstraint(condition=~Q(place=""), name="slot_names_a_place"),
            # What a seat's copy of the times refers to.
            models.UniqueConstraint(fields=["id", "starts_at", "ends_at"], name="slot_times"),
        ]
        indexes = [
            models.Index(fields=["round", "starts_at"]),
            models.Index(fields=["facilitator", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"


class Offer(models.Model):
    """What one trainee is offered in one round, and their answer; gone when the round closes."""

    class State(models.TextChoices):
        OPEN = "open", "No time yet"
        HELD = "held", "A time is kept"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        NOT_NOW = "not_now", "Not this block"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="offers")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="offers")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    # What an undo goes back to, while that seat is free.
    former_state = models.CharField(max_length=8, choices=State, blank=True)
    former_slot = models.ForeignKey(Slot, on_delete=models.SET_NULL, null=True, related_name="+")
    # Counts the trainee's changes: the occasion of messages, so that each change is told once.
    turn = models.PositiveIntegerField(default=0)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "trainee"], name="offer_once_a_round")]
        indexes = [models.Index(fields=["trainee"])]

    def __str__(self) -> str:
        return str(self.pk)


class Seat(models.Model):
    """One place in a slot. Taking it is a conditional update of a free row: no count is read and then written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField(default=1)
    offer = models.OneToOneField(Offer, on_delete=models.SET_NULL, null=True, related_name="seat")
    # Copies that the exclusion constraint below needs; foreign keys in the migration keep them true.
    trainee = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slot", "number"], name="seat_number_once"),
            models.CheckConstraint(
                condition=Q(offer__isnull=True, trainee__isnull=True) | Q(offer__isnull=False, trainee__isnull=False),
                name="seat_is_free_or_taken",
            ),
            ExclusionConstraint(
                name="seats_of_a_trainee_overlap_no_other",
                expressions=[("trainee", RangeOperators.EQUAL), (_span(), RangeOperators.OVERLAPS)],
                condition=Q(trainee__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["slot"], condition=Q(offer__isnull=True), name="seat_free")]

    def __str__(self) -> str:
        return f"seat {self.number}"


class RoundTally(models.Model):
    """How many were eligible and how many talks were held, kept when a round's answers are forgotten.

    Only the later publication of participation words may read it (privacy.md 1); no page does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="+")
    eligible = models.PositiveIntegerField()
    held = models.PositiveIntegerField()

    def __str__(self) -> str:
        return "tally"
