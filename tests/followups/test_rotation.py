"""New keys for private notes: interrupted by a kill, gone on with, and after a leak (privacy.md 3)."""

import base64
import json
import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from followups.actions import notes
from followups.models import NoteKey, PrivateNote
from followups.sealing import unseal
from programs import tenancy
from programs.aead import UnreadableError
from programs.keyring import read_keys
from programs.models import Role
from tests.factories import NOW
from tests.followups.notes_world import Noted, noted_world, talk_of


def _part(version: str, letter: bytes) -> str:
    return f"{version}:{base64.b64encode(letter * 32).decode()}"


OLD, NEW = _part("1", b"k"), _part("2", b"n")
BOTH = f"{NEW},{OLD}"
AUTHORS = (Role.FACILITATOR, Role.WELLNESS_LEAD, Role.DIRECTOR)


def _written(noted: Noted) -> None:
    """A note of three authors each, two of the first."""
    with tenancy.inside(program=noted.world.program):
        for role in AUTHORS:
            author, trainee = noted.world.people[role], noted.world.people[Role.TRAINEE]
            slot = talk_of(noted.world, author, trainee, hours=5)
            notes.write_note(slot=slot, trainee=trainee, text=f"Of {role}.", by=author, now=NOW)
        notes.write_note(slot=noted.slot, trainee=noted.trainee, text="Of facilitator.", by=noted.author, now=NOW)


@pytest.fixture
def noted(db: None) -> Noted:
    made = noted_world()
    _written(made)
    return made


def _rotate(capsys: Any, *args: str) -> dict[str, Any]:
    call_command("rotate_keys", "--json", *args)
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return printed


def _keys(noted: Noted) -> list[tuple[str, str, int]]:
    with tenancy.inside(program=noted.world.program):
        return sorted(NoteKey.objects.values_list("version", "born_under", "generation"))


def _readable(noted: Noted, *parts: str) -> list[str]:
    """What opens with these keys and no others."""
    ring, found = read_keys(parts), []
    with tenancy.inside(program=noted.world.program):
        for note in PrivateNote.objects.order_by("pk"):
            key = NoteKey.objects.get(author_id=note.author_id)
            try:
                data_key = ring.unwrap(bytes(key.wrapped), key.version, notes.key_place(key))
                found.append(unseal(bytes(note.sealed), data_key, notes.place(note)))
            except UnreadableError:
                pass
    return sorted(found)


ALL = sorted(["Of facilitator.", *(f"Of {role}." for role in AUTHORS)])


@pytest.mark.django_db
def test_keys_are_rewrapped_and_the_old_one_can_go(noted: Noted, settings: Any, capsys: Any) -> None:
    settings.NOTE_KEYS = BOTH.split(",")
    assert _rotate(capsys) == {
        "version": "2",
        "rewrapped": 3,
        "resealed": 0,
        "notes": 0,
        "unreadable": 0,
        "second_factors": 0,
    }
    assert _keys(noted) == [("2", "1", 1)] * 3
    assert _readable(noted, NEW) == ALL
    assert _readable(noted, OLD) == []
    assert _rotate(capsys)["rewrapped"] == 0


@pytest.mark.django_db
def test_after_a_leak_notes_are_sealed_anew_even_those_rewrapped_before(
    noted: Noted, settings: Any, capsys: Any
) -> None:
    """Whoever has the old key and an old dump knows the data keys; nothing written later may open for them."""
    settings.NOTE_KEYS = BOTH.split(",")
    with tenancy.inside(program=noted.world.program):
        stolen = {
            key.author_id: read_keys([OLD]).unwrap(bytes(key.wrapped), key.version, notes.key_place(key))
            for key in NoteKey.objects.all()
        }
    _rotate(capsys)
    assert _rotate(capsys, "--leaked", "1") == {
        "version": "2",
        "rewrapped": 0,
        "resealed": 3,
        "notes": 4,
        "unreadable": 0,
        "second_factors": 0,
    }
    assert _keys(noted) == [("2", "2", 2)] * 3
    assert _readable(noted, NEW) == ALL
    with tenancy.inside(program=noted.world.program):
        for note in PrivateNote.objects.all():
            with pytest.raises(UnreadableError):
                unseal(bytes(note.sealed), stolen[note.author_id], notes.place(note))


@pytest.mark.django_db
def test_one_altered_note_stops_no_other(noted: Noted, settings: Any, capsys: Any) -> None:
    with tenancy.inside(program=noted.world.program):
        PrivateNote.objects.filter(slot=noted.slot).update(sealed=b"\0" * 2442)
    settings.NOTE_KEYS = BOTH.split(",")
    with pytest.raises(CommandError, match="did not open"):
        call_command("rotate_keys", "--json", "--leaked", "1")
    assert json.loads(capsys.readouterr().out)["notes"] == 3
    assert _readable(noted, NEW) == sorted(f"Of {role}." for role in AUTHORS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("keys", "args", "said"),
    [
        (OLD, ["--leaked", "9"], "no version '9'"),
        (OLD, ["--leaked", "1"], "Put a new key in front"),
        ("1:short", [], "Part 1 of NOTE_KEYS"),
    ],
)
def test_bad_input_changes_nothing(keys: str, args: list[str], said: str, noted: Noted, settings: Any) -> None:
    before = _keys(noted)
    settings.NOTE_KEYS = keys.split(",")
    with pytest.raises(CommandError, match=said):
        call_command("rotate_keys", *args)
    assert _keys(noted) == before


@pytest.mark.django_db
def test_a_missing_version_is_said_and_left_alone(noted: Noted, settings: Any) -> None:
    before = _keys(noted)
    settings.NOTE_KEYS = [NEW]
    with pytest.raises(CommandError, match=r"3 key\(s\) did not open"):
        call_command("rotate_keys")
    assert _keys(noted) == before


def _process(fault: str, *args: str) -> subprocess.CompletedProcess[str]:
    """The command as an operator runs it, killed at a point if there is one."""
    return subprocess.run(
        [sys.executable, "manage.py", "rotate_keys", "--json", *args],
        env={**os.environ, "NOTE_KEYS": BOTH, "HEARTEN_FAULT": fault},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_half_way_loses_nothing_and_is_gone_on_with() -> None:
    with transaction.atomic():
        noted = noted_world()
        _written(noted)
    assert _process("after_rotated_key").returncode == -signal.SIGKILL
    assert _keys(noted) == [("1", "1", 1), ("1", "1", 1), ("2", "1", 1)]
    assert _readable(noted, NEW, OLD) == ALL
    # In the middle of an author's notes: that author's are all as before.
    before = _keys(noted)
    assert _process("half_way_through_a_key", "--leaked", "1").returncode == -signal.SIGKILL
    assert _keys(noted) == before
    assert _readable(noted, NEW, OLD) == ALL
    done = _process("", "--leaked", "1")
    assert json.loads(done.stdout) == {
        "version": "2",
        "rewrapped": 0,
        "resealed": 3,
        "notes": 4,
        "unreadable": 0,
        "second_factors": 0,
    }
    assert _keys(noted) == [("2", "2", 2)] * 3
    assert _readable(noted, NEW) == ALL
