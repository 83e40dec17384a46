"""What an operator wants to know at once: what works, what doesn't, and what to do about it. It changes nothing."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from followups.models import NoteKey, Window
from followups.vault import key_of
from home.views.health import QUEUE_AT_MOST, SWEEP_AT_LEAST_EVERY
from notices import watch
from programs import tenancy
from programs.actions.seeds import versions_used
from programs.keyring import keyring
from programs.times import today
from prompts.models import Prompt


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    says: str


def examine(*, now: datetime) -> list[Finding]:
    """Everything, in the order in which one thing needs another; without a database only what needs none."""
    found = [_database()]
    if found[0].ok:
        looks: tuple[Callable[[], Finding], ...] = (_role, _tables, _library, lambda: _messages(now), _keys_of_notes)
        found += [look() for look in looks]
        found.append(_keys_of_themes(now))
    return [*found, _mail(), _paper(), *_folders()]


def _database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            (version,) = cursor.fetchone()
    except DatabaseError:
        return Finding("database", False, "It does not answer: start it, or correct DATABASE_URL.")
    return Finding("database", True, f"PostgreSQL {version} answers.")


def _role() -> Finding:
    """Row level security protects nothing from a role that owns the tables (design.md 4)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)"
            " OR EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user)"
        )
        (mighty,) = cursor.fetchone()
    if mighty:
        return Finding("role", False, "DATABASE_URL names a role that owns tables or passes their rules: use another.")
    return Finding("role", True, "The application's role owns no table.")


def _tables() -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return Finding("tables", False, f"{len(plan)} migration(s) have not run: run `manage.py migrate`.")
    return Finding("tables", True, "Every migration has run.")


def _library() -> Finding:
    if not Prompt.objects.exists():
        return Finding("library", False, "It is empty: run `manage.py load_library`.")
    return Finding("library", True, "Questions and shared resources are loaded.")


def _messages(now: datetime) -> Finding:
    """The same measures as /readyz, and what was given up."""
    found = watch.outbox(now)
    if found.last_sweep is None or now - found.last_sweep > SWEEP_AT_LEAST_EVERY:
        return Finding("messages", False, "Nobody has swept for a while: see that beat and a worker run.")
    if found.oldest is not None and now - found.oldest > QUEUE_AT_MOST:
        return Finding("messages", False, f"{found.waiting} wait although they are due: see that a worker runs.")
    if found.failed:
        return Finding("messages", False, f"{found.failed} were given up: `manage.py sweep --retry-failed` says which.")
    return Finding("messages", True, "They go out.")


def _tenants() -> Iterator[None]:
    """Each program in turn, entered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT institution_id, program_id FROM hearten_programs()")
        programs: list[tuple[UUID, UUID]] = cursor.fetchall()
    for institution_id, program_id in programs:
        with transaction.atomic(), tenancy.inside(institution_id=institution_id, program_id=program_id):
            yield


def _keys_of_notes() -> Finding:
    try:
        known = keyring().versions
    except ImproperlyConfigured as error:
        return Finding("keys of notes", False, str(error))
    used = {version for _ in _tenants() for version in NoteKey.objects.values_list("version", flat=True)}
    lost = sorted(used - set(known))
    if lost:
        return Finding("keys of notes", False, f"Notes need version {', '.join(lost)} of NOTE_KEYS: put it back.")
    lost = sorted(version or "?" for version in versions_used() - set(known))
    if lost:
        said = f"Second steps need version {', '.join(lost)} of NOTE_KEYS: put it back."
        return Finding("keys of notes", False, said)
    return Finding("keys of notes", True, "NOTE_KEYS opens every private note's key, and every second step's.")


def _keys_of_themes(now: datetime) -> Finding:
    day = today(now, "UTC")
    waiting = [
        window for _ in _tenants() for window in Window.objects.filter(published_on__isnull=True, starts_on__lte=day)
    ]
    lost = [window for window in waiting if key_of(window.aggregate) is None]
    if lost:
        return Finding("keys of themes", False, f"{len(lost)} open window(s) have no key in THEME_KEYS_DIR: mount it.")
    return Finding("keys of themes", True, "Every open window has its key.")


def _mail() -> Finding:
    if settings.MAIL_LEAVES:
        return Finding("mail", True, "It leaves through EMAIL_URL.")
    says = "It stays in the inbox inside Hearten, since EMAIL_URL is not set."
    return Finding("mail", settings.MODE != "production", says)


def _paper() -> Finding:
    try:
        import weasyprint  # noqa: F401  # loading it is the question
    except OSError:
        return Finding("paper", False, "PDFs cannot be made: install Pango.")
    if finders.find("print.css") is None:
        return Finding("paper", False, "The theme is not built: run tools/theme.py.")
    return Finding("paper", True, "PDFs can be made.")


def _folders() -> Iterator[Finding]:
    for name, setting in (("copies of the page for help", "HELP_DIR"), ("folder of themes' keys", "THEME_KEYS_DIR")):
        folder: Path = getattr(settings, setting)
        # Made at first need; until then whoever runs Hearten must be able to make it.
        there = next(path for path in (folder, *folder.parents) if path.exists())
        good = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
        says = "It can be written." if good else f"{setting} cannot be written by this user: change its owner."
        yield Finding(name, good, says)
