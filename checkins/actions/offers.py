"""What a trainee does with an offer: accept, take another time, decline, not this block, undo.

These run inside the request's transaction without a savepoint of their own: a refusal rolls the whole request back
(programs/middleware.py), so a seat is never given up for one that was just taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from checkins import telling
from checkins.models import Offer, Round, Seat, Slot, Withdrawn
from checkins.rules import (
    MINIMUM_NOTICE,
    SEATED,
    JustTakenError,
    OfferState,
    Step,
    after,
    name_shows,
)
from checkins.telling import Kind, Planned, Sitting
from notices.actions import NewNotice, cancel, post_all
from notices.models import CalendarEntry
from programs.errors import RefusedError
from programs.models import Supervision
from programs.times import local

# One statement decides: whoever locks the free row has it, whoever comes meanwhile skips it and is told at once. The
# slot is locked too, so that a listener who gives the time back at the same moment makes us skip it.
TAKE = """
WITH pick AS (
    SELECT seat.id, slot.id AS slot_id, slot.facilitator_id, slot.starts_at
    FROM checkins_seat seat JOIN checkins_slot slot ON slot.id = seat.slot_id
    WHERE slot.id = %(slot)s AND slot.round_id = %(round)s AND slot.withdrawn_at IS NULL AND seat.offer_id IS NULL
      AND slot.starts_at >= %(earliest)s AND slot.facilitator_id <> %(trainee)s
      AND (slot.bookable_until IS NULL OR slot.bookable_until >= %(now)s)
      AND NOT EXISTS (
        SELECT FROM programs_supervision s WHERE s.trainee_id = %(trainee)s AND s.supervisor_id = slot.facilitator_id
        AND (slot.starts_at AT TIME ZONE %(zone)s)::date BETWEEN s.starts_on AND s.ends_on)
      AND NOT (slot.format = 'group' AND EXISTS (
        SELECT FROM checkins_seat other JOIN programs_supervision s
          ON s.trainee_id = %(trainee)s AND s.supervisor_id = other.trainee_id
          OR s.supervisor_id = %(trainee)s AND s.trainee_id = other.trainee_id
        WHERE other.slot_id = slot.id
          AND (slot.starts_at AT TIME ZONE %(zone)s)::date BETWEEN s.starts_on AND s.ends_on))
      AND NOT EXISTS (
        SELECT FROM checkins_listener limited CROSS JOIN LATERAL (
          SELECT count(DISTINCT other.slot_id) AS in_round, count(DISTINCT other.slot_id) FILTER (WHERE
              (other.starts_at AT TIME ZONE %(zone)s)::date = (slot.starts_at AT TIME ZONE %(zone)s)::date) AS on_day
          FROM checkins_seat other JOIN checkins_slot held ON held.id = other.slot_id
          WHERE held.round_id = slot.round_id AND held.facilitator_id = slot.facilitator_id
            AND other.offer_id IS NOT NULL AND held.id <> slot.id) AS others
        WHERE limited.round_id = slot.round_id AND limited.person_id = slot.facilitator_id
          AND (others.in_round >= limited.max_per_round OR others.on_day >= limited.max_per_day))
    ORDER BY seat.number LIMIT 1 FOR UPDATE OF seat SKIP LOCKED FOR SHARE OF slot SKIP LOCKED
)
UPDATE checkins_seat SET offer_id = %(offer)s, trainee_id = %(trainee)s FROM pick WHERE checkins_seat.id = pick.id
RETURNING pick.slot_id, pick.facilitator_id, pick.starts_at
"""
# Two who take different times of one listener at once must not both find one place left within a limit. A statement of
# its own, since the one that counts must begin after the wait; nothing is waited for where there is no limit.
ONE_AT_A_TIME = """
SELECT pg_advisory_xact_lock(hashtextextended(limited.id::text, 0))
FROM checkins_slot slot JOIN checkins_listener limited
  ON limited.round_id = slot.round_id AND limited.person_id = slot.facilitator_id
WHERE slot.id = %(slot)s AND (limited.max_per_day IS NOT NULL OR limited.max_per_round IS NOT NULL)
"""
# Leaves the seat, unless it is in the slot to `keep`, and says where it was. Not a join in the statement that locks the
# offer, which would show the seat as it was before the wait for the lock: two windows of one trainee would sit twice.
LEAVE = """
UPDATE checkins_seat seat
SET offer_id = CASE WHEN seat.slot_id = %(keep)s THEN seat.offer_id END,
    trainee_id = CASE WHEN seat.slot_id = %(keep)s THEN seat.trainee_id END
