"""Sessions that too few joined are held as single talks instead (R16).

Decided a day ahead, when the listener may see who comes anyway: sooner, the change would tell how many there are.
One person who leaves changes nothing for the others until then, and other staff see the session as it was offered.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from checkins.actions.offers import as_notice
from checkins.actions.placement import GROUP_MINIMUM
from checkins.actions.replacing import lock_rounds, seat_again
from checkins.actions.slots import Lost, empty_slot, tell_lost
from checkins.models import Format, Offer, Round, Seat, Slot, Withdrawn
from checkins.rules import MINIMUM_NOTICE, NAME_SHOWS_BEFORE, Step, after, parts_of
from checkins.telling import Kind, Planned, Sitting
from notices.actions import post_all
from programs.models import Program


def hold_as_single_talks(program: Program, now: datetime) -> None:
    """Every session of the next day with fewer than three people becomes single talks."""
    soon = Slot.objects.standing().filter(
        program=program,
        round__state=Round.State.OPEN,
        format=Format.GROUP,
        starts_at__gt=now + MINIMUM_NOTICE,
        # By its end, so that every name that shows now shows beside the single talk too.
        ends_at__lte=now + NAME_SHOWS_BEFORE,
    )
    for slot_id, round_id in soon.order_by("pk").values_list("pk", "round_id"):
        with transaction.atomic():
            lock_rounds({round_id})
            _hold(slot_id, now)


def _hold(slot_id: UUID, now: datetime) -> None:
    # Whoever takes a seat meanwhile skips a slot that is locked, so the number stays as it is read here.
    slot = Slot.objects.select_for_update(of=("self",), no_key=True).select_related("round__program").get(pk=slot_id)
    if slot.withdrawn_at is not None or Seat.objects.filter(slot=slot, offer__isnull=False).count() >= GROUP_MINIMUM:
        return
    lost = sorted(empty_slot(slot_id=slot.pk, why=Withdrawn.SPLIT, now=now), key=lambda each: each.offer.pk)
    parts = _offer_parts(slot)
    for each, part in zip(lost, parts, strict=False):
        _seat(each, part, now)
    # A short session has no room for two.
    seat_again(lost=lost[len(parts) :], now=now)
    told = Planned(Kind.SINGLE_TALKS, slot.facilitator_id, "split", now, slot.starts_at)
    post_all(program=slot.round.program, notices=[as_notice(slot.pk, told)])


def _offer_parts(slot: Slot) -> Sequence[Slot]:
    """The talks instead, one seat each, at the same place."""
    parts = [
        Slot(
            program_id=slot.program_id,
            round_id=slot.round_id,
            facilitator_id=slot.facilitator_id,
            starts_at=start,
            ends_at=start + timedelta(minutes=slot.round.minutes),
            format=Format.ONE_ON_ONE,
            mode=slot.mode,
            place=slot.place,
            part_of=slot,
        )
        for start in parts_of(slot.starts_at, slot.ends_at, slot.round.minutes)
    ]
    Slot.objects.bulk_create(parts)
    Seat.objects.bulk_create(
        Seat(program_id=slot.program_id, slot=part, starts_at=part.starts_at, ends_at=part.ends_at) for part in parts
    )
    return parts


def _seat(lost: Lost, part: Slot, now: datetime) -> None:
    Seat.objects.filter(slot=part).update(offer=lost.offer, trainee=lost.offer.trainee_id)
    Offer.objects.filter(pk=lost.offer.pk).update(state=after(lost.offer.state, Step.PLACE))
    tell_lost(lost, Sitting(part.facilitator_id, part.starts_at), now)
