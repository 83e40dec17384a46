"""Paper of a round: its rooms for doors, and the proof of what was offered."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from checkins.access import round_of_program
from checkins.models import Mode, Round, Slot
from checkins.showing import days_text, merged
from checkins.views.rooms import slots_of
from programs import tenancy
from programs.acting import Acting
from programs.models import Program
from programs.permissions import Permission, allow
from programs.printing import NoPaperError, pdf
from programs.times import city, clock_text, day_text, local

# A call has no door.
MODES_WITHOUT_A_DOOR = frozenset({Mode.VIDEO, Mode.PHONE, Mode.WALK})


@allow(Permission.ROOMS_READ)
@require_safe
def rooms_pdf(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Rooms and hours, and a card for each door; no name stands beside a time."""
    round_ = round_of_program(acting, pk)
    slots = list(slots_of(round_, timezone.now()))
    context = {
        "round": round_,
        "program": acting.here,
        "days": _hours_by_day(slots, acting.zone),
        "doors": _doors(slots, acting.zone),
        "city": city(acting.zone),
        "printed_at": _printed(timezone.now(), acting.zone),
    }
    return _paper("checkins/print/rooms.html", context, f"rooms-{slugify(round_.name)}.pdf", "checkins:rooms", round_)


@allow(Permission.ROUND_READ)
@require_safe
def offered_pdf(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """One page that says what was offered, without a name and without a count of answers."""
    return _offered(round_of_program(acting, pk), "checkins:round")


@allow(Permission.INSTITUTION_READ)
@require_safe
def offered_pdf_of_institution(request: HttpRequest, acting: Acting, program_pk: UUID, pk: UUID) -> HttpResponse:
    """The same page for the GME office, about a round of one of its programs."""
    program = Program.objects.filter(pk=program_pk, institution=acting.institution).first()
    if program is None:
        raise Http404
    with tenancy.inside(program=program):
        round_ = Round.objects.select_related("program").filter(pk=pk, program=program).first()
        if round_ is None:
            raise Http404
        return _offered(round_, "")


def _offered(round_: Round, back: str) -> HttpResponse:
    if round_.state == Round.State.DRAFT or round_.opened_at is None:
        # Nothing was offered to anybody yet.
        raise Http404
    zone = round_.program.time_zone
    standing = round_.slots.as_offered()
    context = {
        "round": round_,
        "program": round_.program,
        "dates": days_text(round_.starts_on, round_.ends_on),
        "opened": day_text(local(round_.opened_at, zone).date()) + f", {local(round_.opened_at, zone).year}",
        "times": standing.count(),
        "listeners": standing.values("facilitator_id").distinct().count(),
        "opt_out": round_.participation == Program.Participation.OPT_OUT,
        "formats": [words for value, words in FORMATS if value in round_.formats],
        "printed_at": _printed(timezone.now(), zone),
    }
    name = f"offered-{slugify(round_.program.slug)}-{slugify(round_.name)}.pdf"
    return _paper("checkins/print/offered.html", context, name, back, round_)


FORMATS = (("one_on_one", "one on one"), ("group", "in small groups"))


def _paper(template: str, context: dict[str, object], name: str, back: str, round_: Round) -> HttpResponse:
    try:
        made = pdf(template, context)
    except NoPaperError as refusal:
        raise refusal.to(reverse(back, args=[round_.pk]) if back else reverse("checkins:institution")) from None
    response = HttpResponse(made, content_type="application/pdf")
    # Looked at in the browser, with a name to keep it under.
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _printed(now: datetime, zone: str) -> str:
    return f"{day_text(local(now, zone).date())}, {local(now, zone).year}"


def _hours_by_day(slots: Iterable[Slot], zone: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """By day, each place with the hours it is needed."""
    days = groupby(slots, key=lambda slot: local(slot.starts_at, zone).date())
    return [(day_text(day), _places(rows, zone)) for day, rows in days]


def _places(slots: Iterable[Slot], zone: str) -> list[tuple[str, str]]:
    spans: dict[str, list[tuple[datetime, datetime]]] = {}
    for slot in slots:
        spans.setdefault(slot.place, []).append((local(slot.starts_at, zone), local(slot.ends_at, zone)))
    return [(place, _said(spans[place])) for place in sorted(spans)]


def _said(spans: Iterable[tuple[datetime, datetime]]) -> str:
    return ", ".join(f"{clock_text(start)} to {clock_text(end)}" for start, end in merged(spans))


def _doors(slots: Iterable[Slot], zone: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each place with a door, its days and hours."""
    doors: dict[str, list[Slot]] = {}
    for slot in slots:
        if slot.mode not in MODES_WITHOUT_A_DOOR:
            doors.setdefault(slot.place, []).append(slot)
    return [
        (place, [(day, hours) for day, found in _hours_by_day(doors[place], zone) for _, hours in found])
        for place in sorted(doors)
    ]
