"""A note with a canary in it, written, opened, rotated, refused and failed over: the canary is found nowhere else.

Searched are every row of every table, the files of the database and its write-ahead log, sessions, the cache, mails,
tasks, logs with every statement, error pages, and everybody else's downloads (privacy.md 3 and 7).
"""

import base64
import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery.app.task import Task as CeleryTask
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from followups.actions import notes
from followups.models import NoteKey, PrivateNote, Task, WrapUp
from home.purge.compacting import compact
from home.purge.running import purge
from notices.actions.sweeping import run_inline
from programs import tenancy
from programs.aead import UnreadableError
from programs.models import Person, Role
from tests import stored
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY
from tests.followups.notes_world import Noted, noted_world

KEPT = "canary-kept-between-the-two"
REFUSED = "canary-refused-and-forgotten"
FAILED = "canary-in-the-middle-of-a-fault"
CANARIES = (KEPT, REFUSED, FAILED)


def _shapes(words: str) -> list[str]:
    """The words as they could lie somewhere: as they are, in hexadecimal, in base64 at any offset."""
    raw = words.encode()
    shifted = [base64.b64encode(b"x" * shift + raw).decode()[4 + 4 * (shift > 0) : -4] for shift in range(3)]
    return [words, raw.hex(), *shifted]


def _found(text: str) -> list[str]:
    return [words for words in CANARIES for shape in _shapes(words) if shape in text]


@pytest.fixture
def noted(transactional_db: None) -> Iterator[Noted]:
    with time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            made = noted_world()
        yield made


def _sign_in(client: TenantClient, person: Person) -> None:
    with transaction.atomic():
        client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": NOW.timestamp()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def _lived_through(client: TenantClient, noted: Noted, monkeypatch: Any) -> list[Any]:
    """Everything that happens to notes, through the pages; the answers in which no canary may be."""
    page = reverse("followups:note", args=[noted.slot.pk])
    answers = []
    _sign_in(client, noted.author)
    assert KEPT not in client.post(page, {"text": f"Likes the {KEPT}."}).content.decode()
    # A refusal shows what was typed to whoever typed it, and to nobody and nothing else.
    client.post(page, {"text": f"{REFUSED}, call 312 555 0142"})
    answers.append(client.get(page))
    assert KEPT in client.post(reverse("followups:open_note", args=[noted.slot.pk])).content.decode()
    client.raise_request_exception = False

    def fails(*_args: object, **_kwargs: object) -> bytes:
        raise RuntimeError(FAILED)

    with monkeypatch.context() as patch:
        patch.setattr(notes, "seal", fails)
        answers.append(client.post(page, {"text": f"About the {FAILED}."}))
        patch.setattr(notes, "unseal", fails)
        answers.append(client.post(reverse("followups:open_note", args=[noted.slot.pk])))
    assert [answer.status_code for answer in answers[1:]] == [500, 500]
    for person in (noted.trainee, noted.world.people[Role.DIRECTOR]):
        _sign_in(client, person)
        answers.append(client.get(reverse("home:me")))
        answers.append(client.post(reverse("home:me_download"), {"as": "json"}))
    return answers


@pytest.mark.slow
def test_the_canary_is_nowhere_but_on_its_authors_screen(
    noted: Noted, monkeypatch: Any, settings: Any, caplog: Any, tmp_path: Path
) -> None:
    settings.DEMO = True  # The second factor has tests of its own.
    settings.VAR_DIR = tmp_path
    queued: list[str] = []
    monkeypatch.setattr(CeleryTask, "apply_async", lambda *args, **kwargs: queued.append(f"{args} {kwargs}"))
    # Everything that anybody could ever log, statements and their values included.
    connection.force_debug_cursor = True
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.DEBUG)
    try:
        answers = _lived_through(TenantClient(), noted, monkeypatch)
        settings.NOTE_KEYS = [f"2:{base64.b64encode(b'n' * 32).decode()}", *settings.NOTE_KEYS]
        call_command("rotate_keys", "--leaked", "1")
        run_inline(now=NOW)
    finally:
        connection.force_debug_cursor = False
    for answer in answers:
        assert _found(answer.content.decode()) == []
    assert "INSERT INTO" in caplog.text
    assert _found(caplog.text) == []
    # Raised by the test itself, so that a log would hold it if errors were logged with their words.
    assert _found("\n".join(queued)) == []
    rows = stored.dump()
    assert "followups_privatenote" in rows
    assert _found(rows) == []
    assert _found(str([session.get_decoded() for session in Session.objects.all()])) == []
    for words in CANARIES:
        assert stored.holding(words.encode(), stored.files()) == []
        assert stored.holding(words.encode(), stored.write_ahead_log()) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file() and _found(path.read_text(errors="ignore"))] == []
    assert _found(str(dict(os.environ))) == []


@pytest.mark.slow
def test_the_search_would_find_it_and_the_purge_takes_it_out_of_the_files(noted: Noted) -> None:
    """A line of a promise, which is not sealed: there before the purge, and afterwards in no table and no index."""
    line = "canary-of-a-promise"
    with tenancy.inside(program=noted.world.program):
        wrap_up = WrapUp.objects.create(
            program=noted.world.program,
            slot=noted.slot,
            facilitator=noted.author,
            trainee=noted.trainee,
            state="held",
            saved_at=NOW,
            done_at=NOW,
        )
        Task.objects.create(
            program=noted.world.program,
            wrap_up=wrap_up,
            trainee=noted.trainee,
            owner=noted.author,
            what="other",
            line=line,
            due_on=TODAY,
            state="done",
            made_at=NOW,
            closed_at=NOW,
        )
    assert line in stored.dump()
    assert stored.holding(line.encode(), stored.files()) != []
    assert stored.holding(line.encode(), stored.write_ahead_log()) != []
    with stored.somebody_at_work(seconds=1):
        purge(now=NOW.replace(year=2028))
        assert line not in stored.dump()
        # Deleted, and still in the file: what the nightly rewriting is for.
        assert stored.holding(line.encode(), stored.files()) != []
        # The server is also that of the tests beside this one, and some of their transactions last.
        assert "followups_task" in compact(patience=timedelta(minutes=5))
    assert stored.holding(line.encode(), stored.files()) == []


@pytest.mark.slow
def test_a_thief_with_the_whole_database_opens_nothing(noted: Noted) -> None:
    """Every row, and the power to write: without the key that lives elsewhere a note stays shut."""
    with tenancy.inside(program=noted.world.program):
        note = notes.write_note(slot=noted.slot, trainee=noted.trainee, text=KEPT, by=noted.author, now=NOW)
    assert KEPT not in stored.dump()
    with tenancy.inside(program=noted.world.program):
        PrivateNote.objects.update(author=noted.world.people[Role.DIRECTOR])
        note.refresh_from_db()
        with pytest.raises((UnreadableError, LookupError, NoteKey.DoesNotExist)):
            notes.open_note(note=note, by=noted.world.people[Role.DIRECTOR], now=NOW)
