"""The individualized learning plan of a year: written, shown, signed by both, looked back at, printed (R48)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.acting import Acting
from programs.errors import RefusedError
from programs.models import Membership, Person, Role
from programs.permissions import Permission, allow
from programs.printing import NoPaperError, pdf
from programs.times import dated_text, local, today
from programs.views.files import typed
from resources.actions import goals as actions
from resources.goal_access import own_plan, plan_to_read, plan_to_sign
from resources.goal_forms import PlanForm, ReviewForm
from resources.models import Goal, LearningPlan, Mentorship
from resources.rules.goals import progress, year_of

FACULTY = (Role.FACILITATOR, Role.WELLNESS_LEAD, Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR)


def _faculty(acting: Acting) -> dict[str, Person]:
    """Who can be the faculty mentor of a plan: the trainee's own mentors first, then by name."""
    day = today(timezone.now(), acting.zone)
    roles = Membership.objects.on(day).filter(program=acting.here, role__in=FACULTY).with_people()
    mine = set(
        Mentorship.objects.filter(program=acting.here, mentee=acting.person, state=Mentorship.State.ACTIVE).values_list(
            "mentor_id", flat=True
        )
    )
    people = {held.person_id: held.person for held in roles if held.person_id != acting.person.pk}
    return {str(pk): people[pk] for pk in sorted(people, key=lambda pk: pk not in mine)}


@allow(Permission.OWN_LEARNING)
@require_POST
def begin_plan(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Begin this year's plan, or find it."""
    year = year_of(today(timezone.now(), acting.zone), acting.here.academic_year_start)
    plan = actions.plan_of_year(program=acting.here, trainee=acting.person, year=year)
    return redirect("resources:write_plan", plan.pk)


@allow(Permission.OWN_LEARNING)
@require_http_methods(["GET", "HEAD", "POST"])
def write_plan(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Words, goals and mentor of a plan."""
    plan = own_plan(acting, pk)
    faculty = _faculty(acting)
    own = Goal.objects.filter(program=acting.here, trainee=acting.person).order_by("due_on", "pk")
    usable = [goal for goal in own if goal.state == Goal.State.OPEN or goal.plan_id == plan.pk]
    initial: dict[str, Any] = {name: getattr(plan, name) for name in actions.WORDS}
    initial |= {"mentor": str(plan.mentor_id or ""), "goals": [str(g.pk) for g in usable if g.plan_id == plan.pk]}
    form = PlanForm(
        typed(request),
        initial=initial,
        mentors=[(key, person.name) for key, person in faculty.items()],
        goals=[(str(goal.pk), goal.specific) for goal in usable],
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.write_plan(
            plan=plan, words=data, mentor=faculty.get(data["mentor"]), goal_ids=[UUID(key) for key in data["goals"]],
            now=timezone.now(),
        )  # fmt: skip
        seen = f"{plan.mentor.name} sees it as it is now." if plan.shown_at and plan.mentor else ""
        messages.success(request, f"Kept. {seen or 'Nobody sees it until you show it.'}")
        return redirect("resources:plan", pk)
    return render(request, "resources/plan_write.html", {"form": form, "plan": plan, "no_goals": not usable})


def _context(acting: Acting, plan: LearningPlan) -> dict[str, Any]:
    lines = []
    for goal in plan.goals.prefetch_related("steps").order_by("due_on", "pk"):
        steps = list(goal.steps.all())
        done = sum(1 for step in steps if step.done_on)
        lines.append({"goal": goal, "steps": steps, "percent": progress(done, len(steps)), "done": done})
    return {
        "plan": plan,
        "lines": lines,
        "own": plan.trainee_id == acting.person.pk,
        "last_year": plan.year.year + 1,
        **{
            name: dated_text(local(moment, acting.zone).date()) if moment else ""
            for name, moment in (("trainee_signed", plan.trainee_signed_at), ("mentor_signed", plan.mentor_signed_at))
        },
    }


@allow(Permission.LEARNING_PAIRS)
@require_safe
def plan(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """A plan, for its trainee and the mentor to whom it is shown."""
    found = plan_to_read(acting, pk)
    context = {**_context(acting, found), "review_form": ReviewForm(initial={"review": found.review})}
    return render(request, "resources/plan.html", context)


@allow(Permission.LEARNING_PAIRS)
@require_safe
def plan_pdf(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The plan on paper, for the program's file if the trainee gives it there."""
    found = plan_to_read(acting, pk)
    printed_at = dated_text(today(timezone.now(), acting.zone))
    try:
        data = pdf("resources/print/plan.html", {**_context(acting, found), "printed_at": printed_at})
    except NoPaperError as refusal:
        raise refusal.to(reverse("resources:plan", args=[pk])) from None
    name = f"learning-plan-{slugify(found.trainee.last_name)}-{found.year.year}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


@allow(Permission.OWN_LEARNING)
@require_POST
def show_plan(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The trainee signs and shows it."""
    found = own_plan(acting, pk)
    try:
        actions.show_and_sign(plan=found, now=timezone.now())
    except RefusedError as refusal:
        raise refusal.to(reverse("resources:plan", args=[pk])) from None
    messages.success(request, "Signed, and shown to your mentor alone.")
    return redirect("resources:plan", pk)


@allow(Permission.OWN_LEARNING)
@require_POST
def take_back_plan(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The trainee shows it to nobody any more."""
    actions.take_back(plan=own_plan(acting, pk), now=timezone.now())
    messages.success(request, "Yours alone again.")
    return redirect("resources:plan", pk)


@allow(Permission.LEARNING_PAIRS)
@require_POST
def sign_plan(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The mentor signs."""
    found = plan_to_sign(acting, pk)
    try:
        actions.countersign(plan=found, now=timezone.now())
    except RefusedError as refusal:
        raise refusal.to(reverse("resources:plan", args=[pk])) from None
    messages.success(request, "Signed by both.")
    return redirect("resources:plan", pk)


@allow(Permission.OWN_LEARNING)
@require_POST
def review_plan(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Looking back at half time."""
    found = own_plan(acting, pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return render(request, "resources/plan.html", {**_context(acting, found), "review_form": form}, status=422)
    actions.look_back(plan=found, words=form.cleaned_data["review"])
    messages.success(request, "Kept.")
    return redirect("resources:plan", pk)
