"""Fixtures for the tests of what belongs to all apps."""

from collections.abc import Iterator

import pytest
import time_machine

from programs import tenancy
from tests.factories import NOW
from tests.followups.notes_world import Noted, noted_world


@pytest.fixture
def _now() -> Iterator[None]:
    """It is NOW, as in the factories."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def noted(db: None) -> Noted:
    made = noted_world()
    tenancy.enter(program_id=made.world.program.pk, institution_id=made.world.program.institution_id)
    return made
