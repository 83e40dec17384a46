"""Keeping children running and ending them, shown on small stand-ins whose every signal can be seen."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher import supervisor as module
from launcher.asked import Asked
from launcher.guard import Guard, alive
from launcher.place import Place
from launcher.supervisor import LONGEST_PAUSE, Child, Supervisor, pause_before, put_aside
from tests.launcher.harness import wait_until

# Writes a line for each signal it gets; on TERM it works on for a second, as a worker in the middle of a task does.
WORKER = """
import os, signal, sys, time
note = open(sys.argv[1], "a", buffering=1)
child = os.fork()
name = "main" if child else "child"
def on_term(*_):
    note.write(f"{name} got TERM\\n")
    if child:
        time.sleep(1)
        note.write("task finished\\n")
        os.kill(child, signal.SIGKILL)
        sys.exit(0)
signal.signal(signal.SIGTERM, on_term)
note.write(f"{name} {os.getpid()}\\n")
while True:
    time.sleep(60)
"""
DEAF = "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open(sys.argv[1], 'w'); time.sleep(60)"


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    guard = Guard()
    place = Place(tmp_path, 8000)
    place.make()
    made = Supervisor(place, guard, place.record, Asked())
    yield made
    made.stop(hurry=lambda: True)
    guard.close()
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def child(tmp_path: Path) -> Callable[..., Child]:
    def make(code: str, name: str = "worker") -> Child:
        command = [sys.executable, "-c", code, str(tmp_path / "notes")]
        return Child(name=name, command=command, environment={}, log=tmp_path / "log" / f"{name}.log")

    return make


def test_term_goes_to_the_main_process_alone_and_its_task_is_finished(
    supervisor: Supervisor, child: Callable[..., Child], tmp_path: Path
) -> None:
    supervisor.add(child(WORKER))
    notes = tmp_path / "notes"
    wait_until(lambda: notes.exists() and notes.read_text().count("\n") == 2, 10, "both processes")
    supervisor.stop(hurry=lambda: False)
    said = notes.read_text()
    assert "main got TERM" in said
    assert "task finished" in said
    assert "child got TERM" not in said


def test_one_that_does_not_listen_is_killed(
    supervisor: Supervisor, child: Callable[..., Child], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_PATIENCE", 0.5)
    deaf = child(DEAF)
    supervisor.add(deaf)
    wait_until(lambda: (tmp_path / "notes").exists(), 10, "deaf")
    process = deaf.process
    assert process is not None
    supervisor.stop(hurry=lambda: False)
    assert process.returncode == -signal.SIGKILL


def test_asked_twice_it_does_not_wait(supervisor: Supervisor, child: Callable[..., Child], tmp_path: Path) -> None:
    supervisor.add(child(DEAF))
    wait_until(lambda: (tmp_path / "notes").exists(), 10, "deaf")
    began = time.monotonic()
    supervisor.stop(hurry=lambda: True)
    assert time.monotonic() - began < 5


def test_one_that_crashes_at_once_is_tried_at_growing_pauses(
    supervisor: Supervisor, child: Callable[..., Child], capsys: pytest.CaptureFixture[str]
) -> None:
    crashing = child("raise SystemExit(3)", "beat")
    supervisor.add(crashing)

    def crashed_twice() -> bool:
        supervisor.look()
        return crashing.crashes == 2

    wait_until(crashed_twice, 15, "two crashes")
    said = capsys.readouterr().out
    assert "beat stopped by itself (exit 3, see " in said
    assert "starting it again in 1 s." in said
    assert "starting it again in 2 s." in said


@given(crashes=st.integers(min_value=0, max_value=10_000))
def test_the_pause_grows_and_has_an_end(crashes: int) -> None:
    assert 1 <= pause_before(crashes) <= pause_before(crashes + 1) <= LONGEST_PAUSE


def test_a_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "web.log"
    log.write_text("a long day")
    put_aside(log)
    assert log.exists()
    monkeypatch.setattr(module, "LOG_LIMIT", 5)
    put_aside(log)
    assert not log.exists()
    assert (tmp_path / "web.old.log").read_text() == "a long day"


def test_the_guard_ends_what_is_left_when_its_owner_is_gone() -> None:
    deaf = subprocess.Popen(
        [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"],
        start_new_session=True,
    )
    forgotten = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    guard = Guard()
    guard.watch(deaf.pid, signal.SIGTERM)
    guard.watch(forgotten.pid, signal.SIGTERM)
    guard.forget(forgotten.pid)
    guard.close()
    assert deaf.wait(1) == -signal.SIGKILL
    assert alive(forgotten.pid)
    forgotten.kill()
    forgotten.wait()
