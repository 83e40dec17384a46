"""What the two import commands share: reading the file, the program, and saying what came of it."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Sized
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandError

from programs import tenancy
from programs.models import Program
from programs.rosterfile import MAX_BYTES, ParsedFile, Rejected, UnreadableFileError


class Plan(Protocol):
    """What both kinds of plan have."""

    @property
    def added(self) -> Sized: ...
    @property
    def changed(self) -> Sized: ...
    @property
    def unchanged(self) -> Sized: ...
    @property
    def rejected(self) -> list[Rejected]: ...


class ImportCommand(BaseCommand):
    """Reads PROGRAM and FILE, and prints counts and the reason of every line that is left out."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("program", help="the program's slug, or institution/slug where two share one")
        parser.add_argument("file", type=Path, help="a CSV, XLSX or XLS file")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def read[Row](
        self, options: dict[str, Any], parse: Callable[[bytes], ParsedFile[Row]]
    ) -> tuple[Program, ParsedFile[Row]]:
        """The program and the parsed file. Raises CommandError with one clear line."""
        try:
            program = tenancy.find_program(options["program"])
            return program, parse(_bytes(options["file"]))
        except (Program.DoesNotExist, UnreadableFileError) as error:
            raise CommandError(str(error)) from None

    def say(self, plan: Plan, options: dict[str, Any]) -> None:
        """Counts and rejected lines on standard output."""
        counts = {"added": len(plan.added), "changed": len(plan.changed), "unchanged": len(plan.unchanged)}
        if options["json"]:
            rejected = [{"line": line.line, "reason": line.reason} for line in plan.rejected]
            self.stdout.write(json.dumps({**counts, "rejected": rejected}))
            return
        would = "Nothing was changed. It would be: " if options["dry_run"] else ""
        self.stdout.write(would + ", ".join(f"{count} {what}" for what, count in counts.items()) + ".")
        for line in plan.rejected:
            self.stdout.write(f"Line {line.line} was left out. {line.reason}")


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte more than allowed is enough to know.
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
