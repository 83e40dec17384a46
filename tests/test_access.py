"""The access table against the URL configuration and against every role."""

from collections.abc import Iterator
from copy import deepcopy
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseNotFound
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import config.urls
from programs import printing, tenancy
from programs.models import Person, Role
from programs.permissions import ROLE_PERMISSIONS, Permission
from tests.access_table import ACCESS, LIBRARY_PREFIXES, Row
from tests.conftest import Keep, TenantClient
from tests.samples import kwargs_for
from tests.world import World, make_world

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

GONE, TO_SIGN_IN = 404, 302


def _names(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _names(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry.callback


URLS = [(name, view) for name, view in _names(get_resolver().url_patterns) if not name.startswith(LIBRARY_PREFIXES)]


def test_every_address_is_listed_and_every_listed_one_exists() -> None:
    assert {name for name, _ in URLS} == set(ACCESS)


@pytest.mark.parametrize(("name", "view"), URLS, ids=[name for name, _ in URLS])
def test_every_view_carries_the_mark_that_the_table_says(name: str, view: Any) -> None:
    assert getattr(view, "access", "unmarked") == ACCESS[name].access


@pytest.fixture(scope="module")
def worlds(keep: Keep) -> tuple[World, World]:
    return keep(lambda: (make_world(), make_world()))


@pytest.fixture
def world(worlds: tuple[World, World], db: None) -> World:
    return deepcopy(worlds[0])


@pytest.fixture
def elsewhere(worlds: tuple[World, World], db: None) -> World:
    return deepcopy(worlds[1])


def _expected(row: Row, role: Role | None, own: bool) -> set[int]:
    if row.access == "public":
        return {200, 302, 303, 404, 405, 503}
    if row.access == "signed in":
        return {200, 302, 303, 404, 405}
    if role is None:
        return {TO_SIGN_IN}
    assert isinstance(row.access, Permission)
    if row.access not in ROLE_PERMISSIONS[role] or (row.sample and not own):
        return {GONE}
    return {200, 302, 303, 405} | ({400, 422} if "POST" in row.methods else set())


@pytest.fixture(scope="module")
def signed_in(keep: Keep, worlds: tuple[World, World]) -> dict[Role | None, Any]:
    """The cookies of somebody in each role, and of nobody."""
    people = worlds[0].people
    return {None: TenantClient().cookies} | {role: keep(partial(_cookies_of, people[role])) for role in Role}


def _cookies_of(person: Person) -> Any:
    return TenantClient().acting(person).cookies


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither paper nor the page that finds nothing is drawn: a status is all that is compared, thousands of times."""
    monkeypatch.setattr(printing, "draw", lambda page: page.encode())
    monkeypatch.setattr(config.urls, "handler404", lambda _request, exception: HttpResponseNotFound(), raising=False)


@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_is_shown_the_page_that_finds_nothing(
    role: Role | None, signed_in: dict[Role | None, Any], db: None
) -> None:
    client = TenantClient()
    client.cookies = deepcopy(signed_in[role])
    closed = reverse("checkins:mine" if role != Role.TRAINEE else "programs:people")
    for address in ("/there-is-no-such-page/", closed):
        response = client.get(address)
        assert response.status_code == (TO_SIGN_IN if role is None and address == closed else GONE)
        assert (b"This page is not here" in response.content) is (response.status_code == GONE)


@pytest.mark.parametrize("name", ACCESS)
@pytest.mark.usefixtures("plain", "unwatched")
def test_each_role_reaches_what_the_table_says(
    name: str, world: World, elsewhere: World, signed_in: dict[Role | None, Any], settings: Any
) -> None:
    settings.DEMO = True  # The second factor has tests of its own.
    for role in [None, *Role]:
        # Taken back, so that no role meets what another did.
        with transaction.atomic():
            client = TenantClient()
            client.cookies = deepcopy(signed_in[role])
            _try_address(name, role, client, world, own=True)
            if ACCESS[name].sample:
                _try_address(name, role, client, elsewhere, own=False)
            transaction.set_rollback(True)


def _try_address(name: str, role: Role | None, client: TenantClient, source: World, *, own: bool) -> None:
    row = ACCESS[name]
    with tenancy.inside(program=source.program):
        address = reverse(name, kwargs=kwargs_for(row.sample, source, role))
    for method in ("GET", "POST"):
        response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
        if method not in row.methods:
            # Said of every id alike, so it tells nothing about one of them.
            assert response.status_code in {405, GONE, TO_SIGN_IN}, f"{method} {address} as {role} is not allowed"
            continue
        assert response.status_code in _expected(row, role, own), f"{method} {address} as {role}"