FROM checkins_slot slot WHERE slot.id = seat.slot_id AND seat.offer_id = %(offer)s
RETURNING slot.id, slot.facilitator_id, slot.starts_at
"""
# What a change leaves standing: a listener who saw a name must hear that it is gone, whatever comes after.
OUTLIVING = (Kind.CANCELLATION, Kind.FREED, Kind.WITHDRAWN)


@dataclass(frozen=True)
class Claim:
    """An offer that somebody says is theirs, not read yet: the action finds and locks it in one step.

    Without a trainee it is whoever holds the offer's own link.
    """

    pk: UUID
    trainee_id: UUID | None = None


@dataclass(frozen=True)
class _Place:
    """A slot as far as an offer is concerned."""

    slot_id: UUID
    facilitator_id: UUID
    starts_at: datetime


@dataclass(frozen=True)
class _Before:
    """What an offer was before a change."""

    state: OfferState
    place: _Place | None
    name_showed: bool


def accept(*, offer: Offer | Claim, now: datetime) -> Offer:
    """Accept the kept time. Raises RefusedError when there is none, or it has begun."""
    with transaction.atomic(savepoint=False):
        found = _locked(offer)
        before = _before(found, _where(found), now)
        if before.place is None or before.place.starts_at <= now:
            raise RefusedError("There is no time to accept right now. Please choose one.")
        return _write(found, before, after(before.state, Step.ACCEPT), before.place, now)


def take(*, offer: Offer | Claim, slot_id: UUID, now: datetime) -> Offer:
    """Take a seat in a slot, giving up the former one in the same transaction.

    Raises JustTakenError when no seat is free any more, RefusedError when this trainee cannot take the slot at all.
    """
    with transaction.atomic(savepoint=False):
        found = _locked(offer)
        before = _before(found, _leave_seat(found, keep=slot_id), now)
        _refuse_begun(before, now)
        place = before.place
        if place is None or place.slot_id != slot_id:
            place = _seat(found, slot_id, now)
        if found.round.asked:
            _give_back_others(found, slot_id, now)
        return _write(found, before, after(before.state, Step.TAKE), place, now)


def _give_back_others(offer: Offer, slot_id: UUID, now: datetime) -> None:
    """Of times that were offered to one trainee alone, those not taken are their listener's again."""
    others = Slot.objects.standing().filter(round_id=offer.round_id).exclude(pk=slot_id)
    others.filter(starts_at__gt=now).update(withdrawn_at=now, withdrawn_why=Withdrawn.UNCHOSEN)


def decline(*, offer: Offer | Claim, now: datetime) -> Offer:
    """Decline; no reason is asked or kept, and the seat is free again (R6, R7)."""
    return _leave(offer, Step.DECLINE, now)


def not_now(*, offer: Offer | Claim, now: datetime) -> Offer:
    """ "Not this block": like declining, and offered again in the next round."""
    return _leave(offer, Step.NOT_NOW, now)


def undo(*, offer: Offer | Claim, now: datetime) -> Offer:
    """Go back to what was before the last change, while that seat is free.

    Raises JustTakenError when the seat went to somebody else, RefusedError when there is nothing to undo.
    """
    with transaction.atomic(savepoint=False):
        found = _locked(offer)
        if not found.former_state:
            raise RefusedError("There is nothing to undo.")
        wanted = OfferState(found.former_state)
        target = found.former_slot_id if wanted in SEATED else None
        before = _before(found, _leave_seat(found, keep=target), now)
        _refuse_begun(before, now)
        place = before.place if before.place and before.place.slot_id == target else None
        if place is None and target:
            place = _seat(found, target, now)
        if wanted in SEATED and place is None:
            raise JustTakenError("That time is gone. Here is what is open now.")
        return _write(found, before, wanted, place, now)


def _leave(offer: Offer | Claim, step: Step, now: datetime) -> Offer:
    with transaction.atomic(savepoint=False):
        found = _locked(offer)
        before = _before(found, _leave_seat(found, keep=None), now)
        _refuse_begun(before, now)
        return _write(found, before, after(before.state, step), None, now)


def _locked(offer: Offer | Claim) -> Offer:
    """The offer as it is now, ours until the transaction ends; a second tap waits here.

    Raises Offer.DoesNotExist when there is none, or none of the claimed trainee's.
    """
    mine = Offer.objects.filter(trainee__is_active=True).select_related("round", "program")
    if isinstance(offer, Claim) and offer.trainee_id:
        mine = mine.filter(trainee_id=offer.trainee_id)
    found = mine.select_for_update(of=("self",)).get(pk=offer.pk)
    if found.round.state != Round.State.OPEN:
        raise RefusedError("This round of talks is over. You can still ask for a talk at any time.")
    return found


def seat_of(offer: Offer) -> Seat | None:
    """The offer's seat, or None; the reverse side of a one-to-one raises instead."""
    return getattr(offer, "seat", None)


