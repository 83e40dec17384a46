"""Whose rows a transaction may see.

Row level security is forced on every table of a program or institution (design.md 4). The policies read three
settings that live only inside a transaction, `set_config(..., true)`: a session `SET` would survive in a pooled
connection and hand one program's rows to the next request. Without a context there are no rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from programs.models import Program

type Context = tuple[str, str, str]


def _text(value: UUID | None) -> str:
    return str(value) if value else ""


def _current() -> Context:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('hearten.person', true), ''),"
            " coalesce(current_setting('hearten.institution', true), ''),"
            " coalesce(current_setting('hearten.program', true), '')"
        )
        row: Context = cursor.fetchone()
    return row


def _set(context: Context) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('hearten.person', %s, true), set_config('hearten.institution', %s, true),"
            " set_config('hearten.program', %s, true)",
            context,
        )


def enter(*, person_id: UUID | None = None, institution_id: UUID | None = None, program_id: UUID | None = None) -> None:
    """Set the whole context for the rest of this transaction; what is not named is emptied.

    Raises RuntimeError outside a transaction, where the setting would be lost at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A tenant context needs a transaction around it.")
    _set((_text(person_id), _text(institution_id), _text(program_id)))


@contextmanager
def inside(
    *,
    program: Program | None = None,
    program_id: UUID | None = None,
    institution_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Iterator[None]:
    """A transaction (or savepoint) in one program, institution or person; the former context comes back after it."""
    if program is not None:
        program_id, institution_id = program.pk, program.institution_id
    with transaction.atomic():
        former = _current()
        enter(person_id=person_id, institution_id=institution_id, program_id=program_id)
        yield
        # Only on success: a failure rolls the savepoint back, and the settings with it.
        _set(former)


def find_program(slug: str) -> Program:
    """The program of a slug ("demo") or, where two institutions use the same one, "institution/slug"; for commands.

    Raises Program.DoesNotExist with a sentence that can be shown.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, institution_id FROM hearten_find_program(%s)", [slug])
        found: list[tuple[UUID, UUID]] = cursor.fetchall()
    if len(found) > 1:
        raise Program.DoesNotExist(f"Several institutions have a program {slug!r}; write institution/{slug}.")
    if not found:
        raise Program.DoesNotExist(f"There is no program {slug!r}.")
    with inside(program_id=found[0][0], institution_id=found[0][1]):
        return Program.objects.select_related("institution").get(pk=found[0][0])


def find_institution(slug: str) -> UUID | None:
    """The id of the institution with this short name, if there is one; for commands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM hearten_find_institution(%s)", [slug])
        row = cursor.fetchone()
    return row[0] if row else None
