"""Fixtures that every test may use."""

import gc
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.template import Template
from django.test import Client, TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from programs import tenancy
from programs.models import Person, Program
from tests import factories
from tests.server import DATABASE, SERVER

ROOT = Path(__file__).parent.parent


class Keep(Protocol):
    """What the fixture `keep` gives."""

    def __call__[Made](self, make: Callable[[], Made]) -> Made: ...


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that nobody waits for one of them at the end; what shares a fixture stays together."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays; looking through it for garbage over and over was a tenth of the work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> None:
    """A database of our own, migrated by the owner and used by the application's role."""
    with psycopg.connect(os.environ[SERVER], autocommit=True) as superuser:
        superuser.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        # One worker migrates, under a lock; the others copy what came of it.
        superuser.execute("SELECT pg_advisory_lock(1)")
        ready = f"ready_{_schema()}"
        if superuser.execute("SELECT FROM pg_database WHERE datname = %s", [ready]).fetchone() is None:
            superuser.execute(f"CREATE DATABASE {DATABASE} OWNER hearten_owner")
            with django_db_blocker.unblock():
                call_command("migrate", verbosity=0)
                # Shared by all programs and written by nothing else, so it is loaded once and kept.
                call_command("load_library", verbosity=0)
                connections.close_all()
            superuser.execute(f"ALTER DATABASE {DATABASE} RENAME TO {ready}")
        superuser.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {ready} OWNER hearten_owner STRATEGY FILE_COPY")


@pytest.fixture(scope="module")
def keep(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Keep]:
    """`keep(make)`: rows that all tests of a module find as they were made.

    A test's own transaction is inside of this one, so what it does to them is taken back before the next. Not for a
    module with tests that commit: emptying the tables would wait for this transaction for good.
    """

    def make_kept[Made](make: Callable[[], Made]) -> Made:
        with django_db_blocker.unblock():
            return make()

    around = transaction.atomic()
    make_kept(around.__enter__)
    try:
        yield make_kept
    finally:
        make_kept(lambda: transaction.set_rollback(True))
        make_kept(lambda: around.__exit__(None, None, None))


def _schema() -> str:
    """Stands for everything that a migrated database with its library comes from."""
    digest = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "*/library/**/*", "*/management/commands/load_library.py"):
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture
def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No copy of every template's context is kept for `response.context`: for tests of a great many pages."""
    monkeypatch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))


def _truncate_as_owner(_self: TransactionTestCase) -> None:
    """Empty every table; the application's role may not, and should not be able to."""
    with psycopg.connect(os.environ["MIGRATE_DATABASE_URL"], autocommit=True) as owner:
        found = owner.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename NOT IN ('django_migrations', 'django_content_type',"
            " 'prompts_topic', 'prompts_category', 'prompts_prompt', 'resources_resource')"
        ).fetchone()
        assert found is not None
        owner.execute(f"TRUNCATE {found[0]} CASCADE")


TransactionTestCase._fixture_teardown = _truncate_as_owner  # type: ignore[attr-defined]  # a private hook of Django's


_find_static_files = WhiteNoiseMiddleware.add_files_from_finders
_static_files: dict[str, Any] = {}


def _find_static_files_once(self: WhiteNoiseMiddleware) -> None:
    """Every client of a test has middleware of its own, which would walk through the theme's folder each time."""
    if not _static_files:
        _find_static_files(self)
        _static_files.update(self.files)
    self.files.update(_static_files)


WhiteNoiseMiddleware.add_files_from_finders = _find_static_files_once


class TenantClient(Client):
    """Gives the test its own tenant back after a request: both share the test's transaction."""

    def request(self, **request: Any) -> Any:
        former = tenancy._current()
        try:
            return super().request(**request)
        finally:
            tenancy._set(former)

    def acting(self, person: Person, role: str | None = None) -> "TenantClient":
        """Sign in, and pick the role where there are several."""
        self.force_login(person)
        if role:
            with tenancy.inside(person_id=person.pk):
                membership = person.memberships.get(role=role)
            session = self.session
            session["membership"] = str(membership.pk)
            session.save()
        return self


@pytest.fixture
def client(db: None) -> TenantClient:
    """Django's test client; `client.acting(person)` signs in."""
    return TenantClient()


@pytest.fixture
def program(db: None) -> Program:
    """A program whose rows this test may see."""
    made = factories.make_program()
    tenancy.enter(program_id=made.pk, institution_id=made.institution_id)
    return made
