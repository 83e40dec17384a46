"""Where a trainee stands today, read from the roster when the page is opened; nothing of it is kept."""

from datetime import datetime, timedelta

from programs.models import Membership, Person, Program, Role, Supervision
from programs.times import today
from resources.mentors import has_mentor
from resources.rules.moments import Situation


def situation_of(trainee: Person, program: Program, now: datetime) -> Situation:
    """First and last day, nights, mentor, plan. A handful of queries, whatever the directory holds."""
    day = today(now, program.time_zone)
    role = Membership.objects.on(day).filter(program=program, person=trainee, role=Role.TRAINEE).first()
    nights = Supervision.objects.touching(day, day + timedelta(days=7)).filter(
        program=program, trainee=trainee, nights=True
    )
    return Situation(
        starts_on=role.starts_on if role else None,
        ends_on=role.ends_on if role else None,
        on_nights=nights.exists(),
        has_mentor=has_mentor(program, trainee),
        plan_is_due=False,
    )
