"""Close a round that is over."""

from typing import Any

from django.utils import timezone

from checkins.actions.rounds import close_round
from checkins.management.rounding import RoundCommand
from checkins.models import Round


class Command(RoundCommand):
    help = (
        "Close an open round after its last time: every answer, who sat where and every message about it are deleted. "
        "Prints no counts, since how many came is nobody's to see."
    )

    def do(self, round_: Round, options: dict[str, Any]) -> dict[str, Any]:
        closed = close_round(round_=round_, by=None, now=timezone.now())
        return {"round": closed.name, "id": str(closed.pk), "state": str(closed.state)}

    def sentence(self, done: dict[str, Any]) -> str:
        return f"{done['round']} is closed, and every answer is forgotten."
