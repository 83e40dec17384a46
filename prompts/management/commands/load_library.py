"""`manage.py load_library`: bring the shared prompts up to date; what programs made of them stays."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from prompts.actions.loading import load
from prompts.library import LibraryError, read


class Command(BaseCommand):
    help = "Load or upgrade the prompt library from its data files. Safe to repeat; local changes of programs stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of a sentence")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            loaded = load(read())
        except LibraryError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(loaded.as_dict()))
        elif options["verbosity"]:
            counts = ", ".join(f"{count} {what}" for what, count in loaded.as_dict().items())
            self.stdout.write(f"The prompt library is up to date: {counts}.")
