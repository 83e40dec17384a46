"""The page of a mentor and a mentee, and what either does there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.acting import Acting
from programs.errors import RefusedError
from programs.models import Person
from programs.permissions import Permission, allow
from programs.times import NonexistentTimeError, day_text, local, localize, span_text, today
from programs.views.files import typed
from resources.actions import meeting as meetings
from resources.actions import mentoring as actions
from resources.actions import reviewing
from resources.mentor_access import meeting_of, mentorship_of, milestone_of
from resources.mentor_forms import FocusForm, LeadOnForm, MeetingForm, MilestoneForm, ReviewForm
from resources.mentor_kinds import other_of, why_ended, why_led_on
from resources.mentors import MentorCard, mentor_cards, mentors_of
from resources.models import MentorProfile, Mentorship, Review
from resources.rules.mentoring import ANSWER_WITHIN, LIVE, STEPS, seats_left
from resources.rules.timeline import timeline


def _context(acting: Acting, row: Mentorship, now: datetime) -> dict[str, Any]:
    zone = acting.zone
    is_mentor = row.mentor_id == acting.person.pk
    review = row.reviews.filter(closed_on=None).first()
    # What somebody wrote when parting is read by nobody: it would say whose wish it was.
    past = row.reviews.exclude(closed_on=None).exclude(outcome=Review.Choice.PART)
    last = past.order_by("-closed_on", "pk").first()
    side = "mentor" if is_mentor else "mentee"
    other = other_of(row, acting.person.pk)
    day = today(now, zone)
    meetings = list(row.meetings.filter(ends_at__gt=now))
    stops = [(local(m.starts_at, zone).date(), "You meet") for m in meetings]
    return {
        "row": row,
        "other": other,
        "why_led_on": why_led_on(row),
        "why_ended": why_ended(row, other),
        "last_place": _is_last_place(row) if is_mentor and row.state == Mentorship.State.ASKED else False,
        "is_mentor": is_mentor,
        "answer_by": day_text(local(row.asked_at + ANSWER_WITHIN, zone).date()),
        "steps": [{"step": step, "done": step.key in row.steps} for step in STEPS],
        "timeline": timeline(row.milestones.all(), stops, row.next_review_on, day),
        "meetings": [
            {"pk": m.pk, "day": day_text(local(m.starts_at, zone).date()),
             "time": span_text(m.starts_at, m.ends_at, zone), "place": m.place}
            for m in meetings
        ],
        "review": review,
        "answered": bool(review and getattr(review, f"{side}_choice")),
        "last": last,
        "next_review": day_text(row.next_review_on) if row.next_review_on else "",
    }  # fmt: skip


def _is_last_place(row: Mentorship) -> bool:
    """Whether a yes takes the last place while somebody else waits too, who is then led on."""
    waiting = Mentorship.objects.filter(program=row.program, mentor=row.mentor, state=Mentorship.State.ASKED)
    if not waiting.exclude(pk=row.pk).exists():
        return False
    profile = MentorProfile.objects.filter(program=row.program, person=row.mentor).first()
    return profile is not None and seats_left(profile.room, actions.active_count(row.program, row.mentor_id)) == 1


def _others(acting: Acting, row: Mentorship, now: datetime) -> list[MentorCard]:
    """Who else has room for this kind; whom the mentor named comes first."""
    cards = mentor_cards(mentors_of(acting.here, {"kind": row.kind}, now), acting.person, acting.here, now)
    live = Mentorship.objects.filter(program=row.program, mentee=row.mentee, state__in=LIVE)
    known = {row.mentor_id, row.mentee_id, *live.values_list("mentor_id", flat=True)}
    others = [card for card in cards if card.left and card.profile.person_id not in known]
    return sorted(others, key=lambda card: card.profile.person_id != row.suggested_id)[:3]


def _forms(row: Mentorship) -> dict[str, forms.Form]:
    return {
        "focus_form": FocusForm(initial={"focus": row.focus}),
        "milestone_form": MilestoneForm(),
        "meeting_form": MeetingForm(),
    }


def _show(request: HttpRequest, acting: Acting, row: Mentorship, **more: Any) -> HttpResponse:
    context = {**_forms(row), **_context(acting, row, timezone.now()), **more}
    looks_on = row.state == Mentorship.State.LED_ON or (row.state == Mentorship.State.ENDED and bool(row.because))
    if looks_on and row.mentee_id == acting.person.pk:
        context |= {"looks_on": True, "others": _others(acting, row, timezone.now())}
    return render(request, "resources/room.html", context, status=422 if more else 200)


@allow(Permission.MENTORS)
@require_safe
def room(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Everything between the two, in their two views of it."""
    return _show(request, acting, mentorship_of(acting, pk))


