"""A round's rooms: every time, place and listener, never whether somebody comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from checkins.access import round_of_program
from checkins.models import Round, Slot
from checkins.querysets import SlotQuerySet
from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.times import city, clock_text, day_text, local


@dataclass(frozen=True)
class Room:
    """One offered time as everybody on the staff may know it; made from the slot alone, never from a seat."""

    day: date
    span: str
    place: str
    mode: str
    listener: str


def slots_of(round_: Round, now: datetime) -> SlotQuerySet:
    """A round's times in their order: those not over yet, or all of them once the round is closed."""
    slots = Slot.objects.as_offered().filter(round=round_)
    if round_.state != Round.State.CLOSED:
        slots = slots.filter(ends_at__gt=now)
    return slots.order_by("starts_at", "place", "pk")


def rooms_of(round_: Round, now: datetime) -> list[Room]:
    """Rooms as the page shows them; one query, which doesn't read seats."""
    zone = round_.program.time_zone
    slots = slots_of(round_, now).select_related("facilitator")
    return [
        Room(
            day=local(slot.starts_at, zone).date(),
            span=f"{clock_text(local(slot.starts_at, zone))} to {clock_text(local(slot.ends_at, zone))}",
            place=slot.place,
            mode=slot.get_mode_display(),
            listener=slot.facilitator.name,
        )
        for slot in slots
    ]


@allow(Permission.ROOMS_READ)
@require_safe
def rooms(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Rooms and hours by day."""
    round_ = round_of_program(acting, pk)
    context = {"round": round_, "days": _by_day(rooms_of(round_, timezone.now())), "city": city(acting.zone)}
    return render(request, "checkins/rooms.html", context)


def _by_day(found: Iterable[Room]) -> list[tuple[str, list[Room]]]:
    return [(day_text(day), list(rows)) for day, rows in groupby(found, key=lambda room: room.day)]
