"""A real `python -m launcher` in a folder of its own, and looking for what it leaves behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # ships without types

from launcher.place import ROOT

# What the tests' own server and settings put into the environment is not for the launcher.
OF_THE_TESTS = (
    "DATABASE_URL",
    "MIGRATE_DATABASE_URL",
    "HEARTEN_MODE",
    "HEARTEN_DEMO",
    "SECRET_KEY",
    "NOTE_KEYS",
    "SITE_URL",
    "DJANGO_SETTINGS_MODULE",
    "HEARTEN_FOLLOWS",
)
START = 180.0  # seconds; the first start loads a whole program, and the machine may be busy
END = 60.0  # twenty for tasks, the rest for a busy machine


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, port: int) -> dict[str, str]:
    """Ours, less what belongs to the tests."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    return {**kept, "VAR_DIR": str(var), "PORT": str(port)}


def wait_until(true: Callable[[], object], patience: float, what: str) -> None:
    """Wait for it; AssertionError with `what` when it takes too long."""
    until = time.monotonic() + patience
    while not true():
        assert time.monotonic() < until, f"{what}: not within {patience:.0f} s"
        time.sleep(0.05)


class Launched:
    """One launcher process; its output goes to a file, so that nothing waits for a pipe to close."""

    def __init__(self, var: Path, *, port: int | None = None, command: list[str] | None = None) -> None:
        self.var = var
        self.port = port or free_port()
        self.output = var.with_name(f"{var.name}-{time.monotonic_ns()}.txt")
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command or [sys.executable, "-m", "launcher"],
                cwd=ROOT,
                env=environment(var, self.port),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        """All it has printed."""
        return self.output.read_text()

    def record(self) -> dict[str, Any]:
        """run.json."""
        said: dict[str, Any] = json.loads((self.var / "run.json").read_text())
        return said

    def ready(self) -> "Launched":
        """Wait until it says where it runs."""
        line = f"Hearten is running at http://127.0.0.1:{self.port}\n"
        wait_until(lambda: line in self.said() or self.process.poll() is not None, START, "ready")
        assert line in self.said(), self.said()
        return self

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and wait."""
        self.process.send_signal(number)
        return self.process.wait(END)

    def kill(self) -> None:
        """End the launcher with no chance to do anything."""
        self.process.kill()
        self.process.wait()

    def left(self) -> list[psutil.Process]:
        """Every process that works for this folder, whoever its parent is by now."""
        return [process for process in psutil.process_iter() if works_for(process, str(self.var))]


def works_for(process: psutil.Process, var: str) -> bool:
    """Whether a process was told of this folder, by its arguments or its environment."""
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return any(var in word for word in process.cmdline()) or process.environ().get("VAR_DIR") == var
    except psutil.Error:
        return False


@contextmanager
def launched(var: Path, **options: Any) -> Iterator[Launched]:
    """A launcher for one test; whatever is left of it is ended, so that one failure does not cause the next."""
    running = Launched(var, **options)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.terminate()
            try:
                running.process.wait(END)
            except subprocess.TimeoutExpired:
                running.process.kill()
        for process in running.left():
            process.kill()
