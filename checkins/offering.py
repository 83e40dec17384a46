"""What a trainee reads about a talk, on pages and in messages: plain values, ready for a template."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse

from checkins.grouping import ground_rules
from checkins.heard import Heard, heard
from checkins.models import Format, Mode, Offer, Seat, Slot
from checkins.photos import token_of
from checkins.querysets import Described, SlotQuerySet, people_described, people_offering
from checkins.rules import SEATED, OfferState, name_shows
from checkins.wishes import only_excluded_left, unmet_lines, wished_again
from programs.models import Program, Role
from programs.names import initials
from programs.times import clock_text, day_text, local, span_text, today

# Titles in this order: whoever holds several listens in the first of them.
LISTENING = (Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR, Role.WELLNESS_LEAD, Role.FACILITATOR)
LEADERS = frozenset({Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR})

_LENGTHS = {
    15: "Fifteen", 20: "Twenty", 25: "Twenty-five", 30: "Thirty", 40: "Forty", 45: "Forty-five", 50: "Fifty",
    60: "Sixty",
}  # fmt: skip


def length_text(minutes: int) -> str:
    """ "Fifteen minutes", "22 minutes"."""
    return f"{_LENGTHS.get(minutes, minutes)} minutes"


@dataclass(frozen=True)
class Listening:
    """Somebody who listens, as a trainee meets them: name, title, two lines, and whether they evaluate (R9, R15)."""

    pk: UUID
    name: str
    initials: str
    title: str
    about: str
    evaluates: bool
    # Their own words in an invitation (R68), and the address of their photo; both may be empty.
    invitation: str = ""
    photo: str = ""


@dataclass(frozen=True)
class Talk:
    """A time to talk, in the words of the program's zone."""

    pk: UUID
    day: str
    time: str
    clock: str
    iso: str
    minutes: int
    way: str
    group: bool
    place: str
    # The place, where it is an address to open.
    url: str

    @property
    def summary(self) -> str:
        """For calendars and subjects: says nothing that a colleague should not read over a shoulder (design.md 6)."""
        return f"Conversation, {self.minutes} min"


def listeners(people: Collection[UUID], program: Program, now: datetime) -> dict[UUID, Listening]:
    """The people who listen, by their ids: one query, however many."""
    day = today(now, program.time_zone)
    return {person["pk"]: _listening(person, program) for person in people_described(people, program.pk, day)}


@dataclass(frozen=True)
class OnOffer:
    """Who has open times, and in which ways: what a trainee can choose between."""

    listeners: dict[UUID, Listening]
    modes: list[str]
    formats: list[str]


def on_offer(open_slots: SlotQuerySet, program: Program, now: datetime) -> OnOffer:
    """What there is to choose between among open times: one query, however many."""
    people = list(people_offering(open_slots, program.pk, today(now, program.time_zone)))
    ways = [way for person in people for way in person["ways"]]
    return OnOffer(
        listeners={person["pk"]: _listening(person, program) for person in people},
        modes=sorted({mode for mode, _ in ways}),
        # One on one first.
        formats=sorted({format_ for _, format_ in ways}, reverse=True),
    )


def _listening(person: Described, program: Program) -> Listening:
    first, last, roles = person["first_name"], person["last_name"], dict(person["roles"])
    title = next((roles[role] or role.label for role in LISTENING if role in roles), "")
    if title == Role.FACILITATOR.label:
        title = ""  # The staff's word for what trainees call a listener, and said anyway.
    return Listening(
        pk=person["pk"],
        name=f"{first} {last}".strip(),
        initials=initials(first, last),
        title=title,
        about=person["about"],
        evaluates=person["evaluates"] or not LEADERS.isdisjoint(roles),
        invitation=person["invitation"],
        photo=photo_address(program.pk, person["pk"], person["photo"]) if person["photo"] else "",
    )


def photo_address(program_id: UUID, person_id: UUID, key: str) -> str:
    """Where a listener's photo is, for pages behind either door."""
    return reverse("checkins:photo", args=[token_of(program_id, person_id, key)])


def talk(slot: Slot, zone: str) -> Talk:
    """A slot in words."""
    start = local(slot.starts_at, zone)
    return Talk(
        pk=slot.pk,
        day=day_text(start.date()),
        time=span_text(slot.starts_at, slot.ends_at, zone),
        clock=clock_text(start),
        iso=start.isoformat(timespec="minutes"),
        minutes=int((slot.ends_at - slot.starts_at).total_seconds()) // 60,
        way=Mode(slot.mode).label,
        group=slot.format == Format.GROUP,
        place=slot.place,
        url=slot.place if slot.place.startswith("https://") else "",
    )


def seat_of(offer: Offer) -> Seat | None:
    """The offer's seat, or None; the reverse side of a one-to-one raises instead."""
    return getattr(offer, "seat", None)


