"""When somebody leaves, or rests from mentoring: nobody is left waiting, and whoever stays is led on kindly."""

from datetime import datetime

from django.db import transaction

from programs.models import Membership, Person, Program
from programs.times import today
from resources.actions import mentoring
from resources.models import MentorProfile, Mentorship
from resources.rules.mentoring import LIVE

State, Because = Mentorship.State, Mentorship.Because


def stop(*, program: Program, person: Person, now: datetime) -> None:
    """Somebody rests from mentoring: mentees and whoever waits are led on with thanks; the description is deleted."""
    with transaction.atomic():
        # As in `ask`: a question that is being written either finds no profile, or is led on here.
        profile = MentorProfile.objects.select_for_update().filter(program=program, person=person).first()
        mentoring.lead_on_waiting(program=program, mentor=person, because=Because.STOPPED, now=now)
        for row in Mentorship.objects.filter(program=program, mentor=person, state=State.ACTIVE):
            mentoring.part(mentorship=row, by=person, because=Because.STOPPED, now=now)
        if profile:
            profile.delete()


def part_from_people_who_left(program: Program, now: datetime) -> None:
    """End what is between somebody and a person whose last day is over; a daily job, safe to repeat."""
    day = today(now, program.time_zone)
    here = set(Membership.objects.on(day).filter(program=program).values_list("person_id", flat=True))
    for row in Mentorship.objects.filter(program=program, state__in=LIVE).select_related("mentor", "mentee"):
        if row.mentor_id in here and row.mentee_id in here:
            continue
        if row.state == State.ACTIVE:
            gone = row.mentee if row.mentor_id in here else row.mentor
            mentoring.part(mentorship=row, by=gone, because=Because.LEFT, now=now)
        elif row.mentee_id in here:
            mentoring.lead_on(mentorship=row, suggested=None, because=Because.LEFT, now=now)
        else:
            mentoring.withdraw(mentorship=row, now=now)
