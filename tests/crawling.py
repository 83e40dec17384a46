"""Every page of a role, as bytes, for tests that lay two worlds side by side."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.urls import reverse

from programs import tenancy
from programs.models import Role
from programs.permissions import ROLE_PERMISSIONS, Permission
from tests.access_table import ACCESS, Row
from tests.conftest import TenantClient
from tests.pages import normalized
from tests.samples import kwargs_for
from tests.world import World

# A trainee's own page, asked for by everybody else: what finding nothing looks like.
CLOSED_TO_STAFF = ACCESS["checkins:mine"]
# Answers with a secret, or an id, that was drawn just then.
NEVER_TWICE = {"notices:feed_on", "resources:start_induction"}


def seen(client: TenantClient, world: World, role: Role, only: Collection[str] = ACCESS) -> dict[str, Any]:
    """What a crawl finds; whatever it had to make for an address is taken away again, so that it changes no world."""
    with transaction.atomic():
        found = _crawled(client, world, role, only)
        transaction.set_rollback(True)
    return found


def _crawled(client: TenantClient, world: World, role: Role, only: Collection[str]) -> dict[str, Any]:
    """Every page of a role, with status, headers and size."""
    found: dict[str, Any] = {}
    client.logout()
    client.acting(world.people[role])
    for name, row in ACCESS.items():
        if name not in only or "GET" not in row.methods or row.access == "public" or _closed(row, role):
            continue
        with tenancy.inside(program=world.program):
            address = reverse(name, kwargs=kwargs_for(row.sample, world, role))
        response = client.get(address)
        headers = normalized(str(sorted(response.headers.items())))
        found[name] = (response.status_code, headers, normalized(_body(response)))
    return found


def answers(client: TenantClient, world: World, role: Role) -> dict[str, Any]:
    """What every button of a role says, each pressed by itself with nothing typed; all of it is taken back."""
    found: dict[str, Any] = {}
    with transaction.atomic():
        client.logout()
        client.acting(world.people[role])
        for name, row in ACCESS.items():
            if name in NEVER_TWICE:
                continue
            if "POST" in row.methods and isinstance(row.access, Permission) and not _closed(row, role):
                found[name] = _pressed(client, name, row, world, role)
        transaction.set_rollback(True)
    return found


def _pressed(client: TenantClient, name: str, row: Row, world: World, role: Role) -> tuple[Any, ...]:
    with transaction.atomic():
        with tenancy.inside(program=world.program):
            address = reverse(name, kwargs=kwargs_for(row.sample, world, role))
        response = client.post(address)
        said = client.cookies.pop("messages", None)
        transaction.set_rollback(True)
    headers = normalized(str(sorted(response.headers.items())))
    return response.status_code, headers, said.value if said else "", normalized(_body(response))


def _closed(row: Row, role: Role) -> bool:
    """Whether the role finds nothing there, which tests/test_access.py holds: one such answer stands for all."""
    if not isinstance(row.access, Permission) or row.access in ROLE_PERMISSIONS[role]:
        return False
    return row is not CLOSED_TO_STAFF


def _body(response: Any) -> str:
    body: bytes = b"".join(response) if response.streaming else response.content
    return body.decode("latin-1")
