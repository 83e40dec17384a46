"""Goals, their steps, and the yearly plan, from draft to both signatures."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from notices.actions import NewNotice, cancel, post_all
from programs.errors import RefusedError
from programs.models import Membership, Person, Program, Role
from programs.times import localize, today
from resources.goal_kinds import Name
from resources.models import Goal, GoalStep, LearningPlan
from resources.rules import goals as rules

SMART = ("specific", "measurable", "achievable", "relevant", "due_on", "stretch")
WORDS = ("strengths", "growing", "career", "support")
MOST_STEPS, MOST_GOALS = 20, 40


def write_goal(*, program: Program, trainee: Person, values: Mapping[str, Any], goal: Goal | None = None) -> Goal:
    """Write a new goal, or change one. Raises RefusedError when there are very many."""
    if goal is None:
        if Goal.objects.filter(program=program, trainee=trainee, state=Goal.State.OPEN).count() >= MOST_GOALS:
            raise RefusedError("These are many goals. Let one go or reach one first.")
        goal = Goal(program=program, trainee=trainee)
    for name in SMART:
        setattr(goal, name, values[name])
    with transaction.atomic():
        goal.save()
        _unsign(goal.plan)
    return goal


def add_step(*, goal: Goal, what: str) -> GoalStep:
    """Put a step at the end. Raises RefusedError when there are very many."""
    count = goal.steps.count()
    if count >= MOST_STEPS:
        raise RefusedError("These are many steps. Make a goal of its own of some of them.")
    return GoalStep.objects.create(program_id=goal.program_id, goal=goal, what=what, position=count + 1)


def tick_step(*, step: GoalStep, done_on: date | None) -> None:
    """Say that a step is done, or is not after all."""
    step.done_on = done_on
    step.save(update_fields=["done_on"])


def close_goal(*, goal: Goal, state: str, day: date) -> None:
    """Reached, let go, or taken up again. What was agreed in a plan stays signed: this is its progress."""
    goal.state = state
    goal.closed_on = None if state == Goal.State.OPEN else day
    goal.save(update_fields=["state", "closed_on"])


def plan_of_year(*, program: Program, trainee: Person, year: date) -> LearningPlan:
    """The trainee's plan of an academic year, begun when it is not there yet."""
    plan, _ = LearningPlan.objects.get_or_create(program=program, trainee=trainee, year=year)
    return plan


def write_plan(
    *, plan: LearningPlan, words: Mapping[str, str], mentor: Person | None, goal_ids: list[UUID], now: datetime
) -> None:
    """Write a plan's words, mentor and goals; whoever signed what it said before signs again."""
    with transaction.atomic():
        before = ([getattr(plan, name) for name in WORDS], plan.mentor_id, _goal_ids(plan))
        for name in WORDS:
            setattr(plan, name, words[name])
        if plan.mentor_id != (mentor.pk if mentor else None):
            # Another mentor reads it only when it is shown anew.
            cancel(program=plan.program, subject_id=plan.pk, now=now)
            plan.mentor, plan.shown_at, plan.trainee_signed_at, plan.mentor_signed_at = mentor, None, None, None
        plan.save()
        own = Goal.objects.filter(program=plan.program, trainee=plan.trainee)
        own.filter(plan=plan).exclude(pk__in=goal_ids).update(plan=None)
        own.filter(pk__in=goal_ids).update(plan=plan)
        if before != ([getattr(plan, name) for name in WORDS], plan.mentor_id, _goal_ids(plan)):
            _unsign(plan)


def _goal_ids(plan: LearningPlan) -> list[UUID]:
    return sorted(plan.goals.values_list("pk", flat=True))


def _unsign(plan: LearningPlan | None) -> None:
    if plan is not None and (plan.trainee_signed_at or plan.mentor_signed_at):
        plan.trainee_signed_at = plan.mentor_signed_at = None
        plan.save(update_fields=["trainee_signed_at", "mentor_signed_at"])


