"""`manage.py rotate_keys`: bring private notes and second factors under the newest key of NOTE_KEYS."""

import json
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from followups.actions.rotation import Rotated, rotate
from programs.actions.seeds import Reseeded, rotate_seeds
from programs.keyring import keyring


class Command(BaseCommand):
    help = (
        "Put a new key in front of NOTE_KEYS, restart, then run this: every author's data key is wrapped by the new "
        "one, and every second factor's seed is sealed by it. It can be interrupted and run again. When it has run "
        "through, the old key may go from NOTE_KEYS; keep it as long as you may restore a backup made under it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object on standard output")
        parser.add_argument(
            "--leaked",
            metavar="VERSION",
            help="a version that may have leaked: data keys that were ever under another than the newest version are "
            "replaced, and their notes sealed anew",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        leaked: str | None = options["leaked"]
        try:
            ring = keyring()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        if leaked is not None and leaked not in ring.versions:
            raise CommandError(
                f"NOTE_KEYS has no version {leaked!r}; it must still be there so that notes can be read."
            )
        if leaked == ring.newest:
            raise CommandError("That is the newest version. Put a new key in front of NOTE_KEYS first.")
        done = rotate(ring, leaked=leaked is not None)
        seeds = rotate_seeds(ring)
        unreadable = done.unreadable + seeds.unreadable
        told = {"version": ring.newest, **asdict(done), "unreadable": unreadable, "second_factors": seeds.rewrapped}
        self.stdout.write(json.dumps(told) if options["json"] else _said(done, seeds))
        if unreadable:
            raise CommandError(
                f"{unreadable} key(s) did not open and stay as they were: altered, or their version is missing."
            )


def _said(done: Rotated, seeds: Reseeded) -> str:
    return (
        f"{done.rewrapped} data key(s) rewrapped, {done.resealed} replaced with {done.notes} note(s) sealed anew,"
        f" {seeds.rewrapped} second factor(s) sealed anew, {done.unreadable + seeds.unreadable} that did not open."
    )
