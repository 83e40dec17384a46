"""A facilitator's own calendar: fetched with care, kept sealed, and nothing is offered twice."""

import html
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from checkins.actions import busy
from checkins.actions.slots import BUSY, NewTimes, check_times, offer_times
from checkins.busy import Problem, ReadError, fetching
from checkins.busy.fetching import checked, fetch
from checkins.models import BusyCalendar, BusySpan, Listener, Mode, Slot
from programs import tenancy
from programs.models import Person, Program
from programs.outside import public_address
from tests.checkins.test_busy_reading import calendar
from tests.conftest import TenantClient
from tests.factories import NOW
from tests.outside import PUBLIC, believe, certificate, lead, proving, resolve
from tests.world import make_round, make_slot

HOST = "calendar.example"
ADDRESS = f"https://{HOST}/private-canary-7f3a/basic.ics"
EVENT = calendar("DTSTART;TZID=America/Chicago:20261124T120000\nDURATION:PT1H\nSUMMARY:Canary surgery")


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "http://calendar.example/a.ics",
            "ftp://calendar.example/a.ics",
            "file:///etc/passwd",
            "https://",
            "https:///a.ics",
            "https://calendar.example:8443/a.ics",
            "https://calendar.example:99999/a.ics",
            "https://user:pass@calendar.example/a.ics",
            "https://calendar.example/a b",
            "https://calendar.example/a\r\nHost: inner",
            "calendar.example/a.ics",
            "",
        ],
    )
    def test_refused_by_their_looks(self, address: str) -> None:
        with pytest.raises(ReadError) as refused:
            checked(address)
        assert refused.value.problem == Problem.ADDRESS

    @pytest.mark.parametrize(
        "address", [ADDRESS, ADDRESS.replace("https", "webcal"), f"  {ADDRESS} ", "https://a:443/"]
    )
    def test_fine(self, address: str) -> None:
        assert checked(address).scheme == "https"

    @pytest.mark.parametrize(
        "found",
        [
            ["127.0.0.1"], ["10.0.0.7"], ["192.168.1.1"], ["172.16.3.4"], ["169.254.169.254"], ["240.0.0.1"],
            ["100.64.0.1"], ["224.0.0.1"], ["::1"], ["fe80::1%eth0"], ["fd00::1"], ["::ffff:10.0.0.1"],
            ["64:ff9b::a00:1"], ["2002:a00:1::"], ["2001:0:4136:e378:8000:63bf:3fff:fdd2"], ["ff0e::1"],
            [PUBLIC, "10.0.0.7"],
        ],
    )  # fmt: skip
    def test_inner_addresses_are_refused_before_anything_is_sent(
        self, found: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        resolve(monkeypatch, found)
        monkeypatch.setattr(socket, "create_connection", _never)
        with pytest.raises(ReadError) as refused:
            fetch(ADDRESS)
        assert refused.value.problem == Problem.ADDRESS

    def test_a_public_one_is_kept_to(self, monkeypatch: pytest.MonkeyPatch) -> None:
        resolve(monkeypatch, ["2606:2800:21f::1", PUBLIC])
        assert public_address(HOST, 443) == PUBLIC


def _never(*_args: object, **_kwargs: object) -> None:
    raise AssertionError("Somebody connected.")


class _Server(BaseHTTPRequestHandler):
    """Says what the test put into `answers`, by path."""

    answers: dict[str, tuple[int, dict[str, str], bytes]] = {}

    def do_GET(self) -> None:
        status, headers, body = self.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Nothing."""


type Answers = dict[str, tuple[int, dict[str, str], bytes]]


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Answers]:
    """A real https server; the public address of HOST leads to it, and its proof is believed."""
    proof = certificate(tmp_path, HOST)
    server = HTTPServer(("127.0.0.1", 0), _Server)
    server.socket = proving(proof).wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    resolve(monkeypatch, [PUBLIC])
    # To the address that was checked, and not to a name that is looked up again.
    lead(monkeypatch, {PUBLIC: server.server_address[1]})
    believe(monkeypatch, proof)
    _Server.answers = {}
    yield _Server.answers
    server.shutdown()
    server.server_close()


PATH = "/private-canary-7f3a/basic.ics"


class TestFetching:
    def test_what_is_there(self, internet: Answers) -> None:
        internet[PATH] = (200, {}, EVENT)
        assert fetch(ADDRESS) == EVENT

    def test_a_redirect_is_followed_and_checked_anew(self, internet: Answers) -> None:
        internet[PATH] = (302, {"Location": "/there.ics"}, b"")
        internet["/there.ics"] = (200, {}, EVENT)
        assert fetch(ADDRESS) == EVENT

    @pytest.mark.parametrize(
        ("answer", "problem"),
        [
            ((404, {}, b""), Problem.REFUSED),
            ((401, {}, b""), Problem.REFUSED),
            ((301, {"Location": "http://calendar.example/a"}, b""), Problem.ADDRESS),
            ((301, {"Location": "https://calendar.example:22/"}, b""), Problem.ADDRESS),
            ((302, {"Location": PATH}, b""), Problem.REFUSED),  # round and round
            ((200, {}, b"x" * (fetching.MOST_BYTES + 1)), Problem.LARGE),
        ],
        ids=["gone", "locked", "to http", "to another port", "loop", "large"],
    )
    def test_what_cannot_be_read(
        self, internet: Answers, answer: tuple[int, dict[str, str], bytes], problem: Problem
    ) -> None:
        internet[PATH] = answer
        with pytest.raises(ReadError) as refused:
            fetch(ADDRESS)
        assert refused.value.problem == problem

    def test_slow(self, internet: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
        internet[PATH] = (200, {}, EVENT)
        monkeypatch.setattr(fetching, "LIMIT", -1)
        with pytest.raises(ReadError) as refused:
            fetch(ADDRESS)
        assert refused.value.problem == Problem.SLOW

    def test_somebody_else_who_answers_for_the_host(self, internet: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
        trusting_nobody_here = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        monkeypatch.setattr(ssl, "create_default_context", lambda: trusting_nobody_here)
        with pytest.raises(ReadError) as refused:
            fetch(ADDRESS)
        assert refused.value.problem == Problem.UNREACHABLE


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes | Problem], None]:
    """What the network answers."""

    def answer(found: bytes | Problem) -> None:
        def fetched(_address: str) -> bytes:
            if isinstance(found, Problem):
                raise ReadError(found)
            return found

        monkeypatch.setattr(busy, "fetch", fetched)

    return answer


def _read(program: Program, person: Person) -> BusyCalendar:
    kept = BusyCalendar.objects.get(person=person)
    busy.read_calendar(program_id=program.pk, calendar_id=kept.pk, now=NOW)
    tenancy.enter(program_id=program.pk, institution_id=program.institution_id)
    kept.refresh_from_db()
    return kept


@pytest.mark.django_db
@pytest.mark.usefixtures("_clock")
class TestOffering:
    def test_nothing_is_offered_twice(
        self, program: Program, mentor: Person, reading: Callable[[bytes | Problem], None]
    ) -> None:
        reading(EVENT)
        busy.save_address(program=program, person=mentor, address=ADDRESS, now=NOW)
        assert _read(program, mentor).problem == ""
        round_ = make_round(program)
        Listener.objects.create(program=program, round=round_, person=mentor)
        walls = [(wall, wall + timedelta(minutes=20)) for wall in map(datetime.fromisoformat, (
            "2026-11-24 11:40", "2026-11-24 11:50", "2026-11-24 12:40", "2026-11-24 13:00",
        ))]  # fmt: skip
        found = check_times(round_=round_, facilitator=mentor, wall_times=walls[:1] + walls[2:], now=NOW)
        assert [reason for _, reason in found.left_out] == [BUSY]
        assert len(found.spans) == 2
        assert check_times(round_=round_, facilitator=mentor, wall_times=[walls[1]], now=NOW).left_out
        times = NewTimes(walls[2:3], mode=Mode.OFFICE, place="Office 4", even_if_busy=True)
        assert offer_times(round_=round_, facilitator=mentor, times=times, now=NOW).added == 1

    def test_a_clash_that_came_later_is_pointed_at(
        self, client: TenantClient, program: Program, mentor: Person, reading: Callable[[bytes | Problem], None]
    ) -> None:
        slot = make_slot(make_round(program), mentor, starts_at=NOW + timedelta(days=1, hours=3))
        reading(EVENT)
        busy.save_address(program=program, person=mentor, address=ADDRESS, now=NOW)
        client.acting(mentor)
        assert "has something then too" not in client.get("/times/").content.decode()
        _read(program, mentor)
        assert "has something then too" in client.get("/times/").content.decode()
        assert Slot.objects.standing().get() == slot

    def test_what_cannot_be_read_is_said_kindly_and_changes_nothing(
        self, client: TenantClient, program: Program, mentor: Person, reading: Callable[[bytes | Problem], None]
    ) -> None:
        reading(EVENT)
        busy.save_address(program=program, person=mentor, address=ADDRESS, now=NOW)
        _read(program, mentor)
        waits = []
        for failure in (Problem.UNREACHABLE, Problem.REFUSED, Problem.REFUSED):
            reading(failure)
            waits.append(_read(program, mentor).due_at - NOW)
        assert waits == [timedelta(hours=1), timedelta(hours=2), timedelta(hours=4)]
        assert BusySpan.objects.count() == 1
        page = html.unescape(client.acting(mentor).get("/times/own-calendar/").content.decode())
        assert "The server does not give the calendar out." in page
        assert "Last read on Monday, November 23" in page

    def test_a_broken_file(self, program: Program, mentor: Person, reading: Callable[[bytes | Problem], None]) -> None:
        reading(b"<html>Sign in</html>")
        busy.save_address(program=program, person=mentor, address=ADDRESS, now=NOW)
        assert _read(program, mentor).problem == Problem.NO_CALENDAR

    def test_another_secret_key(
        self, program: Program, mentor: Person, settings: Any, reading: Callable[[bytes | Problem], None]
    ) -> None:
        reading(EVENT)
        busy.save_address(program=program, person=mentor, address=ADDRESS, now=NOW)
        settings.SECRET_KEY = "another-" * 8
        assert _read(program, mentor).problem == Problem.SEALED

    def test_due_ones_go_to_a_worker_once(
        self, program: Program, mentor: Person, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        sent: list[list[str]] = []
        monkeypatch.setattr(
            "checkins.actions.busy.current_app.send_task", lambda _name, args, **_kwargs: sent.append(args)
        )
        kept = busy.save_address(program=program, person=mentor, address=ADDRESS, now=NOW)
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                busy.hand_out(program, NOW)
        assert sent == [[str(program.pk), str(kept.pk)]]


@pytest.mark.django_db
@pytest.mark.usefixtures("_clock")
class TestThePage:
    def test_the_address_is_never_shown_again_nor_stored_in_the_open(
        self, client: TenantClient, program: Program, mentor: Person, reading: Callable[[bytes | Problem], None]
    ) -> None:
        client.acting(mentor)
        answer = client.post("/times/own-calendar/", {"address": ADDRESS.replace("https", "webcal")}, follow=True)
        assert "It will be read within minutes" in html.unescape(answer.content.decode())
        reading(EVENT)
        _read(program, mentor)
        pages = [client.get(page).content.decode() for page in ("/times/own-calendar/", "/times/", "/me/")]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c::text FROM checkins_busycalendar c UNION ALL SELECT s::text FROM checkins_busyspan s"
            )
            rows = [row[0] for row in cursor.fetchall()]
        for text in (*pages, *rows):
            assert "canary" not in text.lower()
        assert "It works" in pages[0]

    @pytest.mark.parametrize("address", ["", "http://calendar.example/a.ics", "https://x:22/", "x" * 2001])
    def test_a_wrong_address(self, client: TenantClient, mentor: Person, address: str) -> None:
        page = client.acting(mentor).post("/times/own-calendar/", {"address": address}).content.decode()
        assert "begins with https:// or webcal://" in page
        assert not BusyCalendar.objects.exists()

    def test_forgetting_it(self, client: TenantClient, program: Program, mentor: Person) -> None:
        busy.save_address(program=program, person=mentor, address=ADDRESS, now=NOW)
        client.acting(mentor).post("/times/own-calendar/forget/")
        assert not BusyCalendar.objects.exists()
        assert not BusySpan.objects.exists()
