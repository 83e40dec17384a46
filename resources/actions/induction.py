"""Inductions that start when a newcomer arrives, the form of a first meeting, and reflections."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from notices.actions import NewNotice, cancel, post_all
from programs.actions.events import event
from programs.models import Membership, Person, Program, Role
from programs.times import localize, today
from resources import induction as data
from resources.actions import chasing, owning
from resources.induction_kinds import Name
from resources.models import FirstMeeting, Induction, InductionItem, InductionTask, Reflection
from resources.rules import induction as rules

FORM_FIELDS = ("background", "training", "skills", "clinical_needs", "other_needs", "support")
CHANGED = "changed the induction list"


def list_of(program: Program) -> list[InductionItem]:
    """The program's own list, or the one that comes with Hearten, whose lines are not saved."""
    return list(InductionItem.objects.filter(program=program)) or [
        InductionItem(program=program, part=item.part, text=item.text, who=item.who, day=item.day)
        for item in data.items()
    ]


def own_list(*, program: Program) -> None:
    """Make the list the program's own, so that it can be changed; once."""
    with transaction.atomic():
        # Two who begin at once make one list.
        Program.objects.select_for_update(no_key=True).get(pk=program.pk)
        if not InductionItem.objects.filter(program=program).exists():
            InductionItem.objects.bulk_create(list_of(program))


def save_item(
    *, program: Program, values: Mapping[str, Any], item: InductionItem | None, by: Person, now: datetime
) -> None:
    """Add a line to the program's list, or change one; inductions under way stay as they are."""
    with transaction.atomic():
        own_list(program=program)
        item = item or InductionItem(program=program)
        item.part, item.text, item.who, item.day = values["part"], values["text"], values["who"], values["day"]
        item.owner = values.get("owner")
        item.save()
        event(program, CHANGED, by=by, now=now).save()


def remove_item(*, item: InductionItem, by: Person, now: datetime) -> None:
    """Take a line off the program's list."""
    with transaction.atomic():
        event(item.program, CHANGED, by=by, now=now).save()
        item.delete()


def start(
    *, program: Program, trainee: Person, first_day: date, responsible: Person | None, now: datetime
) -> Induction:
    """Start somebody's induction from the program's list; finds the one that is there."""
    with transaction.atomic():
        made, new = Induction.objects.get_or_create(
            program=program, trainee=trainee, defaults={"responsible": responsible, "first_day": first_day}
        )
        if not new:
            return made
        still_here = owning.still_here(program, max(first_day, today(now, program.time_zone)))
        InductionTask.objects.bulk_create(
            InductionTask(
                program=program,
                induction=made,
                part=item.part,
                text=item.text,
                who=item.who,
                owner_id=item.owner_id if item.owner_id in still_here else None,
                due_on=rules.due_on(first_day, item.day),
            )
            for item in list_of(program)
        )
        # Before the first day there is no role yet, and so no way in.
        morning = localize(datetime.combine(first_day, time(8, 0)), program.time_zone)
        notices = [NewNotice(Name.STARTED, made.pk, trainee.pk, "1", max(morning, now))]
        if responsible is not None:
            notices.append(NewNotice(Name.RESPONSIBLE, made.pk, responsible.pk, "1", now))
        post_all(program=program, notices=[*notices, *owning.to_tell(made, morning, now)])
    return made


def take_over(*, induction: Induction, responsible: Person, now: datetime) -> None:
    """Make somebody responsible for an induction."""
    with transaction.atomic():
        induction.responsible = responsible
        induction.save(update_fields=["responsible"])
        notice = NewNotice(Name.RESPONSIBLE, induction.pk, responsible.pk, f"{now:%Y-%m-%d %H:%M}", now)
        post_all(program=induction.program, notices=[notice])


def tick(*, task: InductionTask, by: Person, day: date) -> None:
    """Say that something was done, or was not after all."""
    task.done_on, task.done_by = (None, None) if task.done_on else (day, by)
    task.save(update_fields=["done_on", "done_by"])


def daily(program: Program, now: datetime) -> None:
    """Start the inductions of newcomers, and ask the question of the month; safe to repeat."""
    day = today(now, program.time_zone)
    roles = Membership.objects.filter(program=program, role=Role.TRAINEE).select_related("person")
    there = set(Induction.objects.filter(program=program).values_list("trainee_id", flat=True))
    coordinator = Membership.objects.on(day).filter(program=program, role=Role.COORDINATOR).with_people().first()
    for role in roles.filter(starts_on__range=(day - rules.AFTER, day + rules.BEFORE)):
        if role.person_id not in there and rules.starts_now(role.starts_on, day):
            start(
                program=program, trainee=role.person, first_day=role.starts_on,
                responsible=coordinator.person if coordinator else None, now=now,
            )  # fmt: skip
    _ask_the_question_of_the_month(program, day, now)
    chasing.chase(program, now)


def _ask_the_question_of_the_month(program: Program, day: date, now: datetime) -> None:
    nine = localize(datetime.combine(day, time(9, 0)), program.time_zone)
    rows = Induction.objects.filter(program=program, first_day__gte=day - rules.FIRST_YEAR)
    notices = [
        NewNotice(Name.REFLECT, row.pk, row.trainee_id, str(number), max(nine, now))
        for row in rows
        if (number := rules.exercise_number(row.first_day, day))
    ]
    post_all(program=program, notices=notices)


def begin_form(*, program: Program, trainee: Person, supervisor: Person, by: Person, now: datetime) -> FirstMeeting:
    """Begin the form of a first meeting, or find it; the other one is told once."""
    with transaction.atomic():
        made, new = FirstMeeting.objects.get_or_create(
            program=program, trainee=trainee, supervisor=supervisor, defaults={"begun_at": now}
        )
        if new:
            other = supervisor if by == trainee else trainee
            post_all(program=program, notices=[NewNotice(Name.FORM, made.pk, other.pk, "1", now)])
    return made


def write_field(*, form: FirstMeeting, field: str, text: str, seen: str = "", over: str = "") -> bool:
    """Write one field alone; whether it was written. Not over what the other one wrote meanwhile, unless that is meant.

    `seen` and `over` are digests (rules.may_write). Raises KeyError for a field that is none of the form's.
    """
    if field not in FORM_FIELDS:
        raise KeyError(field)
    with transaction.atomic():
        stored = getattr(FirstMeeting.objects.select_for_update(of=("self",)).get(pk=form.pk), field)
        written = rules.may_write(stored, text, seen=seen, over=over)
        if written:
            FirstMeeting.objects.filter(pk=form.pk).update(**{field: text})
    setattr(form, field, text if written else stored)
    return written


def throw_away(*, form: FirstMeeting, now: datetime) -> None:
    """The trainee throws the form away."""
    with transaction.atomic():
        cancel(program=form.program, subject_id=form.pk, now=now)
        form.delete()


def reflect(*, program: Program, trainee: Person, exercise: str, text: str, day: date) -> Reflection:
    """Keep what a trainee wrote, for the trainee alone."""
    return Reflection.objects.create(program=program, trainee=trainee, exercise=exercise, text=text, written_on=day)
