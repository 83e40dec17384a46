"""Asking servers outside for an address that somebody typed, from a server that also reaches what nobody else should.

Whoever types an address, or answers for it, must not find a way into the network around this server, nor hold a worker
up. So: http and https alone, without names and passwords; only hosts all of whose addresses are allowed, which means on
the public internet unless a test says otherwise; the connection goes to the very address that was checked, so that a
name that answers differently a moment later leads nowhere else; every redirect is a new question, checked anew; and no
wait, for headers or for a body, goes past one deadline for everything together, however slowly bytes drip in.
"""

import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CHUNK = 64 * 1024
# Where IPv6 gives addresses to single hosts of the internet. What translates to or from IPv4 (64:ff9b::/96), or names
# an inner or a multicast address, lies outside; the two kinds of tunnel inside are left out by themselves.
UNICAST = ip_network("2000::/3")

# Whether an IP address and a port may be asked.
type Allowed = Callable[[str, int], bool]


class Why(StrEnum):
    """Why there is no reply."""

    FORBIDDEN = "forbidden"  # an address that is not asked
    UNREACHABLE = "unreachable"  # nobody answers, or nothing that can be understood
    SLOW = "slow"
    LARGE = "large"
    LOOP = "loop"  # one redirect after the other


class OutsideError(Exception):
    """A server that could not be asked, and why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Reply:
    """What a server said. `onward` is where a redirect leads, else empty; `body` is empty unless it was asked for."""

    url: str
    status: int
    onward: str
    body: bytes = b""


def is_public(address: str, port: int) -> bool:
    """Whether an IP address and port are on the public internet's web."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped), port)
        if found not in UNICAST or found.sixtofour or found.teredo:
            return False
    return found.is_global and not found.is_multicast and port in PORTS.values()


@dataclass(frozen=True)
class Manners:
    """How servers are asked: until when (`time.monotonic()`), how long for one step (seconds), and for how much."""

    ends: float
    patience: float
    headers: Mapping[str, str] = field(default_factory=dict)
    allowed: Allowed = is_public
    # Bytes of a body of status 200; 0: nothing of it is read.
    most: int = 0


def hops(url: str, one: Callable[[str], Reply], *, most: int) -> Iterator[Reply]:
    """The replies along a chain of at most `most` redirects; the last one is no redirect. Raises OutsideError."""
    for _ in range(most + 1):
        reply = one(url)
        yield reply
        if not reply.onward:
            return
        url = reply.onward
    raise OutsideError(Why.LOOP)


def request(method: str, url: str, manners: Manners) -> Reply:
    """One question to one server. Raises OutsideError."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
            raise OutsideError(Why.FORBIDDEN)
        return _ask(method, parts, manners)
    except TimeoutError:
        raise OutsideError(Why.SLOW) from None
    except (OSError, HTTPException, UnicodeError, ValueError):
        raise OutsideError(Why.UNREACHABLE) from None


def _ask(method: str, parts: SplitResult, manners: Manners) -> Reply:
    connection = _Pinned(parts, manners)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, headers=dict(manners.headers))
        answer = connection.getresponse()
        url, moved = parts.geturl(), answer.headers.get("Location", "")
        onward = urljoin(url, moved) if answer.status in REDIRECTS and moved else ""
        body = b""
        if answer.status == 200 and manners.most:
            while chunk := answer.read1(CHUNK):
                body += chunk
                if len(body) > manners.most:
                    raise OutsideError(Why.LARGE)
        return Reply(url, answer.status, onward, body)
    finally:
        connection.close()


def public_address(host: str, port: int, allowed: Allowed = is_public) -> str:
    """One address of a host, all of whose addresses are allowed. Raises OutsideError, and OSError for no such host."""
    found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    # One inner address among several would do for a way in.
    if not found or not all(allowed(address, port) for address in found):
        raise OutsideError(Why.FORBIDDEN)
    # IPv4 first: not every server has a way out over IPv6.
    return min(found, key=lambda address: (":" in address, address))


class _Pinned(HTTPConnection):
    """A connection to the very address that was checked, which must still prove to be the host where it is https."""

    def __init__(self, parts: SplitResult, manners: Manners) -> None:
        self.default_port = PORTS[parts.scheme]
        super().__init__(parts.hostname or "", parts.port or self.default_port)
        self._secure, self._manners = parts.scheme == "https", manners

    def connect(self) -> None:
        address = public_address(self.host, self.port, self._manners.allowed)
        self.sock: Any = socket.create_connection((address, self.port), _left(self._manners))
        if self._secure:
            # The handshake as a whole waits no longer than one step.
            self.sock.settimeout(_left(self._manners))
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        self.sock = _Hurried(self.sock, self._manners)


def _left(manners: Manners) -> float:
    """Seconds that a step may take now. Raises TimeoutError when the time is over."""
    left = manners.ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, manners.patience)


class _Hurried:
    """What the library needs of a socket; no call of it waits past the deadline."""

    def __init__(self, plain: socket.socket, manners: Manners) -> None:
        self._plain, self._manners = plain, manners

    def sendall(self, data: bytes) -> None:
        self._plain.settimeout(_left(self._manners))
        self._plain.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self._plain, self._manners))

    def close(self) -> None:
        self._plain.close()


class _Reading(io.RawIOBase):
    """The bytes that come in, with the time that is left for each wait."""

    def __init__(self, plain: socket.socket, manners: Manners) -> None:
        self._plain, self._manners = plain, manners
        # It keeps the socket open for the body when the library lets go of the connection.
        self._raw = plain.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._plain.settimeout(_left(self._manners))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
