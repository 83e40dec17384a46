"""What tools/theme.py makes, and what it refuses."""

import json
from pathlib import Path

import pytest

from tools import theme

ROOT = Path(__file__).resolve().parents[2]


def test_an_icon_is_found_wherever_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "templates" / "people").mkdir(parents=True)
    (tmp_path / "home").mkdir()
    page = '{% include "components/empty_state.html" with icon="calendar3" text=icon only %}'
    (tmp_path / "templates" / "people" / "list.html").write_text(page)
    (tmp_path / "home" / "views.py").write_text('DOORS = [{"icon": "door-open"}]')
    assert theme.icons_in_use(tmp_path) == ["calendar3", "door-open"]


def test_the_sprite_holds_each_icon_once_and_nothing_else() -> None:
    made = theme.sprite(["envelope", "key"])
    assert made.count("<symbol") == 2
    assert 'id="envelope"' in made
    assert 'id="key"' in made


def test_an_icon_that_does_not_exist_stops_the_build_by_name() -> None:
    with pytest.raises(theme.ThemeError, match="no-such-icon"):
        theme.sprite(["no-such-icon"])


def test_a_changed_source_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(theme, "SOURCE", tmp_path)
    (tmp_path / "one.scss").write_text("a { color: red }")
    before = theme.fingerprint(["key"])
    assert theme.fingerprint(["key"]) == before
    assert theme.fingerprint(["key", "list"]) != before
    (tmp_path / "one.scss").write_text("a { color: blue }")
    assert theme.fingerprint(["key"]) != before


def test_a_second_build_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    theme.main([])
    before = (theme.BUILD / "hearten.css").stat().st_mtime_ns
    assert theme.main([]) == 0
    assert "up to date" in capsys.readouterr().out
    assert (theme.BUILD / "hearten.css").stat().st_mtime_ns == before


@pytest.mark.parametrize("sheet", theme.SHEETS)
def test_the_style_sheets_fetch_nothing_from_elsewhere(sheet: str) -> None:
    css = (theme.BUILD / f"{sheet}.css").read_text(encoding="utf-8")
    assert "data:" not in css
    assert "//" not in css.replace("https://getbootstrap.com", "").replace("https://github.com/twbs", "")


def test_every_file_that_the_style_sheets_name_is_there() -> None:
    for sheet in theme.SHEETS:
        for part in (theme.BUILD / f"{sheet}.css").read_text(encoding="utf-8").split("url(")[1:]:
            assert (theme.BUILD / part.split(")")[0].strip("\"'")).is_file()


def test_the_lock_file_names_no_host() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert len(packages) > 5
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)
