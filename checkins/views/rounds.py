"""A program's rounds: planned in one page, looked at, opened, closed. Never who answered what, or how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from checkins.access import round_of_program
from checkins.actions import rounds as actions
from checkins.actions.cadence import attestation_for
from checkins.actions.opening import STEPS, Attestation, ask_to_open, is_large
from checkins.actions.placement import forecast_of
from checkins.actions.rounds import eligible
from checkins.forms.rounds import OpenForm, RoundForm
from checkins.grouping import format_advice
from checkins.helping import helping
from checkins.listening import Candidate, candidates, trainees_now
from checkins.models import Round
from checkins.pictures import forecast_picture, hours
from checkins.planning import OPENED_AHEAD, PERIOD_MONTHS, suggest
from checkins.querysets import as_offered
from checkins.showing import days_text
from programs.acting import Acting
from programs.errors import RefusedError
from programs.models import Person, Program
from programs.permissions import Permission, allow
from programs.times import day_text, local, today
from triage.access import place_of, safety_numbers


@allow(Permission.ROUND_READ)
@require_safe
def rounds(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Every round of the program: being prepared, open, past."""
    standing = as_offered("slots__")
    found = (
        Round.objects.filter(program=acting.here)
        .annotate(times=Count("slots", filter=standing, distinct=True), people=Count("listeners", distinct=True))
        .order_by("-starts_on", "name")
    )
    by_state: dict[str, list[tuple[Round, str]]] = {state.value: [] for state in Round.State}
    for each in found:
        by_state[each.state].append((each, days_text(each.starts_on, each.ends_on)))
    may_write = acting.can(Permission.ROUND_WRITE)
    context = {
        "by_state": by_state,
        "any": bool(found),
        "may_write": may_write,
        "may_open": acting.can(Permission.ROUND_OPEN),
        "by_themselves": acting.here.rounds_open_themselves,
        "cadence": acting.here.get_cadence_display(),
    }
    return render(request, "checkins/rounds.html", context)


