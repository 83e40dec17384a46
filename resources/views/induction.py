"""Inductions of newcomers: one's own, those one sees to, and the program's list for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.acting import Acting
from programs.models import Membership, Role, Supervision
from programs.permissions import Permission, allow
from programs.times import today
from programs.views.files import typed
from resources import induction as data
from resources.acquaintance import trainees_known_to
from resources.actions import induction as actions
from resources.actions.owning import hand
from resources.duties import could_own, single_lines
from resources.induction_access import (
    forms_of,
    induction_of,
    item_of_program,
    seen_by,
    task_of,
    task_to_hand,
    trainee_of_program,
)
from resources.induction_forms import ItemForm, OwnerForm
from resources.models import Induction, InductionItem, InductionTask, Part, Who
from resources.rules.goals import progress
from resources.rules.induction import NEWCOMERS, is_late

FACULTY = (Role.FACILITATOR, Role.WELLNESS_LEAD, Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR)


@dataclass(frozen=True)
class Line:
    """A task in the list."""

    task: InductionTask
    who: str
    late: bool


def _parts(induction: Induction, day: date) -> list[dict[str, Any]]:
    tasks = list(induction.tasks.select_related("owner"))
    names = {Who.TRAINEE: induction.trainee.first_name, Who.PROGRAM: "The program", Who.SUPERVISOR: "The supervisor"}
    return [
        {
            "name": name,
            "about": about,
            "lines": [
                Line(
                    task,
                    task.owner.name if task.owner else names[Who(task.who)],
                    is_late(task.due_on, task.done_on, day),
                )
                for task in tasks
                if task.part == key
            ],
        }
        for key, (name, about) in data.parts().items()
    ]


def _summary(induction: Induction, day: date) -> dict[str, Any]:
    tasks = list(induction.tasks.all())
    done = sum(1 for task in tasks if task.done_on)
    late = sum(1 for task in tasks if is_late(task.due_on, task.done_on, day))
    return {"row": induction, "done": done, "all": len(tasks), "percent": progress(done, len(tasks)), "late": late}


@allow(Permission.INDUCTION_READ)
@require_safe
def induction(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A newcomer's own list; for anybody else the inductions they see to, and the forms of their first meetings."""
    now = timezone.now()
    day = today(now, acting.zone)
    own = Induction.objects.filter(program=acting.here, trainee=acting.person).first()
    if acting.role == Role.TRAINEE and own is not None:
        return _show(request, acting, own)
    rows = Induction.objects.filter(program=acting.here).select_related("trainee", "responsible")
    may_write = acting.can(Permission.INDUCTION_WRITE)
    if not may_write:
        rows = rows.filter(responsible=acting.person)
    summaries = [_summary(row, day) for row in rows.prefetch_related("tasks").order_by("-first_day", "pk")]
    context = {
        "summaries": [one for one in summaries if one["done"] < one["all"]],
        "finished": [one for one in summaries if one["done"] == one["all"]],
        "newcomers": _newcomers(acting, day) if may_write else [],
        "duties": single_lines(acting.here, acting.person, now),
        "today": day,
        "may_write": may_write,
        "trainee": acting.role == Role.TRAINEE,
        **_pairs(acting),
    }
    return render(request, "resources/inductions.html", context)


def _newcomers(acting: Acting, day: date) -> list[Membership]:
    begun = Induction.objects.filter(program=acting.here).values("trainee_id")
    roles = Membership.objects.filter(program=acting.here, role=Role.TRAINEE, starts_on__gte=day - NEWCOMERS)
    return list(roles.exclude(person__in=begun).with_people())


def _pairs(acting: Acting) -> dict[str, Any]:
    """Forms of first meetings, and with whom one can be begun."""
    if not acting.can(Permission.LEARNING_PAIRS):
        return {"forms": [], "others": []}
    return {"forms": forms_of(acting), "others": others_for(acting)}


def others_for(acting: Acting) -> list[Any]:
    """With whom a form can be begun: a trainee with faculty, supervisors first; others with trainees they know."""
    now = timezone.now()
    if acting.role != Role.TRAINEE:
        return trainees_known_to(acting.person, acting.here, now)
    day = today(now, acting.zone)
    roles = Membership.objects.on(day).filter(program=acting.here, role__in=FACULTY)
    people = {held.person_id: held.person for held in roles.with_people() if held.person_id != acting.person.pk}
    # Who supervises today is who it is for, most often.
    own = set(Supervision.objects.filter(program=acting.here).supervisors_of(acting.person.pk, day))
    return sorted(people.values(), key=lambda person: person.pk not in own)


