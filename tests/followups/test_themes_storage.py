"""Windows and sealed contributions: opened, changed, killed in the middle; and what a thief reads of them."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import CommandError, call_command
from django.db import connection

from checkins.models import Format
from followups import vault
from followups.actions import gathering, themes
from followups.counting import row_of, rows_of
from followups.models import Contribution, Pool, Window
from followups.themes.rows import EMPTY, LENGTH, Row, open_row, seal_row
from followups.themes.windows import span_for
from notices import registry
from programs import tenancy
from programs.aead import NONCE_BYTES, UnreadableError
from programs.errors import RefusedError
from programs.models import Person, Program
from tests.agreed import make_wrap_up
from tests.factories import make_institution, make_member, make_program
from tests.followups.gathered import (
    BELONGING,
    DUE,
    JULY,
    NOVEMBER,
    REST,
    at,
    count_in,
    make_listeners,
    make_talks,
    make_trainees,
    opened,
)
from tests.server import SERVER
from tests.world import make_round, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]


# --- Windows ------------------------------------------------------------------------------------------------------


def test_size_decides_once_what_a_window_is() -> None:
    assert (span_for(NOVEMBER, 30).first, span_for(NOVEMBER, 30).last) == (date(2026, 7, 1), date(2026, 12, 31))
    assert (span_for(date(2027, 1, 1), 40).first, span_for(date(2027, 1, 1), 40).last) == (
        date(2027, 1, 1),
        date(2027, 6, 30),
    )
    assert (span_for(NOVEMBER, 29).first, span_for(NOVEMBER, 29).last) == (date(2026, 7, 1), date(2027, 6, 30))
    # Shrunk below thirty at New Year: the rest of the year, never the same months twice.
    assert span_for(date(2027, 1, 1), 29, date(2026, 12, 31)).first == date(2027, 1, 1)
    span = span_for(NOVEMBER, 30)
    assert span.due - span.closes > timedelta(days=30)
    assert span.due == DUE


def test_every_trainee_gets_an_empty_row_and_newcomers_too(program: Program, trainees: list[Person]) -> None:
    window = opened(program)
    assert rows_of(window) == dict.fromkeys([person.pk for person in trainees], EMPTY)
    assert {len(row.sealed) for row in Contribution.objects.all()} == {LENGTH}
    newcomer = make_member(program)
    gathering.renew(program=program, day=JULY)
    assert row_of(window, newcomer.pk) == EMPTY
    # Size decided once: nothing that happens to the roster changes the window (T9).
    assert gathering.open_window(program=program, day=NOVEMBER) is None
    window.refresh_from_db()
    assert window.eligible == 40


def test_a_small_program_waits_for_two_others(db: None) -> None:
    institution = make_institution()
    programs = [make_program(institution) for _ in range(3)]
    for number, program in enumerate(programs):
        make_trainees(program, 8)
        tenancy.enter(program_id=program.pk, institution_id=institution.pk)
        assert (gathering.open_window(program=program, day=JULY) is not None) == (number == 2)
    pool = Pool.objects.get()
    assert pool.eligible == 24
    late = make_program(institution)
    make_trainees(late, 5)
    tenancy.enter(program_id=late.pk, institution_id=institution.pk)
    # A program is in exactly one aggregate, and a pool's programs are settled when it opens (T6, T9).
    assert gathering.open_window(program=late, day=NOVEMBER) is None


# --- What a trainee lets be counted -------------------------------------------------------------------------------


def test_proposed_then_changed_then_taken_back(program: Program, trainees: list[Person]) -> None:
    window = opened(program)
    (slot,) = make_talks(program, make_listeners(program, 1))
    count_in([slot], trainees[:1], [BELONGING])
    assert row_of(window, trainees[0].pk) == Row(True, frozenset({BELONGING}), frozenset({slot.facilitator_id}))
    make_wrap_up(slot, trainees[0], done_at=at(NOVEMBER), saved_at=at(NOVEMBER))
    themes.choose(program=program, by=trainees[0], themes=[REST], now=at(NOVEMBER + timedelta(days=6)))
    assert row_of(window, trainees[0].pk) == Row(True, frozenset({REST}), frozenset({slot.facilitator_id}))
    with pytest.raises(RefusedError, match="seven days"):
        themes.choose(program=program, by=trainees[0], themes=[], now=at(NOVEMBER + timedelta(days=8)))
    themes.withdraw(program=program, by=trainees[0], now=at(window.span.closes))
    # Whoever heard it did hear it: asked again by somebody else, both are in the gate.
    assert row_of(window, trainees[0].pk) == Row(False, frozenset(), frozenset({slot.facilitator_id}))
    with pytest.raises(RefusedError, match="over"):
        themes.withdraw(program=program, by=trainees[0], now=at(window.span.closes + timedelta(days=1)))


def test_only_the_listener_asks_and_only_from_the_list(program: Program, trainees: list[Person]) -> None:
    opened(program)
    (slot,) = make_talks(program, make_listeners(program, 1))
    with pytest.raises(RefusedError):
        themes.propose(slot=slot, trainee=trainees[0], by=trainees[1], themes=[], now=at(NOVEMBER))
    with pytest.raises(RefusedError, match="list"):
        themes.propose(slot=slot, trainee=trainees[0], by=slot.facilitator, themes=["harassment"], now=at(NOVEMBER))


def test_a_group_is_a_panel_beside_its_listener(program: Program, trainees: list[Person]) -> None:
    window = opened(program)
    (listener,) = make_listeners(program, 1)
    slot = make_slot(make_round(program), listener, starts_at=at(NOVEMBER), seats=4, format=Format.GROUP)
    themes.ask_group(slot=slot, trainees=trainees[:4], by=listener, now=at(NOVEMBER))
    rows = rows_of(window) or {}
    assert {rows[person.pk] for person in trainees[:4]} == {Row(True, frozenset(), frozenset({listener.pk, slot.pk}))}
    assert {rows[person.pk] for person in trainees[4:]} == {EMPTY}


def test_nothing_is_gathered_without_a_window(program: Program, trainees: list[Person]) -> None:
    (slot,) = make_talks(program, make_listeners(program, 1))
    assert not themes.propose(slot=slot, trainee=trainees[0], by=slot.facilitator, themes=[REST], now=at(NOVEMBER))
    assert not Contribution.objects.exists()


# --- A thief of the database --------------------------------------------------------------------------------------


def test_a_row_opens_only_with_its_key_window_and_trainee(program: Program, trainees: list[Person]) -> None:
    window, mine, theirs = opened(program), trainees[0].pk, trainees[1].pk
    sealed = seal_row(EMPTY, key=b"k" * 32, window=window.pk, trainee=mine)
    assert open_row(sealed, key=b"k" * 32, window=window.pk, trainee=mine) == EMPTY
    for key, trainee in ((b"l" * 32, mine), (b"k" * 32, theirs)):
        with pytest.raises(UnreadableError):
            open_row(sealed, key=key, window=window.pk, trainee=trainee)


def _system_columns() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT trainee_id, id, ctid::text, xmin::text, sealed FROM followups_contribution ORDER BY ctid"
        )
        return [(row[0], row[1], row[2], row[3], bytes(row[4])) for row in cursor.fetchall()]


@pytest.mark.parametrize("acts", ["changes", "night"])
def test_any_change_looks_like_any_other(acts: str, program: Program, trainees: list[Person]) -> None:
    """One trainee changes something, or nobody does: every row is new, and no column tells which was meant."""
    opened(program)
    (slot,) = make_talks(program, make_listeners(program, 1))
    before = _system_columns()
    if acts == "changes":
        count_in([slot], trainees[7:8], [BELONGING, REST])
    else:
        gathering.renew(program=program, day=NOVEMBER)
    after = _system_columns()
    assert {row[0] for row in after} == {row[0] for row in before}
    for column in (1, 4):
        assert not {row[column] for row in before} & {row[column] for row in after}
    # All by the same transaction, none of the same length or order as a sign.
    assert len({row[3] for row in after}) == 1
    assert {len(row[4]) for row in after} == {LENGTH}
    assert [row[0] for row in after] != [row[0] for row in before]


def test_the_place_of_a_row_tells_nothing(program: Program, trainees: list[Person]) -> None:
    """Over many changes of one trainee, their row stands anywhere: first as often as last."""
    opened(program)
    (slot,) = make_talks(program, make_listeners(program, 1))
    places = []
    for _ in range(24):
        count_in([slot], trainees[:1], [BELONGING])
        places.append([row[0] for row in _system_columns()].index(trainees[0].pk))
    assert len(set(places)) > 8
    assert 8 < sum(places) / len(places) < 31


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_dump_and_the_log_hold_no_theme(keys: Path) -> None:
    """Two dumps, and everything that was written in between: the log of PostgreSQL holds neither recorder nor theme."""
    program = make_program()
    trainees = make_trainees(program, 30)
    (listener,) = make_listeners(program, 1)
    with tenancy.inside(program=program):
        window = opened(program)
        slot = make_slot(make_round(program), listener, starts_at=at(NOVEMBER))
        first = _dump()
        count_in([slot], trainees[:3], [BELONGING])
        second = _dump()
        key = vault.key_of(window.pk)
        assert key is not None
    assert _rows_that_changed(first, second) == 30
    for word in (listener.pk.hex, str(listener.pk), BELONGING, key.hex()):
        assert word.encode() not in first + second
    row = Row(True, frozenset({BELONGING}), frozenset({listener.pk}))
    sealed = seal_row(row, key=key, window=window.pk, trainee=trainees[0].pk)
    plain = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], window.pk.bytes + trainees[0].pk.bytes)
    log = _log()
    # The right place to look: what was written in the open is found there.
    assert slot.place.encode() in log
    assert plain[: 4 + 16] not in log


def _log() -> bytes:
    """What PostgreSQL's log holds of now."""
    with psycopg.connect(os.environ[SERVER]) as superuser:
        found = superuser.execute(
            "SELECT pg_read_binary_file('pg_wal/' || name) FROM (SELECT name FROM pg_ls_waldir()"
            " ORDER BY modification DESC LIMIT 2) latest"
        ).fetchall()
    return b"".join(row[0] for row in found)


