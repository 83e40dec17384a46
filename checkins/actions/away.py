"""Somebody is away, or a day is called off: one action, whoever is concerned or nobody."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from checkins.actions.offers import as_notice
from checkins.actions.replacing import take_back
from checkins.actions.slots import add_blackout
from checkins.models import Blackout, Slot, Withdrawn
from checkins.rules import BlackoutTimes, blackout_over
from checkins.telling import Kind, Planned
from notices.actions import post_all
from programs.errors import RefusedError
from programs.models import AccessEvent, Person, Program
from programs.times import today

# Longer than that is no absence any more: the person leaves the roster.
LONGEST_ABSENCE = timedelta(days=184)


@dataclass(frozen=True)
class Absence:
    """When: dates, both included, and hours of the day or none for whole days; on the program's wall clock."""

    first: date
    last: date
    from_time: time | None = None
    to_time: time | None = None

    def times(self, label: str = "") -> BlackoutTimes:
        return BlackoutTimes(self.first, self.last, None, self.from_time, self.to_time, label)


def say_away(*, program: Program, person: Person | None, absence: Absence, by: Person, now: datetime) -> Blackout:
    """Block the hours of one person, or of everybody (`person` None: a day is called off), and take the times back.

    Everybody who sat there gets another place and is told; the listeners concerned are told in words that are the same
    whether somebody sat there or not. Raises RefusedError for hours that are over, or an absence too long to be one.
    """
    if absence.last < today(now, program.time_zone):
        raise RefusedError("These days are over. Choose days from today on.")
    if absence.last - absence.first > LONGEST_ABSENCE:
        raise RefusedError("That is longer than half a year. Somebody who leaves for good is taken off the roster.")
    label = "Away" if person else "Called off"
    with transaction.atomic():
        blackout = add_blackout(program=program, person=person, label=label, times=absence.times())
        slots = _slots_in(program, person, absence, now)
        why = _why(person, by)
        take_back(slots=slots, why=why, now=now)
        told = {person.pk} if person else {slot.facilitator_id for slot in slots}
        planned = [Planned(Kind.AWAY, pk, "away", now) for pk in sorted(told - {by.pk})]
        post_all(program=program, notices=[as_notice(blackout.pk, each) for each in planned])
        AccessEvent.objects.create(
            program=program, actor=by, subject=person, action="said that somebody is away", at=now, detail=label
        )
    return blackout


def _why(person: Person | None, by: Person) -> Withdrawn:
    if person is None:
        return Withdrawn.DAY
    return Withdrawn.GIVEN_BACK if person == by else Withdrawn.AWAY


def _slots_in(program: Program, person: Person | None, absence: Absence, now: datetime) -> list[Slot]:
    """The times still ahead that any part of the absence falls on."""
    standing = Slot.objects.standing().upcoming(now).filter(program=program)
    if person is not None:
        standing = standing.filter(facilitator=person)
    # Local days: a day more on either side holds every zone.
    near = standing.filter(
        starts_at__date__gte=absence.first - timedelta(days=1), starts_at__date__lte=absence.last + timedelta(days=1)
    )
    times = [absence.times()]
    return [slot for slot in near.select_related("part_of") if _falls_on(slot, times, program.time_zone)]


def _falls_on(slot: Slot, times: list[BlackoutTimes], zone: str) -> bool:
    """By the hours of the session where a talk is part of one: what is left of it must not tell that it was split."""
    whole = slot.part_of or slot
    return blackout_over(whole.starts_at, whole.ends_at, times, zone) is not None
