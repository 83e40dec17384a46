"""Load and authorize goals and plans: their trainee, or the mentor to whom a plan is shown; else 404."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from programs.access import first_or_404
from programs.acting import Acting
from resources.models import Goal, GoalStep, LearningPlan


def goal_of(acting: Acting, pk: UUID) -> Goal:
    """A goal of the acting trainee."""
    return first_or_404(Goal.objects.filter(program=acting.here, trainee=acting.person, pk=pk).select_related("plan"))


def step_of(acting: Acting, pk: UUID) -> GoalStep:
    """A step of a goal of the acting trainee."""
    own = GoalStep.objects.filter(program=acting.here, goal__trainee=acting.person, pk=pk)
    return first_or_404(own.select_related("goal"))


def plan_to_read(acting: Acting, pk: UUID) -> LearningPlan:
    """One's own plan, or one that is shown to the acting person as its mentor."""
    may = Q(trainee=acting.person) | Q(mentor=acting.person, shown_at__isnull=False)
    found = LearningPlan.objects.filter(may, program=acting.here, pk=pk)
    return first_or_404(found.select_related("trainee", "mentor", "program"))


def own_plan(acting: Acting, pk: UUID) -> LearningPlan:
    """A plan of the acting trainee."""
    row = plan_to_read(acting, pk)
    if row.trainee_id != acting.person.pk:
        raise Http404
    return row


def plan_to_sign(acting: Acting, pk: UUID) -> LearningPlan:
    """A plan that is shown to the acting person as its mentor."""
    row = plan_to_read(acting, pk)
    if row.mentor_id != acting.person.pk:
        raise Http404
    return row
