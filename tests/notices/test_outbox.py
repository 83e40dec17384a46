"""Writing notices: once each, only with their change, only in their program."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction

from notices import actions
from notices.models import CalendarEntry, InboxItem, Notice
from programs import tenancy
from programs.models import Person, Program
from tests.factories import NOW, make_member, make_program

State = Notice.State
SUBJECT = uuid.uuid4()


def post(program: Program, person: Person, **fields: object) -> Notice:
    words = {"kind": "test.note", "subject_id": SUBJECT, "occasion": "1", "due_at": NOW, **fields}
    return actions.post(program=program, recipient=person, **words)  # type: ignore[arg-type]  # fields of a notice


def test_posting_twice_writes_once_and_keeps_the_first(program: Program, person: Person) -> None:
    first = post(program, person)
    second = post(program, person, due_at=NOW + timedelta(days=1))
    assert (second.pk, second.due_at, second.message_id) == (first.pk, NOW, first.message_id)
    assert post(program, person, occasion="2").pk != first.pk


def test_no_change_no_notice(program: Program, person: Person) -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            post(program, person)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        change_that_fails()
    assert not Notice.objects.exists()


def test_another_programs_notices_do_not_exist(program: Program, person: Person) -> None:
    post(program, person)
    other = make_program()
    with tenancy.inside(program=other):
        assert not Notice.objects.exists()
        assert actions.cancel(program=program, subject_id=SUBJECT, now=NOW) == 0
    assert Notice.objects.get().state == State.DUE


@pytest.mark.parametrize(
    ("state", "cancelled"),
    [("due", 1), ("claimed", 1), ("sending", 1), ("failed", 1), ("sent", 0), ("dropped", 0), ("cancelled", 0)],
)
def test_cancelling_reaches_what_has_not_arrived(program: Program, person: Person, state: str, cancelled: int) -> None:
    notice = post(program, person)
    Notice.objects.filter(pk=notice.pk).update(state=state, lease_until=NOW)
    assert actions.cancel(program=program, subject_id=SUBJECT, now=NOW) == cancelled


def test_cancelling_some_kinds_leaves_the_others(program: Program, person: Person) -> None:
    post(program, person)
    other = post(program, person, kind="test.other")
    assert actions.cancel(program=program, subject_id=SUBJECT, kinds=["test.note"], now=NOW) == 1
    other.refresh_from_db()
    assert other.state == State.DUE


def test_rescheduling_takes_a_claim_away(program: Program, person: Person) -> None:
    notice = post(program, person)
    Notice.objects.filter(pk=notice.pk).update(state=State.CLAIMED, lease_until=NOW)
    later = NOW + timedelta(days=1)
    moved = actions.reschedule(program=program, subject_id=SUBJECT, kinds=["test.note"], due_at=later, drop_after=later)
    notice.refresh_from_db()
    assert (moved, notice.state, notice.due_at, notice.lease_until) == (1, State.DUE, later, None)


def test_forgetting_leaves_no_row(program: Program, person: Person) -> None:
    notice = post(program, person)
    kept = post(program, person, subject_id=uuid.uuid4())
    InboxItem.objects.create(program=program, recipient=person, notice=notice, subject="s", text="t", created_at=NOW)
    CalendarEntry.objects.create(
        program=program,
        person=person,
        subject_id=SUBJECT,
        starts_at=NOW,
        ends_at=NOW + timedelta(minutes=20),
        summary="Conversation, 20 min",
        changed_at=NOW,
    )
    assert actions.forget(program=program, subject_ids=[SUBJECT]) == 1
    assert not InboxItem.objects.exists()
    assert not CalendarEntry.objects.exists()
    assert list(Notice.objects.all()) == [kept]


def test_sixty_notices_are_one_statement(program: Program, django_assert_num_queries: object) -> None:
    people = [make_member(program, name=f"Ada {n}") for n in range(3)]
    new = [actions.NewNotice("test.note", uuid.uuid4(), people[n % 3].pk, "1", NOW) for n in range(60)]
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        assert actions.post_all(program=program, notices=new) == 60


def test_the_sweeps_function_gives_ids_of_every_program_and_nothing_else(program: Program, person: Person) -> None:
    notice = post(program, person)
    post(program, person, occasion="later", due_at=NOW + timedelta(days=1))
    tenancy.enter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM hearten_due_notices(%s, 10)", [NOW])
        assert cursor.fetchall() == [(program.institution_id, program.pk, notice.pk)]
