"""The purge with a travelled clock: nothing dies too soon, and no row is left past its date (privacy.md 5)."""

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from checkins.models import AskedBefore, Blackout, ConversationPlan, ListenerProfile
from followups.actions import notes
from followups.models import NoteKey, PrivateNote, SessionMember, Task, WrapUp
from home.inventory import INVENTORY
from home.inventory.retention import rules_of
from home.purge import running
from home.purge.leavers import forget_everywhere
from home.purge.running import purge
from home.tasks import is_time, purge_once_a_day
from notices.models import AccountMail, CalendarEntry, InboxItem, Notice
from programs import tenancy
from programs.models import AccessEvent, Membership, Person, Program, Role, RosterReport, Supervision
from resources.models import HandedOver
from tests.factories import NOW, TODAY, make_member, make_person, make_program, make_supervision
from tests.followups.notes_world import TEXT, Noted, noted_world, talk_of
from tests.world import make_slot

pytestmark = pytest.mark.django_db
type Make = Callable[[Noted], object]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def noted(db: None) -> Noted:
    made = noted_world()
    tenancy.enter(program_id=made.world.program.pk, institution_id=made.world.program.institution_id)
    return made


def _notice(noted: Noted) -> Notice:
    return Notice.objects.create(
        program=noted.world.program,
        kind="test.note",
        subject_id=uuid.uuid4(),
        recipient=noted.trainee,
        occasion="1",
        due_at=NOW,
        state="failed",
    )


def _inbox(noted: Noted) -> None:
    InboxItem.objects.create(
        program=noted.world.program,
        recipient=noted.trainee,
        notice=_notice(noted),
        subject="A note",
        text="Hello.",
        created_at=NOW,
    )


def _entry(noted: Noted) -> None:
    CalendarEntry.objects.create(
        program=noted.world.program,
        person=noted.trainee,
        subject_id=uuid.uuid4(),
        starts_at=NOW - timedelta(minutes=20),
        ends_at=NOW,
        summary="Conversation",
        changed_at=NOW,
    )


def _wrap_up(noted: Noted, **fields: Any) -> WrapUp:
    return WrapUp.objects.create(
        program=noted.world.program,
        slot=noted.slot,
        facilitator=noted.author,
        **{"trainee": noted.trainee, "state": "held", "saved_at": NOW, "done_at": NOW, **fields},
    )


def _draft(noted: Noted) -> None:
    _wrap_up(noted, state="draft", done_at=None, draft={"line": "something"})


def _task(noted: Noted, **fields: Any) -> Task:
    return Task.objects.create(
        program=noted.world.program,
        wrap_up=_wrap_up(noted),
        trainee=noted.trainee,
        owner=noted.author,
        what="schedule",
        due_on=TODAY,
        made_at=NOW,
        **{"state": "done", "closed_at": NOW, **fields},
    )


def _session(noted: Noted) -> None:
    SessionMember.objects.create(
        program=noted.world.program, wrap_up=_wrap_up(noted, trainee=None), person=noted.trainee
    )


def _note(noted: Noted) -> None:
    notes.write_note(slot=noted.slot, trainee=noted.trainee, text=TEXT, by=noted.author, now=NOW)


def _supervision(noted: Noted) -> None:
    make_supervision(
        noted.world.program, noted.trainee, noted.author, starts_on=TODAY - timedelta(days=9), ends_on=TODAY
    )


def _blackout(noted: Noted) -> None:
    Blackout.objects.create(
        program=noted.world.program, person=noted.trainee, label="Leave", starts_on=TODAY, ends_on=TODAY
    )


def _asked(noted: Noted) -> None:
    AskedBefore.objects.create(program=noted.world.program, mark="x", keys=["a"], forget_on=TODAY + timedelta(days=200))


def _handed(noted: Noted) -> None:
    HandedOver.objects.create(
        program=noted.world.program, trainee=noted.trainee, by=noted.author, key="k", words="", at=NOW
    )


def _report(noted: Noted) -> None:
    RosterReport.objects.create(
        program=noted.world.program, person=noted.trainee, text="Wrong block.", made_at=NOW, done_at=NOW
    )


