"""`manage.py doctor`: is everything there that Hearten needs, and what to do where it isn't."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from home.doctor import examine


class Command(BaseCommand):
    help = "Look at database, messages, keys, mail, paper and folders; say what works and what to do where it doesn't."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object on standard output")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = examine(now=timezone.now())
        wrong = [each for each in found if not each.ok]
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not wrong, "findings": [asdict(each) for each in found]}))
        else:
            for each in found:
                self.stdout.write(f"{'ok  ' if each.ok else 'LOOK'}  {each.name}: {each.says}")
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(found)} need a look: {', '.join(each.name for each in wrong)}.")
