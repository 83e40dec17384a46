"""What lies on the database's disk: for tests that search it for what must not be there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import psycopg

from tests.server import DATABASE, SERVER


def files() -> Iterator[Path]:
    """Every file of the test's database, tables and indexes, and the write-ahead log; all of it written out first."""
    with psycopg.connect(os.environ[SERVER], autocommit=True) as superuser:
        superuser.execute("CHECKPOINT")
        found = superuser.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
    assert found is not None
    yield from (path for path in (Path(found[0]) / "base" / str(found[1])).iterdir() if path.is_file())


def write_ahead_log() -> Iterator[Path]:
    """The log's segments, which hold what every table was told lately."""
    with psycopg.connect(os.environ[SERVER], autocommit=True) as superuser:
        found = superuser.execute("SELECT current_setting('data_directory')").fetchone()
    assert found is not None
    yield from (path for path in (Path(found[0]) / "pg_wal").iterdir() if path.is_file())


def holding(words: bytes, paths: Iterator[Path]) -> list[str]:
    """The names of the files in which these bytes are."""
    return [path.name for path in paths if words in path.read_bytes()]


def dump() -> str:
    """Every row of every table in words, read by the superuser whom no policy stops."""
    lines = []
    with psycopg.connect(os.environ[SERVER].rsplit("/", 1)[0] + f"/{DATABASE}") as superuser:
        tables = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            for (row,) in superuser.execute(f"SELECT t::text FROM {table} t").fetchall():
                lines.append(f"{table} {row}")
    return "\n".join(lines)


@contextmanager
def somebody_at_work(*, seconds: float) -> Iterator[None]:
    """Meanwhile a transaction of another database is under way, which ends by itself."""
    with psycopg.connect(os.environ[SERVER]) as other:
        other.execute("SELECT pg_current_xact_id()")
        end = Timer(seconds, other.rollback)
        end.start()
        yield
        end.join()
