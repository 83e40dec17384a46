"""After a check-in: the wrap-up, that it did not take place, and the recap that both sides read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from checkins.access import follow_up_preferences
from checkins.models import Rhythm
from followups import access
from followups.actions import themes, wrapups
from followups.forms.wrapups import Sides, WrapUpForm
from followups.meeting import KNOWN, Meeting, day_of, people_here
from followups.models import Task, WrapUp
from followups.recap import parts_of
from programs.acting import Acting
from programs.errors import RefusedError
from programs.permissions import Permission, allow
from programs.times import span_text, today
from resources.access import offered


@allow(Permission.OWN_SLOTS)
@require_http_methods(["GET", "HEAD", "POST"])
def wrap_up(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """One page after a check-in; it can be left and gone on with."""
    now = timezone.now()
    meeting = access.meeting_of_facilitator(acting, pk, now)
    if meeting.wrap_up is not None and meeting.wrap_up.state != WrapUp.State.DRAFT:
        return redirect("followups:recap", pk)
    if request.method == "POST":
        return _save(request, acting, meeting, now)
    begun = meeting.wrap_up.draft if meeting.wrap_up else _wished(meeting)
    return _page(request, meeting, WrapUpForm(sides=_sides(acting, meeting, now), initial=begun))


def _wished(meeting: Meeting) -> dict[str, Any]:
    """What to begin with: somebody who reaches out when they need to is not put down for a date (R37)."""
    if meeting.trainee is None:
        return {}
    wishes = follow_up_preferences(program=meeting.slot.program, trainee=meeting.trainee)
    on_request = wishes is not None and wishes.rhythm == Rhythm.AS_NEEDED
    return {"next_step": WrapUp.Next.ON_REQUEST.value} if on_request else {}


def _save(request: HttpRequest, acting: Acting, meeting: Meeting, now: datetime) -> HttpResponse:
    later = request.POST.get("step") == "later"
    form = WrapUpForm(request.POST, sides=_sides(acting, meeting, now), complete=not later)
    if not form.is_valid():
        return _page(request, meeting, form, status=422)
    try:
        if later:
            wrapups.save_draft(meeting=meeting, typed=form.typed(), by=acting.person, now=now)
            messages.success(request, "Kept. You find it under your promises, whenever you have a minute.")
            return redirect("followups:tasks")
        wrapups.finish(meeting=meeting, agreed=form.agreed(), by=acting.person, now=now)
        _count(meeting, form.themes(), acting, now)
    except RefusedError as refusal:
        raise refusal.to(reverse("followups:recap", args=[meeting.slot.pk])) from None
    messages.success(request, "Done. Both sides get the same recap.")
    return redirect("followups:recap", meeting.slot.pk)


def _count(meeting: Meeting, chosen: list[str] | None, acting: Acting, now: datetime) -> None:
    if chosen is None:
        themes.pass_over(slot=meeting.slot, now=now)
    elif meeting.trainee is None:
        themes.ask_group(slot=meeting.slot, trainees=meeting.people, by=acting.person, now=now)
    else:
        themes.propose(slot=meeting.slot, trainee=meeting.trainee, by=acting.person, themes=chosen, now=now)


def _sides(acting: Acting, meeting: Meeting, now: datetime) -> Sides:
    there = {acting.person.pk, *(person.pk for person in meeting.people)}
    return Sides(
        facilitator=acting.person,
        trainee=meeting.trainee,
        names=[person.name for person in meeting.people],
        resources=offered(acting.here),
        known=[member for member in people_here(acting.here, now, KNOWN) if member.person_id not in there],
        today=today(now, acting.zone),
        counting=themes.window_of(meeting.slot, now) is not None,
    )


def _page(request: HttpRequest, meeting: Meeting, form: WrapUpForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"meeting": meeting, "form": form, "rows": form.rows(), **_when(meeting)}
    return render(request, "followups/wrap_up.html", context, status=status)


def _when(meeting: Meeting) -> dict[str, str]:
    slot = meeting.slot
    return {"day": day_of(slot), "time": span_text(slot.starts_at, slot.ends_at, slot.program.time_zone)}


@allow(Permission.OWN_SLOTS)
@require_http_methods(["GET", "HEAD", "POST"])
def not_held(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """It did not take place: no reason, no blame, another time."""
    now = timezone.now()
    meeting = access.meeting_of_facilitator(acting, pk, now)
    if meeting.wrap_up is not None and meeting.wrap_up.state != WrapUp.State.DRAFT:
        return redirect("followups:recap", pk)
    if request.method == "POST":
        try:
            wrapups.not_held(meeting=meeting, by=acting.person, now=now)
        except RefusedError as refusal:
            raise refusal.to(reverse("followups:recap", args=[pk])) from None
        messages.success(request, "That happens. They are offered another time, in kind words.")
        return redirect("followups:tasks")
    return render(request, "followups/not_held.html", {"meeting": meeting, **_when(meeting)})


@allow(Permission.OWN_PROMISES)
@require_safe
def recap(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """What was agreed, in the same words for both sides."""
    found = access.wrap_up_to_read(acting, pk)
    tasks = list(Task.objects.with_people().filter(wrap_up=found).order_by("due_on", "pk"))
    context = {
        "wrap_up": found,
        "parts": parts_of(found, tasks) if found.state == WrapUp.State.HELD else [],
        "tasks": tasks,
        "day": day_of(found.slot),
        "trainee_reads": acting.can(Permission.OWN_OFFER),
        "may_note": _may_note(acting, found),
    }
    return render(request, "followups/recap.html", context)


def _may_note(acting: Acting, found: WrapUp) -> bool:
    """Whether whoever wrote it may keep a private note beside it, where the program wants any (privacy.md 3)."""
    wanted = acting.here.notes_allowed and acting.can(Permission.OWN_NOTES)
    return wanted and found.state == WrapUp.State.HELD and not found.is_group
