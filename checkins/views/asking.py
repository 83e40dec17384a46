"""Asking for a talk at any time (R35): the trainee's page, and the page of whom they asked."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from checkins.access import ask_of_listener, ask_of_trainee
from checkins.actions import asking
from checkins.forms.asking import AnswerForm, AskForm
from checkins.models import Ask, Mode, PersonWish, Slot
from checkins.offering import Listening
from checkins.wishing import possible_listeners
from programs.acting import Acting
from programs.errors import RefusedError
from programs.models import Person, Supervision
from programs.permissions import Permission, allow
from programs.times import clock_text, day_text, local, today


def when(moment: datetime, zone: str) -> str:
    """ "Tuesday, November 24, 9:00 am"."""
    at = local(moment, zone)
    return f"{day_text(at.date())}, {clock_text(at)}"


@allow(Permission.OWN_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Choose whom to ask; what was asked already stands above, with its state."""
    now = timezone.now()
    people = _people(acting, now)
    form = AskForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, acting, form, now)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    asked = asking.asks_of_trainee(acting.here, acting.person)
    context = {
        "form": form,
        "people": people,
        "faces": list(zip(form["person"].subwidgets, people, strict=True)),
        "asked": [ask_row(each, acting.zone, now) for each in asked[:1]],
        "waits": any(each.state == Ask.State.WAITING for each in asked),
        "zone": acting.zone,
    }
    return render(request, "checkins/ask.html", context)


def _people(acting: Acting, now: datetime) -> list[Listening]:
    """Whom this trainee may ask: no supervisor of today, nobody whom they never want to meet."""
    day = today(now, acting.zone)
    supervising = set(Supervision.objects.supervisors_of(acting.person.pk, day))
    never = PersonWish.objects.filter(program=acting.here, trainee=acting.person, wish="never")
    barred = supervising | set(never.values_list("person_id", flat=True))
    found = possible_listeners(program=acting.here, trainee=acting.person, now=now)
    return [each for each in found if each.pk not in barred]


def _asked(request: HttpRequest, acting: Acting, form: AskForm, now: datetime) -> HttpResponse:
    chosen = form.cleaned_data
    found = Person.objects.in_bulk([pk for pk in (chosen["person"], chosen["backup"]) if pk])
    made = asking.ask_for_talk(
        program=acting.here,
        by=acting.person,
        person=found[chosen["person"]],
        backup=found.get(chosen["backup"]),
        now=now,
    )
    by = when(made.due_by, acting.zone)
    messages.success(request, f"{made.person.name} is asked. Times come by {by}.")
    return redirect("checkins:mine")


def ask_row(ask: Ask, zone: str, now: datetime) -> dict[str, object]:
    """How an ask stands, in words."""
    further = ask.backup if ask.backup and ask.is_put_to(ask.backup.pk, now) else None
    return {
        "ask": ask,
        "cannot": ask.state == Ask.State.CANNOT,
        "late": now >= ask.due_by,
        "further": further,
        "asked_on": when(ask.asked_at, zone),
        "by": when(ask.due_by, zone),
    }


@allow(Permission.OWN_OFFER)
@require_POST
def take_back(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The trainee needs no talk any more."""
    try:
        asking.take_back(ask=ask_of_trainee(acting, pk), now=timezone.now())
    except RefusedError as refusal:
        raise refusal.to(reverse("checkins:mine")) from None
    messages.success(request, "Taken back. You can ask again at any time.")
    return redirect("checkins:mine")


@allow(Permission.OWN_SLOTS)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Offer up to three times to the trainee who asked."""
    now = timezone.now()
    found = ask_of_listener(acting, pk, now)
    waits, posted = found.state == Ask.State.WAITING, request.POST if request.method == "POST" else None
    form = AnswerForm(posted, initial=_last(acting), zone=acting.zone, minutes=acting.here.checkin_minutes)
    if request.method == "POST" and waits and form.is_valid():
        try:
            offered = asking.answer(ask=found, by=acting.person, times=form.times(), now=now)
        except RefusedError as refusal:
            raise refusal.to(reverse("checkins:calendar")) from None
        if offered.added:
            messages.success(request, f"{found.trainee.name} is told and chooses one of your times. Thank you.")
            return redirect("checkins:calendar")
        form.add_left_out(offered.left_out)
    context = {
        "ask": found,
        "waits": waits,
        "form": form,
        "by": when(found.due_by, acting.zone),
        "minutes": acting.here.checkin_minutes,
    }
    return render(request, "checkins/ask_answer.html", context)


def _last(acting: Acting) -> dict[str, object]:
    """Where this listener met last."""
    last = Slot.objects.filter(facilitator=acting.person, program=acting.here).order_by("-starts_at").first()
    return {"mode": last.mode if last else Mode.OFFICE, "place": last.place if last else ""}


@allow(Permission.OWN_SLOTS)
@require_POST
def cannot(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Whoever was asked cannot just now; no reason is asked of them either."""
    now = timezone.now()
    try:
        asking.cannot(ask=ask_of_listener(acting, pk, now), by=acting.person, now=now)
    except RefusedError as refusal:
        raise refusal.to(reverse("checkins:calendar")) from None
    messages.success(request, "Thank you for saying so. They can turn to somebody else now.")
    return redirect("checkins:calendar")
