"""`manage.py load_demo`: the demo program, once."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.demo import AlreadyLoadedError, load


class Command(BaseCommand):
    help = "Load the demo program (slug demo, institution riverside): made-up people, a year deep. Not in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of a sentence")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo program is never loaded with production settings.")
        try:
            program = load(now=timezone.now())
        except AlreadyLoadedError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps({"program": program.slug, "institution": program.institution.slug}))
        else:
            self.stdout.write(f"Loaded the demo program {program.name}.")
