"""Reading a facilitator's own calendar: fetched with care, turned into nothing but busy times.

No title, place or person of an event leaves this package; only when somebody is busy does.
"""

from enum import StrEnum


class Problem(StrEnum):
    """Why an address could not be read, as the page tells its owner."""

    ADDRESS = "address"  # no https address on the public internet
    UNREACHABLE = "unreachable"  # nobody answers there
    REFUSED = "refused"  # answers, but not with a calendar: 401, 403, 404
    SLOW = "slow"
    LARGE = "large"
    NO_CALENDAR = "no_calendar"
    SEALED = "sealed"  # our own key changed: it must be given again


class ReadError(Exception):
    """A calendar that could not be read, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


__all__ = ["Problem", "ReadError"]
