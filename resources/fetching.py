"""Asking a web server whether a page is there, and nothing else.

An address comes from whoever keeps the directory, so it must not become a way into the network around this server:
only http and https on their usual ports, only addresses of the public internet, and the address that was looked up is
the one that is connected to, at every redirect anew. Nothing of a page is read.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from threading import Timer
from typing import Any
from urllib.parse import urljoin, urlsplit

from resources.rules.links import Answer

AGENT = "Hearten link check (asks once a week whether a page is still there)"
MOST_REDIRECTS = 5
STEP_SECONDS, WHOLE_SECONDS = 8.0, 15.0
PORTS = {"http": 80, "https": 443}
REDIRECTS, FOR_GOOD = frozenset({301, 302, 303, 307, 308}), frozenset({301, 308})
# Servers that do not like HEAD say so in many ways; the page itself decides.
ASK_AGAIN = frozenset({400, 403, 404, 405, 406, 501})

type Allowed = Callable[[str, int], bool]


class ForbiddenAddressError(Exception):
    """An address that we do not ask for."""


def is_public(address: str, port: int) -> bool:
    """Whether an IP address and port are on the public internet's web."""
    return ipaddress.ip_address(address).is_global and port in PORTS.values()


def ask(url: str, *, allowed: Allowed = is_public, seconds: float = STEP_SECONDS) -> Answer:
    """What the server at an address says. Never raises for what a server or network does."""
    moved_for_good = False
    try:
        for _ in range(MOST_REDIRECTS + 1):
            status, onward = _one(url, allowed, seconds)
            if status not in REDIRECTS or not onward:
                return Answer(status, moved=moved_for_good)
            moved_for_good |= status in FOR_GOOD and not _same_place(url, onward)
            url = onward
    except ForbiddenAddressError:
        return Answer(forbidden=True)
    except (OSError, HTTPException, UnicodeError, ValueError):
        return Answer()
    return Answer()


def _same_place(url: str, onward: str) -> bool:
    """Whether a redirect only adds https, www. or a slash, which is no news."""

    def place(address: str) -> tuple[str, str]:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")

    return place(url) == place(onward)


def _one(url: str, allowed: Allowed, seconds: float) -> tuple[int, str]:
    status, onward = _request("HEAD", url, allowed, seconds)
    return _request("GET", url, allowed, seconds) if status in ASK_AGAIN else (status, onward)


def _request(method: str, url: str, allowed: Allowed, seconds: float) -> tuple[int, str]:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise ForbiddenAddressError
    connection = _Pinned(parts.hostname, parts.port or PORTS[parts.scheme], parts.scheme == "https", allowed, seconds)
    # A server that sends a byte now and then would never run into the time for one step.
    guard = Timer(seconds * WHOLE_SECONDS / STEP_SECONDS, connection.hang_up)
    guard.daemon = True
    guard.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, headers={"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, urljoin(url, answer.headers.get("Location", "")) if answer.status in REDIRECTS else ""
    finally:
        guard.cancel()
        connection.close()


class _Pinned(HTTPConnection):
    """A connection to the very address that was looked up and found to be allowed."""

    def __init__(self, host: str, port: int, secure: bool, allowed: Allowed, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self.secure, self.allowed = secure, allowed
        self.default_port = PORTS["https" if secure else "http"]

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        # One inner address among several would do for a way in.
        if not addresses or not all(self.allowed(address, self.port) for address in addresses):
            raise ForbiddenAddressError
        plain = socket.create_connection((addresses[0], self.port), timeout=self.timeout)
        self.sock: Any = plain
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)

    def hang_up(self) -> None:
        """End the connection from another thread; whoever reads from it gets an error."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
