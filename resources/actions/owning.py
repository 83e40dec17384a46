"""Lines of an induction that are somebody's by name: who is told of them, and what becomes of them when they leave."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from notices.actions import NewNotice, post_all
from programs.models import Membership, Person, Program, Role, Supervision
from programs.times import today
from resources.induction_kinds import Name
from resources.models import Induction, InductionTask


def still_here(program: Program, day: date) -> set[UUID]:
    """Staff who have a role on a day, as person ids."""
    roles = Membership.objects.on(day).filter(program=program).exclude(role=Role.TRAINEE)
    return set(roles.values_list("person_id", flat=True))


def to_tell(induction: Induction, morning: datetime, now: datetime) -> list[NewNotice]:
    """A message to whoever has lines of a new induction: by name now, as a supervisor on the first morning."""
    day = max(induction.first_day, today(now, induction.program.time_zone))
    supervisors = set(Supervision.objects.filter(program=induction.program).supervisors_of(induction.trainee_id, day))
    named = set(induction.tasks.exclude(owner=None).values_list("owner_id", flat=True))
    return [
        *(_notice(induction, person_id, "1", now) for person_id in sorted(named)),
        *(_notice(induction, person_id, "1", max(morning, now)) for person_id in sorted(supervisors - named)),
    ]


def _notice(induction: Induction, person_id: UUID, occasion: str, when: datetime) -> NewNotice:
    return NewNotice(Name.YOURS, induction.pk, person_id, occasion, when)


def hand(*, task: InductionTask, owner: Person | None, by: Person, now: datetime) -> bool:
    """Make a line somebody's by name, or again whoever's it is by role; whether that is new.

    They are told once a day at most, however many lines they are handed, and not of what they take themselves.
    """
    if task.owner == owner:
        return False
    with transaction.atomic():
        task.owner = owner
        task.save(update_fields=["owner"])
        if owner is not None and owner != by:
            occasion = f"handed {today(now, task.program.time_zone)}"
            post_all(program=task.program, notices=[_notice(task.induction, owner.pk, occasion, now)])
    return True


def give_back(rows: Iterable[Induction], here: set[UUID]) -> None:
    """Lines of people who left are again whoever's they are by role, so that somebody hears of them."""
    left = InductionTask.objects.filter(induction__in=list(rows), done_on=None).exclude(owner=None)
    left.exclude(owner__in=here).update(owner=None)
