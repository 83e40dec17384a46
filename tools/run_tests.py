"""`make test`: the tests with a browser and those without, side by side. Run by .venv's Python.

Much of a browser's time is waiting, and so is that of tests that start, kill and watch other processes: side by side
each uses what the other leaves. Both work on one throwaway PostgreSQL, whose tables are made once.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from machine.shell import ROOT
from machine.system import chromium

PROCESSES = str(min(max(os.cpu_count() or 1, 2), 8))  # two even on one core: many tests wait for other processes
# What is collected, in how many processes; a browser is several processes itself, and the others run beside it.
WITH, WITHOUT = ("tests/browser", "1"), ("--ignore=tests/browser", PROCESSES)
PYTEST = (sys.executable, "-m", "pytest", "-q")
# A file stays whole, since its tests share servers, workers and worlds; tests/conftest.py puts the long files first.
SPREAD = ("--dist=loadfile", "--no-loadscope-reorder", "--durations=8", "--durations-min=2")


@dataclass
class Part:
    """One run of pytest; what it says goes to the terminal, or for later into a file."""

    process: "subprocess.Popen[bytes]"
    later: IO[bytes] | None = None

    def wait(self) -> int:
        """Its exit status, after everything that it said."""
        status = self.process.wait()
        if self.later is not None:
            self.later.seek(0)
            sys.stdout.buffer.write(self.later.read())
            self.later.close()
        return status


def main(arguments: list[str]) -> int:
    """Run all tests, or those that the arguments name; not 0 if any failed."""
    os.environ["HEARTEN_CHROMIUM"] = os.environ.get("HEARTEN_CHROMIUM") or chromium()
    if arguments:
        return subprocess.run([*PYTEST, *arguments], cwd=ROOT, check=False).returncode
    began = time.monotonic()
    _start_database()
    later = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the part
    parts = [
        Part(_start("browser", WITH, stdout=later, stderr=later), later),
        Part(_start("rest", WITHOUT)),
    ]
    worst = 0
    # Both always run to their end: a failure in one says nothing about the other. The first prints as it goes.
    for part in reversed(parts):
        worst = part.wait() or worst
    print(f"All tests took {time.monotonic() - began:.0f} s.", flush=True)
    return worst


def _start_database() -> None:
    """One server for both, named in the environment; it ends with this process."""
    sys.path.insert(0, str(ROOT))
    __import__("tests.server")


def _start(name: str, part: Sequence[str], **how: Any) -> "subprocess.Popen[bytes]":
    collected, processes = part
    print(f"Running pytest {collected} in {processes} processes.", flush=True)
    command = [*PYTEST, collected, "-n", processes, *SPREAD]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "HEARTEN_TEST_DATABASE": name}, **how)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
