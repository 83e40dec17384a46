"""Management commands on what `make run` keeps: `make manage ARGS="doctor"`, or manage.py in another terminal."""

import os
import subprocess
import sys
from urllib.parse import quote

from launcher import environment
from launcher.asked import Asked
from launcher.errors import LaunchError
from launcher.place import ROOT, Place
from launcher.postgres import APP, DATABASE, OWNER
from launcher.run import alone, database, keeping
from launcher.say import say_aside
from launcher.secret_file import Secrets


def running(place: Place) -> dict[str, str] | None:
    """The environment of the Hearten that runs on this VAR_DIR, for a command of its own; None when none does."""
    record = place.record
    if not record.holder_runs():
        return None
    known = Secrets.load(place)
    told = environment.given_database()
    folder = record.read().get("socket_folder")
    if not told and folder:
        passwords = environment.passwords(known)
        there = f"{quote(str(folder), safe='')}/{DATABASE}"
        told = {
            "DATABASE_URL": f"postgresql://{APP}:{passwords.app}@{there}",
            "MIGRATE_DATABASE_URL": f"postgresql://{OWNER}:{passwords.owner}@{there}",
        }
    return environment.for_upkeep(place, known, told) if told else None


def manage(place: Place, arguments: list[str]) -> int:
    """Run manage.py with these arguments; where Hearten does not run, its database is started for as long."""
    command = [sys.executable, "manage.py", *arguments]
    told = running(place)
    if told is not None:
        return subprocess.run(command, cwd=ROOT, env=told, check=False).returncode
    say_aside()
    asked = Asked()
    with alone(place, asked), keeping(place) as (known, guard, _), database(place, guard, known, asked) as server:
        given = environment.addresses(server) if server else environment.given_database()
        told = environment.for_upkeep(place, known, given)
        return subprocess.run(command, cwd=ROOT, env=told, check=False).returncode


def adopt(arguments: list[str]) -> None:
    """For manage.py on a machine of `make run`: work on what that keeps, as `make manage` would.

    Does nothing where a mode, a secret or a database is set (production, tests). Otherwise either the environment is
    completed, or the process ends with the command's status or with one line on what to do.
    """
    if any(os.environ.get(name) for name in ("HEARTEN_MODE", "SECRET_KEY", "DATABASE_URL")):
        return
    try:
        place = Place.from_environment()
        told = running(place)
        if told is not None:
            os.environ.update(told)
        elif (place.var / "secrets.json").exists():
            sys.exit(manage(place, arguments))
        elif not arguments or {"help", "--help", "-h"} & set(arguments):
            os.environ.update(environment.for_looking(place))
        else:
            raise LaunchError("nothing is set up here yet: `make run`, or set what docs/operations.md lists.")
    except LaunchError as problem:
        sys.exit(f"Hearten: {problem}")
