"""What the system's own package manager has to bring: Pango for PDFs; Chromium and Redis for the tests."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from machine.shell import TOOLS, SetupError, output, say, succeeds

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ON_A_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PANGO = ("libpango-1.0", "libpangoft2-1.0", "libharfbuzz-subset")
# No questions, and no Redis server started on this machine's behalf: the tests start their own.
QUIET = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}


@dataclass(frozen=True)
class Need:
    """Something that pip cannot bring. `debian` and `brew` are package names, `purpose` ends the sentence."""

    name: str
    purpose: str
    debian: tuple[str, ...]
    brew: tuple[str, ...]


PDF = Need("Pango", "draws PDFs", ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"), ("pango",))
BROWSER = Need("Chromium", "is what the browser tests drive", ("chromium",), ("--cask", "chromium"))
QUEUE = Need("redis-server", "is what the queue tests run on", ("redis-server",), ("redis",))


def chromium() -> str:
    """The path of a Chromium, or nothing."""
    found = [path for path in map(shutil.which, CHROMIUM) if path]
    return (found + [path for path in CHROMIUM_ON_A_MAC if os.path.exists(path)] + [""])[0]


def present(need: Need) -> bool:
    """Whether it is there already."""
    if need is BROWSER:
        return bool(chromium())
    if need is QUEUE:
        return shutil.which("redis-server") is not None
    return all(map(loads, PANGO))


def loads(library: str) -> bool:
    """Whether a shared library of this name can be loaded, as WeasyPrint will."""
    names = [f"{library}.so.0"]
    if sys.platform == "darwin":
        folders = ("/opt/homebrew/lib", "/usr/local/lib")
        names = [str(Path(folder, f"{library}.0.dylib")) for folder in folders]
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def wish(need: Need) -> None:
    """Install it where we may; where not, one line, and Hearten runs without it."""
    tried = TOOLS / f"tried-{need.name.lower()}"
    if present(need):
        return
    if not tried.exists() and can_install():
        if install_need(need):
            return
        tried.touch()  # once is enough: the second start has to be quick
    say(f"{need.name} ({need.purpose}) is missing, the rest works without it: {advice([need])}")


def require(needs: list[Need]) -> None:
    """Install what is missing where we may; where not, SetupError with one line that names all of it."""
    missing = [need for need in needs if not present(need)]
    if missing and can_install():
        missing = [need for need in missing if not install_need(need)]
    if missing:
        raise SetupError(f"The tests need {' and '.join(need.name for need in missing)}: {advice(missing)}")


def install_need(need: Need) -> bool:
    """Install one, whichever way this machine has; whether it is there now."""
    saying = f"Installing {need.name}, which {need.purpose}."
    if can_apt():
        install(list(need.debian), saying)
    else:
        say(saying)
        succeeds(["brew", "install", "--quiet", *need.brew])
    return present(need)


def advice(needs: list[Need]) -> str:
    """What to type."""
    if shutil.which("apt-get"):
        return "apt-get install " + " ".join(name for need in needs for name in need.debian)
    if sys.platform == "darwin":
        return "; ".join("brew install " + " ".join(need.brew) for need in needs)
    return "install it with your system's package manager"


def can_install() -> bool:
    """Whether this machine lets us install system packages without asking anybody."""
    return can_apt() or (sys.platform == "darwin" and shutil.which("brew") is not None)


def can_apt() -> bool:
    """Whether we may use apt-get: as root, or by a sudo that asks for no password."""
    return shutil.which("apt-get") is not None and as_root() is not None


def as_root() -> list[str] | None:
    """What to put before a command so that root runs it; None when we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and output(["sudo", "-n", "id", "-u"]) == "0":
        return ["sudo", "-n"]
    return None


def install(packages: list[str], saying: str) -> bool:
    """Install Debian packages; with fresh lists if the ones at hand (or none) do not do."""
    say(saying)
    root = as_root() or []
    # `env`, because sudo does not hand the environment on.
    settings = ["env", *(f"{name}={value}" for name, value in QUIET.items())]
    command = [*root, *settings, "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    if succeeds(command):
        return True
    return succeeds([*root, *settings, "apt-get", "update", "-q"]) and succeeds(command)
