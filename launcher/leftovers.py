"""Clearing what a run left behind that was killed together with its guard."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from launcher.guard import alive, stop_all
from launcher.place import Place
from launcher.processes import same_process
from launcher.say import say

GUARD_PATIENCE = 15.0  # seconds; its own stages take at most 14


def clear(place: Place) -> None:
    """Wait for the guard of a killed run to finish; end what it could not; remove its socket folder.

    Call it with the lock held: then whatever the record names is nobody's any more. The database's own leftover is
    ended by `EmbeddedPostgres.start`.
    """
    said = place.record.read()
    if not said:
        return
    say("The last run was ended from outside; clearing up after it.")
    _wait_for_guard(said)
    stop_all(dict.fromkeys(_still_ours(said), signal.SIGTERM))
    folder = Path(str(said.get("socket_folder", "")))
    if folder.name.startswith("hearten-") and folder.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
    # beat's memory of when it last ran is a small database file that a kill can tear; the rows know what is due.
    shutil.rmtree(place.var / "beat", ignore_errors=True)
    place.record.clear()
    place.make()


def _wait_for_guard(said: dict[str, Any]) -> None:
    guard = said.get("guard")
    if not isinstance(guard, dict):
        return
    until = time.monotonic() + GUARD_PATIENCE
    while same_process(guard["pid"], guard["started"]) and alive(guard["pid"]) and time.monotonic() < until:
        time.sleep(0.05)
    with suppress(ProcessLookupError):
        if same_process(guard["pid"], guard["started"]):
            os.kill(guard["pid"], signal.SIGKILL)


def _still_ours(said: dict[str, Any]) -> Iterator[int]:
    """The recorded processes that still run. A number alone proves nothing: it may be a stranger's by now."""
    for child in said.get("children", {}).values():
        if same_process(child["pid"], child["started"]):
            yield child["pid"]