def _show(request: HttpRequest, acting: Acting, row: Induction) -> HttpResponse:
    day = today(timezone.now(), acting.zone)
    context = {
        **_summary(row, day),
        "parts": _parts(row, day),
        "own": row.trainee_id == acting.person.pk,
        "mine": row.responsible_id == acting.person.pk,
        "may_write": acting.can(Permission.INDUCTION_WRITE),
        **_pairs(acting),
    }
    return render(request, "resources/induction.html", context)


@allow(Permission.INDUCTION_READ)
@require_safe
def newcomer(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """One induction."""
    return _show(request, acting, induction_of(acting, pk))


@allow(Permission.INDUCTION_READ)
@require_POST
def tick_task(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Something was done, or was not after all."""
    now = timezone.now()
    task = task_of(acting, pk, now)
    actions.tick(task=task, by=acting.person, day=today(now, acting.zone))
    if seen_by(acting).filter(pk=task.induction_id).exists():
        return redirect("resources:newcomer", task.induction_id)
    return redirect("resources:induction")


@allow(Permission.INDUCTION_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_line(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Say who sees to a line of an induction under way."""
    now, task = timezone.now(), task_to_hand(acting, pk)
    form = OwnerForm(typed(request), people=could_own(acting.here, now), initial={"owner": task.owner})
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data["owner"]
        if hand(task=task, owner=owner, by=acting.person, now=now):
            messages.success(request, f"{owner.name} sees to it." if owner else "It goes by role again.")
        return redirect("resources:newcomer", task.induction_id)
    by_role = {Who.PROGRAM: "whoever sees to the whole", Who.SUPERVISOR: "the supervisor of the day"}[Who(task.who)]
    return render(request, "resources/induction_owner.html", {"form": form, "task": task, "by_role": by_role})


@allow(Permission.INDUCTION_WRITE)
@require_POST
def take_over(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The acting person sees to an induction from now on."""
    row = induction_of(acting, pk)
    actions.take_over(induction=row, responsible=acting.person, now=timezone.now())
    messages.success(request, f"You see to the induction of {row.trainee.name}.")
    return redirect("resources:newcomer", pk)


@allow(Permission.INDUCTION_WRITE)
@require_POST
def start_induction(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Start a newcomer's induction; the acting person sees to it."""
    role = trainee_of_program(acting, pk)
    made = actions.start(
        program=acting.here, trainee=role.person, first_day=role.starts_on, responsible=acting.person,
        now=timezone.now(),
    )  # fmt: skip
    messages.success(request, f"Started. {role.person.first_name} sees it too.")
    return redirect("resources:newcomer", made.pk)


@allow(Permission.INDUCTION_WRITE)
@require_safe
def induction_list(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The program's list for newcomers."""
    own = list(InductionItem.objects.filter(program=acting.here).select_related("owner"))
    rows: list[Any] = own or list(data.items())
    parts = [
        {"name": Part(key).label, "about": about, "rows": [row for row in rows if row.part == key]}
        for key, (_name, about) in data.parts().items()
    ]
    return render(request, "resources/induction_list.html", {"parts": parts, "own": bool(own)})


@allow(Permission.INDUCTION_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_item(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A line more."""
    return _item(request, acting, None)


@allow(Permission.INDUCTION_WRITE)
@require_POST
def own_list(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Make the list the program's own, so that each line can be changed."""
    actions.own_list(program=acting.here)
    return redirect("resources:induction_list")


@allow(Permission.INDUCTION_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_item(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """A line in other words."""
    return _item(request, acting, item_of_program(acting, pk))


def _item(request: HttpRequest, acting: Acting, item: InductionItem | None) -> HttpResponse:
    initial = {name: getattr(item, name) for name in ItemForm.base_fields} if item else {}
    form = ItemForm(typed(request), people=could_own(acting.here, timezone.now()), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.save_item(
            program=acting.here, values=form.cleaned_data, item=item, by=acting.person, now=timezone.now()
        )
        messages.success(request, "Kept. Inductions under way stay as they are.")
        return redirect("resources:induction_list")
    return render(request, "resources/induction_item.html", {"form": form, "item": item})


@allow(Permission.INDUCTION_WRITE)
@require_POST
def remove_item(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """A line less."""
    actions.remove_item(item=item_of_program(acting, pk), by=acting.person, now=timezone.now())
    messages.success(request, "Removed.")
    return redirect("resources:induction_list")
