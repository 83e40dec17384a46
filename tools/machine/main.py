"""The order of things."""

from __future__ import annotations

import fcntl
import signal
import sys

from machine import python, system
from machine.shell import ROOT, TOOLS, SetupError, become, say, shows
from machine.uv import find_uv

USAGE = "usage: python tools/setup.py run|demo-reset|manage|test|check|ready [arguments]"


def main(arguments: list[str]) -> int:
    """Get ready, then become what was asked for."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not arguments:
        sys.exit(USAGE)
    task, *rest = arguments
    try:
        if task in ("run", "demo-reset", "manage"):
            ready("embedded", quick=task != "run")
            become(python.PYTHON, "-m", "launcher", task, *rest)
        if task in ("test", "check"):
            ready("dev")
            if task == "test":
                system.require([system.BROWSER, system.QUEUE])
            become(python.PYTHON, str(ROOT / "tools" / f"run_{task}s.py"), *rest)
        if task == "ready":
            ready("dev")
            return 0
    except SetupError as problem:
        print(f"Hearten: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    sys.exit(USAGE)


def ready(packages: str, *, quick: bool = False) -> None:
    """uv, Python, packages, Pango and theme; every step that is done already costs next to nothing.

    `quick` leaves out what is only seen in a browser.
    """
    with alone():
        if not python.up_to_date(packages):
            python.ready(find_uv(), packages)
        if not quick:
            system.wish(system.PDF)
            theme()


def theme() -> None:
    """Build the theme, by the Python that has Node as a package; the builder itself knows when nothing has changed."""
    if not shows([str(python.PYTHON), str(ROOT / "tools" / "theme.py")], unless="The theme is up to date."):
        raise SetupError("The theme was not built; the lines above say why.")


class alone:  # noqa: N801  # reads as a word: with alone()
    """One set-up at a time in this folder: two would write into the same .venv."""

    def __enter__(self) -> None:
        TOOLS.mkdir(exist_ok=True)
        self.file = (TOOLS / "setup.lock").open("a")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another set-up is at work in this folder; waiting for it.")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()
