"""Fixtures that every test may use."""

import hashlib
import os
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client, TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from programs import tenancy
from programs.models import Person, Program
from tests import factories
from tests.server import DATABASE, SERVER

ROOT = Path(__file__).parent.parent


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


def _schema() -> str:
    """Stands for everything that a migrated database with its library comes from."""
    digest = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "*/library/**/*", "*/management/commands/load_library.py"):
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


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
