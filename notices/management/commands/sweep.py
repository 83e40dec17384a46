"""`manage.py sweep`: look through the outbox once and send what is due, here and now."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notices import watch
from notices.actions.outbox import retry
from notices.actions.sweeping import run_inline
from notices.clock import database_now
from programs import tenancy


class Command(BaseCommand):
    help = (
        "Send every message that is due, run the periodic jobs, and say what was done. The worker does this by itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
        parser.add_argument(
            "--retry-failed", action="store_true", help="first, try failed messages again from the start"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        retried = _retry_failed() if options["retry_failed"] else 0
        done = {**run_inline(now=database_now()), "retried": retried}
        # By id and error alone: to whom and about what is nobody's business at a terminal.
        broken = [{"id": str(f.notice_id), "attempts": f.attempts, "error": f.last_error} for f in watch.failed()]
        if options["json"]:
            self.stdout.write(json.dumps({**done, "given_up": broken}))
            return
        self.stdout.write(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in done.items()))
        for item in broken:
            self.stdout.write(f"Given up: {item['id']} after {item['attempts']} attempts ({item['error']}).")


def _retry_failed() -> int:
    retried = 0
    for found in watch.failed():
        with tenancy.inside(institution_id=found.institution_id, program_id=found.program_id):
            retried += retry(program_id=found.program_id, notice_ids=[found.notice_id], now=database_now())
    return retried
