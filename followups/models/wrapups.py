"""What two people agreed at the end of a check-in. Belongs to one time, once; nothing about why or how somebody is."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from checkins.models import Slot
from followups.querysets.wrapups import WrapUpQuerySet
from programs.models import Person, Program


class WrapUp(models.Model):
    """The end of one check-in: what was said, which help was named, when to talk again. Promises are tasks of its own.

    It copies who met, since the answers of a round are forgotten when it closes. A session of several has no trainee
    here and no line about any of them (R34).
    """

    class State(models.TextChoices):
        DRAFT = "draft", "To be finished"
        HELD = "held", "Wrapped up"
        NOT_HELD = "not_held", "Did not take place"

    class Next(models.TextChoices):
        ROUND = "round", "With the next round"
        SOONER = "sooner", "Sooner, around this day"
        ON_REQUEST = "on_request", "When you ask for it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    slot = models.OneToOneField(Slot, on_delete=models.CASCADE, related_name="wrap_up")
    facilitator = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    thanked = models.BooleanField(default=False)
    confidentiality_said = models.BooleanField(default=False)
    door_open = models.BooleanField(default=False)
    # No action is a valid outcome (R31).
    heard = models.BooleanField(default=False)
    # Keys of the resource directory, two at most (R32).
    resources = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    # Somebody whom the trainee agreed to meet.
    introduced_to = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    next_step = models.CharField(max_length=10, choices=Next, blank=True)
    next_on = models.DateField(null=True, blank=True)
    # What was typed so far; empty once it is finished.
    draft = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = WrapUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(resources__len__lte=2), name="wrap_up_has_two_resources_or_fewer"),
            models.CheckConstraint(
                condition=Q(state="draft", done_at__isnull=True) | (~Q(state="draft") & Q(done_at__isnull=False)),
                name="wrap_up_is_a_draft_until_it_is_done",
            ),
            models.CheckConstraint(condition=Q(state="draft") | Q(draft={}), name="wrap_up_done_keeps_no_draft"),
            models.CheckConstraint(
                condition=Q(state="held")
                | Q(resources__len=0, introduced_to__isnull=True, next_step="", next_on__isnull=True, heard=False),
                name="wrap_up_says_something_only_of_a_talk",
            ),
            models.CheckConstraint(
                condition=Q(next_step="sooner", next_on__isnull=False)
                | (~Q(next_step="sooner") & Q(next_on__isnull=True)),
                name="wrap_up_names_a_day_for_sooner",
            ),
            models.CheckConstraint(condition=~Q(facilitator=F("trainee")), name="wrap_up_is_of_two_people"),
            # A row that names who did not come would be a list of them.
            models.CheckConstraint(
                condition=~Q(state="not_held") | Q(trainee__isnull=True), name="wrap_up_not_held_names_nobody"
            ),
        ]
        indexes = [models.Index(fields=["facilitator"]), models.Index(fields=["trainee"])]

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def is_group(self) -> bool:
        return self.trainee_id is None


class SessionMember(models.Model):
    """Somebody who sat in a group session, so that they can read what was agreed there. Nothing else about them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    wrap_up = models.ForeignKey(WrapUp, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wrap_up", "person"], name="session_member_once")]

    def __str__(self) -> str:
        return str(self.person_id)
