"""A Python that Hearten runs on, and its virtual environment with hashed packages."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
from pathlib import Path

from machine.shell import ROOT, SetupError, output, run, say, succeeds

VERSIONS = ("3.13", "3.12")  # the one we build for, then the one that also works
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "hearten.json"  # which requirement files were installed, by hash
REQUIREMENTS = ROOT / "requirements"
# What a Python built by hand may lack, and Hearten needs.
PROBE = "import ctypes, hashlib, lzma, ssl, sys, zlib; print('%d.%d' % sys.version_info[:2], sys.version_info[3])"


def up_to_date(wanted: str) -> bool:
    """Whether there is nothing to do."""
    stamp = read_stamp()
    return stamp in (fingerprint("dev"), fingerprint(wanted)) and works(PYTHON)


def ready(uv: str, wanted: str) -> None:
    """An environment with at least the packages of requirements/`wanted`.txt ("embedded" or "dev")."""
    if not works(PYTHON):
        make_environment(uv)
    # Whoever runs the tests has more packages than `make run` needs; leave them theirs.
    wanted = "dev" if "dev" in (wanted, installed()) else wanted
    stamp = fingerprint(wanted)
    if read_stamp() == stamp:
        return
    requirements = REQUIREMENTS / f"{wanted}.txt"
    run(
        [uv, "pip", "sync", "--quiet", "--python", str(PYTHON), "--require-hashes", str(requirements)],
        "Installing the Python packages (some hundred megabytes the first time).",
    )
    STAMP.write_text(json.dumps(stamp))


def installed() -> str:
    """Which set the environment holds: "dev", "embedded" or nothing yet."""
    stamp = read_stamp()
    if stamp:
        return str(stamp.get("set", ""))
    # Made by hand, without us: judged by what only the larger set brings.
    return "dev" if glob.glob(str(VENV / "lib" / "python3*" / "site-packages" / "pytest")) else ""


def read_stamp() -> dict[str, str]:
    """What was installed last; empty when nothing was, or not by us."""
    try:
        said = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def fingerprint(wanted: str) -> dict[str, str]:
    """The stamp of a finished installation."""
    text = (REQUIREMENTS / f"{wanted}.txt").read_bytes()
    return {"set": wanted, "hash": hashlib.sha256(text).hexdigest()}


def works(python: Path) -> bool:
    """Whether this is a Python that we run on."""
    version, _, level = output([str(python), "-c", PROBE]).partition(" ")
    return version in VERSIONS and level == "final"


def make_environment(uv: str) -> None:
    """A new .venv in place of one that is missing or broken."""
    base = find_python(uv)
    if not VENV.is_symlink():
        shutil.rmtree(str(VENV), ignore_errors=True)
    run([uv, "venv", "--quiet", "--python", base, str(VENV)], f"Making .venv with {base}.")


def find_python(uv: str) -> str:
    """A Python 3.13, found or fetched; else a 3.12 that is there. SetupError when there is neither."""
    newest, *older = VERSIONS
    found = look_for(uv, newest)
    if found:
        return found
    # One try and short waits: where the download cannot be reached, it will not be at the third try either.
    limits = {"UV_HTTP_TIMEOUT": "20", "UV_HTTP_RETRIES": "1", "UV_PYTHON_INSTALL_BIN": "0"}
    say(f"Fetching Python {newest}, which is not on this machine.")
    if succeeds([uv, "python", "install", "--quiet", newest], limits):
        found = look_for(uv, newest)
    for version in older:
        found = found or look_for(uv, version)
    if not found:
        raise SetupError(
            f"Python {newest} (or 3.12) is not on this machine and could not be fetched: "
            "install it, for example as the package python3.13 or by pyenv, and try again."
        )
    return found


def look_for(uv: str, version: str) -> str:
    """The path of a working Python of this version, or nothing."""
    said = output([uv, "python", "find", "--no-project", "--system", "--no-python-downloads", version])
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    # pyenv keeps versions that it does not put on the path.
    kept = glob.glob(os.path.join(pyenv, "versions", f"{version}*", "bin", f"python{version}"))
    for candidate in [said, *sorted(kept, reverse=True)]:
        if candidate and works(Path(candidate)):
            return candidate
    return ""
