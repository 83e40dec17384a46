"""Fixtures for the tests of what was agreed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from checkins.models import Round, Slot
from followups.models import Window, WrapUp
from programs.models import Person, Program, Role
from tests.agreed import make_talk, make_wrap_up
from tests.factories import NOW, make_member
from tests.followups.gathered import BELONGING, count_in, make_listeners, make_talks, make_trainees, opened
from tests.world import make_round


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """It is NOW, as in the factories."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mentor(program: Program) -> Person:
    return make_member(program, Role.FACILITATOR, "Nadia Karimi")


@pytest.fixture
def zoe(program: Program) -> Person:
    return make_member(program, Role.WELLNESS_LEAD, "Zoe Lindqvist")


@pytest.fixture
def mei(program: Program) -> Person:
    return make_member(program, Role.TRAINEE, "Mei Yilmaz")


@pytest.fixture
def round_(program: Program) -> Round:
    return make_round(program, name="Winter 2027")


@pytest.fixture
def talk(round_: Round, mentor: Person, mei: Person) -> Slot:
    """Mei and Nadia talked three days ago."""
    return make_talk(round_, mentor, mei)


@pytest.fixture
def wrap_up(talk: Slot, mei: Person) -> WrapUp:
    return make_wrap_up(talk, mei)


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own for the keys of windows."""
    settings.THEME_KEYS_DIR = tmp_path / "keys"
    folder: Path = settings.THEME_KEYS_DIR
    return folder


@pytest.fixture
def trainees(program: Program) -> list[Person]:
    return make_trainees(program, 40)


@pytest.fixture
def gathered(keys: Path, program: Program, trainees: list[Person]) -> Window:
    """Forty trainees, four listeners, everybody belongs."""
    window = opened(program)
    count_in(make_talks(program, make_listeners(program, 4)), trainees, [BELONGING])
    return window
