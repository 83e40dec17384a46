"""The embedded server: who gets in, as whom, and what is left of it."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from launcher import unprivileged
from launcher.errors import LaunchError
from launcher.guard import alive
from launcher.postgres import EmbeddedPostgres, Passwords, end_leftover
from tests.launcher.harness import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres.temporary() as started:
        started.create_database("hearten")
        yield started


def test_nobody_is_trusted(server: EmbeddedPostgres) -> None:
    for url, password in (
        (server.app_url(), server.passwords.app),
        (server.owner_url(), server.passwords.owner),
        (server.superuser_url(), server.passwords.superuser),
    ):
        psycopg.connect(url).close()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url.replace(password, "guess"))
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(url.replace(f":{password}", ""))


def test_a_statement_that_fails_leaves_no_value_in_the_log(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.app_url("hearten"), autocommit=True) as app:
        app.execute("CREATE TEMPORARY TABLE answers (who text PRIMARY KEY)")
        app.execute("INSERT INTO answers VALUES ('canary-7')")
        with pytest.raises(psycopg.errors.UniqueViolation, match="canary-7"):
            app.execute("INSERT INTO answers VALUES ('canary-7')")
    log = server.log.read_text()
    # The right place to look: that something failed is there.
    assert "duplicate key value" in log
    assert "canary-7" not in log


def test_passwords_are_kept_as_scram(server: EmbeddedPostgres) -> None:
    with server.as_superuser() as connection:
        kept = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolcanlogin").fetchall()
    assert len(kept) == 3
    assert all(str(password).startswith("SCRAM-SHA-256$") for (password,) in kept)


@pytest.mark.parametrize("role", ["hearten_owner", "hearten_app"])
def test_neither_role_has_powers_beyond_its_tables(server: EmbeddedPostgres, role: str) -> None:
    with server.as_superuser() as connection:
        powers = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " FROM pg_roles WHERE rolname = %s",
            [role],
        ).fetchone()
    assert powers == (False,) * 5


def test_the_application_owns_nothing_and_makes_nothing(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.app_url()) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE mine (word text)")
    with psycopg.connect(server.owner_url()) as connection:
        connection.execute("CREATE TABLE ours (word text)")


def test_the_locale_is_the_builtin_one_and_the_extensions_are_there(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.owner_url()) as connection:
        for extension in ("btree_gist", "pg_trgm", "unaccent"):
            connection.execute(f"CREATE EXTENSION {extension}")
        found = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'hearten'"
        ).fetchone()
        assert found == ("b", "C.UTF-8", "UTF8")
        assert connection.execute("SELECT upper('é')").fetchone() == ("É",)


def test_folders_are_closed_and_gone_afterwards() -> None:
    with EmbeddedPostgres.temporary() as server:
        folders = [server.folder, server.data, server.socket_folder]
        assert all(path is not None and stat.S_IMODE(path.stat().st_mode) == 0o700 for path in folders)
    assert not any(path is not None and path.exists() for path in folders)


def test_it_ends_with_an_owner_that_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "told"
    owner = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import pathlib, sys, time\n"
            "from launcher.postgres import EmbeddedPostgres\n"
            "server = EmbeddedPostgres.temporary().start()\n"
            "pathlib.Path(sys.argv[1]).write_text(f'{server.process.pid} {server.folder}')\n"
            "time.sleep(60)",
            told,
        ]
    )
    wait_until(lambda: told.exists() and told.read_text(), 30, "started")
    pid, folder = told.read_text().split()
    owner.kill()
    owner.wait()
    wait_until(lambda: not alive(int(pid)) and not Path(folder).exists(), 10, "gone")


def test_a_lock_file_with_a_strangers_number_is_no_hindrance(tmp_path: Path) -> None:
    lock = tmp_path / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{tmp_path}\n")
    end_leftover(tmp_path)  # this very process has the number, and is no PostgreSQL
    assert not lock.exists()


def test_other_passwords_than_the_data_was_made_with_are_said_in_one_line() -> None:
    with EmbeddedPostgres.temporary() as server:
        server.passwords = Passwords.generate()
        server.temporary_folder = None
        assert server.process is not None
        server._end(server.process)
        with pytest.raises(LaunchError, match=r"put the right secrets\.json back") as problem:
            server.start()
        assert "\n" not in str(problem.value)


def test_passwords_never_show() -> None:
    passwords = Passwords.generate()
    assert repr(passwords) == "Passwords(...)"


def test_data_outside_var_say_whose_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    var, shared = tmp_path / "var", tmp_path / "shared"
    shared.mkdir()
    unprivileged.note_owner(var / "postgres", var)
    assert list(shared.iterdir()) == []
    unprivileged.note_owner(shared / "data-1", var)
    unprivileged.note_owner(shared / "data-1", var)
    unprivileged.note_owner(shared / "data-2", tmp_path / "elsewhere")
    assert capsys.readouterr().out == ""
    unprivileged.note_owner(shared / "data-3", var)
    assert f"is still in {shared / 'data-1'}; remove it" in capsys.readouterr().out


def test_a_closed_folder_is_left_closed(tmp_path: Path) -> None:
    """Root's own folder stays root's own: the data goes where PostgreSQL's user may follow, each time the same."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    who = unprivileged.account(closed / "postgres")
    folder, name = unprivileged.data_folder(closed, who, None)
    if os.geteuid() == 0:
        assert name is not None
        assert not folder.is_relative_to(closed)
        assert unprivileged.data_folder(closed, who, name) == (folder, name)
    else:
        assert (folder, name) == (closed / "postgres", None)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
