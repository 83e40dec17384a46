"""Fixtures that every test may use."""

import os
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.test import Client, TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from programs import tenancy
from programs.models import Person, Program
from tests import factories
from tests.server import DATABASE, SERVER


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> None:
    """A database of our own, migrated by the owner and used by the application's role."""
    with psycopg.connect(os.environ[SERVER], autocommit=True) as superuser:
        superuser.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        superuser.execute(f"CREATE DATABASE {DATABASE} OWNER hearten_owner")
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        # Shared by all programs and written by nothing else, so it is loaded once and kept.
        call_command("load_library", verbosity=0)


def _truncate_as_owner(_self: TransactionTestCase) -> None:
    """Empty every table; the application's role may not, and should not be able to."""
    with psycopg.connect(os.environ["MIGRATE_DATABASE_URL"], autocommit=True) as owner:
        found = owner.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename NOT IN ('django_migrations', 'django_content_type',"
            " 'prompts_topic', 'prompts_category', 'prompts_prompt')"
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
