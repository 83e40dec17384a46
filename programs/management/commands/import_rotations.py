"""`manage.py import_rotations PROGRAM FILE`: who supervises whom, from a file."""

from typing import Any

from django.utils import timezone

from programs.actions.rotations import import_rotations, preview_rotations
from programs.management.importing import ImportCommand
from programs.rosterfile import parse_rotations


class Command(ImportCommand):
    help = "Import a program's rotations. Importing the same file twice changes nothing; none is ever removed."

    def handle(self, *_args: Any, **options: Any) -> None:
        program, parsed = self.read(options, parse_rotations)
        if options["dry_run"]:
            self.say(preview_rotations(program=program, parsed=parsed), options)
        else:
            self.say(import_rotations(program=program, parsed=parsed, by=None, now=timezone.now()), options)
