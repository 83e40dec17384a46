"""Promises: what a facilitator promised, what was promised to a trainee, and each one with what can be done with it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from followups import access
from followups.actions import promises
from followups.forms.promises import ChangeForm, DropForm, PersonForm, RoutineForm, StepForm
from followups.meeting import day_of, people_here, to_wrap_up, trainees_met
from followups.models import Task, WrapUp
from followups.querysets.wrapups import WrapUpQuerySet
from followups.rules.promises import Step, What
from followups.showing import Shown, all_shown, shown
from programs.acting import Acting
from programs.errors import RefusedError
from programs.permissions import Permission, allow
from programs.times import today

# How long what is over stays on the page: as long as it is kept.
LOOKS_BACK = timedelta(days=365)

SAID = {
    Step.DONE: "Done. They hear that it was kept.",
    Step.REOPEN: "Open again.",
    Step.CHANGE: "Changed. They are told.",
    Step.DROP: "Let go, with your word about it.",
    Step.PROPOSE: "They are asked. It stays with you until they agree.",
    Step.RETURN: "Given back. They say who should have it.",
    Step.AGREE: "Agreed. The new person is told.",
    Step.KEEP: "It stays where it is.",
    Step.GIVE: "The person you chose is told.",
    Step.WAIT: "Two more weeks, then.",
    Step.LET_GO: "Let go. They hear that it is no longer needed.",
    Step.THANK: "Your thanks are on their way.",
}
SAID_OF_OWN = {Step.DONE: "Well done.", Step.CHANGE: "Changed.", Step.DROP: "Let go."}


@allow(Permission.OWN_PROMISES)
@require_safe
def tasks(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What was promised, as the acting role knows it."""
    now = timezone.now()
    if acting.can(Permission.OWN_OFFER):
        return _trainees_page(request, acting, now)
    return _listeners_page(request, acting, now)


def _recent(now: datetime) -> Q:
    return Q(closed_at__isnull=True) | Q(closed_at__gte=now - LOOKS_BACK)


def _listeners_page(request: HttpRequest, acting: Acting, now: datetime) -> HttpResponse:
    own = Task.objects.promised_by(acting.person.pk).filter(_recent(now), program=acting.here)
    lines = all_shown(list(own.with_people().order_by("due_on", "made_at", "pk")), acting.person.pk, now)
    written = WrapUp.objects.finished().written_by(acting.person.pk).filter(program=acting.here)
    context = {
        "to_wrap_up": [(meeting, day_of(meeting.slot)) for meeting in to_wrap_up(acting, now)],
        "open": [line for line in lines if line.state == Task.State.OPEN],
        "waiting": [line for line in lines if line.state == Task.State.WITH_TRAINEE],
        "closed": _latest_first([line for line in lines if line.state in (Task.State.DONE, Task.State.DROPPED)]),
        "recaps": _recaps(written.filter(done_at__gte=now - LOOKS_BACK)),
    }
    return render(request, "followups/promised.html", context)


def _trainees_page(request: HttpRequest, acting: Acting, now: datetime) -> HttpResponse:
    mine = Task.objects.promised_to(acting.person.pk).filter(_recent(now), program=acting.here)
    lines = all_shown(list(mine.with_people().order_by("due_on", "made_at", "pk")), acting.person.pk, now)
    read = WrapUp.objects.told_to(acting.person.pk).filter(program=acting.here, state=WrapUp.State.HELD)
    asked = [line for line in lines if Step.AGREE in line.steps or line.state == Task.State.WITH_TRAINEE]
    still = [line for line in lines if line.state == Task.State.OPEN and line not in asked]
    context = {
        "asked": asked,
        "open": [line for line in still if not line.own],
        "own": [line for line in still if line.own],
        "closed": _latest_first([line for line in lines if line.state in (Task.State.DONE, Task.State.DROPPED)]),
        "recaps": _recaps(read.filter(done_at__gte=now - LOOKS_BACK)),
    }
    return render(request, "followups/promised_to_me.html", context)


def _latest_first(lines: list[Shown]) -> list[Shown]:
    return list(reversed(lines))


def _recaps(found: WrapUpQuerySet) -> list[tuple[WrapUp, str]]:
    latest = found.with_people().order_by("-slot__starts_at", "pk")
    return [(wrap_up, day_of(wrap_up.slot)) for wrap_up in latest]