def _where(offer: Offer) -> _Place | None:
    """Where the locked offer sits."""
    seat = Seat.objects.filter(offer=offer).select_related("slot").first()
    return _Place(seat.slot_id, seat.slot.facilitator_id, seat.starts_at) if seat else None


def _leave_seat(offer: Offer, *, keep: UUID | None) -> _Place | None:
    """Free the locked offer's seat, unless it is in the slot to keep; where it was."""
    with connection.cursor() as cursor:
        cursor.execute(LEAVE, {"offer": offer.pk, "keep": keep})
        row = cursor.fetchone()
    return _Place(*row) if row else None


def _before(offer: Offer, place: _Place | None, now: datetime) -> _Before:
    showed = place is not None and name_shows(state=offer.state, starts_at=place.starts_at, now=now)
    return _Before(OfferState(offer.state), place, showed)


def _refuse_begun(before: _Before, now: datetime) -> None:
    if before.place and before.place.starts_at <= now:
        raise RefusedError("This talk has already begun.")


def _seat(offer: Offer, slot_id: UUID, now: datetime) -> _Place:
    values: dict[str, UUID | str | datetime] = {
        "slot": slot_id,
        "round": offer.round_id,
        "offer": offer.pk,
        "trainee": offer.trainee_id,
        "zone": offer.program.time_zone,
        "now": now,
        "earliest": now + MINIMUM_NOTICE,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(ONE_AT_A_TIME, {"slot": slot_id})
            cursor.execute(TAKE, values)
            row = cursor.fetchone()
    except IntegrityError as error:
        if "seats_of_a_trainee_overlap_no_other" in str(error):
            raise RefusedError("You already have a talk at that time. Please choose another one.") from None
        raise
    if row is None:
        raise _why_not(offer, slot_id, now)
    return _Place(*row)


def _why_not(offer: Offer, slot_id: UUID, now: datetime) -> RefusedError:
    """The sentence for a seat that could not be taken; only asked then, so that taking one stays short."""
    slot = Slot.objects.standing().filter(pk=slot_id, round_id=offer.round_id).first()
    if slot is None:
        return JustTakenError("That time is no longer offered. Here is what is open now.")
    if slot.starts_at < now + MINIMUM_NOTICE or (slot.bookable_until and slot.bookable_until < now):
        return RefusedError("That time is too close now. Please choose a later one.")
    day = local(slot.starts_at, offer.program.time_zone).date()
    supervisors = Supervision.objects.supervisors_of(offer.trainee_id, day)
    if slot.facilitator_id in set(supervisors):
        return RefusedError("You work with this person then. Please choose somebody else.")
    return JustTakenError("Somebody just took that time. Here is what is open now.")


def _write(offer: Offer, before: _Before, state: OfferState, place: _Place | None, now: datetime) -> Offer:
    """Write the new state, and plan its messages in place of those of the former one."""
    if state is before.state and place == before.place:
        return offer
    offer.former_state, offer.former_slot_id = before.state, before.place.slot_id if before.place else None
    offer.state = Offer.State(state)
    offer.turn += 1
    offer.save(update_fields=["state", "former_state", "former_slot", "turn"])
    tell(offer, _plan(offer, before, state, place, now), now)
    return offer


def _plan(offer: Offer, before: _Before, state: OfferState, place: _Place | None, now: datetime) -> list[Planned]:
    return telling.for_change(
        trainee_id=offer.trainee_id,
        turn=offer.turn,
        former=Sitting(before.place.facilitator_id, before.place.starts_at) if before.place else None,
        name_showed=before.name_showed,
        state=state,
        sitting=Sitting(place.facilitator_id, place.starts_at) if place else None,
        now=now,
        told=place is None or place != before.place or _in_calendar(offer),
    )


def _in_calendar(offer: Offer) -> bool:
    """Whether an invitation has left: accepted before it does, it is superseded, and this change tells the time."""
    entries = CalendarEntry.objects.filter(program_id=offer.program_id, person_id=offer.trainee_id)
    return entries.filter(subject_id=offer.pk, status=CalendarEntry.Status.CONFIRMED).exists()


def tell(offer: Offer, planned: Sequence[Planned], now: datetime) -> None:
    """Cancel what is unsent about the offer and write the new plan."""
    superseded = [kind for kind in Kind if kind not in OUTLIVING]
    cancel(program=offer.program, subject_id=offer.pk, kinds=superseded, now=now)
    post_all(program=offer.program, notices=[as_notice(offer.pk, item) for item in planned])


def as_notice(subject_id: UUID, item: Planned) -> NewNotice:
    """A planned message as the outbox takes it."""
    return NewNotice(
        kind=item.kind,
        subject_id=subject_id,
        recipient_id=item.recipient_id,
        occasion=item.occasion,
        due_at=item.due_at,
        drop_after=item.drop_after,
    )