def _dump() -> bytes:
    """The table as a backup has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM followups_contribution c ORDER BY trainee_id")
        return b"\n".join(row[0].encode() for row in cursor.fetchall())


def _rows_that_changed(first: bytes, second: bytes) -> int:
    return sum(one != other for one, other in zip(first.split(b"\n"), second.split(b"\n"), strict=True))


# --- Killed in the middle -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("point", "published"), [("before_publication", False), ("after_publication", True)])
def test_killed_in_mid_publication_it_is_published_once(point: str, published: bool, keys: Path) -> None:
    program = make_program()
    trainees = make_trainees(program, 40)
    with tenancy.inside(program=program):
        window = opened(program)
        count_in(make_talks(program, make_listeners(program, 4)), trainees, [BELONGING])
    died = _publish_in_a_process(program, keys, point)
    assert died == -9
    with tenancy.inside(program=program):
        window.refresh_from_db()
        assert (window.published_on is not None) is published
        assert Contribution.objects.filter(window=window).exists() is not published
        assert vault.key_of(window.pk) is not None
    assert _publish_in_a_process(program, keys, "") == 0
    with tenancy.inside(program=program):
        gathering.nightly(program, at(DUE + timedelta(days=1)))
    with tenancy.inside(program=program):
        window.refresh_from_db()
        assert (window.themes, window.published_on) == ([BELONGING], DUE)
        assert not Contribution.objects.filter(window=window).exists()
    assert vault.key_of(window.pk) is None


def _publish_in_a_process(program: Program, keys: Path, fault: str) -> int:
    command = [sys.executable, "-m", "tests.followups.publishing", str(program.pk), str(program.institution_id)]
    environment = {**os.environ, "THEME_KEYS_DIR": str(keys), "HEARTEN_FAULT": fault}
    return subprocess.run(command, env=environment, check=False, timeout=60).returncode


# --- The command --------------------------------------------------------------------------------------------------


def _told(*arguments: str) -> str:
    out = StringIO()
    call_command("themes", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_opens_and_says_where_each_window_stands(program: Program, trainees: list[Person]) -> None:
    said = json.loads(_told(program.slug, "--json", "--dry-run"))
    assert said == {"programs": [{"program": program.slug, "windows": []}]}
    said = json.loads(_told(program.slug, "--json"))
    (window,) = said["programs"][0]["windows"]
    assert window["state"] == "open"
    assert window["themes"] == []
    assert Contribution.objects.count() == 40
    assert "appears from" in _told(program.slug)


def test_the_command_refuses_an_unknown_program_in_one_line(program: Program, trainees: list[Person]) -> None:
    with pytest.raises(CommandError, match="There is no program 'nowhere'"):
        _told("nowhere", "--json")
    assert not Window.objects.exists()


def test_every_program_gets_its_night(program: Program, trainees: list[Person]) -> None:
    other = make_program()
    make_trainees(other, 20)
    said = {each["program"]: each["windows"] for each in json.loads(_told("--json"))["programs"]}
    assert len(said[program.slug]) == len(said[other.slug]) == 1
    assert "followups.themes" in {job.name for job in registry.jobs()}
