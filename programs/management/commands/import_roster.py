"""`manage.py import_roster PROGRAM FILE`: people and roles from a file."""

from typing import Any

from django.utils import timezone

from programs.actions.roster import import_roster, preview_roster
from programs.management.importing import ImportCommand
from programs.rosterfile import parse_roster


class Command(ImportCommand):
    help = "Import a program's roster. Importing the same file twice changes nothing; nobody is ever removed."

    def handle(self, *_args: Any, **options: Any) -> None:
        program, parsed = self.read(options, parse_roster)
        act = preview_roster if options["dry_run"] else import_roster
        self.say(act(program=program, parsed=parsed, by=None, now=timezone.now()), options)
