"""Three of the branches have nothing to write in: no request makes a task, note or notice of them (R40 to R43)."""

from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from followups.models import PrivateNote, Task, WrapUp
from followups.rules.promises import What
from notices.models import Notice
from programs import tenancy
from programs.models import Person, Role
from tests.access_table import ACCESS
from tests.conftest import TenantClient
from tests.samples import kwargs_for
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

# Whatever somebody might send along with a branch.
TYPED = {
    "branch": "safety",
    "what": "safety",
    "text": "what happened",
    "note": "what happened",
    "body": "what happened",
    "line": "what happened",
    "due_on": "2026-12-01",
    "accused": "somebody",
    "visa": "J-1",
    "answer": "right",
}
OURS = [name for name in ACCESS if name.startswith("triage:")]


@pytest.fixture
def world(db: None, settings: Any) -> World:
    settings.DEMO = True  # The second factor has tests of its own.
    return make_world()


def written(world: World) -> dict[str, int]:
    with tenancy.inside(program=world.program):
        return {model.__name__: model.objects.count() for model in (Task, PrivateNote, WrapUp, Notice)}


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_no_address_of_triage_makes_anything_about_a_concern(
    client: TenantClient, world: World, role: Role | None
) -> None:
    if role:
        client.acting(world.people[role])
    before = written(world)
    for name in OURS:
        with tenancy.inside(program=world.program), transaction.atomic():
            address = reverse(name, kwargs=kwargs_for(ACCESS[name].sample, world, role))
        for branch in ("safety", "mistreatment", "legal"):
            for method in ("post", "put", "patch", "delete"):
                typed = {**TYPED, "branch": branch, "what": branch, "trainee": str(world.people[Role.TRAINEE].pk)}
                getattr(client, method)(f"{address}?branch={branch}", typed if method == "post" else str(typed))
    assert written(world) == before


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.FACILITATOR])
@pytest.mark.parametrize("branch", ["safety", "mistreatment", "legal", "immigration", "suicide", "harassment", ""])
def test_what_routine_can_become_has_no_word_for_the_other_three(
    client: TenantClient, world: World, role: Role, branch: str
) -> None:
    client.acting(world.people[role])
    trainee = str(world.people[Role.TRAINEE].pk)
    before = written(world)
    client.post(reverse("followups:routine_task"), {**TYPED, "what": branch, "trainee": trainee, "who": trainee})
    assert written(world) == before
    assert branch not in {what.value for what in What}


def test_no_table_has_a_place_for_who_read_what() -> None:
    """Whatever triage stores is about contacts; a table that could tell of a reader would have to be named here."""
    tables = {model._meta.db_table for model in apps.get_app_config("triage").get_models()}
    assert tables == {"triage_contact", "triage_confirmation", "triage_localpolicy"}
    people = {
        (model._meta.db_table, field.name)
        for model in apps.get_app_config("triage").get_models()
        for field in model._meta.local_concrete_fields
        if field.related_model is Person
    }
    assert people == {("triage_contact", "confirmed_by")}


def test_reading_the_page_signed_in_touches_no_row(
    client: TenantClient, world: World, django_assert_num_queries: Any
) -> None:
    client.acting(world.people[Role.TRAINEE])
    client.get("/")
    reader = Client()  # without the tests' own look at the tenant
    reader.cookies = client.cookies
    with django_assert_num_queries(0):
        for address in ("/help-now/", "/help-now/?branch=legal", "/sw.js"):
            assert reader.get(address).status_code == 200
