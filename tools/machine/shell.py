"""Running other programs, and saying what is going on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ROOT / ".tools"  # what the set-up keeps for itself; safe to remove
LOG = TOOLS / "setup.log"


class SetupError(Exception):
    """One line: what is missing and what to do about it."""


def say(line: str) -> None:
    """Tell the person at the terminal, at once."""
    print(line, flush=True)


def run(
    command: list[str], saying: str = "", environment: dict[str, str] | None = None, *, otherwise: str = ""
) -> None:
    """Run a program to its end; what it prints goes to .tools/setup.log.

    Raises SetupError with `otherwise`, or with the program's last line, when it fails.
    """
    if saying:
        say(saying)
    if not succeeds(command, environment):
        said = f"{Path(command[0]).name} failed: {last_line()} (more in {LOG.relative_to(ROOT)})"
        raise SetupError(otherwise or said)


def succeeds(command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Whether a program ended well; what it prints goes to .tools/setup.log."""
    TOOLS.mkdir(exist_ok=True)
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}   # {time.strftime('%Y-%m-%d %H:%M:%S')}\n".encode())
        log.flush()
        try:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=str(ROOT),
                env={**os.environ, **(environment or {})},
            )
        except OSError as problem:
            log.write(f"{problem}\n".encode())
            return False
        return wait_for(child) == 0


def shows(command: list[str], unless: str) -> bool:
    """Whether a program ended well; it speaks to the person itself, but for the line that nothing was to be done."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=str(ROOT))
    assert child.stdout is not None  # noqa: S101  # it was asked for
    for line in iter(child.stdout.readline, b""):
        said = line.decode("utf-8", "replace").rstrip()
        if said and said != unless:
            say(said)
    return wait_for(child) == 0


def wait_for(child: subprocess.Popen[bytes]) -> int:
    """Wait; if we are told to stop meanwhile, tell the child in time to tidy up (a package manager needs it)."""
    try:
        return child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise


def output(command: list[str]) -> str:
    """What a program prints, stripped; empty when it fails or is not there."""
    try:
        # From the root folder: a version file of the project must not stand in the way of looking around.
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", check=False
        )
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""


def last_line() -> str:
    """The last thing that was written to the log."""
    lines = [line.strip() for line in LOG.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def become(program: Path, *arguments: str) -> None:
    """Go on as another program: same process, so that signals and exit status reach whoever started us."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.chdir(str(ROOT))
    os.execv(str(program), [str(program), *arguments])  # noqa: S606  # no shell is the point
