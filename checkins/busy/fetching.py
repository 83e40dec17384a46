"""Fetching an address that somebody typed, from a server that also reaches what nobody else should.

Only https, only port 443, only hosts all of whose addresses are public; the connection goes to the very address that
was checked, so that a name that answers differently a moment later leads nowhere else; every redirect is checked anew.
"""

import socket
import ssl
import time
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urljoin, urlsplit

from checkins.busy import Problem, ReadError

MOST_BYTES = 2 * 1024 * 1024
MOST_HOPS = 3
# For one answer from the other side, and for everything together; seconds.
PATIENCE, LIMIT = 8, 25
CHUNK = 64 * 1024
MOVED = (301, 302, 303, 307, 308)
# Public by its number, but leads to an IPv4 address behind a translator.
TRANSLATED = ip_network("64:ff9b::/96")


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
    deadline = time.monotonic() + LIMIT
    for _ in range(MOST_HOPS + 1):
        parts = checked(address)
        found = _get(parts, public_address(parts.hostname or ""), deadline)
        if isinstance(found, bytes):
            return found
        address = urljoin(parts.geturl(), found)
    raise ReadError(Problem.REFUSED)


def public_address(host: str) -> str:
    """One address of a host, all of whose addresses are public. Raises ReadError."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise ReadError(Problem.UNREACHABLE) from None
    if not found or not all(_is_public(ip_address(str(each).partition("%")[0])) for each in found):
        raise ReadError(Problem.ADDRESS)
    # IPv4 first: not every server has a way out over IPv6.
    return str(min(found, key=lambda each: (":" in str(each), str(each))))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return _is_public(address.ipv4_mapped)
        if address in TRANSLATED or address.sixtofour or address.teredo:
            return False
    return address.is_global and not address.is_multicast


class _Pinned(HTTPSConnection):
    """A connection to one checked address that must still prove to be the host."""

    def __init__(self, host: str, address: str, timeout: float) -> None:
        self._proof = ssl.create_default_context()
        super().__init__(host, 443, timeout=timeout, context=self._proof)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, 443), self.timeout)
        self.sock = self._proof.wrap_socket(plain, server_hostname=self.host)


def _get(parts: SplitResult, address: str, deadline: float) -> bytes | str:
    """The body, or where it moved to."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Pinned(parts.hostname or "", address, PATIENCE)
    try:
        headers = {"Accept": "text/calendar", "Accept-Encoding": "identity", "User-Agent": "Hearten"}
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        if answer.status in MOVED and answer.headers.get("Location"):
            return str(answer.headers["Location"])
        if answer.status != 200:
            raise ReadError(Problem.REFUSED)
        body = b""
        while chunk := answer.read1(CHUNK):
            body += chunk
            if len(body) > MOST_BYTES:
                raise ReadError(Problem.LARGE)
            if time.monotonic() > deadline:
                raise ReadError(Problem.SLOW)
    except TimeoutError:
        raise ReadError(Problem.SLOW) from None
    except (OSError, HTTPException, UnicodeError, ValueError):
        raise ReadError(Problem.UNREACHABLE) from None
    finally:
        connection.close()
    return body
