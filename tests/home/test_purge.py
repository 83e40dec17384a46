"""The purge with a travelled clock: nothing dies too soon, and no row is left past its date (privacy.md 5)."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from checkins.models import AskedBefore, Blackout, ConversationPlan
from followups.actions import notes
from followups.models import NoteKey, PrivateNote, SessionMember
from home.inventory import INVENTORY
from home.inventory.retention import rules_of
from home.purge import running
from home.purge.running import purge
from home.tasks import is_time, purge_once_a_day
from notices.models import AccountMail, CalendarEntry
from programs import tenancy
from programs.models import Membership, Person, Program, Role, RosterReport, Supervision
from resources.models import HandedOver
from tests.factories import NOW, TODAY, make_supervision
from tests.followups.notes_world import TEXT, Noted, noted_world, talk_of
from tests.home.past import make_inbox_item, make_leaver, make_old_notice, make_old_task, make_old_wrap_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
type Make = Callable[[Noted], object]


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


def _draft(noted: Noted) -> None:
    make_old_wrap_up(noted, state="draft", done_at=None, draft={"line": "something"})


def _session(noted: Noted) -> None:
    SessionMember.objects.create(
        program=noted.world.program, wrap_up=make_old_wrap_up(noted, trainee=None), person=noted.trainee
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
    ("notices_notice", make_old_notice, 90),
    ("notices_inboxitem", make_inbox_item, 90),
    ("notices_calendarentry", _entry, 90),
    ("followups_wrapup", make_old_wrap_up, 365),
    ("followups_wrapup", _draft, 30),
    ("followups_sessionmember", _session, 365),
    ("followups_task", make_old_task, 365),
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
    make_old_task(noted)
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
    make_old_task(noted, state="open", closed_at=None)
    purge(now=NOW + timedelta(days=800))
    assert (_count("followups_task"), _count("followups_wrapup")) == (1, 1)


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
    make_leaver(noted.world.program)
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
