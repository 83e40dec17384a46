"""Links are checked against real servers on this machine that answer, redirect, time out and die; and never inside."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from programs.models import Program
from programs.outside import is_public
from resources.actions import links
from resources.fetching import ask
from resources.models import LinkCheck, LocalResource, Resource
from resources.rules.links import (
    FINE,
    GONE,
    MOVED,
    SILENT,
    UNSURE,
    Answer,
    Checked,
    due,
    failures_after,
    needs_a_look,
    offline,
    verdict,
)
from tests.factories import NOW

SECONDS = 0.3


def here(address: str, _port: int) -> bool:
    """The test's own rule: this machine only."""
    return address == "127.0.0.1"


class Page(BaseHTTPRequestHandler):
    def _answer(self) -> None:
        path = self.path.split("?")[0]
        asked: list[str] = self.server.asked  # type: ignore[attr-defined]  # put there by the fixture
        asked.append(f"{self.command} {path}")
        if path == "/slow":
            threading.Event().wait(3 * SECONDS)
            return
        if path == "/no-head" and self.command == "HEAD":
            self.send_response(405)
        elif path.startswith("/to/"):
            self.send_response(int(path[4:7]))
            self.send_header("Location", path[7:])
        elif path == "/inside":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/")
        elif path[1:].isdigit():
            self.send_response(int(path[1:]))
        else:
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = _answer  # noqa: N815  # names of the library

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.asked = []  # type: ignore[attr-defined]  # for the tests
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()


class TestAsking:
    @pytest.mark.parametrize(
        ("path", "outcome"),
        [
            ("/", FINE),
            ("/no-head", FINE),
            ("/to/302/", FINE),
            ("/to/301/new", MOVED),
            ("/to/301/to/301/", MOVED),
            ("/404", GONE),
            ("/to/301/404", GONE),
            ("/410", GONE),
            ("/403", UNSURE),
            ("/429", UNSURE),
            ("/500", SILENT),
            ("/slow", SILENT),
            ("/to/302/slow", SILENT),
        ],
    )
    def test_what_servers_say(self, path: str, outcome: str, site: ThreadingHTTPServer) -> None:
        answer = ask(f"http://127.0.0.1:{site.server_port}{path}", allowed=here, seconds=SECONDS)
        assert verdict(answer) == outcome

    def test_a_loop_of_redirects_ends(self, site: ThreadingHTTPServer) -> None:
        site.asked.clear()  # type: ignore[attr-defined]  # ours
        address = f"http://127.0.0.1:{site.server_port}/to/302" + "/to/302" * 20 + "/"
        assert verdict(ask(address, allowed=here, seconds=SECONDS)) == SILENT
        assert len(site.asked) <= 6  # type: ignore[attr-defined]  # ours

    def test_a_server_that_died_and_a_name_that_is_none(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        assert verdict(ask(f"http://127.0.0.1:{port}/", allowed=here, seconds=SECONDS)) == SILENT
        assert verdict(ask("http://nowhere.invalid/", allowed=here, seconds=SECONDS)) == SILENT

    def test_a_server_that_drips_is_hung_up_on(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            over = threading.Event()

            def drip() -> None:
                line, _ = server.accept()
                with line:
                    while not over.wait(SECONDS / 3):
                        try:
                            line.sendall(b"X")
                        except OSError:
                            return

            threading.Thread(target=drip, daemon=True).start()
            answer = ask(f"http://127.0.0.1:{server.getsockname()[1]}/", allowed=here, seconds=SECONDS)
            over.set()
        assert verdict(answer) == SILENT

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/",
            "http://localhost/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://10.0.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://0x7f000001/",
            "http://2130706433/",
            "http://user:password@127.0.0.1/",
            "file:///etc/passwd",
            "ftp://127.0.0.1/",
            "http:///nothing",
        ],
    )
    def test_nothing_inside_is_ever_asked_for(self, url: str) -> None:
        assert ask(url, seconds=SECONDS) == Answer(forbidden=True)

    def test_a_redirect_inside_is_not_followed(self, site: ThreadingHTTPServer) -> None:
        answer = ask(f"http://127.0.0.1:{site.server_port}/inside", allowed=here, seconds=SECONDS)
        assert answer == Answer(forbidden=True)

    @pytest.mark.parametrize(
        ("address", "port", "allowed"),
        [("8.8.8.8", 443, True), ("8.8.8.8", 80, True), ("8.8.8.8", 22, False), ("fd00::1", 443, False),
         ("100.64.0.1", 443, False), ("2001:4860:4860::8888", 443, True)],
    )  # fmt: skip
    def test_the_public_web_alone(self, address: str, port: int, allowed: bool) -> None:
        assert is_public(address, port) is allowed


