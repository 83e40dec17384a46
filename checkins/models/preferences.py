"""What a trainee wishes, in private: how to go on after a talk (R37)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

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
