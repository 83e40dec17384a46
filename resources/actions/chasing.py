"""Nothing forgotten in somebody's first weeks: a new person where the responsible one left, and one reminder a week."""

from datetime import datetime, time, timedelta
from uuid import UUID

from notices.actions import NewNotice, post_all
from programs.models import Membership, Program, Role, Supervision
from programs.times import localize, today
from resources.actions.owning import give_back
from resources.duties import owned_by
from resources.induction_kinds import Name
from resources.models import Induction
from resources.rules.induction import FIRST_YEAR, chase_week


def chase(program: Program, now: datetime) -> None:
    """Once a week, tell whoever has something late how much it is; safe to repeat, and silent after the first year."""
    day = today(now, program.time_zone)
    rows = Induction.objects.filter(program=program, first_day__gte=day - FIRST_YEAR)
    late = list(rows.filter(tasks__done_on=None, tasks__due_on__lt=day).distinct())
    if not late:
        return
    here = {held.person_id: held.person for held in Membership.objects.on(day).filter(program=program).with_people()}
    _find_somebody(program, late, set(here), now)
    give_back(late, set(here))
    nine = localize(datetime.combine(day, time(9, 0)), program.time_zone)
    notices = []
    for row in late:
        supervisors = set(Supervision.objects.filter(program=program).supervisors_of(row.trainee_id, day))
        named = set(row.tasks.exclude(owner=None).values_list("owner_id", flat=True))
        concerned = {row.trainee_id, row.responsible_id, *supervisors, *named}
        for person in (person for person_id, person in here.items() if person_id in concerned):
            mine = owned_by(program, person, now).filter(induction=row, done_on=None)
            if mine.filter(due_on__lte=day - timedelta(days=1)).exists():
                notices.append(NewNotice(Name.LATE, row.pk, person.pk, f"week of {chase_week(day)}", max(nine, now)))
    post_all(program=program, notices=notices)


def _find_somebody(program: Program, rows: list[Induction], here: set[UUID], now: datetime) -> None:
    """A coordinator, where nobody sees to an induction any more."""
    day = today(now, program.time_zone)
    first = Membership.objects.on(day).filter(program=program, role=Role.COORDINATOR).with_people().first()
    if first is None:
        return
    for row in rows:
        if row.responsible_id in here:
            continue
        row.responsible = first.person
        row.save(update_fields=["responsible"])
        notice = NewNotice(Name.RESPONSIBLE, row.pk, first.person_id, f"found {day}", now)
        post_all(program=program, notices=[notice])
