"""A process that outlives its owner for a moment, to end what the owner can no longer end itself.

SIGKILL gives the launcher no chance to stop its children, and only Linux can tie a child's life to its parent's.
So the launcher keeps one small guard beside it, which works everywhere: the two share a pipe, and when the launcher
is gone, however that came about, the pipe closes and the guard stops what it was told to watch.

This file is both ends: `Guard` is used by the launcher, `main` runs in the guard process. It imports the standard
library alone, so that the guard starts in a few milliseconds and stays small.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Final, cast

SHORT_OF_FOREVER: Final = 5.0  # seconds that a stage gets to end by itself, before it is killed
POLL: Final = 0.05  # seconds


class Guard:
    """The owner's end of the pipe. Stages are stopped in order: 0 before 1."""

    def __init__(self) -> None:
        # Its own session: Ctrl-C in the owner's terminal must not reach it before it has done its work.
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", os.fspath(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            text=True,
        )
        self._pipe = cast(IO[str], self.process.stdin)

    def watch(self, pid: int, stop_signal: signal.Signals, *, stage: int = 0) -> None:
        """Stop this process by this signal when the owner is gone."""
        self._tell(f"watch {pid} {int(stop_signal)} {stage}")

    def forget(self, pid: int) -> None:
        """The owner has seen this process end."""
        self._tell(f"forget {pid}")

    def remove(self, folder: Path) -> None:
        """Remove this folder (the owner's own, temporary) at the very end."""
        self._tell(f"remove {folder}")

    def close(self) -> None:
        """Let the guard do what is left to do, and wait for it."""
        with contextlib.suppress(BrokenPipeError):
            self._pipe.close()
        self.process.wait()

    def _tell(self, line: str) -> None:
        # A guard that was killed is not worth dying for: the next start clears up (launcher.leftovers).
        with contextlib.suppress(BrokenPipeError, ValueError):
            self._pipe.write(line + "\n")
            self._pipe.flush()


def alive(pid: int) -> bool:
    """Whether a process of this number runs; one that has ended and waits to be collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        # In a container whose first process collects nobody, an ended orphan stays in the table for good.
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] != "Z"


def stop_all(pids: dict[int, int], *, patience: float = SHORT_OF_FOREVER) -> None:
    """Send each process its signal, wait, then kill what is left of it and of its process group."""
    for pid, number in pids.items():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
    until = time.monotonic() + patience
    while any(alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(POLL)
    for pid in pids:
        kill_group(pid)
    until = time.monotonic() + 2
    while any(alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(POLL)


def kill_group(pid: int) -> None:
    """End a process and those it left behind. Every child of ours leads a group of its own, so `pid` names both."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def main() -> None:
    """Listen until the pipe closes, then stop what is still watched, stage by stage, and remove what was lent."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    watched: dict[int, tuple[int, int]] = {}  # pid -> (stage, signal)
    folders: list[str] = []
    for line in sys.stdin:
        order, _, rest = line.rstrip("\n").partition(" ")
        if order == "watch":
            pid, number, stage = map(int, rest.split())
            watched[pid] = (stage, number)
        elif order == "forget":
            watched.pop(int(rest), None)
        elif order == "remove":
            folders.append(rest)
    for stage in sorted({stage for stage, _ in watched.values()}):
        stop_all({pid: number for pid, (at, number) in watched.items() if at == stage})
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
