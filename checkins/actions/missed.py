"""A talk that did not take place: whoever sat there may choose another time. Nobody is blamed, and nothing is noted."""

from datetime import datetime

from django.db import transaction

from checkins.actions.offers import tell
from checkins.models import Offer, Round, Seat, Slot
from checkins.rules import Step, after
from programs.errors import RefusedError


def free_missed(*, slot: Slot, now: datetime) -> list[Offer]:
    """Free the seats of a time that has begun and in which nobody met; the offers, each open again.

    Raises RefusedError for a time that is still ahead, or whose round is over.
    """
    with transaction.atomic():
        locked = Slot.objects.select_for_update(no_key=True).get(pk=slot.pk)
        if locked.starts_at > now:
            raise RefusedError("This time has not begun yet.")
        if Round.everything.get(pk=locked.round_id).state != Round.State.OPEN:
            raise RefusedError("This round is over, so there is no time to choose in it any more.")
        # A seat in a time that has begun is left by nobody else, and the lock above keeps us to one at a time.
        sitting = Seat.objects.filter(slot=locked, offer__isnull=False).values("offer_id")
        missed = list(
            Offer.objects.filter(pk__in=sitting)
            .select_related("program")
            .order_by("pk")
            .select_for_update(of=("self",))
        )
        for offer in missed:
            Seat.objects.filter(offer=offer).update(offer=None, trainee=None)
            offer.state, offer.turn = Offer.State(after(offer.state, Step.LOSE)), offer.turn + 1
            # A time that is over is nothing to go back to.
            offer.former_state, offer.former_slot = "", None
            offer.save(update_fields=["state", "turn", "former_state", "former_slot"])
            tell(offer, [], now)
    return missed
