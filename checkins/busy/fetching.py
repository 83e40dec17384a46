"""Fetching a calendar from an address that somebody typed: https alone, and as programs/outside.py asks safely."""

import time
from urllib.parse import SplitResult, urlsplit

from checkins.busy import Problem, ReadError
from programs.outside import Manners, OutsideError, Reply, Why, hops, request

MOST_BYTES = 2 * 1024 * 1024
MOST_HOPS = 3
# For one answer from the other side, and for everything together; seconds.
PATIENCE, LIMIT = 8, 25
HEADERS = {"Accept": "text/calendar", "Accept-Encoding": "identity", "User-Agent": "Hearten"}
PROBLEMS = {
    Why.FORBIDDEN: Problem.ADDRESS,
    Why.UNREACHABLE: Problem.UNREACHABLE,
    Why.SLOW: Problem.SLOW,
    Why.LARGE: Problem.LARGE,
    Why.LOOP: Problem.REFUSED,
}


def checked(address: str) -> SplitResult:
    """An address in its parts, "webcal" read as "https". Raises ReadError unless it is plain https."""
    try:
        parts = urlsplit(address.strip().replace("webcal://", "https://", 1))
        fine = parts.scheme == "https" and parts.hostname and parts.port in (None, 443)
    except ValueError:
        raise ReadError(Problem.ADDRESS) from None
    if not fine or parts.username or parts.password or any(ord(letter) < 33 for letter in address.strip()):
        raise ReadError(Problem.ADDRESS)
    return parts


def fetch(address: str) -> bytes:
    """What is at an address, at most MOST_BYTES. Raises ReadError."""
    manners = Manners(time.monotonic() + LIMIT, PATIENCE, HEADERS, most=MOST_BYTES)

    def one(url: str) -> Reply:
        return request("GET", checked(url).geturl(), manners)

    try:
        *_, last = hops(address, one, most=MOST_HOPS)
    except OutsideError as error:
        raise ReadError(PROBLEMS[error.why]) from None
    if last.status != 200:
        raise ReadError(Problem.REFUSED)
    return last.body
