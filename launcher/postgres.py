"""PostgreSQL from the wheel's own programs, as a child process of ours.

    with EmbeddedPostgres.temporary() as server:
        server.create_database("benchmark")
        psycopg.connect(server.app_url("benchmark"))

The wheel's `get_server()` is not used: it opens every parent folder to all, trusts every connection and its server
outlives a killed owner. Here every connection needs a password (SCRAM), the only way in is a socket in a folder that
is closed to others (no TCP port at all), and the server ends with its owner, even one that is killed.

Two roles, as in production: `hearten_owner` owns the database and migrates it, `hearten_app` owns nothing and is held
by row level security.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from launcher import unprivileged
from launcher.errors import LaunchError
from launcher.guard import Guard, alive, kill_group
from launcher.processes import runs_on

OWNER: Final = "hearten_owner"
APP: Final = "hearten_app"
SUPERUSER: Final = "postgres"
DATABASE: Final = "hearten"
START_PATIENCE: Final = 120.0  # seconds; recovery after a crash is the slowest start
STOP_PATIENCE: Final = 20.0  # seconds, before the fast shutdown becomes an immediate one
DATABASE_STAGE: Final = 1  # the guard stops everything else first

# A statement that fails is the ordinary way of finding a seat taken; its values, and the key in its detail, would name
# in the log who tried for what (docs/operations.md asks the same of a server that is not ours).
NAMELESS_LOG: Final = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
# What a throwaway server may do without: a crash loses it anyway.
NOT_DURABLE: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Passwords:
    """One password a role; never shown in a repr, so never in a traceback."""

    superuser: str
    owner: str
    app: str

    def __repr__(self) -> str:
        return "Passwords(...)"

    @classmethod
    def generate(cls) -> Self:
        """Three new ones of 192 bits each."""
        return cls(*(secrets.token_urlsafe(24) for _ in range(3)))

    def as_dict(self) -> dict[str, str]:
        """For the file of secrets."""
        return asdict(self)


class EmbeddedPostgres:
    """One server: `start()`, use its addresses, `stop()`; or as a context manager.

    `folder` (made if missing) holds the data; the caller sees to it that no second owner uses the same folder at once.
    Raises LaunchError with one line for the terminal.
    """

    def __init__(
        self,
        folder: Path,
        *,
        passwords: Passwords,
        guard: Guard | None = None,
        log: Path | None = None,
        settings: dict[str, str] | None = None,
        while_waiting: Callable[[], None] = lambda: None,
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.passwords = passwords
        self.log = log or folder / "postgres.log"
        self.settings = settings or {}
        self.while_waiting = while_waiting  # may raise, to leave a start that takes long
        self.account = unprivileged.account(folder)
        self.programs = unprivileged.programs(self.account)
        self.socket_folder: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.temporary_folder: Path | None = None
        self._own_guard = guard is None
        self._guard = guard

    @classmethod
    def temporary(cls, *, settings: dict[str, str] | None = None) -> Self:
        """A server for tests and benchmarks: fresh, fast, not safe against a power cut, gone without a trace."""
        folder = Path(tempfile.mkdtemp(prefix="hearten-", dir=_short_folder()))
        server = cls(folder, passwords=Passwords.generate(), settings={**NOT_DURABLE, **(settings or {})})
        server.account.own(folder)
        server.temporary_folder = folder
        return server

    # Addresses. They hold a password: give them to a child's environment, never to a log.

    def superuser_url(self, database: str = "postgres") -> str:
        """The address for the server's own upkeep."""
        return self._url(SUPERUSER, self.passwords.superuser, database)

    def owner_url(self, database: str = DATABASE) -> str:
        """MIGRATE_DATABASE_URL: the role that owns the tables."""
        return self._url(OWNER, self.passwords.owner, database)

    def app_url(self, database: str = DATABASE) -> str:
        """DATABASE_URL: the role that the application works as."""
        return self._url(APP, self.passwords.app, database)

    def _url(self, role: str, password: str, database: str) -> str:
        if self.socket_folder is None:
            raise RuntimeError("PostgreSQL is not running: start() it before asking for an address.")
        return f"postgresql://{role}:{password}@{quote(str(self.socket_folder), safe='')}/{database}"

    # Life

    def start(self) -> Self:
        """Make the data if there is none, start the server, wait until it answers, bring the roles up to date.

        Also starts a server again that has crashed; the addresses stay the same.
        """
        guard = self._guard = self._guard or Guard()
        if self.temporary_folder is not None:
            guard.remove(self.temporary_folder)
        self._make_folder()
        if self.data.exists():
            self._clear_after_crash(guard)
        else:
            self._initialize()
        if self.socket_folder is None:
            # Short and closed: a socket's whole path may not pass about 100 bytes, and tempfile makes folders 0700.
            self.socket_folder = Path(tempfile.mkdtemp(prefix="hearten-", dir=_short_folder()))
            self.account.own(self.socket_folder)
            guard.remove(self.socket_folder)
        self._launch(guard)
        self._make_roles()
        return self

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
        if self.process is not None:
            self._end(self.process)
            if self._guard is not None:
                self._guard.forget(self.process.pid)
        self.process = None
        if self.socket_folder is not None:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
        self.socket_folder = None
        if self._own_guard and self._guard is not None:
            self._guard.close()
            self._guard = None

    def running(self) -> bool:
        """Whether the server process is there."""
        return self.process is not None and self.process.poll() is None

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_: object) -> None:
        self.stop()

    # Databases

    def create_database(self, name: str) -> None:
        """A database that the owner owns and the application may use; nobody else may connect to it."""
        words = {"name": sql.Identifier(name), "owner": sql.Identifier(OWNER), "app": sql.Identifier(APP)}
        with self.as_superuser() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {name} OWNER {owner}").format(**words))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**words))
            connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app}").format(**words))

    def drop_database(self, name: str) -> None:
        """Drop it, whoever is still connected."""
        with self.as_superuser() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def has_database(self, name: str) -> bool:
        """Whether there is a database of this name."""
        with self.as_superuser() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    @contextmanager
    def as_superuser(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """A connection for upkeep, outside any transaction."""
        with psycopg.connect(self.superuser_url(database), autocommit=True) as connection:
            yield connection

    # How it is done

    def _make_folder(self) -> None:
        if not self.folder.exists():
            self.folder.mkdir(mode=0o700, parents=True)
            self.account.own(self.folder)
        self.log.parent.mkdir(parents=True, exist_ok=True)

    def _initialize(self) -> None:
        """Make the data beside its place, then rename it: a start killed half way leaves nothing that looks whole."""
        half = self.folder / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        password_file = self.folder / "password.new"
        password_file.touch(mode=0o600)
        self.account.own(password_file)
        password_file.write_text(self.passwords.superuser)
        command = [str(self.programs / "initdb"), "-D", str(half), "-U", SUPERUSER, f"--pwfile={password_file}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"]
        if self.temporary_folder is not None:
            command.append("--no-sync")
        try:
            self.account.run(command)
        finally:
            password_file.unlink()
        half.rename(self.data)

    def _clear_after_crash(self, guard: Guard) -> None:
        if self.process is not None:
            guard.forget(self.process.pid)
        end_leftover(self.data)
        # The lock beside a left socket names a process number, too, that a stranger may have by now.
        for left in self.socket_folder.glob(".s.PGSQL.*") if self.socket_folder else ():
            left.unlink()

    def _launch(self, guard: Guard) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **NAMELESS_LOG,
            **self.settings,
        }
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self.process = self.account.popen(command, stdout=log)
        guard.watch(self.process.pid, signal.SIGINT, stage=DATABASE_STAGE)
        self._wait_until_it_answers(self.process)

    def _wait_until_it_answers(self, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + START_PATIENCE
        while process.poll() is None and time.monotonic() < until:
            self.while_waiting()
            try:
                with self.as_superuser():
                    return
            except psycopg.OperationalError as problem:
                if "password authentication failed" in str(problem):
                    raise LaunchError(
                        f"{self.folder} was made with other passwords than the ones in secrets.json: "
                        "put the right secrets.json back, or move VAR_DIR away to start anew."
                    ) from None
                time.sleep(0.05)
        raise LaunchError(f"PostgreSQL did not start ({self._last_words()}); the whole story is in {self.log}.")

    def _last_words(self) -> str:
        with suppress(OSError):
            lines = [line.strip() for line in self.log.read_text(errors="replace").splitlines()[-20:]]
            fatal = [line for line in lines if "FATAL" in line] or lines
            if fatal:
                return fatal[-1].partition("FATAL:")[2].strip() or fatal[-1]
        return "it said nothing"

    def _make_roles(self) -> None:
        """Make the two roles, or bring their passwords in line with the file of secrets."""
        with self.as_superuser() as connection:
            for role, password in ((OWNER, self.passwords.owner), (APP, self.passwords.app)):
                name = sql.Identifier(role)
                if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
                    connection.execute(sql.SQL("CREATE ROLE {}").format(name))
                rights = "ALTER ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD {}"
                connection.execute(sql.SQL(rights).format(name, sql.Literal(password)))

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        for number, patience in ((signal.SIGINT, STOP_PATIENCE), (signal.SIGQUIT, 5.0)):
            with suppress(ProcessLookupError):
                process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                return
        kill_group(process.pid)
        process.wait()


def end_leftover(data: Path) -> None:
    """End the server of a killed run on this data folder, and remove the file by which it would block a new one."""
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    if runs_on(pid, data):
        os.kill(pid, signal.SIGINT)
        until = time.monotonic() + STOP_PATIENCE
        while alive(pid) and time.monotonic() < until:
            time.sleep(0.05)
        if alive(pid):
            kill_group(pid)
    # PostgreSQL itself only asks whether any process has this number by now, and would refuse for a stranger's sake.
    lock.unlink(missing_ok=True)


def _short_folder() -> str:
    """Where sockets go: macOS's own temporary folder has a path too long for them."""
    short = "/tmp"  # noqa: S108  # only ever used through mkdtemp
    return short if os.access(short, os.W_OK | os.X_OK) else tempfile.gettempdir()