def _form_step(
    name: str, form_class: type[forms.Form], act: Callable[[Acting, Mentorship, dict[str, Any]], str]
) -> Callable[[HttpRequest, Acting, UUID], HttpResponse]:
    """A small form on the page: kept, or shown again with what is wrong."""

    def view(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
        row = mentorship_of(acting, pk)
        form = form_class(request.POST)
        if not form.is_valid():
            return _show(request, acting, row, **{name: form})
        try:
            messages.success(request, act(acting, row, form.cleaned_data))
        except NonexistentTimeError as error:
            form.add_error("time", str(error))
            return _show(request, acting, row, **{name: form})
        except RefusedError as refusal:
            raise refusal.to(reverse("resources:room", args=[pk])) from None
        return redirect("resources:room", pk)

    return view


def _focus(_acting: Acting, row: Mentorship, data: dict[str, Any]) -> str:
    actions.agree_focus(mentorship=row, focus=data["focus"])
    return "Kept. Both of you see it."


def _milestone(_acting: Acting, row: Mentorship, data: dict[str, Any]) -> str:
    meetings.add_milestone(mentorship=row, what=data["what"], due_on=data["due_on"])
    return "It is on your timeline."


def _meeting(acting: Acting, row: Mentorship, data: dict[str, Any]) -> str:
    starts_at = localize(datetime.combine(data["day"], data["time"]), acting.zone)
    meetings.plan_meeting(
        mentorship=row, starts_at=starts_at, minutes=data["minutes"], place=data["place"], now=timezone.now()
    )
    return "Planned. Both calendars are told."


_OPEN = allow(Permission.MENTORS)
focus = _OPEN(require_POST(_form_step("focus_form", FocusForm, _focus)))
milestone = _OPEN(require_POST(_form_step("milestone_form", MilestoneForm, _milestone)))
meeting = _OPEN(require_POST(_form_step("meeting_form", MeetingForm, _meeting)))


@allow(Permission.MENTORS)
@require_POST
def tick_milestone(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Something was reached, or was not after all."""
    found = milestone_of(acting, pk)
    done_on = None if found.done_on else today(timezone.now(), acting.zone)
    meetings.tick_milestone(milestone=found, done_on=done_on)
    return redirect("resources:room", found.mentorship_id)


@allow(Permission.MENTORS)
@require_POST
def call_off(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """A meeting is off."""
    found = meeting_of(acting, pk)
    meetings.call_off(meeting=found, now=timezone.now())
    messages.success(request, "Off, and both calendars are told. Find another day soon.")
    return redirect("resources:room", found.mentorship_id)


@allow(Permission.OWN_LEARNING)
@require_POST
def steps(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The mentee ticks steps of preparation."""
    actions.tick_steps(mentorship=mentorship_of(acting, pk, side="mentee"), steps=request.POST.getlist("steps"))
    messages.success(request, "Kept, for you alone.")
    return redirect("resources:room", pk)


def _refusing(pk: UUID, act: Callable[[], None]) -> None:
    try:
        act()
    except RefusedError as refusal:
        raise refusal.to(reverse("resources:room", args=[pk])) from None


@allow(Permission.OWN_LEARNING)
@require_POST
def withdraw(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The trainee takes a question back."""
    row = mentorship_of(acting, pk, side="mentee")
    _refusing(pk, lambda: actions.withdraw(mentorship=row, now=timezone.now()))
    messages.success(request, "Taken back.")
    return redirect("resources:mentors")


@allow(Permission.MENTORS)
@require_POST
def accept(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The mentor says yes."""
    row = mentorship_of(acting, pk, side="mentor")
    _refusing(pk, lambda: actions.accept(mentorship=row, now=timezone.now()))
    messages.success(request, f"{row.mentee.first_name} hears the good news. Propose a first meeting below.")
    return redirect("resources:room", pk)


@allow(Permission.MENTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def lead_on(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The mentor has no time, and may name somebody who does."""
    row, now = mentorship_of(acting, pk, side="mentor"), timezone.now()
    others = [
        card.profile.person
        for card in mentor_cards(mentors_of(acting.here, {}, now), acting.person, acting.here, now)
        if card.left and card.profile.person_id not in (row.mentor_id, row.mentee_id)
    ]
    people: dict[str, Person] = {str(person.pk): person for person in others}
    form = LeadOnForm(typed(request), others=[(key, person.name) for key, person in people.items()])
    if request.method == "POST" and form.is_valid():
        suggested = people.get(form.cleaned_data["suggested"])
        _refusing(pk, lambda: actions.lead_on(mentorship=row, suggested=suggested, now=now))
        messages.success(request, "Led on, in kind words.")
        return redirect("resources:mentors")
    return render(request, "resources/lead_on.html", {"form": form, "row": row})


@allow(Permission.MENTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """One side's answer, alone first; either may ask for a look before its time."""
    row, now = mentorship_of(acting, pk), timezone.now()
    found = Review.objects.filter(mentorship=row, closed_on=None).first()
    side = "mentor" if row.mentor_id == acting.person.pk else "mentee"
    initial = {"choice": getattr(found, f"{side}_choice"), "words": getattr(found, f"{side}_words")} if found else {}
    form = ReviewForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        if row.state != Mentorship.State.ACTIVE:
            raise RefusedError("This mentorship has ended.").to(reverse("resources:room", args=[pk]))
        found = found or reviewing.open_review(mentorship=row, now=now)
        data = form.cleaned_data
        both = reviewing.answer(review=found, by=acting.person, choice=data["choice"], words=data["words"], now=now)
        messages.success(request, "You have both answered." if both else "Kept. It opens when both have answered.")
        return redirect("resources:room", pk)
    return render(
        request, "resources/review.html", {"form": form, "row": row, "other": other_of(row, acting.person.pk)}
    )


@allow(Permission.MENTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Part well, now."""
    row = mentorship_of(acting, pk)
    if request.method == "POST":
        _refusing(pk, lambda: actions.part(mentorship=row, by=acting.person, now=timezone.now()))
        messages.success(request, "Ended, with thanks. What you did together stays readable for a year.")
        return redirect("resources:mentors")
    return render(request, "resources/part.html", {"row": row, "other": other_of(row, acting.person.pk)})
