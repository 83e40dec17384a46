"""Fixtures for the tests of check-ins."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import NOW


@pytest.fixture
def _clock() -> Iterator[None]:
    """It is NOW, as in the factories: rows that lie ahead of it stay ahead, whenever the tests run."""
    with time_machine.travel(NOW, tick=False):
        yield
