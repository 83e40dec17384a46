"""The data inventory is complete, and every table is under row level security or says why not."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from home.inventory import INVENTORY, LIBRARY
from home.inventory.mine import FOUND_ANOTHER_WAY, MINE, NOT_SHOWN
from home.inventory.retention import rules_of
from programs.models import Person

OURS = {"programs", "notices", "prompts", "resources", "triage", "checkins", "followups", "home"}
# Tables that belong to no program, each with the reason.
EXEMPT = {
    "programs_person": "identity: one person may belong to several programs; memberships say where",
    "notices_accountmail": "a mail to somebody who is not signed in, so no program is known; sealed, an hour at most",
    "notices_sweepmark": "one row that says when the sweep last ran",
    "prompts_topic": "the shared library, the same for every program; nothing about anybody",
    "prompts_category": "the shared library, the same for every program; nothing about anybody",
    "prompts_prompt": "the shared library, the same for every program; nothing about anybody",
    "resources_resource": "the shared directory of help, the same for every program; nothing about anybody",
    "cache": "Django's cache; holds counters of sign-in attempts and short-lived sealed values",
    "django_migrations": "which migrations ran",
}


def _refers_to_a_person(model: type[Model]) -> bool:
    return any(field.related_model is Person for field in model._meta.local_concrete_fields)


def _models() -> list[tuple[str, set[str]]]:
    return [
        (model._meta.db_table, {field.name for field in model._meta.local_concrete_fields})
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS
    ]


@pytest.mark.parametrize(("table", "fields"), _models(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_stored_field_is_in_the_inventory(table: str, fields: set[str]) -> None:
    listed = {name for held in INVENTORY.get(table, []) for name in held.fields.split()}
    assert fields == listed


def test_the_inventory_lists_nothing_that_is_not_stored() -> None:
    assert set(INVENTORY) == {table for table, _ in _models()}


def test_every_answer_is_given() -> None:
    for held in [*(held for rows in INVENTORY.values() for held in rows), *LIBRARY.values()]:
        assert held.purpose
        assert held.viewers
        assert held.retention


SAID = {
    *((table, held.retention) for table, rows in INVENTORY.items() for held in rows),
    *((table, held.retention) for table, held in LIBRARY.items()),
}


@pytest.mark.parametrize(("table", "words"), sorted(SAID))
def test_every_answer_has_a_rule(table: str, words: str) -> None:
    """New words: say in home/inventory/retention.py what they mean, so that the purge can keep them."""
    assert words in rules_of(table), f"home/inventory/retention.py has no rule for {words!r} of {table}"


def test_every_table_that_refers_to_a_person_says_whose_its_rows_are() -> None:
    """A new one: say in home/inventory/mine.py through which field a row is somebody's own, or why through none."""
    listed = {**INVENTORY, **LIBRARY}
    refers = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in listed and _refers_to_a_person(model)
    }
    said = set(MINE) | set(NOT_SHOWN)
    assert refers - said == set(), "home/inventory/mine.py does not say whose rows these are"
    assert said - refers - {"programs_person"} == set(FOUND_ANOTHER_WAY)


@pytest.mark.django_db
def test_every_table_is_under_row_level_security_or_exempt() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, EXISTS (SELECT FROM pg_policy p"
            " WHERE p.polrelid = c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
        )
        tables = {name: (forced and policy) for name, forced, policy in cursor.fetchall()}
    open_tables = {name for name, safe in tables.items() if not safe}
    assert open_tables == (set(EXEMPT) | set(LIBRARY)) & set(tables)


@pytest.mark.django_db
def test_references_stay_inside_one_program() -> None:
    """Each foreign key from one program's table to another has its composite twin."""
    for model in apps.get_models():
        if model._meta.app_label not in OURS or "program" not in {f.name for f in model._meta.fields}:
            continue
        for field in model._meta.local_concrete_fields:
            target = field.related_model
            if not isinstance(target, type) or "program" not in {f.name for f in target._meta.fields}:
                continue
            name = f"{model._meta.db_table}_{field.name}_program_fk"
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = %s", [name])
                assert cursor.fetchone() == (1,), name
