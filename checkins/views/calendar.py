"""A listener's own times: what is offered, who comes once that may be known, giving one back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from checkins.access import slot_of_facilitator
from checkins.actions.asking import asks_of_listener
from checkins.actions.busy import busy_of
from checkins.actions.replacing import take_back
from checkins.busy.reading import Span
from checkins.models import Format, Round, Slot, Withdrawn
from checkins.pictures import week_picture
from checkins.showing import words_beside
from checkins.views.asking import when
from programs.acting import Acting
from programs.errors import RefusedError
from programs.permissions import Permission, allow
from programs.times import day_text, local, span_text

if TYPE_CHECKING:
    from checkins.models import Seat  # a name in annotations only


@dataclass(frozen=True)
class OwnTime:
    """One of a listener's times as the page says it; knows nothing of seats whose names may not show."""

    pk: UUID
    day: date
    title: str
    span: str
    place: str
    words: str
    named: bool
    ended: bool
    # Their own calendar has something else then; the same for held and free times.
    clash: bool = False


@allow(Permission.OWN_SLOTS)
@require_safe
def calendar(request: HttpRequest, acting: Acting) -> HttpResponse:
    """One's own times by day; held and free ones in the same words until a name may show (privacy.md 1)."""
    now = timezone.now()
    slots = _own_slots(acting, now)
    busy = busy_of(acting.here, acting.person, now)
    times = [_own_time(slot, now, acting.zone, busy) for slot in slots]
    named = {each.pk: each.named for each in times}
    context = {
        "weeks": [(_week(monday), list(rows)) for monday, rows in groupby(times, key=_monday)],
        "rounds": _rounds(acting, now),
        "asked": [
            (each.trainee.name, when(each.due_by, acting.zone), reverse("checkins:answer_ask", args=[each.pk]))
            for each in asks_of_listener(acting.here, acting.person, now)
        ],
        "picture": week_picture([(s.starts_at, s.ends_at, named[s.pk]) for s in slots], acting.zone),
        "zone": acting.zone,
    }
    return render(request, "checkins/calendar.html", context)


def _monday(time: OwnTime) -> date:
    return time.day - timedelta(days=time.day.weekday())


def _week(monday: date) -> str:
    return f"Week of {monday:%B} {monday.day}"


def _own_slots(acting: Acting, now: datetime) -> Sequence[Slot]:
    own = Slot.objects.standing().filter(facilitator=acting.person, program=acting.here, ends_at__gt=now)
    return list(own.exclude(round__state=Round.State.CLOSED).with_names(now).order_by("starts_at"))


def _own_time(slot: Slot, now: datetime, zone: str, busy: Sequence[Span]) -> OwnTime:
    seats: list[Seat] = getattr(slot, "named_seats", [])
    names = [seat.trainee.name for seat in seats if seat.trainee]
    group = slot.format == Format.GROUP
    return OwnTime(
        pk=slot.pk,
        day=local(slot.starts_at, zone).date(),
        title=day_text(local(slot.starts_at, zone).date()),
        span=span_text(slot.starts_at, slot.ends_at, zone),
        place=slot.place,
        words=words_beside(names=names, starts_at=slot.starts_at, group=group, now=now, zone=zone),
        named=bool(names),
        ended=slot.starts_at <= now,
        clash=any(start < slot.ends_at and end > slot.starts_at for start, end in busy),
    )


def _rounds(acting: Acting, now: datetime) -> Sequence[Round]:
    """Rounds one listens in that are not over, with how many times one offers in each."""
    today = local(now, acting.zone).date()
    mine = Q(slots__facilitator=acting.person, slots__withdrawn_at__isnull=True)
    listening = Round.objects.filter(program=acting.here, listeners__person=acting.person, ends_on__gte=today)
    return list(
        listening.exclude(state=Round.State.CLOSED)
        .annotate(offered=Count("slots", filter=mine, distinct=True))
        .order_by("starts_on", "name")
    )


@allow(Permission.OWN_SLOTS)
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Give a time back; the page and the answer are the same whether somebody sits there or not."""
    slot, now = slot_of_facilitator(acting, pk), timezone.now()
    if request.method == "POST":
        if slot.starts_at <= now:
            raise RefusedError("This time has already begun.").to(reverse("checkins:calendar"))
        take_back(slots=[slot], why=Withdrawn.GIVEN_BACK, now=now)
        messages.success(request, "You gave this time back. If somebody had chosen it, they are told at once.")
        return redirect("checkins:calendar")
    context = {
        "slot": slot,
        "day": day_text(local(slot.starts_at, acting.zone).date()),
        "span": span_text(slot.starts_at, slot.ends_at, acting.zone),
    }
    return render(request, "checkins/give_back.html", context)