# Table, how a row comes into it, and for how many days it is kept: written here once more, apart from the rules.
LIVES: list[tuple[str, Make, int]] = [
    ("notices_notice", _notice, 90),
    ("notices_inboxitem", _inbox, 90),
    ("notices_calendarentry", _entry, 90),
    ("followups_wrapup", _wrap_up, 365),
    ("followups_wrapup", _draft, 30),
    ("followups_sessionmember", _session, 365),
    ("followups_task", _task, 365),
    ("followups_privatenote", _note, 90),
    ("followups_notekey", _note, 90),
    ("programs_supervision", _supervision, 365),
    ("checkins_blackout", _blackout, 365),
    ("checkins_askedbefore", _asked, 200),
    ("resources_handedover", _handed, 365),
    ("programs_rosterreport", _report, 365),
]


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        found: int = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize(("table", "make", "days"), LIVES, ids=[f"{t} {d}" for t, _, d in LIVES])
def test_a_row_lives_as_long_as_it_is_said_and_no_longer(table: str, make: Make, days: int, noted: Noted) -> None:
    assert _count(table) == 0
    make(noted)
    purge(now=NOW + timedelta(days=days - 1))
    assert _count(table) == 1
    purge(now=NOW + timedelta(days=days + 1))
    assert _count(table) == 0


def test_after_years_no_row_of_any_table_is_past_its_date(noted: Noted) -> None:
    for _, make, _ in LIVES[:3]:
        make(noted)
    _note(noted)
    _task(noted)
    for make in (_supervision, _blackout, _asked, _handed, _report):
        make(noted)
    ConversationPlan.objects.create(program=noted.world.program, slot=noted.slot, lines=[{"key": "a", "text": "b"}])
    later = NOW + timedelta(days=3 * 365)
    purge(now=later)
    for table, held in INVENTORY.items():
        for rule in (rules_of(table)[each.retention] for each in held):
            if table != "programs_accessevent":
                assert not rule.overdue(table, noted.world.program, later).exists(), table
    # What is still open, and what belongs to the program, stays.
    assert Membership.objects.filter(person=noted.author).exists()


def test_a_promise_that_is_open_keeps_its_wrap_up(noted: Noted) -> None:
    _task(noted, state="open", closed_at=None)
    purge(now=NOW + timedelta(days=800))
    assert (_count("followups_task"), _count("followups_wrapup")) == (1, 1)


# --- Leavers --------------------------------------------------------------------------------------------------


def test_who_left_is_forgotten_by_the_program_a_year_later(noted: Noted) -> None:
    gone, program = noted.trainee, noted.world.program
    ListenerProfile.objects.create(program=program, person=gone, about="Tea.")
    _inbox(noted)
    Membership.objects.filter(person=gone).update(ends_on=TODAY)
    # Another program still has them: to forget somebody altogether the database asks its own clock, which stands still.
    make_member(make_program(), person=gone)
    purge(now=NOW + timedelta(days=365))
    assert ListenerProfile.objects.filter(person=gone).exists()
    assert Membership.objects.filter(person=gone).exists()
    purge(now=NOW + timedelta(days=367))
    for model, column in _columns_to_people():
        assert not model._base_manager.filter(**{column: gone}).exists(), model
    # Everybody else is still there.
    assert Membership.objects.filter(person=noted.author).exists()


def _columns_to_people() -> list[tuple[Any, str]]:
    return [
        (model, column.name)
        for model in apps.get_models(include_auto_created=True)
        for column in model._meta.local_concrete_fields
        if column.related_model is Person and model is not AccessEvent
    ]


def test_a_new_role_is_not_leaving(noted: Noted) -> None:
    Membership.objects.filter(person=noted.trainee).update(ends_on=TODAY)
    make_member(noted.world.program, Role.FACILITATOR, person=noted.trainee, starts_on=TODAY)
    purge(now=NOW + timedelta(days=700))
    assert Membership.objects.filter(person=noted.trainee).count() == 2