class TestRules:
    def test_somebody_looks_after_two_or_three_times(self) -> None:
        assert [needs_a_look(GONE, n) for n in (1, 2)] == [False, True]
        assert [needs_a_look(SILENT, n) for n in (2, 3)] == [False, True]
        assert not needs_a_look(UNSURE, 9)
        assert failures_after(Checked(GONE, 1, NOW), SILENT) == 2
        assert failures_after(Checked(GONE, 4, NOW), FINE) == 0

    def test_bad_links_daily_good_ones_weekly_new_ones_first(self) -> None:
        day = timedelta(days=1)
        checked = {
            "good": Checked(FINE, 0, NOW - 6 * day),
            "old": Checked(FINE, 0, NOW - 7 * day),
            "bad": Checked(GONE, 1, NOW - day),
            "worse": Checked(SILENT, 1, NOW - 3 * day),
        }
        assert due([*checked, "new"], checked, NOW, most=9) == ["new", "old", "worse", "bad"]
        assert due([*checked, "new"], checked, NOW, most=2) == ["new", "old"]

    def test_when_nobody_answers_it_is_us(self) -> None:
        assert offline([Answer(), Answer(), Answer(forbidden=True)])
        assert not offline([Answer(), Answer(404)])
        assert not offline([Answer()])


@pytest.mark.django_db
class TestChecking:
    @pytest.fixture
    def two(self, program: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
        """A program with two links, on one server, and no pause between."""
        monkeypatch.setattr(links, "PAUSE_SECONDS", 0)
        Resource.objects.update(retired=True)
        for name in ("good", "bad"):
            LocalResource.objects.create(
                program=program, name=name, about="A", country="Here", specialty="Any", place=1,
                url=f"https://example.org/{name}",
            )  # fmt: skip
        return program

    def _check(self, program: Program, bad: Answer, days: int) -> int:
        answers = {"https://example.org/good": Answer(200), "https://example.org/bad": bad}
        return links.check(program_id=program.pk, now=NOW + timedelta(days=days), asking=answers.__getitem__)

    def test_a_dead_link_is_flagged_the_second_day_and_forgiven_when_it_is_back(self, two: Program) -> None:
        for day, answer, flagged in ((0, Answer(404), False), (1, Answer(404), True), (2, Answer(200), False)):
            self._check(two, answer, day)
            row = LinkCheck.objects.get(url="https://example.org/bad")
            assert needs_a_look(row.outcome, row.failures) is flagged
        assert LinkCheck.objects.count() == 2

    def test_while_we_are_offline_nothing_is_written(self, two: Program) -> None:
        assert links.check(program_id=two.pk, now=NOW, asking=lambda _url: Answer()) == 0
        assert not LinkCheck.objects.exists()

    def test_nothing_is_due_twice(self, two: Program) -> None:
        assert self._check(two, Answer(200), 0) == 2
        assert self._check(two, Answer(200), 1) == 0

    def test_the_job_hands_out_only_where_checks_are_on(
        self, two: Program, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        sent: list[Any] = []
        monkeypatch.setattr("celery.current_app.send_task", lambda *args, **kwargs: sent.append(kwargs["args"]))
        for on in (False, True):
            settings.LINK_CHECKS = on
            with django_capture_on_commit_callbacks(execute=True):
                links.hand_out(two, NOW)
        assert sent == [[str(two.pk)]]
