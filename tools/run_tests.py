"""`make test`: the tests without a browser, then those with one, each in parallel. Run by .venv's Python."""

import os
import subprocess
import sys
import time

from machine.shell import ROOT
from machine.system import chromium

PROCESSES = str(min(max(os.cpu_count() or 1, 2), 8))  # two even on one core: many tests wait for other processes
PARTS = (("not browser", PROCESSES), ("browser", "2"))  # a browser is several processes itself


def main(arguments: list[str]) -> int:
    """Run all tests, or those that the arguments name; the exit status of the first part that failed."""
    environment = {**os.environ, "HEARTEN_CHROMIUM": os.environ.get("HEARTEN_CHROMIUM") or chromium()}
    pytest = [sys.executable, "-m", "pytest", "-q"]
    if arguments:
        return subprocess.run([*pytest, *arguments], cwd=ROOT, env=environment, check=False).returncode
    worst = 0
    for marked, processes in PARTS:
        print(f"Running the tests marked {marked!r} in {processes} processes.", flush=True)
        began = time.monotonic()
        command = [*pytest, "-m", marked, "-n", processes, "--durations=8", "--durations-min=2"]
        # Both parts always run: a failure in one says nothing about the other.
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        print(f"That took {time.monotonic() - began:.0f} s.", flush=True)
        worst = worst or status
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