def test_whoever_still_owes_a_promise_is_not_forgotten_yet(noted: Noted) -> None:
    task = _task(noted, state="open", closed_at=None)
    Membership.objects.filter(person=noted.author).update(ends_on=TODAY)
    purge(now=NOW + timedelta(days=700))
    assert Task.objects.filter(pk=task.pk).exists()
    assert Membership.objects.filter(person=noted.author).exists()


LONG_AGO = datetime(2020, 7, 1, tzinfo=UTC)


def _left_long_ago(program: Program) -> Person:
    person = make_member(program, Role.FACILITATOR, "Ana Lima", starts_on=date(2019, 7, 1), ends_on=date(2020, 6, 30))
    Person.objects.filter(pk=person.pk).update(created_at=LONG_AGO)
    return person


def test_whom_nobody_has_any_more_is_gone_with_name_and_sign_in(noted: Noted) -> None:
    """By the database's own clock, so that no wrong clock of a server can do it."""
    person = _left_long_ago(noted.world.program)
    make_slot(noted.world.round, person)
    other = make_program()
    with tenancy.inside(program=other):
        ListenerProfile.objects.create(program=other, person=person, about="A row that was overlooked.")
    before = NOW - timedelta(days=400)
    AccessEvent.objects.create(program=noted.world.program, subject=person, actor=noted.author, action="x", at=before)
    kept = AccessEvent.objects.create(
        program=noted.world.program, subject=noted.trainee, actor=person, action="x", at=before
    )
    done = purge(now=NOW)
    assert (done.people, done.left) == (1, 0)
    assert not Person.objects.filter(pk=person.pk).exists()
    kept.refresh_from_db()
    assert kept.actor_id is None
    assert not AccessEvent.objects.filter(subject_id=person.pk).exists()


def test_somebody_of_another_program_keeps_name_and_sign_in(noted: Noted) -> None:
    person = _left_long_ago(noted.world.program)
    make_member(make_program(), person=person)
    purge(now=NOW)
    assert Person.objects.filter(pk=person.pk).exists()
    assert not Membership.objects.filter(program=noted.world.program, person=person).exists()


def test_somebody_who_was_just_added_is_not_gone(noted: Noted) -> None:
    person = make_person("New Comer")
    assert purge(now=NOW).people == 0
    assert Person.objects.filter(pk=person.pk).exists()


def test_the_database_forgets_events_of_nobody_who_is_still_here(noted: Noted) -> None:
    with pytest.raises(DatabaseError, match="left more than a year ago"), transaction.atomic():
        forget_everywhere(noted.trainee.pk, [noted.world.program])
    assert Person.objects.filter(pk=noted.trainee.pk).exists()


def test_roles_that_were_deleted_to_hide_events_hide_none(noted: Noted) -> None:
    """Somebody took over the application: what it did to a person yesterday stays, whatever rows it deletes."""
    person = _left_long_ago(noted.world.program)
    AccessEvent.objects.create(program=noted.world.program, subject=person, action="x", at=NOW - timedelta(days=2))
    Membership.objects.filter(person=person).delete()
    assert purge(now=NOW).people == 0
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT hearten_forget_events(%s)", [person.pk])
    assert AccessEvent.objects.filter(subject=person).exists()


# --- Access events --------------------------------------------------------------------------------------------


def test_access_events_go_after_two_years_of_the_databases_clock(noted: Noted) -> None:
    program = noted.world.program
    for at in (NOW - timedelta(days=740), NOW - timedelta(days=720)):
        AccessEvent.objects.create(program=program, subject=noted.trainee, action="looked", at=at)
    purge(now=NOW)
    assert AccessEvent.objects.filter(action="looked").count() == 1
    # A server whose clock is far ahead deletes nothing that is younger.
    purge(now=NOW + timedelta(days=3650))
    assert AccessEvent.objects.filter(action="looked").count() == 1


@pytest.mark.parametrize("statement", ["DELETE FROM programs_accessevent", "UPDATE programs_accessevent SET action=''"])
def test_the_application_changes_no_event_in_any_other_way(statement: str, noted: Noted) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- What belongs to no program -------------------------------------------------------------------------------


