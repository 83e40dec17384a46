"""Keeping web, worker and beat running, and stopping them so that a task in their hands is finished.

Why this is not a library: docs/decisions/0002-launcher.md.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from launcher.asked import Asked
from launcher.guard import Guard, kill_group
from launcher.place import ROOT, Place, Record
from launcher.processes import started_at
from launcher.say import say

STOP_PATIENCE: Final = 20.0  # seconds from TERM to KILL: time to finish a task or a request
STEADY: Final = 60.0  # seconds up, after which an earlier crash no longer counts
LONGEST_PAUSE: Final = 60.0  # seconds between two tries
LOG_LIMIT: Final = 5_000_000  # bytes, then the log is put aside once


def pause_before(crashes: int) -> float:
    """Seconds to wait before starting again after this many crashes in a row: 1, 2, 4, ... up to a minute."""
    return float(min(2 ** max(crashes - 1, 0), LONGEST_PAUSE))


def put_aside(log: Path) -> None:
    """Keep a log that has grown long once under another name, and begin a new one."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".old.log"))


@dataclass
class Child:
    """One process that is to run for as long as Hearten does."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    pass_fds: Sequence[int] = ()
    process: "subprocess.Popen[bytes] | None" = None
    crashes: int = 0
    started: float = 0.0
    due: float = field(default=0.0)

    def start(self) -> int:
        """Start it in a session of its own: signals of our terminal reach us alone, and we pass them on in order."""
        put_aside(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=self.environment,
                pass_fds=self.pass_fds,
                start_new_session=True,
            )
        self.started = time.monotonic()
        return self.process.pid

    def ended(self) -> int | None:
        """Its exit status, when it has one that was not dealt with yet."""
        return None if self.process is None else self.process.poll()


class Supervisor:
    """Starts the children, starts a crashed one again, stops them all."""

    def __init__(self, place: Place, guard: Guard, record: Record, asked: Asked) -> None:
        self.asked = asked
        self.place = place
        self.guard = guard
        self.record = record
        self.children: list[Child] = []

    def add(self, child: Child) -> None:
        """Start a child and look after it from now on."""
        self.children.append(child)
        self._start(child)

    def look(self) -> None:
        """Start again what has crashed and whose pause is over. Call it often."""
        for child in self.children:
            status = child.ended()
            if status is not None:
                self._crashed(child, status)
            if child.process is None and time.monotonic() >= child.due:
                self._start(child)

    def stop(self, hurry: Callable[[], bool]) -> None:
        """TERM to each main process (they tell their own children), then wait; KILL after 20 s, or when in a hurry."""
        running = {child.name: child.process for child in self.children if child.process is not None}
        for process in running.values():
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + STOP_PATIENCE
        while any(process.poll() is None for process in running.values()) and time.monotonic() < until and not hurry():
            time.sleep(0.05)
        for name, process in running.items():
            if process.poll() is None:
                say(f"{name} has not stopped by itself; ending it.")
            # Also when it has ended in order: what it left running in its group goes now.
            kill_group(process.pid)
            process.wait()
            self.guard.forget(process.pid)
        self.children.clear()

    def _start(self, child: Child) -> None:
        pid = child.start()
        self.guard.watch(pid, signal.SIGTERM)
        self._write_down()

    def _crashed(self, child: Child, status: int) -> None:
        process = child.process
        if process is None:
            return
        kill_group(process.pid)
        self.guard.forget(process.pid)
        child.process = None
        child.crashes = 1 if time.monotonic() - child.started > STEADY else child.crashes + 1
        wait = pause_before(child.crashes)
        child.due = time.monotonic() + wait
        how = f"signal {-status}" if status < 0 else f"exit {status}"
        log = self.place.shown(f"log/{child.log.name}")
        say(f"{child.name} stopped by itself ({how}, see {log}); starting it again in {wait:.0f} s.")
        self._write_down()

    def _write_down(self) -> None:
        running = {child.name: child.process.pid for child in self.children if child.process is not None}
        self.record.write(children={name: identity(pid) for name, pid in running.items()})


def identity(pid: int) -> dict[str, float | int]:
    """A process by number and moment, as run.json keeps it."""
    return {"pid": pid, "started": started_at(pid) or 0.0}


def own_identity() -> dict[str, float | int]:
    """This process."""
    return identity(os.getpid())
