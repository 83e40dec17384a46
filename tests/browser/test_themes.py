"""What a program learns: a trainee ticks on a phone, without a script; a director answers; everybody reads it."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from followups.counting import row_of
from programs import tenancy
from programs.models import Role
from tests.agreed import make_talk, make_wrap_up
from tests.browser.conftest import DESK, PHONE, SignIn, fits
from tests.factories import NOW
from tests.samples import make_open_window, make_published
from tests.world import World, make_round, make_world

ANSWER = "We keep the shared breakfast on the first day."


@pytest.fixture(autouse=True)
def _keys(_monday: None, settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.THEME_KEYS_DIR = tmp_path / "keys"


@pytest.fixture
def world(site: str) -> World:
    made = make_world()
    make_published(made)
    return made


def test_ticked_answered_and_read(
    open_page: Callable[..., Page], sign_in: SignIn, axe: Callable[[Page], None], world: World
) -> None:
    trainee, listener = world.people[Role.TRAINEE], world.people[Role.FACILITATOR]
    window = make_open_window(world)
    talk = make_talk(make_round(world.program, name="Before"), listener, trainee, minutes=15)
    make_wrap_up(talk, trainee, done_at=NOW - timedelta(days=2))

    phone = open_page(**PHONE, javascript=False)
    sign_in(phone, trainee)
    phone.goto("/themes/mine/")
    phone.get_by_label("I feel part of the team").check()
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Nobody is told what you ticked.")).to_be_visible()
    with tenancy.inside(program=world.program):
        row = row_of(window, trainee.pk)
        assert row is not None
        assert row.themes == {"belonging"}
    fits(phone)

    desk = open_page(**DESK)
    sign_in(desk, world.people[Role.DIRECTOR])
    desk.goto("/themes/")
    axe(desk)
    desk.get_by_role("link", name="Answer", exact=True).click()
    axe(desk)
    desk.get_by_role("link", name=re.compile("Answer.*Belonging to the team")).click()
    desk.get_by_label("What do you do about it?").fill(ANSWER)
    desk.get_by_role("button", name="Tell everybody").click()
    expect(desk.get_by_text("Everybody in the program can read it now.")).to_be_visible()

    phone.goto("/themes/")
    expect(phone.get_by_text(ANSWER)).to_be_visible()
    fits(phone)
    phone.goto("/themes/how/")
    fits(phone)
