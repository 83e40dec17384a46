"""Who could listen in a round: from the roster, leaders and evaluators apart."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from programs.models import Evaluation, Membership, Person, Program, Role
from programs.times import today

LISTENING_ROLES = (Role.FACILITATOR, Role.WELLNESS_LEAD, Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR)
LEADING_ROLES = frozenset({Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR})


@dataclass(frozen=True)
class Candidate:
    """Somebody who could listen; `leads` when they lead or evaluate, so that nobody is placed with them by default."""

    person: Person
    title: str
    leads: bool

    @property
    def label(self) -> str:
        return f"{self.person.name}, {self.title}"


def candidates(program: Program, day: date) -> list[Candidate]:
    """Everybody who may offer times on a day or later, in the order of names; two queries."""
    members = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        program=program,
        role__in=LISTENING_ROLES,
        person__is_active=True,
    ).with_people()
    evaluators = set(Evaluation.objects.on(day).filter(program=program).values_list("person_id", flat=True))
    found: dict[UUID, Candidate] = {}
    for member in members:
        before = found.get(member.person_id)
        leads = member.role in LEADING_ROLES or member.person_id in evaluators or (before is not None and before.leads)
        title = before.title if before else member.label
        found[member.person_id] = Candidate(member.person, title, leads)
    return list(found.values())


def trainees_now(program: Program, now: datetime) -> int:
    """How many trainees a program has."""
    day = today(now, program.time_zone)
    return Membership.objects.on(day).filter(program=program, role=Role.TRAINEE, person__is_active=True).count()
