"""Whether somebody asked us to stop."""

import os
import signal
from types import FrameType
from typing import Final

FOLLOW: Final = "HEARTEN_FOLLOWS"  # set by `make run`: the pid of make, with which we end


class StopRequested(Exception):  # noqa: N818  # not an error
    """Somebody asked us to stop while we were starting."""


class Asked:
    """Whether, and how often, we were asked to stop: by Ctrl-C, TERM, a closed terminal, or make's end."""

    def __init__(self) -> None:
        self.times = 0
        self.parent = int(os.environ.get(FOLLOW) or 0)
        signal.signal(signal.SIGINT, self._ask)  # also where a shell started us in the background, with it ignored
        signal.signal(signal.SIGTERM, self._ask)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup means to outlive the terminal
            signal.signal(signal.SIGHUP, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.times += 1

    def __bool__(self) -> bool:
        if self.parent and os.getppid() != self.parent:  # make was killed; nobody is left to pass a signal on
            self.parent = 0
            self.times += 1
        return self.times > 0

    def twice(self) -> bool:
        """Asked again: do not wait for tasks to finish."""
        return bool(self) and self.times > 1

    def check(self) -> None:
        """Leave the start, if we were asked to."""
        if self:
            raise StopRequested