class Stage(StrEnum):
    """Where an offer stands, as its page shows it."""

    OPEN = "open"
    HELD = "held"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_NOW = "not_now"
    PAST = "past"
    OVER = "over"


def stage_of(offer: Offer, now: datetime) -> Stage:
    """Where an offer stands; a talk that has begun cannot be changed any more."""
    seat = seat_of(offer)
    if seat is not None and seat.starts_at <= now:
        return Stage.PAST
    if today(now, offer.program.time_zone) > offer.round.ends_on:
        return Stage.OVER
    return Stage(offer.state)


@dataclass(frozen=True)
class OfferShown:
    """An offer as its page shows it."""

    round: str
    zone: str
    stage: Stage
    length: str
    talk: Talk | None
    listener: Listening | None
    # Whether the listener may see the trainee's name by now.
    named: bool
    # What "Undo" goes back to, in words; empty when there is nothing, or the seat is gone.
    undo: str
    times_open: bool
    # Why a kept time is not what the trainee wished: for them alone.
    unmet: list[str]
    only_excluded: bool
    # Before a session of a few: what holds in it (R13, R14).
    rules: list[str]
    # After a talk: whether the trainee wished for this listener again (R67).
    again: bool
    # A talk that the trainee asked for (R35).
    asked: bool
    # Before the answer: what came of earlier talks, the same for everybody (R38).
    heard: list[Heard]

    @property
    def cover(self) -> str:
        """What a trainee may send their team, so that somebody covers: neutral, and true of any talk."""
        if self.talk is None:
            return ""
        return (
            f"I have education time on {self.talk.day}, {self.talk.time}. "
            "Could somebody cover for me until I am back? Thank you."
        )

    @property
    def cover_link(self) -> str:
        """The same as a mail that the trainee's own program opens; nothing of it passes through here."""
        return f"mailto:?subject={quote('Education time')}&body={quote(self.cover)}"

    @property
    def no_time(self) -> str:
        """What an offer without open times says."""
        if self.asked:
            return "These times are gone. You can ask for a talk again at any time."
        return "There is no open time right now. We'll write to you when a listener offers new times."


def shown(offer: Offer, now: datetime) -> OfferShown:
    """Everything that the page of an offer says about it."""
    zone, seat = offer.program.time_zone, seat_of(offer)
    stage = stage_of(offer, now)
    who = listeners([seat.slot.facilitator_id], offer.program, now) if seat else {}
    open_now = Slot.objects.open_to(offer, now)
    seatless = stage in (Stage.OPEN, Stage.DECLINED, Stage.NOT_NOW)
    times_open = seatless and open_now.exists()
    return OfferShown(
        round=offer.round.name,
        zone=zone,
        stage=stage,
        length=length_text(offer.round.minutes),
        talk=talk(seat.slot, zone) if seat else None,
        listener=who.get(seat.slot.facilitator_id) if seat else None,
        named=seat is not None and name_shows(state=offer.state, starts_at=seat.starts_at, now=now),
        undo=_undo_text(offer, now) if stage not in (Stage.PAST, Stage.OVER) else "",
        times_open=times_open,
        unmet=unmet_lines(offer, seat.slot, now) if seat and stage is Stage.HELD else [],
        only_excluded=stage is Stage.OPEN and not times_open and only_excluded_left(offer, now),
        rules=_rules(seat, offer.program) if stage not in (Stage.PAST, Stage.OVER) else [],
        again=seat is not None and stage is Stage.PAST and wished_again(offer, seat.slot),
        asked=offer.round.asked,
        heard=heard(offer.program, today(now, zone)) if stage in (Stage.OPEN, Stage.HELD) else [],
    )


def _rules(seat: Seat | None, program: Program) -> list[str]:
    return ground_rules(program) if seat is not None and seat.slot.format == Format.GROUP else []


_SEATLESS_TEXT = {
    OfferState.OPEN: "back to no time yet",
    OfferState.DECLINED: "back to declined",
    OfferState.NOT_NOW: "back to not this block",
}


def _undo_text(offer: Offer, now: datetime) -> str:
    if not offer.former_state:
        return ""
    former = OfferState(offer.former_state)
    if former not in SEATED:
        return _SEATLESS_TEXT[former]
    seat = seat_of(offer)
    if seat is not None and seat.slot_id == offer.former_slot_id:
        return "the time stays yours, not accepted yet" if former is OfferState.HELD else "back to accepted"
    free = Slot.objects.open_to(offer, now).filter(pk__in=[offer.former_slot_id]).first()
    if free is None:
        return ""
    words = talk(free, offer.program.time_zone)
    return f"back to {words.day}, {words.clock}"
