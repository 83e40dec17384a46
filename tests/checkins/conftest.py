"""Fixtures for the tests of check-ins."""

from collections.abc import Iterator

import pytest
import time_machine

from programs.models import Person, Program, Role
from tests.factories import NOW, make_member


@pytest.fixture
def _clock() -> Iterator[None]:
    """It is NOW, as in the factories: rows that lie ahead of it stay ahead, whenever the tests run."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def director(program: Program) -> Person:
    return make_member(program, Role.DIRECTOR, "Thandiwe Okonkwo")


@pytest.fixture
def coordinator(program: Program) -> Person:
    return make_member(program, Role.COORDINATOR, "Ana Ruiz")


@pytest.fixture
def mentor(program: Program) -> Person:
    return make_member(program, Role.FACILITATOR, "Nadia Karimi")