@allow(Permission.ROUND_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Plan a round on one page; its listeners are asked for times as soon as it is saved."""
    now = timezone.now()
    people = candidates(acting.here, today(now, acting.zone))
    form = RoundForm(request.POST or None, people=people, initial=_suggested(acting.here, people, now))
    if request.method == "POST" and form.is_valid():
        made = actions.plan_round(program=acting.here, plan=form.plan(), by=acting.person, now=now)
        messages.success(request, f"{made.name} is prepared. Its listeners are asked to offer times.")
        return redirect("checkins:round", made.pk)
    return _plan_page(request, acting, form, None)


@allow(Permission.ROUND_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Change a round that is still being prepared."""
    now, round_ = timezone.now(), round_of_program(acting, pk)
    if round_.state != Round.State.DRAFT:
        return redirect("checkins:round", round_.pk)
    people = candidates(acting.here, today(now, acting.zone))
    form = RoundForm(request.POST or None, people=people, initial=_planned(round_))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_round(round_=round_, plan=form.plan(), by=acting.person, now=now)
        except RefusedError as refusal:
            raise refusal.to(reverse("checkins:round", args=[round_.pk])) from None
        messages.success(request, "Changed. Anybody new is asked to offer times.")
        return redirect("checkins:round", round_.pk)
    return _plan_page(request, acting, form, round_)


def _plan_page(request: HttpRequest, acting: Acting, form: RoundForm, round_: Round | None) -> HttpResponse:
    context = {
        "form": form,
        "round": round_,
        "leaders_take_part": acting.here.leaders_take_part,
        "advice": format_advice(trainees_now(acting.here, timezone.now())),
    }
    return render(request, "checkins/round_plan.html", context)


def _suggested(program: Program, people: Sequence[Candidate], now: datetime) -> dict[str, object]:
    latest = Round.objects.filter(program=program).aggregate(last=Max("starts_on"))["last"]
    months = PERIOD_MONTHS[program.cadence]
    found = suggest(
        today=today(now, program.time_zone),
        start_month=program.academic_year_start,
        months=months,
        last_start=latest,
    )
    leads = [each.person.pk for each in people if each.leads] if program.leaders_take_part else []
    return {
        "name": found.name,
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
        "participation": program.participation,
        "minutes": program.checkin_minutes,
        "formats": ["one_on_one"],
        "listeners": [each.person.pk for each in people if not each.leads],
        "leaders": leads,
    }


def _planned(round_: Round) -> dict[str, object]:
    listening = list(round_.listeners.values_list("person_id", flat=True))
    return {
        "name": round_.name,
        "starts_on": round_.starts_on,
        "ends_on": round_.ends_on,
        "participation": round_.participation,
        "minutes": round_.minutes,
        "formats": round_.formats,
        # Each of the two lists shows those it knows.
        "listeners": listening,
        "leaders": listening,
    }


@dataclass(frozen=True)
class Listening:
    """A listener of a round, and how many times they offered: nothing of anybody else."""

    person: Person
    offered: int

    @property
    def words(self) -> str:
        return f"{self.offered} {'time' if self.offered == 1 else 'times'} offered" if self.offered else "no times yet"


def listening_in(round_: Round) -> list[Listening]:
    """Who listens and how many times each offers, in the order of names; one query."""
    standing = as_offered("person__slots__") & Q(person__slots__round=round_)
    found = round_.listeners.annotate(offered=Count("person__slots", filter=standing, distinct=True))
    return [
        Listening(each.person, each.offered) for each in found.select_related("person").order_by("person__sort_key")
    ]


@allow(Permission.ROUND_READ)
@require_safe
def round_page(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """A round as it stands."""
    round_ = round_of_program(acting, pk)
    return _round_page(request, acting, round_, None)


def _round_page(request: HttpRequest, acting: Acting, round_: Round, form: OpenForm | None) -> HttpResponse:
    now, listeners = timezone.now(), listening_in(round_)
    context = {
        "round": round_,
        "dates": days_text(round_.starts_on, round_.ends_on),
        "formats": [str(label) for value, label in FORMAT_WORDS if value in round_.formats],
        "listeners": listeners,
        "times": sum(each.offered for each in listeners),
        "may_open": acting.can(Permission.ROUND_OPEN),
        "may_write": acting.can(Permission.ROUND_WRITE),
    }
    if round_.state == Round.State.DRAFT and round_.opening_asked_at:
        # Looked at every few seconds while a worker is at it: nothing is worked out here.
        said = OPENING_SAID[min(round_.opening_step, STEPS - 1)]
        return render(request, "checkins/round_opening.html", {"round": round_, "said": said, "steps": STEPS})
    if round_.state == Round.State.DRAFT:
        context |= {"attested": _attested(round_, now), "opens_on": day_text(round_.starts_on - OPENED_AHEAD)}
        context |= {**_forecast(round_, now), "reminded": actions.asked_today(round_, now)}
        context["leaders_take_part"] = acting.here.leaders_take_part
        numbers = safety_numbers(place_of(acting))
        begin = {"safety_number": numbers[0][0]} if numbers else None
        context |= {"numbers": numbers, "form": form or OpenForm(initial=begin)}
    if round_.opened_at:
        context["opened"] = day_text(local(round_.opened_at, acting.zone).date())
    if round_.closed_at:
        context["closed"] = day_text(local(round_.closed_at, acting.zone).date())
    return render(request, f"checkins/round_{round_.state}.html", context)


def _attested(round_: Round, now: datetime) -> dict[str, str] | None:
    """The safety number on which the round can open with one click, in words; None where it must be called (again)."""
    found = attestation_for(round_, now)
    if found is None:
        return None
    called = local(found.at, round_.program.time_zone).date()
    return {"number": found.number, "by": found.by.name if found.by else "a director", "day": day_text(called)}


OPENING_SAID = (
    "A worker begins within a minute.",
    "Reading the roster and the times.",
    "Working out the best time for everybody.",
    "Writing offers and invitations.",
)
FORMAT_WORDS = (("one_on_one", "one on one"), ("group", "small groups"))


def _forecast(round_: Round, now: datetime) -> dict[str, object]:
    """Seats against trainees, from the roster and the times offered alone (privacy.md 1)."""
    found = forecast_of(round_, eligible(round_), now)
    weeks = [(week.monday, week.offered_minutes, week.needed_minutes) for week in found.weeks]
    busiest = max((needed for _, _, needed in weeks), default=0)
    people = Person.objects.in_bulk([each.facilitator_id for each, _ in found.changes if each.facilitator_id])
    helps = [helping(each, count, people) for each, count in found.changes]
    return {"forecast": found, "helps": helps, "picture": forecast_picture(weeks), "busiest": hours(busiest)}


@allow(Permission.ROUND_WRITE)
@require_POST
def remind(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Ask listeners for times again, at most once a day."""
    round_ = round_of_program(acting, pk)
    back = reverse("checkins:round", args=[round_.pk])
    try:
        asked = actions.remind_listeners(round_=round_, by=acting.person, now=timezone.now())
    except RefusedError as refusal:
        raise refusal.to(back) from None
    people = "1 listener is" if len(asked) == 1 else f"{len(asked)} listeners are"
    messages.success(request, f"{people} asked for times. Nobody is asked more than once a day.")
    return redirect(back)


@allow(Permission.ROUND_OPEN)
@require_http_methods(["POST"])
def open_(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Open a round: offers go to every trainee. Needs the number that the director called (R40)."""
    round_ = round_of_program(acting, pk)
    form = OpenForm(request.POST)
    if round_.state == Round.State.DRAFT and not form.is_valid():
        return _round_page(request, acting, round_, form)
    number = form.cleaned_data["safety_number"] if form.is_valid() else ""
    now = timezone.now()
    try:
        if number and is_large(round_):
            ask_to_open(round_=round_, attested=Attestation(number, acting.person, now), by=acting.person, now=now)
            return redirect("checkins:round", round_.pk)
        actions.open_round(round_=round_, safety_number=number, by=acting.person, now=now)
    except RefusedError as refusal:
        raise refusal.to(reverse("checkins:round", args=[round_.pk])) from None
    messages.success(request, f"{round_.name} is open. Offers were sent to everyone.")
    return redirect("checkins:round", round_.pk)


@allow(Permission.ROUND_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Close a round, after saying what is forgotten."""
    round_ = round_of_program(acting, pk)
    if request.method == "POST":
        try:
            actions.close_round(round_=round_, by=acting.person, now=timezone.now())
        except RefusedError as refusal:
            raise refusal.to(reverse("checkins:round", args=[round_.pk])) from None
        messages.success(request, f"{round_.name} is closed, and every answer is forgotten.")
        return redirect("checkins:round", round_.pk)
    if round_.state != Round.State.OPEN:
        return redirect("checkins:round", round_.pk)
    last = actions.last_time(round_, timezone.now())
    until = day_text(local(last.ends_at, acting.zone).date()) if last else ""
    return render(request, "checkins/round_close.html", {"round": round_, "until": until})


@allow(Permission.ROUND_OPEN)
@require_POST
def call_off(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Call off the times still ahead, so that a round can end early."""
    round_ = round_of_program(acting, pk)
    back = reverse("checkins:round", args=[round_.pk])
    try:
        count = actions.call_off(round_=round_, by=acting.person, now=timezone.now())
    except RefusedError as refusal:
        raise refusal.to(back) from None
    times = "1 time is" if count == 1 else f"{count} times are"
    messages.success(request, f"{times} called off. Whoever had chosen one is being told; close the round in an hour.")
    return redirect(back)
