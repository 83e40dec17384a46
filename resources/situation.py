"""Where a trainee stands today, read from the roster when the page is opened; nothing of it is kept."""

from datetime import date, datetime, timedelta

from programs.models import Membership, Person, Program, Role, Supervision
from programs.times import today
from resources.mentors import has_mentor
from resources.models import LearningPlan
from resources.rules.goals import plan_is_due, year_of
from resources.rules.moments import Situation


def situation_of(trainee: Person, program: Program, now: datetime) -> Situation:
    """First and last day, nights, mentor, plan. A handful of queries, whatever the directory holds."""
    day = today(now, program.time_zone)
    role = _role_of(trainee, program, day)
    nights = Supervision.objects.touching(day, day + timedelta(days=7)).filter(
        program=program, trainee=trainee, nights=True
    )
    return Situation(
        starts_on=role.starts_on if role else None,
        ends_on=role.ends_on if role else None,
        on_nights=nights.exists(),
        has_mentor=has_mentor(program, trainee),
        plan_is_due=_plan_is_due(trainee, program, role, day),
    )


def _role_of(trainee: Person, program: Program, day: date) -> Membership | None:
    return Membership.objects.on(day).filter(program=program, person=trainee, role=Role.TRAINEE).first()


def plan_is_due_for(trainee: Person, program: Program, day: date) -> bool:
    """Whether a trainee's plan of this academic year is waited for (R48). Two queries."""
    return _plan_is_due(trainee, program, _role_of(trainee, program, day), day)


def _plan_is_due(trainee: Person, program: Program, role: Membership | None, day: date) -> bool:
    year = year_of(day, program.academic_year_start)
    plans = LearningPlan.objects.filter(program=program, trainee=trainee, year=year)
    signed = plans.filter(trainee_signed_at__isnull=False, mentor_signed_at__isnull=False).exists()
    return plan_is_due(today=day, year=year, started_on=role.starts_on if role else None, signed=signed)
