"""What the chapters of the demo share: whom it is about and when it is told."""

import random
from dataclasses import dataclass
from datetime import datetime

from checkins.models import Round
from programs.models import Person, Program


@dataclass(frozen=True)
class Story:
    """The demo program while it is being loaded, inside its tenant and one transaction."""

    program: Program
    people: dict[str, Person]  # by mail address
    trainees: list[Person]  # in the order of home.demo.people.TRAINEES
    listeners: list[Person]
    open_round: Round
    now: datetime
    choose: random.Random  # seeded: the demo is the same each time
