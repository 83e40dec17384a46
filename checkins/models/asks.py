"""A trainee who asks for a talk outside of rounds (R35)."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from checkins.models.rounds import Round
from checkins.rules import ANSWER_WITHIN, ASK_FURTHER_AFTER, working_days_later
from programs.models import Person, Program


class Ask(models.Model):
    """One trainee asks one person for a talk; whoever else may be asked, the trainee said so.

    Known to the trainee and to whom they asked. The times that come of it stand in a round of their own
    (`Round.asked`), which no list of rounds shows.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for times"
        ANSWERED = "answered", "Times are offered"
        CANNOT = "cannot", "Whoever was asked cannot now"
        WITHDRAWN = "withdrawn", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Whom to ask too when the first has not answered after a working day.
    backup = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    # Said that they cannot now; the other one may still.
    person_cannot = models.BooleanField(default=False)
    backup_cannot = models.BooleanField(default=False)
    round = models.OneToOneField(Round, on_delete=models.SET_NULL, null=True, related_name="ask")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "trainee"], name="ask_one_waits", condition=Q(state="waiting")),
            models.CheckConstraint(
                condition=~Q(trainee=F("person")) & ~Q(trainee=F("backup")), name="ask_is_of_somebody_else"
            ),
        ]
        indexes = [models.Index(fields=["person"]), models.Index(fields=["backup"])]

    def __str__(self) -> str:
        return self.state

    @property
    def further_at(self) -> datetime:
        """When the second person is asked too, unless the first has answered."""
        return working_days_later(self.asked_at, ASK_FURTHER_AFTER, self.program.time_zone)

    @property
    def due_by(self) -> datetime:
        """Until when times should have been offered; afterwards the trainee is told that none have been."""
        return working_days_later(self.asked_at, ANSWER_WITHIN, self.program.time_zone)

    def is_put_to(self, person_id: uuid.UUID, now: datetime) -> bool:
        """Whether this person was asked by now, and has not said that they cannot."""
        if self.person_id == person_id:
            return not self.person_cannot
        further = self.backup_id == person_id and not self.backup_cannot
        return further and (self.person_cannot or now >= self.further_at)
