"""Asking servers outside: every way round the rules, tried on everybody who asks (calendars and links)."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checkins.busy import Problem, ReadError, fetching
from programs.outside import is_public
from resources.fetching import ask
from resources.rules.links import Answer
from tests.outside import PUBLIC, believe, certificate, lead, proving, resolve

HOST = "outside.example"
ADDRESS = f"https://{HOST}/page"
SECONDS, WHOLE = 0.2, 0.4
FORBIDDEN, SLOW, SILENT, READ = "forbidden", "slow", "silent", "read"

# What a server does with a line that is open; `over` says when the test is.
type Does = Callable[[socket.socket, threading.Event], None]
type User = Callable[[], str]


def calendar() -> str:
    """What a calendar's reader makes of the address."""
    try:
        return READ if fetching.fetch(ADDRESS) else "empty"
    except ReadError as error:
        return {Problem.ADDRESS: FORBIDDEN, Problem.SLOW: SLOW}.get(error.problem, error.problem)


def link() -> str:
    """What the check of links makes of it; it does not tell slow from silent."""
    answer = ask(ADDRESS, seconds=SECONDS)
    if answer == Answer(forbidden=True):
        return FORBIDDEN
    return READ if answer.status == 200 else SILENT


@pytest.fixture(params=[calendar, link], ids=["calendar", "link"])
def user(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(fetching, "PATIENCE", SECONDS)
    monkeypatch.setattr(fetching, "LIMIT", WHOLE)
    chosen: User = request.param
    return chosen


class Site:
    """A https server on this machine that does what the test wants, at the address PUBLIC."""

    def __init__(self, proof: Path) -> None:
        self.does: Does = lambda _line, _over: None
        self.plain = False
        self.over = threading.Event()
        self.context = proving(proof)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                line, _ = self.door.accept()
                threading.Thread(target=self._answer, args=[line], daemon=True).start()
            except OSError:
                return

    def _answer(self, line: socket.socket) -> None:
        try:
            if not self.plain:
                line = self.context.wrap_socket(line, server_side=True)
                line.recv(4096)
            self.does(line, self.over)
        except OSError:
            # Hung up on, as it should be.
            return
        finally:
            line.close()


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("outside"), HOST)


@pytest.fixture
def site(proof: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    there = Site(proof)
    resolve(monkeypatch, [PUBLIC])
    lead(monkeypatch, {PUBLIC: there.port})
    believe(monkeypatch, proof)
    yield there
    there.over.set()
    there.door.close()


def says(text: str) -> Does:
    return lambda line, _over: line.sendall(text.encode())


def drips(start: bytes, drop: bytes) -> Does:
    """Something to begin with, and then a drop well before anybody's patience for one step ends, and so on."""

    def does(line: socket.socket, over: threading.Event) -> None:
        line.sendall(start)
        # Far longer than anybody may wait, but not for ever: a test should fail, not hang.
        for _ in range(100):
            if over.wait(SECONDS / 4):
                return
            line.sendall(drop)

    return does


def _timed(user: User) -> str:
    begun = time.monotonic()
    found = user()
    # Well below the five seconds that such a server takes, and well above what a busy machine adds.
    assert time.monotonic() - begun < WHOLE + 3
    return found


OK = "HTTP/1.1 200 OK\r\n"


def test_what_is_there_is_read(user: User, site: Site) -> None:
    site.does = says(f"{OK}Content-Length: 2\r\n\r\nhi")
    assert user() == READ


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"HTTP", b"x"),
        (OK.encode(), b"x"),
        (OK.encode(), b"X-More: 1\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["first line", "one header", "headers", "continue"],
)
def test_dripped_headers_end_at_the_deadline(start: bytes, drop: bytes, user: User, site: Site) -> None:
    site.does = drips(start, drop)
    # A hundred headers are too many for the library, which may notice first on a slow machine.
    assert _timed(user) in (SLOW, SILENT)


@pytest.mark.parametrize("length", ["Content-Length: 9999\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"])
def test_a_dripped_body_ends_at_the_deadline(length: str, user: User, site: Site) -> None:
    site.does = drips((OK + length).encode(), b"1\r\nx\r\n")
    # Of a link nothing but the headers is read.
    assert _timed(user) in (SLOW, READ)


