"""Whose a line of an induction is today: whoever's it is by name, else by role; and whose one can be by name."""

from datetime import datetime

from django.db.models import Q, QuerySet

from programs.models import Membership, Person, Program, Role, Supervision
from programs.times import today
from resources.models import InductionTask, Who


def owned_by(program: Program, person: Person, now: datetime) -> QuerySet[InductionTask]:
    """Lines that are somebody's to do, done ones among them. Who supervises changes with the rotation."""
    supervised = Supervision.objects.on(today(now, program.time_zone)).filter(program=program, supervisor=person)
    by_role = (
        Q(who=Who.TRAINEE, induction__trainee=person)
        | Q(who=Who.PROGRAM, induction__responsible=person)
        | Q(who=Who.SUPERVISOR, induction__trainee__in=supervised.values("trainee_id"))
    )
    return InductionTask.objects.filter(Q(owner=person) | (Q(owner=None) & by_role), program=program)


def not_the_whole(person: Person) -> Q:
    """Of somebody's lines those that came to them one by one: by name, or as a supervisor."""
    return Q(owner=person) | Q(who=Who.SUPERVISOR)


def could_own(program: Program, now: datetime) -> QuerySet[Person]:
    """Staff of the program today, in the order of names; a newcomer's own lines stay the newcomer's."""
    day = today(now, program.time_zone)
    roles = Membership.objects.on(day).filter(program=program).exclude(role=Role.TRAINEE)
    return Person.objects.filter(pk__in=roles.values("person_id")).order_by("sort_key", "pk")


def single_lines(program: Program, person: Person, now: datetime) -> list[InductionTask]:
    """What newcomers need from somebody by name or as today's supervisor, and is not done, the oldest first."""
    rows = owned_by(program, person, now).filter(not_the_whole(person), done_on=None)
    return list(rows.select_related("induction__trainee"))
