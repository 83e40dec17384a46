"""What needs somebody today about learning plans: to begin, sign or look back at one; to read one as its mentor."""

from datetime import datetime

from django.urls import reverse

from programs.acting import Acting
from programs.permissions import Permission
from programs.times import today
from resources.models import LearningPlan
from resources.rules.goals import REVIEW_AFTER, year_of
from resources.situation import plan_is_due_for

type Lines = list[tuple[str, str, str, str]]


def learning_needs(acting: Acting, now: datetime) -> Lines:
    """Title, text, address and link of each thing; a trainee's own, and what was shown to a mentor."""
    if acting.can(Permission.OWN_LEARNING):
        return _of_trainee(acting, now)
    return _of_mentor(acting) if acting.can(Permission.LEARNING_PAIRS) else []


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
