"""Row level security, as the application's role meets it."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from programs import tenancy
from programs.models import AccessEvent, Institution, Membership, Program, Supervision
from tests import factories
from tests.factories import NOW, make_member, make_program, make_supervision

pytestmark = pytest.mark.django_db


def test_without_a_context_there_are_no_rows(program: Program) -> None:
    make_member(program)
    assert Membership.objects.count() == 1
    tenancy.enter()
    assert Membership.objects.count() == 0
    assert Program.objects.count() == 0
    assert Institution.objects.count() == 0


def test_another_programs_rows_are_not_there(program: Program) -> None:
    other = make_program()
    mine, theirs = make_member(program), make_member(other)
    assert list(Membership.objects.values_list("person", flat=True)) == [mine.pk]
    with tenancy.inside(program=other):
        assert list(Membership.objects.values_list("person", flat=True)) == [theirs.pk]
    assert list(Membership.objects.values_list("person", flat=True)) == [mine.pk]


def test_a_row_cannot_be_written_into_another_program(program: Program) -> None:
    other = make_program()
    person = factories.make_person()
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Supervision.objects.create(
            program=other, trainee=person, supervisor=factories.make_person(), rotation="x",
            starts_on=factories.TODAY, ends_on=factories.TODAY,
        )  # fmt: skip


def test_a_row_cannot_be_moved_out_of_its_program(program: Program) -> None:
    other = make_program()
    make_supervision(program, make_member(program), make_member(program))
    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        Supervision.objects.update(program=other)


def test_own_memberships_are_seen_before_a_role_is_chosen(program: Program) -> None:
    person = make_member(program)
    make_member(make_program(), person=person)
    make_member(program)
    tenancy.enter(person_id=person.pk)
    assert Membership.objects.count() == 2
    assert Program.objects.count() == 2


def test_the_context_ends_with_its_transaction(transactional_db: None) -> None:
    program = make_program()
    with tenancy.inside(program=program):
        assert Program.objects.count() == 1
    with transaction.atomic():
        assert Program.objects.count() == 0
    with pytest.raises(RuntimeError, match="transaction"):
        tenancy.enter(program_id=program.pk)


def test_a_failure_inside_gives_the_former_context_back(program: Program) -> None:
    other = make_program()
    with pytest.raises(ZeroDivisionError), tenancy.inside(program=other):
        _ = 1 / 0
    assert list(Program.objects.filter(pk=program.pk)) == [program]
    assert not Membership.objects.filter(program=other).exists()


def test_access_events_are_added_and_never_changed(program: Program) -> None:
    AccessEvent.objects.create(program=program, action="looked", at=NOW)
    for change in (lambda: AccessEvent.objects.update(action="x"), lambda: AccessEvent.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_the_application_owns_no_table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname='public' AND tableowner = current_user")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_a_program_is_found_by_its_slug_alone(program: Program) -> None:
    tenancy.enter()
    assert tenancy.find_program(program.slug) == program
    with pytest.raises(Program.DoesNotExist, match="no program 'nowhere'"):
        tenancy.find_program("nowhere")


def test_the_owners_functions_read_no_table_that_somebody_put_in_the_way(program: Program) -> None:
    """A temporary table of the same name comes first, unless a function's search path says where it comes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE programs_institution (id uuid, slug text)")
        cursor.execute("CREATE TEMPORARY TABLE programs_program (id uuid, institution_id uuid, slug text)")
        cursor.execute("INSERT INTO pg_temp.programs_institution VALUES (gen_random_uuid(), 'forged')")
        cursor.execute("INSERT INTO pg_temp.programs_program SELECT id, id, 'forged' FROM pg_temp.programs_institution")
        cursor.execute("SELECT count(*) FROM hearten_find_program('forged')")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND proname LIKE 'hearten%'")
        found = cursor.fetchall()
        transaction.set_rollback(True)
    assert len(found) > 10
    assert [name for name, path in found if path != ["search_path=public, pg_temp"]] == []
