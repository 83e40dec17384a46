"""`make run` as its user sees it: real processes, started, stopped and killed.

A start takes seconds, so the tests that only look, or that mend what they break, share one.
"""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships without types
import psycopg
import pytest

from launcher import attach
from launcher.place import ROOT, Place
from tests.launcher.harness import END, Launched, environment, free_port, launched, wait_until, works_for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(shared: Path) -> Iterator[Launched]:
    """One that runs; every test that uses it leaves it running."""
    with launched(shared) as started:
        yield started.ready()


def manage_py(var: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """`manage.py` as a person types it, with nothing set but where things are."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(var, free_port()), capture_output=True, text=True, check=False
    )


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def owner_url(running: Launched, monkeypatch: pytest.MonkeyPatch) -> str:
    """The owner's address, found as `make manage` finds it."""
    for name in ("DATABASE_URL", "MIGRATE_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    told = attach.running(Place(running.var, running.port))
    assert told is not None
    return told["MIGRATE_DATABASE_URL"]


def answers(running: Launched) -> bool:
    """Whether a page that needs the database comes."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/accounts/login/", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_it_answers_and_what_it_keeps_is_closed_to_others(running: Launched) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/healthz", timeout=10) as answer:
        assert answer.status == 200
    socket_folder = Path(running.record()["socket_folder"])
    assert mode(socket_folder) == 0o700
    assert len(str(socket_folder / ".s.PGSQL.5432")) < 100
    assert mode(running.var / "secrets.json") == 0o600
    assert mode(running.var / "run.json") == 0o600
    assert mode(running.var / "log") == 0o700
    assert mode(running.var.parent) == 0o711  # as the fixture made it


def test_the_database_listens_on_no_port(running: Launched) -> None:
    servers = [process for process in running.left() if process.name() == "postgres"]
    assert servers
    assert [place for server in servers for place in server.net_connections("inet")] == []


def test_the_web_process_does_not_know_the_owners_password(running: Launched) -> None:
    services = [psutil.Process(child["pid"]) for child in running.record()["children"].values()]
    assert len(services) == 3
    for service in services:
        assert "MIGRATE_DATABASE_URL" not in service.environ()
        assert "hearten_app" in service.environ()["DATABASE_URL"]


def test_manage_py_in_another_terminal_works_on_what_runs(running: Launched) -> None:
    done = manage_py(running.var, "showmigrations", "programs")
    assert (done.returncode, done.stderr) == (0, "")
    assert "[X] 0001_initial" in done.stdout


def test_a_second_launcher_on_the_same_folder_says_so_and_leaves_the_first_alone(running: Launched) -> None:
    second = Launched(running.var)
    assert second.process.wait(END) == 1
    assert second.said().count("\n") == 1
    assert "already running" in second.said()
    assert running.process.poll() is None
    assert answers(running)


def test_crashed_services_are_started_again(running: Launched) -> None:
    first = {name: child["pid"] for name, child in running.record()["children"].items()}
    family = [process for pid in first.values() for process in psutil.Process(pid).children(recursive=True)]
    for pid in first.values():
        os.kill(pid, signal.SIGKILL)

    def all_new() -> bool:
        now = {name: child["pid"] for name, child in running.record()["children"].items()}
        return now.keys() == first.keys() and not set(now.values()) & set(first.values())

    wait_until(all_new, END, "started again")
    for name in first:
        assert f"{name} stopped by itself (signal 9" in running.said()
    # Celery's children outlive their parent for good, unless somebody ends them.
    assert psutil.wait_procs(family, timeout=5)[1] == []
    wait_until(lambda: answers(running), END, "a page")


def test_a_crashed_database_is_started_again(running: Launched) -> None:
    postmaster = next(p for p in running.left() if p.name() == "postgres" and "-D" in p.cmdline())
    postmaster.kill()
    wait_until(lambda: "PostgreSQL stopped by itself" in running.said(), END, "noticed")
    wait_until(lambda: answers(running), END, "a page")


def test_manage_py_starts_the_database_where_nothing_runs(var: Path) -> None:
    done = manage_py(var, "showmigrations", "programs")
    assert done.returncode == 0
    # Standard output is the command's own: with --json it has to be one object.
    assert done.stdout.startswith("programs\n [X] 0001_initial")
    assert done.stderr == "Starting PostgreSQL.\n"
    assert [process for process in psutil.process_iter() if works_for(process, str(var))] == []


def test_manage_py_in_a_fresh_clone_says_what_to_do_and_still_helps(tmp_path: Path) -> None:
    done = manage_py(tmp_path / "var", "migrate")
    assert done.returncode == 1
    assert done.stderr == "Hearten: nothing is set up here yet: `make run`, or set what docs/operations.md lists.\n"
    assert manage_py(tmp_path / "var", "migrate", "--help").stdout.startswith("usage: manage.py migrate")
    assert not (tmp_path / "var").exists()


def test_the_demo_can_be_started_anew(var: Path) -> None:
    ask = "from django.db import connections; cursor = connections['owner'].cursor(); cursor.execute({!r}); {}"
    made = manage_py(var, "shell", "-c", ask.format("CREATE TABLE mark ()", "print('made')"))
    assert "made" in made.stdout, made.stderr
    command = [sys.executable, "-m", "launcher", "demo-reset"]
    reset = subprocess.run(command, cwd=ROOT, env=environment(var, free_port()), capture_output=True, text=True)
    assert reset.returncode == 0, reset.stderr
    assert "Loading the demo program." in reset.stdout
    look = "SELECT to_regclass('mark'), count(*) FROM hearten_find_program('demo')"
    found = manage_py(var, "shell", "-c", ask.format(look, "print(cursor.fetchone())"))
    assert "(None, 1)" in found.stdout, found.stderr


def test_term_stops_everything_without_a_trace(var: Path) -> None:
    with launched(var) as started:
        socket_folder = Path(started.ready().record()["socket_folder"])
        assert started.end(signal.SIGTERM) == 0
        assert started.left() == []
        assert not socket_folder.exists()
        assert not (var / "run.json").exists()
        assert started.said().endswith("Hearten has stopped.\n")


def test_ctrl_c_stops_even_a_start_half_way_that_a_shell_had_put_in_the_background(var: Path) -> None:
    # A shell without job control starts background commands with SIGINT ignored, and that is inherited.
    command = ["sh", "-c", f"trap '' INT; exec {sys.executable} -m launcher"]
    with launched(var, command=command) as started:
        wait_until(lambda: "Bringing the database" in started.said(), 60, "half way")
        assert started.end(signal.SIGINT) == 0
        assert started.left() == []
        assert "is running" not in started.said()


def test_it_ends_with_the_make_that_started_it(var: Path) -> None:
    # `make` that is killed cannot pass anything on; the shell here stands in for it.
    command = ["sh", "-c", f"HEARTEN_FOLLOWS=$$ {sys.executable} -m launcher; echo never"]
    with launched(var, command=command) as started:
        started.ready()
        started.kill()
        wait_until(lambda: not started.left(), END, "everything ended")


def test_killed_runs_leave_nothing_and_start_again_with_their_data(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with launched(var) as first:
        first.ready()
        with psycopg.connect(owner_url(first, monkeypatch)) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('safe')")
        first.kill()
        wait_until(lambda: not first.left(), END, "everything ended")

    with launched(var) as second:
        second.ready()
        orphans = {process.pid for process in second.left()} - {second.process.pid}
        # Now with the guard, so that nobody is left to tidy up but the next start.
        os.kill(second.record()["guard"]["pid"], signal.SIGKILL)
        second.kill()
        assert {process.pid for process in second.left()} & orphans

        with launched(var, port=second.port) as third:
            third.ready()
            assert {process.pid for process in third.left()} & orphans == set()
            with psycopg.connect(owner_url(third, monkeypatch)) as connection:
                assert connection.execute("SELECT word FROM kept").fetchone() == ("safe",)
            assert third.end() == 0


def test_a_port_in_use_is_one_line(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        port = taken.getsockname()[1]
        with launched(var, port=port) as started:
            assert started.process.wait(END) == 1
            assert started.said().count("\n") == 1
            assert f"Port {port} cannot be used" in started.said()
            assert f"PORT={port + 1} make run" in started.said()


def test_the_clock_the_queue_and_the_worker_do_their_work(running: Launched) -> None:
    def swept() -> bool:
        """Whether beat asked, through the queue's folders, a worker that has swept."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/readyz", timeout=10) as answer:
                told = json.load(answer)
        except urllib.error.HTTPError as late:  # not ready: a year of the demo's messages is still on its way
            told = json.load(late)
        except OSError:
            return False
        return told["last_sweep_minutes"] is not None

    # Beat asks as soon as it starts; a tick that a busy worker lets expire is made up for by the next.
    wait_until(swept, 3 * 60 + END, "the first sweep")
