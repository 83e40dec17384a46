"""Points at which tests kill a process, to show that nothing is lost or doubled (privacy.md 6). Dead code elsewhere."""

import os
import signal

from django.conf import settings


def point(name: str) -> None:
    """End this process at once if a test asked for it in HEARTEN_FAULT; nothing outside of tests."""
    if settings.MODE == "test" and os.environ.get("HEARTEN_FAULT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
