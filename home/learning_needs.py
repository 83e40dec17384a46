"""What needs somebody today about first weeks and learning plans: one's own, and what one does for somebody else."""

from datetime import datetime

from django.urls import reverse

from programs.acting import Acting
from programs.models import Role
from programs.permissions import Permission
from programs.times import day_text, today
from resources.duties import owned_by
from resources.models import LearningPlan, Who
from resources.rules.goals import REVIEW_AFTER, year_of
from resources.rules.induction import SOON
from resources.situation import plan_is_due_for

type Lines = list[tuple[str, str, str, str]]


def learning_needs(acting: Acting, now: datetime) -> Lines:
    """Title, text, address and link of each thing; a trainee's own, and what was shown to a mentor."""
    found = _first_weeks(acting, now) if acting.can(Permission.INDUCTION_READ) else []
    if acting.can(Permission.OWN_LEARNING):
        return found + _of_trainee(acting, now)
    return found + (_of_mentor(acting) if acting.can(Permission.LEARNING_PAIRS) else [])


def _first_weeks(acting: Acting, now: datetime) -> Lines:
    """What is late or due within a week of a newcomer's list, and is this person's in this role."""
    day, own = today(now, acting.zone), acting.role == Role.TRAINEE
    due = owned_by(acting.here, acting.person, now).filter(done_on=None, due_on__lte=day + SOON)
    due = due.filter(who=Who.TRAINEE) if own else due.exclude(who=Who.TRAINEE)
    lines = list(due.select_related("induction__trainee"))
    if not lines:
        return []
    many, url = f"{len(lines)} things" if len(lines) > 1 else "One thing", reverse("resources:induction")
    if own:
        return [(f"{many} of your first weeks", f"{lines[0].text}: by {day_text(lines[0].due_on)}.", url, "Look")]
    names = sorted({line.induction.trainee.name for line in lines})
    text = f"For {', '.join(names[:3])}{' and others' if len(names) > 3 else ''}: due within a week, or late."
    return [(f"{many} for newcomers", text, url, "Look")]


def _of_trainee(acting: Acting, now: datetime) -> Lines:
    day = today(now, acting.zone)
    year = year_of(day, acting.here.academic_year_start)
    plans = LearningPlan.objects.filter(program=acting.here, trainee=acting.person)
    plan = plans.filter(year=year).select_related("mentor").first()
    if plan is None or not (plan.shown_at or plan.signed):
        if not plan_is_due_for(acting.person, acting.here, day):
            return []
        text = "Once a year, with a faculty mentor. Half an hour is enough to begin, and it is yours until you show it."
        url = reverse("resources:plan", args=[plan.pk]) if plan else reverse("resources:goals")
        return [("Your learning plan for this year", text, url, "Go on" if plan else "Begin")]
    url = reverse("resources:plan", args=[plan.pk])
    if plan.trainee_signed_at is None:
        return [("Your learning plan was changed", "Sign it once more when it is right.", url, "Look and sign")]
    if plan.mentor_signed_at and plan.mentor_signed_at + REVIEW_AFTER <= now and not plan.review:
        return [("Half time of your learning plan", "What has moved, and what needs another way?", url, "Look back")]
    return []


def _of_mentor(acting: Acting) -> Lines:
    waits = LearningPlan.objects.filter(
        program=acting.here, mentor=acting.person, shown_at__isnull=False, trainee_signed_at__isnull=False
    )
    rows = waits.filter(mentor_signed_at=None).select_related("trainee").order_by("shown_at", "pk")
    text = "Read it, talk it over, and sign it when you both like it."
    return [
        (f"{plan.trainee.name} shows you a learning plan", text, reverse("resources:plan", args=[plan.pk]), "Read it")
        for plan in rows
    ]
