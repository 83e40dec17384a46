"""Whom a listener knows from talks: those whose name may show by now, in a round that is open (privacy.md 1)."""

from collections.abc import Iterable
from datetime import datetime

from checkins.models import Round, Slot
from programs.models import Person, Program


def met(person: Person, program: Program, now: datetime) -> Iterable[Person]:
    """Trainees with a seat in one of this person's times whose name the person sees in the calendar anyway."""
    own = Slot.objects.standing().filter(program=program, facilitator=person, round__state=Round.State.OPEN)
    for slot in own.with_names(now):
        for seat in slot.named_seats:  # type: ignore[attr-defined]  # prefetched
            if seat.trainee:
                yield seat.trainee
