"""What the three round commands share: finding the round, refusing in one line, printing what was done."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from checkins.models import Round
from programs import tenancy
from programs.errors import RefusedError
from programs.models import Program


class RoundCommand(BaseCommand):
    """Finds PROGRAM and its round in `state`; a subclass does one thing to it, in the program's tenant."""

    state = Round.State.OPEN

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("program", help="the program's slug, or institution/slug where two share one")
        parser.add_argument("--name", help="the round's name; may be left out where there is only one such round")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            program = tenancy.find_program(options["program"])
            with tenancy.inside(program=program):
                done = self.do(self._round(program, options["name"]), options)
        except (Program.DoesNotExist, RefusedError) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(json.dumps(done) if options["json"] else self.sentence(done))

    def do(self, round_: Round, options: dict[str, Any]) -> dict[str, Any]:
        """The command's work; what it returns is printed. Raises RefusedError or CommandError, changing nothing."""
        raise NotImplementedError

    def sentence(self, done: dict[str, Any]) -> str:
        """What was done, in words."""
        raise NotImplementedError

    def _round(self, program: Program, name: str | None) -> Round:
        rounds = Round.objects.select_related("program").filter(program=program, state=self.state)
        found = list((rounds.filter(name=name) if name else rounds).order_by("starts_on", "name"))
        kind = {Round.State.DRAFT: "prepared", Round.State.OPEN: "open"}[self.state]
        if not found:
            called = f" named {name!r}" if name else ""
            raise CommandError(f"{program.name} has no {kind} round{called}.")
        if len(found) > 1:
            names = ", ".join(repr(each.name) for each in found)
            raise CommandError(f"{program.name} has several {kind} rounds; say which with --name: {names}.")
        return found[0]
