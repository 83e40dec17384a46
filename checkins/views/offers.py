"""A trainee's pages: the offer, other times, what was accepted or declined. One tap each, and no reason asked (R6).

Each page is written once for both doors (views/doors.py).
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from checkins.actions import offers
from checkins.actions.asking import asks_of_trainee
from checkins.actions.offers import Claim
from checkins.actions.preferences import wish_again
from checkins.choosing import MOST_READ, matching, page_of
from checkins.forms.choosing import WantedForm
from checkins.models import Offer, Round, Slot
from checkins.offering import Stage, on_offer, seat_of, shown, stage_of, talk
from checkins.rules import JustTakenError
from checkins.views.asking import ask_row
from checkins.views.doors import Door
from notices.feeds import event_file
from notices.registry import FeedEvent
from programs.acting import Acting
from programs.errors import RefusedError
from programs.permissions import Permission, allow
from programs.times import today


@allow(Permission.OWN_OFFER)
@require_safe
def mine(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The trainee's talks: what needs an answer, what is coming, what was."""
    now = timezone.now()
    own = Offer.objects.with_everything().filter(trainee=acting.person, round__state=Round.State.OPEN)
    rows = [
        {"offer": offer, "stage": stage_of(offer, now), "talk": talk(seat.slot, acting.zone) if seat else None}
        for offer in own.order_by("-round__starts_on", "pk")
        for seat in [seat_of(offer)]
    ]
    over = (Stage.PAST, Stage.OVER)
    current = [row for row in rows if row["stage"] not in over]
    former = [row for row in rows if row["stage"] in over]
    asked = [ask_row(each, acting.zone, now) for each in asks_of_trainee(acting.here, acting.person)[:1]]
    return render(request, "checkins/mine.html", {"current": current, "former": former, "asked": asked})


@require_safe
def offer(request: HttpRequest, door: Door) -> HttpResponse:
    """What is offered, and what to do with it; opening it changes nothing."""
    found = shown(door.offer(), timezone.now())
    return render(request, "checkins/offer.html", {"door": door, "shown": found})


@require_safe
def move(request: HttpRequest, door: Door) -> HttpResponse:
    """Open times, by day, with whom and where; a trainee picks person and way (R8, R9)."""
    now, found = timezone.now(), door.offer()
    zone = found.program.time_zone
    if stage_of(found, now) in (Stage.PAST, Stage.OVER):
        return redirect(door.url())
    open_slots = Slot.objects.open_to(found, now)
    # What there is to choose between, then only as many times as a page shows: a big round has a thousand.
    choice = on_offer(open_slots, found.program, now)
    form = WantedForm(request.GET, choice)
    wanted = form.wanted()
    times = page_of(list(matching(open_slots, wanted)[:MOST_READ]), choice.listeners, zone)
    chosen = {name: str(value) for name in ("person", "way", "kind") if (value := getattr(wanted, name))}
    seat = seat_of(found)
    context = {
        "door": door,
        "form": form,
        "times": times,
        "any_open": bool(choice.listeners),
        "later": urlencode({**chosen, "first_day": times.later.isoformat()}) if times.later else "",
        "earlier": urlencode(chosen) if wanted.first_day and wanted.first_day > today(now, zone) else None,
        "kept": talk(seat.slot, zone) if seat else None,
        "zone": zone,
    }
    part = "#times" if HtmxDetails(request) else ""
    return render(request, f"checkins/move.html{part}", context)


@require_safe
def calendar_file(request: HttpRequest, door: Door) -> HttpResponse:
    """The talk as a calendar file, for whoever wants to add it by hand."""
    found = door.offer()
    seat = seat_of(found)
    if seat is None:
        return redirect(door.url())
    words = talk(seat.slot, found.program.time_zone)
    event = FeedEvent(found.pk, seat.starts_at, seat.ends_at, words.summary, words.place)
    data = event_file(found.trainee, found.program, event, now=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="conversation.ics"'}
    return HttpResponse(data, content_type="text/calendar; charset=utf-8", headers=headers)


@require_POST
def seat(request: HttpRequest, door: Door) -> HttpResponse:
    """Take one of the open times, giving up the one that was kept."""
    try:
        slot_id = UUID(request.POST.get("slot", ""))
    except ValueError:
        door.offer()  # Whose offer this is not must not hear more than "not found".
        raise RefusedError("Choose one of these times.").to(door.url("move")) from None

    def take(*, offer: Claim, now: datetime) -> Offer:
        return offers.take(offer=offer, slot_id=slot_id, now=now)

    return _act(request, door, take, "That time is yours. Nothing else is needed.", otherwise="move")


@require_POST
def accept(request: HttpRequest, door: Door) -> HttpResponse:
    """Accept the time that was kept."""
    return _act(request, door, offers.accept, "You accepted. Nothing else is needed.", otherwise="move")


@require_POST
def decline(request: HttpRequest, door: Door) -> HttpResponse:
    """Decline, in one tap, with thanks."""
    return _act(request, door, offers.decline, "You declined. No reason needed.")


@require_POST
def not_now(request: HttpRequest, door: Door) -> HttpResponse:
    """Not this block."""
    return _act(request, door, offers.not_now, "Not this block, then. There will be another offer next time.")


@require_POST
def undo(request: HttpRequest, door: Door) -> HttpResponse:
    """Take the last change back, while the seat is free."""
    return _act(request, door, offers.undo, "Undone. All is as it was before.")


@require_POST
def again(request: HttpRequest, door: Door) -> HttpResponse:
    """After a talk: the same listener next time, or not (R67). Nobody but the trainee learns of it."""
    wished = request.POST.get("again") == "yes"
    try:
        wish_again(offer=door.offer(), again=wished, now=timezone.now())
    except RefusedError as refusal:
        raise refusal.to(door.url()) from None
    messages.success(request, "We'll keep that in mind, for you alone." if wished else "No wish, then. That is fine.")
    return HttpResponseRedirect(door.url(), status=303)


def _act(
    request: HttpRequest, door: Door, action: Callable[..., Offer], done: str, *, otherwise: str = "offer"
) -> HttpResponse:
    """Act, and go back to the offer's page with a calm sentence; what cannot be done leads where one can go on."""
    try:
        action(offer=door.claim, now=timezone.now())
    except JustTakenError as refusal:
        raise refusal.to(door.url("move")) from None
    except RefusedError as refusal:
        raise refusal.to(door.url(otherwise)) from None
    messages.success(request, done)
    return HttpResponseRedirect(door.url(), status=303)
