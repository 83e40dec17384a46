"""The purge itself: every program, then people whom nobody has any more, then what belongs to no program."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connection, transaction

from checkins.actions.preparing import forget_old_plans
from followups.actions.looking import forget_old
from followups.actions.notes import purge_notes
from home.inventory import INVENTORY
from home.inventory.retention import OUTSIDE, model_of, rules_of
from home.purge.leavers import forget_everywhere, forget_here, gone_people, leavers
from notices.actions.sweeping import purge as forget_messages
from programs import tenancy
from programs.models import Program
from programs.times import today

logger = logging.getLogger("hearten.home")

# What an app does by itself beyond deleting rows, such as emptying a field or a key without notes.
OWN_STEPS: tuple[Callable[[Program, datetime], object], ...] = (
    forget_messages,
    lambda program, now: forget_old_plans(program=program, now=now),
    forget_old,
    purge_notes,
)


@dataclass
class Purged:
    """What a run did: rows by table, people forgotten, and programs or people that it had to leave for the next."""

    deleted: Counter[str] = field(default_factory=Counter)
    people: int = 0
    left: int = 0


def purge(*, now: datetime, dry_run: bool = False) -> Purged:
    """Delete what is past its date. One program, or one person, a transaction: one that fails stops no other."""
    done = Purged()
    programs = _programs()
    gone = gone_people(now.date(), programs)
    for program in programs:
        with _step(done, dry_run):
            done.deleted += _program(program, now, gone)
    for person_id in gone:
        with _step(done, dry_run):
            done.deleted += forget_everywhere(person_id, programs)
            done.people += 1
    with _step(done, dry_run):
        done.deleted += _outside(now, dry_run)
    return done


@contextmanager
def _step(done: Purged, dry_run: bool) -> Iterator[None]:
    """A transaction of its own, thrown away on a dry run."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(dry_run)
    except DatabaseError as error:
        done.left += 1
        # Without its text, which could name a row.
        logger.error("A step of the purge failed (%s); it is tried again at the next.", type(error).__name__)


def _programs() -> list[Program]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT institution_id, program_id FROM hearten_programs()")
        rows: list[tuple[UUID, UUID]] = cursor.fetchall()
    found = []
    for institution_id, program_id in rows:
        with tenancy.inside(institution_id=institution_id, program_id=program_id):
            found.append(Program.objects.select_related("institution").get(pk=program_id))
    return found


def _program(program: Program, now: datetime, gone: list[UUID]) -> Counter[str]:
    """One program: the rules of every table, what apps do by themselves, and who left it a year ago.

    Whoever is gone from everywhere is forgotten afterwards, in a transaction of their own.
    """
    with tenancy.inside(program=program):
        before = _counts()
        for table, rows in _overdue(program, now):
            rows.delete()
            before.setdefault(table, 0)
        for step in OWN_STEPS:
            step(program, now)
        for person in list(leavers(program, today(now, program.time_zone)).exclude(pk__in=gone)):
            forget_here(program, person)
        after = _counts()
    return Counter({table: before[table] - after.get(table, 0) for table in before if before[table] > after[table]})


def _counts() -> dict[str, int]:
    """Rows by table that this tenant sees."""
    return {table: model_of(table)._base_manager.count() for table in INVENTORY}


def _overdue(program: Program, now: datetime) -> Iterator[tuple[str, Any]]:
    """What a date has ended, table by table."""
    for table, held in INVENTORY.items():
        if table == "programs_accessevent" or table in OUTSIDE:
            continue
        rules = rules_of(table)
        for words in {each.retention for each in held}:
            rule = rules[words]
            if rule.deletes:
                yield table, rule.overdue(table, program, now)


def _outside(now: datetime, dry_run: bool) -> Counter[str]:
    done: Counter[str] = Counter()
    for table, rule in OUTSIDE.items():
        old = model_of(table)._base_manager.filter(**{f"{rule.column}__lt": rule.limit(table, None, now)})
        done[table] = old.delete()[0]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT hearten_{'old' if dry_run else 'purge'}_events(%s)", [now])
        done["programs_accessevent"] = cursor.fetchone()[0]
        cache = caches["default"]
        if isinstance(cache, DatabaseCache):
            # Django leaves what expired in the table until it is full.
            cursor.execute("DELETE FROM cache WHERE expires < %s", [now])
            done["cache"] = cursor.rowcount
    return done
