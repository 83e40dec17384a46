"""When a time cannot be after all: whoever sat there gets another place, and nobody who is settled is moved.

Whoever lost a seat has one kept again, with a day and more to say no before a name shows, or chooses where there is
none. Nobody else is told, and whoever took the times back learns nothing (privacy.md 1).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from checkins.actions.placement import SeatsGoneError, place_these
from checkins.actions.slots import Lost, empty_slot, tell_lost
from checkins.models import Offer, Round, Seat, Slot
from checkins.rules import REPLACED_AHEAD
from checkins.telling import Sitting

# Somebody may take a seat while another is looked for; as often as that it is looked for anew.
TRIES = 3


def take_back(*, slots: Sequence[Slot], why: str, now: datetime) -> None:
    """Take times out and find everybody who sat there another place; times that have begun stay.

    The answer is the same whether somebody sat there or not.
    """
    ahead = sorted((slot for slot in slots if slot.starts_at > now), key=lambda slot: slot.pk)
    with transaction.atomic():
        lock_rounds({slot.round_id for slot in ahead})
        lost = [each for slot in ahead for each in empty_slot(slot_id=slot.pk, why=why, now=now)]
        seat_again(lost=lost, now=now)


def lock_rounds(rounds: set[UUID]) -> None:
    """One such change of a round at a time: two that seat people in each other's way would wait for each other."""
    list(Round.everything.select_for_update(no_key=True).filter(pk__in=rounds).order_by("pk").values_list("pk"))


def seat_again(*, lost: Sequence[Lost], now: datetime) -> None:
    """Keep another seat for everybody who lost one, where there is one, and tell them and nobody else.

    Needs the locks of their offers, and `lock_rounds`.
    """
    by_round: dict[UUID, list[Lost]] = defaultdict(list)
    for each in lost:
        by_round[each.offer.round_id].append(each)
    rounds = Round.everything.select_related("program").in_bulk(by_round)
    for pk, people in by_round.items():
        if rounds[pk].state == Round.State.OPEN:
            _place(rounds[pk], [each.offer for each in people], now)
        for each in people:
            tell_lost(each, _sitting(each.offer), now)


def _place(round_: Round, offers: list[Offer], now: datetime) -> None:
    for _ in range(TRIES):
        try:
            place_these(round_=round_, offers=offers, now=now, notice=REPLACED_AHEAD)
        except SeatsGoneError:
            continue
        return


def _sitting(offer: Offer) -> Sitting | None:
    seat = Seat.objects.filter(offer=offer).select_related("slot").first()
    return Sitting(seat.slot.facilitator_id, seat.starts_at) if seat else None
