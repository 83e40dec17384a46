"""Deleted is gone: tables that hold something about people are written anew, so that no file keeps old rows.

PostgreSQL marks a deleted row and leaves its bytes in the table's file; even VACUUM moves rows together and leaves
stale bytes in the gap. VACUUM FULL writes table and indexes into new files and removes the old ones.
"""

import time
from datetime import timedelta

from django.db import DatabaseError, connection

from home.inventory import INVENTORY, LIBRARY

# Beyond this a table would be locked for too long; plain VACUUM then does what it can.
SMALL = 256 * 1024 * 1024
# VACUUM keeps a deleted row for as long as a transaction lives that began before the deletion, on the whole server:
# no longer than requests and tasks take. What outlives it is left to the next night.
PATIENCE = timedelta(seconds=30)


def compact(*, patience: timedelta = PATIENCE) -> list[str]:
    """Write the tables of the inventory anew, each in a moment when nobody uses it; the names of those done.

    Waits at most `patience` for whoever may still see what was deleted. Does nothing inside a transaction, where
    PostgreSQL cannot.
    """
    if connection.in_atomic_block:
        return []
    _wait_for_the_older(patience)
    with connection.cursor() as cursor:
        # Who waits for a table's lock holds up everybody behind them: better to try again tomorrow.
        cursor.execute("SET lock_timeout = '2s'")
        try:
            return [table for table in (*INVENTORY, *LIBRARY, "cache") if _written_anew(table)]
        finally:
            cursor.execute("RESET lock_timeout")


def _wait_for_the_older(patience: timedelta) -> None:
    until = time.monotonic() + patience.total_seconds()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        (next_one,) = cursor.fetchone()
        while time.monotonic() < until:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8", [next_one])
            if cursor.fetchone()[0]:
                return
            time.sleep(0.1)


def _written_anew(table: str) -> bool:
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(to_regclass(%s))", [quoted])
        size = cursor.fetchone()[0]
        if size is None:
            # No such table, as the cache where Redis is.
            return False
        full = "FULL, " if size < SMALL else ""
        try:
            cursor.execute(f"VACUUM ({full}ANALYZE) {quoted}")
        except DatabaseError:
            return False
    return bool(full)
