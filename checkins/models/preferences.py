"""What a trainee wishes, in private: when, how and with whom to talk (R8, R9, R67), and how to go on after it (R37)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from checkins.models.rounds import Format, Mode
from checkins.rules import Part
from programs.models import Person, Program

# One short line each; more belongs into the talk itself.
LINE = 160


class Approach(models.TextChoices):
    LISTEN = "listen", "Mostly listen"
    ASK = "ask", "Ask me questions"
    THINK_ALONG = "think_along", "Think along and offer ideas"
    ASK_FIRST = "ask_first", "Ask me first what I need that day"


class Moment(models.TextChoices):
    AT_ONCE = "at_once", "I answer best in the moment"
    REFLECT = "reflect", "I like to think first and come back to it"


class Rhythm(models.TextChoices):
    SET_DATE = "set_date", "Let us set a date for the next talk"
    AS_NEEDED = "as_needed", "I reach out when I need to"


class Privacy(models.TextChoices):
    CLOSED_DOOR = "closed_door", "Talk where nobody can overhear us"
    IN_PERSON = "in_person", "Say it to me, don't write it to me"
    NOT_IN_FRONT = "not_in_front", "Don't mention our talks in front of others"
    ASK_BEFORE = "ask_before", "Ask me before you speak to anybody for me"


class FollowUpPreferences(models.Model):
    """How a trainee would like listeners to go on with them; read by a listener before they meet (R37).

    A trainee without wishes has no row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    approach = models.CharField(max_length=12, choices=Approach, blank=True)
    moment = models.CharField(max_length=8, choices=Moment, blank=True)
    rhythm = models.CharField(max_length=9, choices=Rhythm, blank=True)
    privacy = ArrayField(models.CharField(max_length=12, choices=Privacy), default=list, blank=True)
    # Keys of prompts.Topic that only the trainee brings up; the library is loaded anew, so no foreign keys.
    withheld_topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    boundaries = models.CharField(max_length=LINE, blank=True)
    encouraging = models.CharField(max_length=LINE, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "trainee"], name="followuppreferences_once")]

    def __str__(self) -> str:
        return "follow-up preferences"


class ListenerKind(models.TextChoices):
    """What kind of person listens, as trainees tell them apart (R9)."""

    MENTOR = "mentor", "A mentor"
    WELLNESS = "wellness", "A wellness lead"
    LEADER = "leader", "A program director"


class SchedulingPreferences(models.Model):
    """When, how and with whom a trainee would like to talk; read by the placing and shown to nobody else.

    A trainee without wishes has no row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    same_listener = models.BooleanField(default=False)
    # Whom that means: who listened last, written down only for whoever asked for the same listener again (R67).
    again_with = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    formats = ArrayField(models.CharField(max_length=12, choices=Format), default=list, blank=True)
    modes = ArrayField(models.CharField(max_length=8, choices=Mode), default=list, blank=True)
    kinds = ArrayField(models.CharField(max_length=8, choices=ListenerKind), default=list, blank=True)
    good_parts = ArrayField(models.CharField(max_length=9, choices=Part.choices()), default=list, blank=True)
    bad_parts = ArrayField(models.CharField(max_length=9, choices=Part.choices()), default=list, blank=True)
    # 0 is Monday, as in Python.
    bad_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "trainee"], name="schedulingpreferences_once"),
            models.CheckConstraint(
                condition=Q(same_listener=True) | Q(again_with__isnull=True),
                name="schedulingpreferences_again_only_if_wished",
            ),
            models.CheckConstraint(
                condition=~Q(good_parts__overlap=F("bad_parts")), name="schedulingpreferences_good_or_bad"
            ),
        ]

    def __str__(self) -> str:
        return "scheduling preferences"


class PersonWish(models.Model):
    """Somebody whom a trainee would like to talk to, or never does. Silent: the person never learns of either."""

    class Wish(models.TextChoices):
        GLADLY = "gladly", "Gladly"
        NEVER = "never", "Never"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    wish = models.CharField(max_length=6, choices=Wish)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "trainee", "person"], name="personwish_once"),
            models.CheckConstraint(condition=~Q(trainee=F("person")), name="personwish_is_about_somebody_else"),
        ]

    def __str__(self) -> str:
        return self.wish
