"""Open a round that is prepared."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from checkins.actions.rounds import open_round
from checkins.management.rounding import RoundCommand
from checkins.models import Round
from programs.models import Membership, Person, Program
from programs.permissions import ROLE_PERMISSIONS, Permission
from programs.times import today

MAY_OPEN = [role for role, permissions in ROLE_PERMISSIONS.items() if Permission.ROUND_OPEN in permissions]


class Command(RoundCommand):
    help = (
        "Open a prepared round: every trainee is sent an offer, and in an opt-out round everybody is given a time "
        "where there is one. Needs the safety number, and the director who called it."
    )
    state = Round.State.DRAFT

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--safety-number", default="", help="whom to call when somebody may not be safe")
        parser.add_argument("--by", default="", metavar="EMAIL", help="the director who called that number")

    def do(self, round_: Round, options: dict[str, Any]) -> dict[str, Any]:
        director = _director(round_.program, options["by"])
        opened = open_round(round_=round_, safety_number=options["safety_number"], by=director, now=timezone.now())
        return {
            "round": opened.name,
            "id": str(opened.pk),
            "state": str(opened.state),
            "offers": opened.offers.count(),
            "times": opened.slots.standing().count(),
        }

    def sentence(self, done: dict[str, Any]) -> str:
        return f"{done['round']} is open with {done['times']} times: {done['offers']} offers were sent, to everyone."


def _director(program: Program, email: str) -> Person:
    """The person of an address, who may open rounds today. Raises CommandError."""
    if not email:
        raise CommandError("Say with --by which director called the safety number.")
    day = today(timezone.now(), program.time_zone)
    members = Membership.objects.on(day).filter(program=program, role__in=MAY_OPEN)
    found = members.filter(person__email=email.strip().lower(), person__is_active=True).select_related("person").first()
    if found is None:
        raise CommandError(f"{email} is no director of {program.name}; only a director attests the safety number.")
    return found.person
