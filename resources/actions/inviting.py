"""Asking a program's faculty whether they would be mentors, once an academic year."""

from datetime import datetime

from notices.actions import NewNotice, post_all
from notices.models import Notice
from programs.models import Membership, Person, Program, Role
from programs.times import today
from resources.mentor_kinds import Name
from resources.models import MentorProfile
from resources.rules.goals import year_of

FACULTY = (Role.FACILITATOR, Role.WELLNESS_LEAD, Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR)


def to_invite(program: Program, by: Person, now: datetime) -> list[Person]:
    """Faculty who have neither described themselves nor been asked this academic year, in the order of names."""
    day = today(now, program.time_zone)
    said = MentorProfile.objects.filter(program=program).values("person_id")
    asked = Notice.objects.filter(program=program, kind=Name.INVITED, occasion=_occasion(program, now))
    roles = Membership.objects.on(day).filter(program=program, role__in=FACULTY)
    roles = roles.exclude(person__in=said).exclude(person__in=asked.values("recipient_id"))
    people = {role.person_id: role.person for role in roles.exclude(person=by).with_people()}
    return list(people.values())


def invite(*, program: Program, by: Person, now: datetime) -> int:
    """Ask each of them; how many. Nobody is asked twice in one academic year."""
    people, occasion = to_invite(program, by, now), _occasion(program, now)
    notices = [NewNotice(Name.INVITED, program.pk, person.pk, occasion, now) for person in people]
    post_all(program=program, notices=notices)
    return len(people)


def _occasion(program: Program, now: datetime) -> str:
    return f"{year_of(today(now, program.time_zone), program.academic_year_start):%Y}"
