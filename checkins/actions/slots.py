"""What a listener does with times: offer them, give one back, say two lines about themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from checkins.actions.offers import as_notice, tell
from checkins.models import Blackout, Listener, ListenerProfile, Offer, Round, Seat, Slot
from checkins.rules import BlackoutTimes, blacked_out, name_shows
from checkins.telling import Kind, Planned
from notices.actions import post_all
from programs.errors import RefusedError
from programs.models import Person, Program
from programs.times import NonexistentTimeError, localize


@dataclass(frozen=True)
class NewTimes:
    """Times to offer, on the program's wall clock, all of one kind."""

    wall_times: Sequence[tuple[datetime, datetime]]
    mode: str
    place: str
    format: str = "one_on_one"
    seats: int = 1


@dataclass(frozen=True)
class Offered:
    """What became of times that a listener wanted to offer; each that was left out has its reason in words."""

    added: int
    left_out: Sequence[tuple[datetime, str]]


def offer_times(*, round_: Round, facilitator: Person, times: NewTimes, now: datetime) -> Offered:
    """Offer times in a round, those that fall into a blackout or onto another of one's own times left out (R10).

    Raises RefusedError when the round is over, or when the person does not listen in it.
    """
    if round_.state == Round.State.CLOSED:
        raise RefusedError("This round is over; times can be offered in the next one.")
    if not Listener.objects.filter(round=round_, person=facilitator).exists():
        raise RefusedError("You don't listen in this round. Ask your coordinator to add you.")
    zone = round_.program.time_zone
    blackouts = blackouts_of(round_.program, facilitator, round_.starts_on, round_.ends_on)
    taken = _own_spans(facilitator, now)
    left_out: list[tuple[datetime, str]] = []
    slots: list[Slot] = []
    for wall_start, wall_end in sorted(times.wall_times):
        reason, span = _reason_against(wall_start, wall_end, round_, blackouts, taken, zone, now)
        if reason or span is None:
            left_out.append((wall_start, reason))
            continue
        taken.append(span)
        slots.append(
            Slot(
                program_id=round_.program_id,
                round=round_,
                facilitator=facilitator,
                starts_at=span[0],
                ends_at=span[1],
                mode=times.mode,
                place=times.place,
                format=times.format,
            )
        )
    _save(slots, times.seats)
    return Offered(added=len(slots), left_out=left_out)


def _save(slots: list[Slot], seats: int) -> None:
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(slots)
            Seat.objects.bulk_create(
                Seat(program_id=s.program_id, slot=s, number=n, starts_at=s.starts_at, ends_at=s.ends_at)
                for s in slots
                for n in range(1, seats + 1)
            )
    except IntegrityError as error:
        # Two windows at once; the constraint says what the check above could not see yet.
        if "slot_of_a_facilitator_overlaps_no_other" in str(error):
            raise RefusedError("One of these times overlaps another of yours. Please look again.") from None
        raise


def _reason_against(
    wall_start: datetime,
    wall_end: datetime,
    round_: Round,
    blackouts: list[BlackoutTimes],
    taken: list[tuple[datetime, datetime]],
    zone: str,
    now: datetime,
) -> tuple[str, tuple[datetime, datetime] | None]:
    try:
        start, end = localize(wall_start, zone), localize(wall_end, zone)
    except NonexistentTimeError:
        return "clocks go forward and skip this time", None
    if not round_.starts_on <= wall_start.date() <= round_.ends_on:
        return "outside the dates of the round", None
    if start <= now:
        return "already past", None
    if blacked_out(start, end, blackouts, zone):
        return "blocked", None
    if any(start < other_end and end > other_start for other_start, other_end in taken):
        return "you already offer this time", None
    return "", (start, end)


def _own_spans(facilitator: Person, now: datetime) -> list[tuple[datetime, datetime]]:
    own = Slot.objects.standing().filter(facilitator=facilitator, ends_at__gt=now)
    return list(own.values_list("starts_at", "ends_at"))