def test_a_calendar_in_drops_is_slow(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LIMIT", WHOLE)
    site.does = drips(f"{OK}Content-Length: 9999\r\n\r\n".encode(), b"x")
    assert calendar() == SLOW


def test_a_dripped_handshake_ends_at_the_deadline(user: User, site: Site) -> None:
    site.plain = True
    site.does = drips(b"\x16\x03\x03\x40\x00", b"\x00")
    assert _timed(user) in (SLOW, SILENT)


def test_slow_redirects_end_at_the_deadline(user: User, site: Site) -> None:
    def later(line: socket.socket, over: threading.Event) -> None:
        over.wait(SECONDS * 0.75)
        line.sendall(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")

    site.does = later
    assert _timed(user) in (SLOW, SILENT)


INNER = [
    "127.0.0.1", "10.0.0.7", "192.168.1.1", "172.16.3.4", "169.254.169.254", "100.64.0.1", "240.0.0.1", "0.0.0.1",
    "224.0.0.1", "239.1.2.3",  # multicast
    "::1", "::", "fe80::1%eth0", "fec0::1", "fd00::1", "ff0e::1",
    "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",  # mapped
    "::10.0.0.1", "::127.0.0.1",  # as written before mapped ones
    "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",  # behind a translator (NAT64)
    "2002:a00:1::", "2002:7f00:1::1",  # 6to4
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
]  # fmt: skip


@pytest.mark.parametrize("inner", INNER)
def test_inner_addresses_are_never_connected_to(inner: str, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    went = lead(monkeypatch, {})
    for found in ([inner], [PUBLIC, inner]):
        resolve(monkeypatch, found)
        assert user() == FORBIDDEN
    assert went == []


@pytest.mark.parametrize(
    "onward",
    [
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/",
        "https://[64:ff9b::a00:1]/",
        "https://[::ffff:10.0.0.1]/",
    ],
)
def test_a_redirect_inside_is_not_followed(
    onward: str, user: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = onward.removeprefix("https://").split("/")[0].strip("[]")
    asked = resolve(monkeypatch, [PUBLIC], [inner])
    went = lead(monkeypatch, {PUBLIC: site.port})
    site.does = says(f"HTTP/1.1 302 Found\r\nLocation: {onward}\r\nContent-Length: 0\r\n\r\n")
    assert user() == FORBIDDEN
    assert (asked, went) == ([HOST, inner], [PUBLIC])


def test_a_name_that_answers_differently_a_moment_later_leads_nowhere_else(
    user: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = resolve(monkeypatch, [PUBLIC], ["10.0.0.7"])
    went = lead(monkeypatch, {PUBLIC: site.port})
    site.does = says(f"{OK}Content-Length: 2\r\n\r\nhi")
    assert user() == READ
    # Looked up once: what was checked is what was connected to.
    assert (asked, went) == ([HOST], [PUBLIC])


def test_a_name_that_turns_inside_between_two_redirects(
    user: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve(monkeypatch, [PUBLIC], ["10.0.0.7"])
    went = lead(monkeypatch, {PUBLIC: site.port})
    site.does = says("HTTP/1.1 302 Found\r\nLocation: /here\r\nContent-Length: 0\r\n\r\n")
    assert user() == FORBIDDEN
    assert went == [PUBLIC]


def test_a_name_that_turns_inside_before_the_link_is_asked_for_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve(monkeypatch, [PUBLIC], ["10.0.0.7"])
    went = lead(monkeypatch, {PUBLIC: site.port})
    site.does = says("HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n")
    assert link() == FORBIDDEN
    assert went == [PUBLIC]


def test_somebody_else_who_answers_for_the_host(user: User, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    monkeypatch.setattr(ssl, "create_default_context", lambda: nobody)
    site.does = says(f"{OK}Content-Length: 2\r\n\r\nhi")
    assert user() in (Problem.UNREACHABLE, SILENT)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_public_addresses_on_the_usual_ports(address: str) -> None:
    assert is_public(address, 443)
    assert is_public(address, 80)
    assert not is_public(address, 22)
