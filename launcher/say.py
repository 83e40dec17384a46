"""Lines for the person at the terminal."""

import os
import sys
from contextlib import suppress


def say(line: str) -> None:
    """Print one line at once. A terminal that was closed must not end the orderly stop that its closing began."""
    try:
        print(line, flush=True)
    except OSError:
        with suppress(OSError):
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # stays open in place of the lost terminal


def say_aside() -> None:
    """From now on speak on standard error: standard output belongs to the command that is being run."""
    sys.stdout = sys.stderr
