"""Bring the database up to date: `python -m launcher.prepare [--demo]`. One process, so that Django is loaded once."""

import sys

import django
from django.core.management import call_command, get_commands


def main() -> None:
    """Migrate, load the library, and with --demo the demo program. Each is safe to repeat."""
    django.setup()
    print("Bringing the database up to date.", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    there = get_commands()
    if "load_library" in there:
        print("Loading the library.", flush=True)
        call_command("load_library", verbosity=0)
    if "--demo" in sys.argv[1:] and "load_demo" in there:
        print("Loading the demo program.", flush=True)
        call_command("load_demo", verbosity=0)


if __name__ == "__main__":
    main()
