"""Looking at other processes: is it still the one we started, and what is it?"""

from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships without types


def started_at(pid: int) -> float | None:
    """When this process started (seconds since 1970), or None if there is none; pid and moment name it for good."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return None


def command_of(pid: int) -> list[str]:
    """The program and its arguments; empty when the process is gone or not ours to look at."""
    try:
        return list(psutil.Process(pid).cmdline())
    except psutil.Error:
        return []


def same_process(pid: int, started: float) -> bool:
    """Whether `pid` is still the process that started then; numbers are used again, moments are not."""
    now_there = started_at(pid)
    return now_there is not None and abs(now_there - started) < 1.0


def runs_on(pid: int, folder: Path) -> bool:
    """Whether `pid` is a PostgreSQL server on this data folder."""
    command = command_of(pid)
    return bool(command) and Path(command[0]).name == "postgres" and str(folder) in command
