"""Bring the database up to date: `python -m launcher.prepare [--demo]`. One process, so that Django is loaded once."""

import sys
from contextlib import suppress

import django
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone


def main() -> None:
    """Migrate, load the library, and with --demo the demo program. Each is safe to repeat."""
    django.setup()
    print("Bringing the database up to date.", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    print("Loading the library.", flush=True)
    call_command("load_library", verbosity=0)
    if "--demo" in sys.argv[1:] and settings.DEMO:
        print("Loading the demo program.", flush=True)
        load_demo()


def load_demo() -> None:
    """The demo program, unless the database (one given by DATABASE_URL may be older than VAR_DIR) has it."""
    # Here and not above: Django has to be set up before models are imported.
    from home.demo import AlreadyLoadedError, load

    with suppress(AlreadyLoadedError):
        load(now=timezone.now())


if __name__ == "__main__":
    main()
