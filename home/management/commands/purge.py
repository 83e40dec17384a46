"""`manage.py purge`: delete what is past its date, now."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from home.purge.compacting import compact
from home.purge.running import purge


class Command(BaseCommand):
    help = (
        "Delete what the data inventory says is past its date, forget people who left a year ago, and write the tables "
        "anew so that nothing of it stays in their files. The worker does this once a night by itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object on standard output")
        parser.add_argument("--dry-run", action="store_true", help="say what would be deleted, and delete nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        dry_run: bool = options["dry_run"]
        done = purge(now=timezone.now(), dry_run=dry_run)
        rewritten = [] if dry_run else compact()
        deleted = {table: count for table, count in sorted(done.deleted.items()) if count}
        said = {"deleted": deleted, "people": done.people, "left": done.left, "rewritten": len(rewritten)}
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": dry_run, **said}))
        else:
            would = "would be " if dry_run else ""
            self.stdout.write(f"{sum(deleted.values())} row(s) {would}deleted, {done.people} person(s) forgotten.")
            for table, count in deleted.items():
                self.stdout.write(f"  {table}: {count}")
        if done.left:
            raise CommandError(f"{done.left} step(s) failed and are tried again at the next run.")
