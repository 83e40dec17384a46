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
    asked = Asked()
    with alone(place, asked), keeping(place) as (known, guard, _), database(place, guard, known, asked) as server:
        given = environment.addresses(server) if server else environment.given_database()
        told = environment.for_upkeep(place, known, given)
        return subprocess.run(command, cwd=ROOT, env=told, check=False).returncode


def adopt() -> None:
    """For manage.py: take over the environment of the Hearten that runs here, unless the person gave another.

    Does nothing where a mode or a database is named (production, tests) or nothing runs; raises nothing.
    """
    if os.environ.get("HEARTEN_MODE") or os.environ.get("DATABASE_URL"):
        return
    try:
        told = running(Place.from_environment())
    except (LaunchError, OSError):
        return
    os.environ.update(told or {})
