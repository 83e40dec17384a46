"""uv: the machine's own when it has one, else ours in .tools/."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

from machine.shell import TOOLS, SetupError, output, run, succeeds
from machine.system import can_apt, install

OLDEST = (0, 5)  # knows every option that we use
OURS = TOOLS / "uv"
PIN = Path(__file__).resolve().parent.parent / "uv.txt"


def find_uv() -> str:
    """The path of a uv that works, fetched first if need be."""
    found = shutil.which("uv")
    if found and new_enough(found):
        return found
    ours = OURS / "bin" / "uv"
    if not new_enough(str(ours)):
        fetch_uv()
    return str(ours)


def new_enough(uv: str) -> bool:
    """Whether this program is a uv of a version that we know how to use."""
    said = re.match(r"uv (\d+)\.(\d+)", output([uv, "--version"]))
    return said is not None and tuple(map(int, said.groups())) >= OLDEST


def fetch_uv() -> None:
    """Install the pinned uv into a virtual environment of its own, by the Python that runs us."""
    shutil.rmtree(str(OURS), ignore_errors=True)
    if not make_environment():
        # Debian ships Python without the part that makes environments with pip in them.
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        installed = can_apt() and install([package], "Installing Python's venv module.")
        if not (installed and make_environment()):
            raise SetupError(
                "This Python cannot make a virtual environment: install uv (or the package python3-venv) and try again."
            )
    pip = [str(OURS / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "--only-binary=:all:"]
    run([*pip, "--require-hashes", "-r", str(PIN)], "Fetching uv, which installs Python packages.")


def make_environment() -> bool:
    """An environment with pip in it; anything half made is removed."""
    if succeeds([sys.executable, "-m", "venv", str(OURS)]) and os.access(str(OURS / "bin" / "pip"), os.X_OK):
        return True
    shutil.rmtree(str(OURS), ignore_errors=True)
    return False
