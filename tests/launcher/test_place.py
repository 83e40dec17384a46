"""The folder, its secrets and its record."""

import json
import stat
from pathlib import Path

import pytest

from launcher import environment
from launcher.errors import LaunchError
from launcher.place import Lock, Place
from launcher.secret_file import Secrets
from launcher.supervisor import own_identity


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "var", 8000)
    made.make()
    return made


@pytest.mark.parametrize("said", ["http", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_said_in_one_line(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", said)
    with pytest.raises(LaunchError, match="give a number from 1 to 65535"):
        Place.from_environment()


def test_empty_settings_mean_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("VAR_DIR", "")
    place = Place.from_environment()
    assert (place.port, place.var.name) == (8000, "var")


def test_secrets_are_made_once_private_and_kept(place: Place) -> None:
    made = Secrets.load_or_make(place)
    assert Secrets.load_or_make(place) == made
    assert stat.S_IMODE((place.var / "secrets.json").stat().st_mode) == 0o600
    assert len(made.secret_key) >= 50
    assert len({made.database_app, made.database_owner, made.database_superuser}) == 3
    assert made.secret_key not in repr(made)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"secret_key": 1}'])
def test_a_damaged_file_of_secrets_is_not_replaced(place: Place, text: str) -> None:
    path = place.var / "secrets.json"
    path.write_text(text)
    with pytest.raises(LaunchError, match="cannot be read"):
        Secrets.load_or_make(place)
    assert path.read_text() == text


def test_a_database_without_its_secrets_is_not_met_with_new_ones(place: Place) -> None:
    (place.var / "postgres" / "data").mkdir(parents=True)
    with pytest.raises(LaunchError, match=r"not its secrets\.json"):
        Secrets.load_or_make(place)


def test_one_lock_at_a_time(place: Place) -> None:
    first, second = Lock(place), Lock(place)
    assert first.take()
    assert not second.take()
    first.file.close()
    assert second.take()
    second.file.close()


def test_the_record_tells_a_live_holder_from_a_number_used_again(place: Place) -> None:
    place.record.write(launcher=own_identity())
    assert place.record.holder_runs()
    place.record.write(launcher={**own_identity(), "started": 1.0})
    assert not place.record.holder_runs()


def test_a_record_that_was_cut_short_counts_for_nothing(place: Place) -> None:
    place.record.path.write_text('{"launcher": {"pi')
    assert place.record.read() == {}


def test_the_services_never_learn_the_owners_address(place: Place) -> None:
    told = {"DATABASE_URL": "postgresql://app@/x", "MIGRATE_DATABASE_URL": "postgresql://owner@/x"}
    known = Secrets.generate()
    assert "MIGRATE_DATABASE_URL" not in environment.for_service(place, known, told)
    assert environment.for_upkeep(place, known, told)["MIGRATE_DATABASE_URL"] == told["MIGRATE_DATABASE_URL"]


def test_half_a_database_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@/x")
    monkeypatch.delenv("MIGRATE_DATABASE_URL", raising=False)
    with pytest.raises(LaunchError, match="Set both"):
        environment.given_database()


def test_make_changes_no_folder_that_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir(mode=0o750)
    folder.chmod(0o750)
    Place(folder, 8000).make()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert stat.S_IMODE((folder / "log").stat().st_mode) == 0o700


def test_secrets_of_another_shape_are_refused(place: Place) -> None:
    (place.var / "secrets.json").write_text(json.dumps({"secret_key": "x", "unknown": "y"}))
    with pytest.raises(LaunchError):
        Secrets.load(place)
