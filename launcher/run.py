"""`make run`: everything on one machine, started together and stopped together."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from launcher import environment, leftovers, unprivileged
from launcher.asked import Asked, StopRequested
from launcher.errors import LaunchError
from launcher.guard import Guard, kill_group
from launcher.place import HOST, ROOT, Lock, Place, Record
from launcher.postgres import DATABASE, EmbeddedPostgres
from launcher.say import say
from launcher.secret_file import Secrets
from launcher.services import services
from launcher.supervisor import Supervisor, identity, own_identity, put_aside

TICK: Final = 0.25  # seconds between two looks at the children
READY_PATIENCE: Final = 180.0  # seconds for the web process to answer, on a machine with much else to do
NOTICE_PATIENCE: Final = 2.0  # seconds; a launcher notices the end of its `make` within one


def run(place: Place) -> None:
    """Start, watch until asked to stop, stop. Raises LaunchError with the one line that says why it cannot."""
    asked = Asked()
    try:
        with alone(place, asked), place.bind() as listener, keeping(place) as (known, guard, record):
            supervisor = Supervisor(place, guard, record, asked)
            with database(place, guard, known, asked) as server:
                if server is not None:
                    record.write(socket_folder=str(server.socket_folder))
                told = environment.addresses(server) if server else environment.given_database()
                try:
                    start(place, supervisor, known, told, listener)
                    watch(supervisor, server)
                finally:
                    record.write(stopping=True)
                    say("Stopping: running tasks may finish (up to 20 s), the database goes last.")
                    supervisor.stop(hurry=asked.twice)
    except StopRequested:
        pass
    say("Hearten has stopped.")


@contextmanager
def alone(place: Place, asked: Asked) -> Iterator[None]:
    """The one launcher of this VAR_DIR; what an earlier one left is cleared away."""
    os.umask(0o077)
    place.make()
    lock = Lock(place)
    try:
        take(lock, place, asked)
        leftovers.clear(place)
        yield
    finally:
        lock.file.close()


@contextmanager
def keeping(place: Place) -> Iterator[tuple[Secrets, Guard, Record]]:
    """The secrets, a guard, and the record of this run, which is gone once everything ended in order."""
    known = Secrets.load_or_make(place)
    guard = Guard()
    record = place.record
    try:
        record.write(launcher=own_identity(), guard=identity(guard.process.pid), url=place.url)
        yield known, guard, record
    finally:
        guard.close()
        record.clear()


def take(lock: Lock, place: Place, asked: Asked) -> None:
    """Become the one launcher of this VAR_DIR; wait for one that is just stopping."""
    # A moment's patience even for one that seems to run: whoever killed its `make` starts anew at once.
    until = time.monotonic() + NOTICE_PATIENCE
    waiting = False
    while not lock.take():
        asked.check()
        said = place.record.read()
        if said.get("stopping") and not waiting:
            say("Another Hearten on this folder is just stopping; waiting for it.")
            waiting, until = True, time.monotonic() + 60
        if time.monotonic() > until:
            where = said.get("url", "still starting")
            raise LaunchError(f"Hearten is already running on {place.var} ({where}): stop that one first.")
        time.sleep(0.1)


@contextmanager
def database(place: Place, guard: Guard, known: Secrets, asked: Asked) -> Iterator[EmbeddedPostgres | None]:
    """The embedded server, or None where the environment names another; stopped at the end, after all else."""
    if environment.given_database():
        yield None
        return
    who = unprivileged.account(place.var / "postgres")
    folder, name = unprivileged.data_folder(place.var, who, known.data_folder)
    known.remember_data_folder(name, place)
    unprivileged.note_owner(folder, place.var)
    log = place.var / "log" / "postgres.log"
    put_aside(log)
    say("Starting PostgreSQL." if (folder / "data").exists() else "Making a database (the first time takes longer).")
    server = EmbeddedPostgres(
        folder, passwords=environment.passwords(known), guard=guard, log=log, while_waiting=asked.check
    )
    with server:
        if not server.has_database(DATABASE):
            server.create_database(DATABASE)
        yield server


def start(place: Place, supervisor: Supervisor, known: Secrets, told: dict[str, str], listener: socket.socket) -> None:
    """Bring the database up to date, start the services, wait until a browser would get an answer."""
    prepare(place, supervisor.guard, environment.for_upkeep(place, known, told), supervisor.asked)
    say("Starting the web server, then worker and clock.")
    web, *others = services(place, known, told, listener.fileno())
    supervisor.add(web)
    until = time.monotonic() + READY_PATIENCE
    while not answers(place):
        supervisor.asked.check()
        supervisor.look()
        if time.monotonic() > until:
            raise LaunchError(f"The web process does not answer; {place.shown('log/web.log')} may say why.")
        time.sleep(0.05)
    # After the page is there: on a small machine all at once would make the person wait for each of them.
    for child in others:
        supervisor.add(child)
    say(f"Hearten is running at {place.url}")


def prepare(place: Place, guard: Guard, told: dict[str, str], asked: Asked) -> None:
    """Run launcher.prepare to its end; what it says goes to the terminal, what goes wrong to a log."""
    loaded = place.var / "demo-loaded"
    log = place.var / "log" / "prepare.log"
    command = [sys.executable, "-m", "launcher.prepare", *([] if loaded.exists() else ["--demo"])]
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stderr=errors, cwd=ROOT, env=told, start_new_session=True
        )
    guard.watch(process.pid, signal.SIGTERM)
    try:
        while process.poll() is None:
            asked.check()
            time.sleep(0.05)
    finally:
        kill_group(process.pid)
        process.wait()
        guard.forget(process.pid)
    if process.returncode != 0:
        last = (log.read_text(errors="replace").strip().splitlines() or ["no reason given"])[-1]
        raise LaunchError(
            f"The database could not be brought up to date: {last} (more in {place.shown('log/prepare.log')})"
        )
    loaded.touch()


def watch(supervisor: Supervisor, server: EmbeddedPostgres | None) -> None:
    """Keep everything running until asked to stop."""
    while not supervisor.asked:
        supervisor.look()
        if server is not None and not server.running():
            say("PostgreSQL stopped by itself; starting it again.")
            server.start()
        time.sleep(TICK)


def answers(place: Place) -> bool:
    """Whether the web process answers that it is well."""
    connection = http.client.HTTPConnection(HOST, place.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
