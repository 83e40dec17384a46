"""Goals and their steps, for their trainee alone; and for mentors the plans that are shown to them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.acting import Acting
from programs.errors import RefusedError
from programs.permissions import Permission, allow
from programs.times import today
from programs.views.files import typed
from resources.actions import goals as actions
from resources.goal_access import goal_of, step_of
from resources.goal_forms import GoalForm, StepForm
from resources.models import Goal, LearningPlan
from resources.rules.goals import Smart, hints, progress, year_of


def _line(goal: Goal) -> dict[str, Any]:
    steps = list(goal.steps.all())
    done = sum(1 for step in steps if step.done_on)
    return {"goal": goal, "steps": len(steps), "done": done, "percent": progress(done, len(steps))}


@allow(Permission.LEARNING_PAIRS)
@require_safe
def goals(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A trainee's goals and plans; for anybody else the plans that are shown to them."""
    if not acting.can(Permission.OWN_LEARNING):
        shown = LearningPlan.objects.filter(program=acting.here, mentor=acting.person, shown_at__isnull=False)
        rows = list(shown.select_related("trainee").order_by("-year", "trainee__sort_key", "pk"))
        # What waits for a signature comes first.
        rows.sort(key=lambda plan: plan.signed or plan.trainee_signed_at is None)
        return render(request, "resources/plans.html", {"plans": rows})
    own = Goal.objects.filter(program=acting.here, trainee=acting.person).prefetch_related("steps")
    lines = [_line(goal) for goal in own.order_by("due_on", "pk")]
    plans = LearningPlan.objects.filter(program=acting.here, trainee=acting.person).select_related("mentor")
    year = year_of(today(timezone.now(), acting.zone), acting.here.academic_year_start)
    context = {
        "open": [line for line in lines if line["goal"].state == Goal.State.OPEN],
        "closed": [line for line in lines if line["goal"].state != Goal.State.OPEN],
        "plan": plans.filter(year=year).first(),
        "older": list(plans.exclude(year=year).order_by("-year")),
        "year": year,
    }
    return render(request, "resources/goals.html", context)


@allow(Permission.OWN_LEARNING)
@require_http_methods(["GET", "HEAD", "POST"])
def add_goal(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A new goal."""
    form = GoalForm(typed(request))
    if request.method == "POST" and form.is_valid():
        goal = actions.write_goal(program=acting.here, trainee=acting.person, values=form.cleaned_data)
        messages.success(request, "Kept. Below are steps, and questions that may sharpen it.")
        return redirect("resources:goal", goal.pk)
    return render(request, "resources/goal_add.html", {"form": form})


@allow(Permission.OWN_LEARNING)
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """One goal: its five fields, its steps, and gentle questions."""
    found = goal_of(acting, pk)
    form = GoalForm(typed(request), initial={name: getattr(found, name) for name in actions.SMART})
    if request.method == "POST" and form.is_valid():
        actions.write_goal(program=acting.here, trainee=acting.person, values=form.cleaned_data, goal=found)
        messages.success(request, "Kept.")
        return redirect("resources:goal", pk)
    return _show(request, acting, found, form, StepForm())


def _show(
    request: HttpRequest, acting: Acting, found: Goal, form: GoalForm, step_form: StepForm, status: int = 200
) -> HttpResponse:
    smart = Smart(found.specific, found.measurable, found.achievable, found.relevant, found.due_on)
    sharper = hints(smart, today(timezone.now(), acting.zone)) if found.state == Goal.State.OPEN else {}
    context = {"form": form, "step_form": step_form, "hints": sharper, **_line(found), "all_steps": found.steps.all()}
    return render(request, "resources/goal.html", context, status=status)


@allow(Permission.OWN_LEARNING)
@require_POST
def add_step(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """A step at the end."""
    found = goal_of(acting, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        initial = {name: getattr(found, name) for name in actions.SMART}
        return _show(request, acting, found, GoalForm(initial=initial), form, status=422)
    try:
        actions.add_step(goal=found, what=form.cleaned_data["what"])
    except RefusedError as refusal:
        raise refusal.to(reverse("resources:goal", args=[pk])) from None
    return redirect("resources:goal", pk)


@allow(Permission.OWN_LEARNING)
@require_POST
def tick_step(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """A step is done, or is not after all."""
    step = step_of(acting, pk)
    actions.tick_step(step=step, done_on=None if step.done_on else today(timezone.now(), acting.zone))
    return redirect("resources:goal", step.goal_id)


@allow(Permission.OWN_LEARNING)
@require_POST
def close_goal(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Reached, let go, or taken up again."""
    found = goal_of(acting, pk)
    state = request.POST.get("state", "")
    if state not in Goal.State.values:
        messages.error(request, "Choose what becomes of it.")
        return redirect("resources:goal", pk)
    actions.close_goal(goal=found, state=state, day=today(timezone.now(), acting.zone))
    said = {"reached": "Reached. Well done.", "let_go": "Let go. That is a decision too.", "open": "Taken up again."}
    messages.success(request, said[state])
    return redirect("resources:goals")
