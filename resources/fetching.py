"""Asking a web server whether a page is there, and nothing else; how it is asked safely is in programs/outside.py."""

import time
from urllib.parse import urlsplit

from programs.outside import Allowed, Manners, OutsideError, Reply, Why, hops, is_public, request
from resources.rules.links import Answer

HEADERS = {
    "User-Agent": "Hearten link check (asks once a week whether a page is still there)",
    "Accept": "*/*",
    "Connection": "close",
}
MOST_REDIRECTS = 5
# For one step, and for a link with all its redirects; seconds.
STEP_SECONDS, WHOLE_SECONDS = 8.0, 15.0
FOR_GOOD = frozenset({301, 308})
# Servers that do not like HEAD say so in many ways; the page itself decides.
ASK_AGAIN = frozenset({400, 403, 404, 405, 406, 501})


def ask(url: str, *, allowed: Allowed = is_public, seconds: float = STEP_SECONDS) -> Answer:
    """What the server at an address says. Never raises for what a server or network does."""
    ends = time.monotonic() + seconds * WHOLE_SECONDS / STEP_SECONDS
    manners = Manners(ends, seconds, HEADERS, allowed)
    moved, status = False, None
    try:
        for reply in hops(url, lambda address: _one(address, manners), most=MOST_REDIRECTS):
            status = reply.status
            moved |= status in FOR_GOOD and bool(reply.onward) and not _same_place(reply.url, reply.onward)
    except OutsideError as error:
        return Answer(forbidden=error.why == Why.FORBIDDEN)
    return Answer(status, moved=moved)


def _same_place(url: str, onward: str) -> bool:
    """Whether a redirect only adds https, www. or a slash, which is no news."""

    def place(address: str) -> tuple[str, str]:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")

    return place(url) == place(onward)


def _one(url: str, manners: Manners) -> Reply:
    reply = request("HEAD", url, manners)
    return request("GET", url, manners) if reply.status in ASK_AGAIN else reply
