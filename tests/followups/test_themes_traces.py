"""What is left beside a tick: in other tables, in the session, in what the browser is told (privacy.md 2.9)."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checkins.models import Slot
from followups.counting import row_of
from followups.models import Window
from followups.themes.rows import EMPTY
from programs.models import Person, Program
from tests.agreed import make_wrap_up
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member
from tests.followups.gathered import opened

pytestmark = pytest.mark.django_db
WRITTEN = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)


@pytest.fixture
def window(program: Program, mei: Person, talk: Slot, settings: Any, tmp_path: Path) -> Window:
    settings.THEME_KEYS_DIR = tmp_path / "keys"
    for _ in range(20):
        make_member(program)
    make_wrap_up(talk, mei, done_at=NOW - timedelta(days=2))
    return opened(program, TODAY)


def _written(queries: CaptureQueriesContext) -> set[str]:
    found = (WRITTEN.match(query["sql"]) for query in queries.captured_queries)
    return {match[1] for match in found if match}


def test_ticking_writes_no_row_that_names_who_ticked(window: Window, mei: Person, client: TenantClient) -> None:
    """Two rows of one transaction, or of two in a row, say so in their system columns: the session must not be one."""
    with time_machine.travel(NOW, tick=False) as clock:
        client.acting(mei)
        client.get("/themes/mine/")
        for address, typed in (("/themes/mine/", {"strains": ["rest"]}), ("/themes/mine/withdraw/", {})):
            clock.shift(timedelta(minutes=4))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = client.post(address, typed)
                client.get(answer.headers["Location"])
            assert _written(queries) == {"followups_contribution"}
    assert row_of(window, mei.pk) != EMPTY
    # Where nobody is remembered by what was ticked: no cookie says it, and nothing may keep the page.
    assert "rest" not in str(client.cookies).replace("restored", "")
    assert "no-store" in answer.headers["Cache-Control"]
