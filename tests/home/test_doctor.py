"""The operator's command that looks at everything, on a database that is whole and on one that isn't."""

import json
import uuid
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from followups.models import NoteKey, Window
from followups.vault import make_key
from home import doctor
from notices.actions.sweeping import swept
from programs import tenancy
from programs.keyring import Keyring
from programs.models import Program
from programs.seeds import seal_seed
from tests.factories import make_member

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture(autouse=True)
def _whole(settings: Any, tmp_path: Path) -> None:
    settings.THEME_KEYS_DIR = tmp_path / "keys"
    settings.HELP_DIR = tmp_path / "help"
    swept(now=timezone.now())


def wrong() -> dict[str, str]:
    return {each.name: each.says for each in doctor.examine(now=timezone.now()) if not each.ok}


def test_a_whole_one_is_well_in_words_and_in_json() -> None:
    said = StringIO()
    call_command("doctor", stdout=said)
    assert "LOOK" not in said.getvalue()
    said = StringIO()
    call_command("doctor", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert told["ok"] is True
    assert {"database", "role", "messages", "mail"} <= {each["name"] for each in told["findings"]}


def test_it_says_what_to_do_and_exits_with_one_line(settings: Any) -> None:
    settings.MODE = "production"
    said = StringIO()
    with pytest.raises(CommandError, match=r"1 of \d+ need a look: mail\."):
        call_command("doctor", stdout=said)
    assert "EMAIL_URL is not set" in said.getvalue()


def test_a_worker_that_stopped_is_seen() -> None:
    swept(now=timezone.now() - timedelta(minutes=20))
    assert "beat and a worker" in wrong()["messages"]


def test_a_key_that_notes_still_need_is_named(program: Program) -> None:
    NoteKey.objects.create(program=program, author=make_member(program), version="7", born_under="7", wrapped=b"x")
    assert wrong() == {"keys of notes": "Notes need version 7 of NOTE_KEYS: put it back."}


def test_a_key_that_second_steps_still_need_is_named(program: Program) -> None:
    sealed = seal_seed("JBSWY3DPEHPK3PXP", Keyring({"7": b"s" * 32}, "7"))
    Authenticator.objects.create(user=make_member(program), type="totp", data={"secret": sealed})
    assert wrong() == {"keys of notes": "Second steps need version 7 of NOTE_KEYS: put it back."}


def test_a_window_without_its_key_is_counted(program: Program) -> None:
    window = Window.objects.create(
        pk=uuid.uuid4(), program=program, starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31), eligible=24
    )
    assert "1 open window(s) have no key" in wrong()["keys of themes"]
    with tenancy.inside(program=program):
        make_key(window.aggregate)
    assert wrong() == {}


def test_a_folder_that_cannot_be_one_is_named(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.HELP_DIR = tmp_path / "file" / "help"
    assert "HELP_DIR cannot be written" in wrong()["copies of the page for help"]


def test_a_role_that_owns_tables_is_refused() -> None:
    """`owner` is the alias of the role that migrates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor, "connection", connections["owner"])
        assert "names a role that owns tables" in doctor._role().says
    assert doctor._role().ok


def test_without_a_database_the_rest_is_still_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> doctor.Finding:
        return doctor.Finding("database", False, "It does not answer.")

    monkeypatch.setattr(doctor, "_database", down)
    names = [each.name for each in doctor.examine(now=timezone.now())]
    assert names[0] == "database"
    assert "messages" not in names
    assert "paper" in names