def blackouts_of(program: Program, person: Person | None, first: date, last: date) -> list[BlackoutTimes]:
    """The program's blackouts and the person's own, as plain values."""
    found = Blackout.objects.filter(program=program).touching(first, last).concerning(person.pk if person else None)
    return [
        BlackoutTimes(b.starts_on, b.ends_on, weekday=b.weekday, from_time=b.from_time, to_time=b.to_time)
        for b in found
    ]


def withdraw_slot(*, slot: Slot, now: datetime) -> None:
    """Give a time back. Whoever had a seat keeps the right to another one and is told at once; nobody else is.

    The listener's page and messages are the same whether somebody sat there or not, unless the name already showed.
    """
    with transaction.atomic():
        # Not FOR UPDATE: that would make a trainee's reference to this time wait for us while we wait for the trainee.
        locked = Slot.objects.select_for_update(no_key=True).get(pk=slot.pk)
        if locked.withdrawn_at is not None:
            return
        if locked.starts_at <= now:
            raise RefusedError("This time has already begun.")
        locked.withdrawn_at = now
        locked.save(update_fields=["withdrawn_at"])
        for offer in _sitting_in(locked):
            _lose_seat(offer, locked, now)


def _sitting_in(slot: Slot) -> list[Offer]:
    """The offers that sit in a locked slot, locked in turn.

    Looked up twice: one that we had to wait for may have moved away meanwhile. Nobody can have come, since taking a
    seat skips a slot that is locked.
    """
    seats = Seat.objects.filter(slot=slot, offer__isnull=False)
    waited_for = list(seats.values_list("offer_id", flat=True))
    offers = Offer.objects.filter(pk__in=waited_for).select_related("program").order_by("pk")
    locked = {offer.pk: offer for offer in offers.select_for_update(of=("self",))}
    return [locked[pk] for pk in seats.values_list("offer_id", flat=True) if pk in locked]


def _lose_seat(offer: Offer, slot: Slot, now: datetime) -> None:
    showed = name_shows(state=offer.state, starts_at=slot.starts_at, now=now)
    Seat.objects.filter(offer=offer).update(offer=None, trainee=None)
    offer.state, offer.turn = Offer.State.OPEN, offer.turn + 1
    # A time that was given back is nothing to go back to.
    offer.former_state, offer.former_slot = "", None
    offer.save(update_fields=["state", "turn", "former_state", "former_slot"])
    planned = [Planned(Kind.WITHDRAWN, offer.trainee_id, str(offer.turn), now, slot.starts_at)]
    if showed:
        planned.append(Planned(Kind.FREED, slot.facilitator_id, str(offer.turn), now, slot.starts_at))
    tell(offer, planned, now)


def save_profile(*, program: Program, person: Person, about: str) -> ListenerProfile:
    """Two lines that trainees read beside every time this person offers."""
    profile, _ = ListenerProfile.objects.update_or_create(
        program=program, person=person, defaults={"about": about.strip()}
    )
    return profile


def add_blackout(*, program: Program, person: Person | None, label: str, times: BlackoutTimes) -> Blackout:
    """Block times for everybody (`person` None) or for one person; times already offered stay as they are."""
    return Blackout.objects.create(
        program=program,
        person=person,
        label=label,
        starts_on=times.starts_on,
        ends_on=times.ends_on,
        weekday=times.weekday,
        from_time=times.from_time,
        to_time=times.to_time,
    )


def ask_for_times(*, round_: Round, people: Sequence[Person], now: datetime) -> None:
    """Ask listeners to offer times in a round that is being prepared."""
    due = now + timedelta(minutes=1)
    post_all(
        program=round_.program,
        notices=[as_notice(round_.pk, Planned(Kind.OFFER_TIMES, person.pk, "first", due)) for person in people],
    )
