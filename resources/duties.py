"""Whose a line of an induction is today: the newcomer's, their supervisor's, or whoever's who sees to the whole."""

from datetime import datetime

from django.db.models import Q, QuerySet

from programs.models import Person, Program, Supervision
from programs.times import today
from resources.models import InductionTask, Who


def owned_by(program: Program, person: Person, now: datetime) -> QuerySet[InductionTask]:
    """Lines that are somebody's to do, done ones among them. Who supervises changes with the rotation."""
    supervised = Supervision.objects.on(today(now, program.time_zone)).filter(program=program, supervisor=person)
    mine = (
        Q(who=Who.TRAINEE, induction__trainee=person)
        | Q(who=Who.PROGRAM, induction__responsible=person)
        | Q(who=Who.SUPERVISOR, induction__trainee__in=supervised.values("trainee_id"))
    )
    return InductionTask.objects.filter(mine, program=program)


def supervisors_lines(program: Program, person: Person, now: datetime) -> list[InductionTask]:
    """What newcomers need from somebody as today's supervisor and is not done, the oldest first."""
    rows = owned_by(program, person, now).filter(who=Who.SUPERVISOR, done_on=None)
    return list(rows.select_related("induction__trainee"))