def test_sign_in_mails_sessions_and_expired_cache_entries_go(noted: Noted, settings: Any) -> None:
    AccountMail.objects.create(sealed="x", created_at=NOW - timedelta(hours=2), due_at=NOW)
    cache = caches["default"]
    cache.set("old", "x", timeout=1)
    cache.set("new", "x", timeout=3 * 3600)
    done = purge(now=NOW + timedelta(hours=1))
    assert not AccountMail.objects.exists()
    assert done.deleted["cache"] == 1
    assert cache.get("new") == "x"


# --- The command ----------------------------------------------------------------------------------------------


def _run(capsys: Any, *args: str) -> dict[str, Any]:
    call_command("purge", "--json", *args)
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_a_dry_run_says_the_same_and_deletes_nothing(noted: Noted, capsys: Any) -> None:
    _note(noted)
    _left_long_ago(noted.world.program)
    PrivateNote.objects.update(written_on=TODAY - timedelta(days=100), dies_on=TODAY - timedelta(days=10))
    before = (PrivateNote.objects.count(), NoteKey.objects.count(), Person.objects.count())
    would = _run(capsys, "--dry-run")
    assert (PrivateNote.objects.count(), NoteKey.objects.count(), Person.objects.count()) == before
    did = _run(capsys)
    assert would["deleted"] == did["deleted"]
    assert (would["dry_run"], did["dry_run"], did["people"]) == (True, False, 1)
    assert did["deleted"]["followups_privatenote"] == 1
    assert _run(capsys)["deleted"] == {}


def test_a_program_that_fails_stops_no_other_and_is_said(noted: Noted, monkeypatch: Any) -> None:
    other = noted_world()
    with tenancy.inside(program=other.world.program):
        _note(other)

    def fails(program: Program, now: datetime) -> None:
        if program.pk == noted.world.program.pk:
            raise IntegrityError("a canary that no log may hold")

    monkeypatch.setattr(running, "OWN_STEPS", (*running.OWN_STEPS, fails))
    _note(noted)
    with time_machine.travel(NOW + timedelta(days=200), tick=False), pytest.raises(CommandError, match="1 step"):
        call_command("purge")
    assert PrivateNote.objects.count() == 1
    with tenancy.inside(program=other.world.program):
        assert PrivateNote.objects.count() == 0


@pytest.mark.parametrize(
    ("hours", "at", "due"),
    [
        (24, time(8, 30), True),
        (24, time(15, 30), False),  # By day it waits for the night,
        (45, time(15, 30), True),  # unless a night was missed.
        (12, time(8, 30), False),  # Not twice in one night.
    ],
)
def test_it_runs_once_a_night_and_later_rather_than_never(hours: int, at: time, due: bool) -> None:
    now = datetime.combine(TODAY, at, UTC)
    assert is_time(now - timedelta(hours=hours), now) is due
    assert is_time(None, now)


def test_nothing_else_was_touched(noted: Noted) -> None:
    _supervision(noted)
    talk_of(noted.world, noted.author, noted.world.people[Role.TRAINEE], hours=6)
    before = {table: _count(table) for table in INVENTORY}
    purge(now=NOW)
    assert {table: _count(table) for table in INVENTORY} == before
    assert Supervision.objects.exists()


def test_the_clock_asks_every_hour_and_the_night_is_done_once(noted: Noted, settings: Any) -> None:
    _note(noted)
    PrivateNote.objects.update(written_on=TODAY - timedelta(days=100), dies_on=TODAY - timedelta(days=10))
    assert settings.CELERY_BEAT_SCHEDULE["purge"]["task"] == purge_once_a_day.name
    assert purge_once_a_day.name in purge_once_a_day.app.tasks
    purge_once_a_day()
    assert not PrivateNote.objects.exists()
    _note(noted)
    PrivateNote.objects.update(written_on=TODAY - timedelta(days=100), dies_on=TODAY - timedelta(days=10))
    purge_once_a_day()
    assert PrivateNote.objects.exists()