@allow(Permission.OWN_PROMISES)
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """One promise and what can be done with it."""
    now = timezone.now()
    found = access.task_of(acting, pk)
    if request.method != "POST":
        return _task_page(request, acting, found, now)
    try:
        step = Step(request.POST.get("step", ""))
    except ValueError:
        raise RefusedError("Choose what to do with this promise.").to(_address(pk)) from None
    form = _form(acting, found, now, step, request.POST)
    if not form.is_valid():
        return _task_page(request, acting, found, now, wrong=(step, form))
    try:
        promises.take_step(task=found, step=step, by=acting.person, now=now, details=form.details())
    except RefusedError as refusal:
        raise refusal.to(_address(pk)) from None
    messages.success(request, (SAID_OF_OWN if found.is_trainees_own else {}).get(step) or SAID[step])
    return redirect("followups:tasks")


def _address(pk: UUID) -> str:
    return reverse("followups:task", args=[pk])


def _form(acting: Acting, found: Task, now: datetime, step: Step, data: QueryDict | None = None) -> StepForm:
    """The form of a step; most are a tap."""
    names = _names(found)
    people = [
        member
        for member in people_here(acting.here, now)
        if member.person_id not in (found.owner_id if step is Step.PROPOSE else None, found.trainee_id)
    ]
    forms: dict[Step, Callable[[], StepForm]] = {
        Step.CHANGE: lambda: ChangeForm(data, task=found, names=names, today=today(now, acting.zone)),
        Step.DROP: lambda: DropForm(data, task=found, names=names),
        Step.PROPOSE: lambda: PersonForm(data, people=people, label="Who could keep it instead?"),
        Step.GIVE: lambda: PersonForm(data, people=people, label="Who should have it?"),
    }
    return forms.get(step, lambda: StepForm(data))()


def _names(found: Task) -> list[str]:
    if found.trainee is not None:
        return [found.trainee.name]
    return [member.person.name for member in found.wrap_up.members.select_related("person")] if found.wrap_up else []


def _task_page(
    request: HttpRequest, acting: Acting, found: Task, now: datetime, wrong: tuple[Step, StepForm] | None = None
) -> HttpResponse:
    line = shown(found, acting.person.pk, now)
    asked = [step for step in (Step.CHANGE, Step.PROPOSE, Step.DROP, Step.GIVE) if step.value in line.steps]
    forms = {step.value: _form(acting, found, now, step) for step in asked}
    if wrong is not None and wrong[0] in asked:
        forms[wrong[0].value] = wrong[1]
    context = {
        "line": line,
        "forms": forms,
        "wrong": wrong[0].value if wrong else "",
        "help_wanted": wrong is not None and wrong[1].help_wanted,
        "trainee_reads": acting.can(Permission.OWN_OFFER),
        "slot_id": _recap_of(acting, found),
    }
    return render(request, "followups/task.html", context, status=422 if wrong else 200)


def _recap_of(acting: Acting, found: Task) -> UUID | None:
    """The talk that it came from, for the two sides of it: whoever took the promise over was not there."""
    if found.wrap_up is None:
        return None
    there = acting.can(Permission.OWN_OFFER) or found.wrap_up.facilitator_id == acting.person.pk
    return found.wrap_up.slot_id if there else None


@allow(Permission.OWN_PROMISES)
@require_http_methods(["GET", "HEAD", "POST"])
def routine_task(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A next step for a routine matter: what from a fixed list, who, by when; visible to the trainee (R43)."""
    now = timezone.now()
    as_trainee = acting.can(Permission.OWN_OFFER)
    trainees = None if as_trainee else trainees_met(acting, now)
    form = RoutineForm(request.POST or None, today=today(now, acting.zone), trainees=trainees)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        trainee = acting.person if as_trainee else form.trainees[data["trainee"]]
        owner = trainee if as_trainee or data["who"] == "them" else acting.person
        routine = promises.Routine(trainee, owner, What(data["what"]), data["due_on"])
        promises.make_routine(program=acting.here, routine=routine, by=acting.person, now=now)
        messages.success(request, "Noted." if as_trainee else "Noted. They see it on their page.")
        return redirect("followups:tasks")
    context = {"form": form, "as_trainee": as_trainee, "nobody": trainees == []}
    return render(request, "followups/routine_task.html", context, status=422 if form.errors else 200)
