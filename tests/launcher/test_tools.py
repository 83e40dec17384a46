"""The set-up: what it says, what it leaves alone, and that an old Python can run it."""

import ast
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from launcher.place import ROOT

TOOLS = ROOT / "tools"
BOOTSTRAP = [TOOLS / "setup.py", *sorted((TOOLS / "machine").glob("*.py"))]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The package as tools/setup.py sees it."""
    monkeypatch.syspath_prepend(str(TOOLS))
    for name in ("shell", "python", "system", "uv"):
        importlib.import_module(f"machine.{name}")
    yield importlib.import_module("machine")
    for name in [name for name in sys.modules if name.split(".")[0] == "machine"]:
        del sys.modules[name]


@pytest.mark.parametrize("path", BOOTSTRAP, ids=lambda path: path.name)
def test_an_old_python_can_read_it(path: Path) -> None:
    ast.parse(path.read_text(), feature_version=(3, 8))


@pytest.mark.parametrize("path", BOOTSTRAP, ids=lambda path: path.name)
def test_it_needs_nothing_installed(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            top = name.split(".")[0]
            assert top == "machine" or top in sys.stdlib_module_names, f"{path.name} imports {name}"


def test_the_first_lines_speak_to_pythons_that_are_far_too_old() -> None:
    head = (TOOLS / "setup.py").read_text().split("from machine")[0]
    assert "f'" not in head
    assert 'f"' not in head
    assert "->" not in head


@pytest.fixture
def venv(machine: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for .venv: what was asked of uv is written down instead."""
    python = machine.python
    folder = tmp_path / ".venv"
    (folder / "lib" / "python3.13" / "site-packages").mkdir(parents=True)
    monkeypatch.setattr(python, "VENV", folder)
    monkeypatch.setattr(python, "STAMP", folder / "hearten.json")
    monkeypatch.setattr(python, "works", lambda _python: True)
    asked = tmp_path / "asked"
    asked.touch()

    def run(command: list[str], *_: object, **__: object) -> None:
        asked.write_text(asked.read_text() + Path(command[-1]).name + "\n")

    monkeypatch.setattr(python, "run", run)
    return folder


def asked_for(venv: Path) -> list[str]:
    return (venv.parent / "asked").read_text().split()


def test_packages_are_installed_once(machine: ModuleType, venv: Path) -> None:
    for _ in range(2):
        machine.python.ready("uv", "embedded")
    assert asked_for(venv) == ["embedded.txt"]
    assert machine.python.up_to_date("embedded")
    assert not machine.python.up_to_date("dev")


def test_make_run_takes_nothing_from_whoever_runs_the_tests(machine: ModuleType, venv: Path) -> None:
    machine.python.ready("uv", "dev")
    assert machine.python.up_to_date("embedded")
    machine.python.ready("uv", "embedded")
    assert asked_for(venv) == ["dev.txt"]


def test_an_environment_made_by_hand_is_not_made_smaller(machine: ModuleType, venv: Path) -> None:
    (venv / "lib" / "python3.13" / "site-packages" / "pytest").mkdir()
    machine.python.ready("uv", "embedded")
    assert asked_for(venv) == ["dev.txt"]


def test_changed_pins_are_installed(machine: ModuleType, venv: Path) -> None:
    machine.python.ready("uv", "dev")
    stamp = json.loads((venv / "hearten.json").read_text())
    (venv / "hearten.json").write_text(json.dumps({**stamp, "hash": "of an older file"}))
    assert not machine.python.up_to_date("embedded")
    machine.python.ready("uv", "embedded")
    assert asked_for(venv) == ["dev.txt", "dev.txt"]


def test_what_cannot_be_installed_is_named_in_one_line(machine: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    system = machine.system
    monkeypatch.setattr(system, "present", lambda need: need is system.QUEUE)
    monkeypatch.setattr(system, "can_install", lambda: False)
    monkeypatch.setattr(system.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    with pytest.raises(machine.shell.SetupError) as problem:
        system.require([system.BROWSER, system.QUEUE])
    assert str(problem.value) == "The tests need Chromium: apt-get install chromium"


def test_a_missing_pango_does_not_stop_the_run(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    system = machine.system
    tries: list[str] = []
    monkeypatch.setattr(system, "TOOLS", tmp_path)
    monkeypatch.setattr(system, "present", lambda _need: False)
    monkeypatch.setattr(system, "can_install", lambda: True)
    monkeypatch.setattr(system, "install_need", lambda need: tries.append(need.name))
    system.wish(system.PDF)
    system.wish(system.PDF)
    assert tries == ["Pango"]  # once is enough, a later start has to be quick
    assert capsys.readouterr().out.count("the rest works without it") == 2


def test_a_uv_that_is_too_old_is_not_used(machine: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for said, good in {"uv 0.13.9 (x)": True, "uv 0.4.30": False, "": False, "uvx 9.9": False}.items():
        monkeypatch.setattr(machine.uv, "output", lambda _command, said=said: said)
        assert machine.uv.new_enough("uv") is good


def test_no_python_that_fits_is_one_line(machine: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    python = machine.python
    monkeypatch.setattr(python, "look_for", lambda _uv, _version: "")
    monkeypatch.setattr(python, "succeeds", lambda *_: False)
    with pytest.raises(machine.shell.SetupError, match="install it, for example as the package") as problem:
        python.find_python("uv")
    assert "\n" not in str(problem.value)


def test_an_unknown_task_says_what_there_is() -> None:
    done = subprocess.run([sys.executable, TOOLS / "setup.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("usage:")
