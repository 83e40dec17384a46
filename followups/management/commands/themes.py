"""`manage.py themes`: the night's work on themes, here and now, and where every window stands."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from followups.actions.gathering import nightly
from followups.models import Window
from programs import tenancy
from programs.models import Program
from programs.times import today


class Command(BaseCommand):
    help = (
        "Open the windows that themes are gathered in, seal every contribution anew, publish what is due, destroy "
        "keys; then say where each window stands. The worker does this every day. Tells nothing that a page does not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("program", nargs="?", help="the program's slug, or institution/slug; all when left out")
        parser.add_argument("--dry-run", action="store_true", help="change nothing; only say where each window stands")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        found: list[tuple[str, list[dict[str, Any]]]] = []
        for program in self._programs(options["program"]):
            with tenancy.inside(program=program):
                if not options["dry_run"]:
                    nightly(program, now)
                day = today(now, program.time_zone)
                windows = Window.objects.filter(program=program).order_by("starts_on")
                found.append((program.slug, [_line(window, day) for window in windows]))
        if options["json"]:
            self.stdout.write(json.dumps({"programs": [{"program": slug, "windows": rows} for slug, rows in found]}))
            return
        for slug, rows in found:
            self.stdout.write(f"{slug}: {'; '.join(map(_words, rows)) or 'no window'}")

    def _programs(self, slug: str | None) -> list[Program]:
        if slug:
            try:
                return [tenancy.find_program(slug)]
            except Program.DoesNotExist as missing:
                raise CommandError(str(missing)) from None
        with connection.cursor() as cursor:
            cursor.execute("SELECT institution_id, program_id FROM hearten_programs()")
            rows = cursor.fetchall()
        programs = []
        for institution_id, program_id in rows:
            with tenancy.inside(institution_id=institution_id, program_id=program_id):
                programs.append(Program.objects.select_related("institution").get(pk=program_id))
        return programs


def _line(window: Window, day: date) -> dict[str, Any]:
    state = "published" if window.published_on else "open" if window.open_on(day) else "closed"
    return {
        "name": window.name,
        "state": state,
        "together": window.pool_id is not None,
        "closes": window.span.closes.isoformat(),
        "due": window.span.due.isoformat(),
        "themes": list(window.themes),
    }


def _words(line: dict[str, Any]) -> str:
    if line["state"] == "published":
        return f"{line['name']}, published ({', '.join(line['themes']) or 'nothing to show'})"
    return f"{line['name']}, {line['state']}, appears from {line['due']}"