def show_and_sign(*, plan: LearningPlan, now: datetime) -> None:
    """The trainee signs and shows the plan to its mentor. Raises RefusedError without goals or a mentor."""
    if plan.mentor_id is None:
        raise RefusedError("Choose a faculty mentor first. Your plan is for the two of you.")
    if not plan.goals.exists():
        raise RefusedError("Put at least one goal into the plan first.")
    with transaction.atomic():
        plan.shown_at, plan.trainee_signed_at, plan.mentor_signed_at = now, now, None
        plan.save()
        # What was said of an earlier showing is said no more.
        cancel(program=plan.program, subject_id=plan.pk, now=now)
        notices = [
            NewNotice(kind, plan.pk, plan.mentor_id, now.isoformat(), due)
            for kind, due in ((Name.PLAN_SHOWN, now), (Name.PLAN_WAITS, now + rules.SIGN_WITHIN))
        ]
        post_all(program=plan.program, notices=notices)


def take_back(*, plan: LearningPlan, now: datetime) -> None:
    """The trainee shows it to nobody any more."""
    with transaction.atomic():
        cancel(program=plan.program, subject_id=plan.pk, now=now)
        plan.shown_at = plan.trainee_signed_at = plan.mentor_signed_at = None
        plan.save()


def find_plans_alone(program: Program, now: datetime) -> None:
    """Give back unsigned plans whose mentor has left, and tell their trainees; a signed one stays as it was signed."""
    here = Membership.objects.on(today(now, program.time_zone)).filter(program=program).values("person_id")
    unsigned = LearningPlan.objects.filter(program=program, mentor__isnull=False, mentor_signed_at=None)
    for plan in unsigned.exclude(mentor__in=here).filter(trainee__in=here):
        with transaction.atomic():
            take_back(plan=plan, now=now)
            plan.mentor = None
            plan.save(update_fields=["mentor"])
            post_all(program=program, notices=[NewNotice(Name.PLAN_ALONE, plan.pk, plan.trainee_id, f"{now:%F}", now)])


def countersign(*, plan: LearningPlan, now: datetime) -> None:
    """The mentor signs what the trainee signed. Raises RefusedError when it was changed meanwhile."""
    with transaction.atomic():
        locked = LearningPlan.objects.select_for_update(of=("self",)).select_related("program").get(pk=plan.pk)
        if locked.trainee_signed_at is None:
            raise RefusedError("It was changed since, and is not signed by the trainee. Talk it over once more.")
        locked.mentor_signed_at = now
        locked.save(update_fields=["mentor_signed_at"])
        half = NewNotice(Name.PLAN_REVIEW, plan.pk, plan.trainee_id, f"{now:%Y-%m-%d}", now + rules.REVIEW_AFTER)
        told = NewNotice(Name.PLAN_SIGNED, plan.pk, plan.trainee_id, f"{now:%Y-%m-%d %H:%M}", now)
        post_all(program=locked.program, notices=[told, half])


def look_back(*, plan: LearningPlan, words: str) -> None:
    """The trainee's review at half time; the signatures stay."""
    plan.review = words
    plan.save(update_fields=["review"])


def remind(program: Program, now: datetime) -> None:
    """Write this year's reminders for every trainee without a signed plan; a daily job, safe to repeat."""
    find_plans_alone(program, now)
    day = today(now, program.time_zone)
    year = rules.year_of(day, program.academic_year_start)
    signed = LearningPlan.objects.filter(
        program=program, year=year, trainee_signed_at__isnull=False, mentor_signed_at__isnull=False
    ).values("trainee_id")
    roles = Membership.objects.on(day).filter(program=program, role=Role.TRAINEE).exclude(person__in=signed)
    notices = []
    for role in roles:
        for turn, due in enumerate(rules.reminders(year, role.starts_on), start=1):
            # One a day late is still of use; older ones are not made up for.
            if 0 <= (day - due).days <= 7:
                subject = uuid5(role.person_id, f"plan {year}")
                at = localize(datetime.combine(due, time(9, 0)), program.time_zone)
                notices.append(NewNotice(Name.PLAN_DUE, subject, role.person_id, f"{year} {turn}", max(at, now)))
    post_all(program=program, notices=notices)
