"""The inbox as a trainee uses it: a talk is offered, mailed nowhere, read here; reminders and a calendar address."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from checkins.actions.rounds import invite
from checkins.models import Offer
from notices.actions.sweeping import run_inline
from notices.clock import database_now
from programs import tenancy
from programs.models import Role
from tests.world import World, make_offer, make_round, make_slot, make_world


@pytest.fixture
def world(site: str) -> World:
    """A trainee with a kept time in three weeks, who has just been told of it."""
    world = make_world()
    starts = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=21)
    with tenancy.inside(program=world.program):
        round_ = make_round(world.program, name="Spring check-ins")
        slot = make_slot(round_, world.people[Role.FACILITATOR], starts_at=starts)
        make_offer(round_, world.people[Role.TRAINEE], slot=slot, state=Offer.State.HELD)
        invite(round_=round_, now=database_now())
    run_inline(now=database_now())
    return world


def test_a_message_is_read_and_put_aside(
    world: World, phone_page: Page, sign_in: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    sign_in(phone_page, world.people[Role.TRAINEE])
    phone_page.goto("/inbox/")
    expect(phone_page.get_by_role("heading", level=1)).to_have_text("1 new message")
    axe(phone_page)
    phone_page.get_by_role("link", name="Conversation, 20 min").click()
    expect(phone_page.get_by_role("link", name="Open", exact=True)).to_be_visible()
    axe(phone_page)
    phone_page.get_by_role("button", name="Mark as read").click()
    expect(phone_page.get_by_role("heading", level=1)).to_have_text("Nothing new for you")
    expect(phone_page.get_by_role("link", name="Conversation, 20 min")).to_be_visible()
    axe(phone_page)


def test_the_message_leads_to_its_offer(world: World, desk_page: Page, sign_in: Callable[..., None]) -> None:
    sign_in(desk_page, world.people[Role.TRAINEE])
    desk_page.goto("/inbox/")
    desk_page.get_by_role("link", name="Conversation, 20 min").click()
    desk_page.get_by_role("link", name="Open", exact=True).click()
    expect(desk_page.get_by_role("button", name="Accept")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_reminders_are_switched_off(
    world: World, open_page: Callable[..., Page], sign_in: Callable[..., None], javascript: bool
) -> None:
    page = open_page(width=390, height=844, javascript=javascript)
    sign_in(page, world.people[Role.TRAINEE])
    page.goto("/inbox/settings/")
    week = page.get_by_label("A reminder one week before")
    expect(week).to_be_checked()
    week.uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("A reminder one week before")).not_to_be_checked()
    expect(page.get_by_label("A reminder one day before")).to_be_checked()


def test_a_calendar_address_is_made_used_and_switched_off(
    world: World, desk_page: Page, sign_in: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    sign_in(desk_page, world.people[Role.TRAINEE])
    desk_page.goto("/inbox/settings/")
    axe(desk_page)
    desk_page.get_by_role("button", name="Make my address").click()
    axe(desk_page)
    address = desk_page.get_by_label("Calendar address").input_value()
    path = re.sub(r"^https?://[^/]+", "", address)
    assert b"BEGIN:VEVENT" in Client().get(path).content
    desk_page.get_by_role("link", name="Done").click()
    desk_page.get_by_role("button", name="Switch it off").click()
    expect(desk_page.get_by_role("button", name="Make my address")).to_be_visible()
    assert Client().get(path).status_code == 404
