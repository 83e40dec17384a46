"""Give a time to those of an open round who wait for one."""

from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from checkins.actions.placement import SeatsGoneError
from checkins.actions.rounds import place_again
from checkins.management.rounding import RoundCommand
from checkins.models import Round


class Command(RoundCommand):
    help = (
        "Place an open opt-out round again: trainees who joined since get an offer, and whoever has no time and has "
        "not answered gets one where there is one now. Nobody who has a time or an answer is touched."
    )

    def do(self, round_: Round, options: dict[str, Any]) -> dict[str, Any]:
        try:
            placed = place_again(round_=round_, by=None, now=timezone.now())
        except SeatsGoneError:
            raise CommandError("Somebody chose a time meanwhile, so nothing was changed. Run it again.") from None
        return {
            "round": round_.name,
            "id": str(round_.pk),
            "placed": placed.placed,
            "unplaced": placed.unplaced,
            "cost": placed.cost,
            "optimal": placed.optimal,
        }

    def sentence(self, done: dict[str, Any]) -> str:
        proven = ", the best there is" if done["optimal"] else ""
        return f"{done['round']}: {done['placed']} more have a time{proven}; {done['unplaced']} wait for one."
