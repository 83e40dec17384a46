"""`manage.py load_library`: bring everything shared up to date; what programs made of it stays."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from prompts.actions.loading import load
from prompts.libraries import libraries
from prompts.library import LibraryError, read


class Command(BaseCommand):
    help = (
        "Load or upgrade the prompt library and the directory of resources from their data files. Safe to repeat;"
        " local changes of programs stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of a sentence")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            prompts = read()
            others = [(library, library.read()) for library in libraries()]
        except LibraryError as error:
            raise CommandError(str(error)) from None
        with transaction.atomic():
            loaded = load(prompts).as_dict()
            more = {library.name: library.load(data) for library, data in others}
        if options["json"]:
            self.stdout.write(json.dumps({**loaded, **more}))
        elif options["verbosity"]:
            self.stdout.write(f"The prompt library is up to date: {_counts(loaded)}.")
            for name, counts in more.items():
                self.stdout.write(f"The shared {name} are up to date: {_counts(counts)}.")


def _counts(loaded: dict[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in loaded.items())
