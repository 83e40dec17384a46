"""A trainee writes what they wish on a phone, and the next time that is kept for them heeds it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from checkins.actions.rounds import place_again
from checkins.models import Offer, Seat
from programs import tenancy
from programs.models import Role
from tests.browser.conftest import SignIn, fits
from tests.factories import NOW
from tests.world import World, make_slot, make_world

pytestmark = pytest.mark.usefixtures("_monday")


@pytest.fixture
def world(site: str) -> World:
    """A trainee without a time yet, and times with the mentor and the wellness lead."""
    made = make_world()
    with tenancy.inside(program=made.program):
        Seat.objects.filter(offer__isnull=False).update(offer=None, trainee=None)
        Offer.objects.update(state=Offer.State.OPEN)
    make_slot(made.round, made.people[Role.WELLNESS_LEAD], starts_at=NOW + timedelta(days=14, hours=6), mode="walk")
    return made


def _pick(page: Page, group: str, choice: str) -> None:
    page.get_by_role("group", name=group).get_by_label(choice, exact=True).check()


def test_wishes_on_a_phone(phone_page: Page, world: World, sign_in: SignIn, axe: Callable[[Page], None]) -> None:
    page = phone_page
    sign_in(page, world.people[Role.TRAINEE])

    def look() -> None:
        axe(page)
        fits(page)

    page.goto("/checkins/")
    page.get_by_role("link", name="What you wish").click()
    look()
    page.get_by_role("link", name="about when and how to talk").click()
    look()
    page.get_by_label("A wellness lead").check()
    page.get_by_label("On a walk").check()
    _pick(page, "9 am to noon", "Bad")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Rather not: 9 am to noon")).to_be_visible()
    page.get_by_role("link", name="about with whom").click()
    look()
    _pick(page, "Facilitator Person", "Never")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Never: Facilitator Person")).to_be_visible()
    page.get_by_role("link", name="about how to go on with you").click()
    look()
    page.get_by_label("Mostly listen").check()
    page.get_by_label("Family and friends").check()
    page.get_by_label("Anything to leave be?").fill("No calls on my day off.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Only I bring up: family and friends")).to_be_visible()
    look()
    with tenancy.inside(program=world.program):
        place_again(round_=world.round, by=None, now=NOW)
        slot = Seat.objects.get(trainee=world.people[Role.TRAINEE]).slot
        assert (slot.facilitator, slot.mode) == (world.people[Role.WELLNESS_LEAD], "walk")
    page.goto(f"/checkins/{world.offers[0].pk}/")
    expect(page.get_by_text("Wellness lead Person", exact=True)).to_be_visible()
    expect(page.get_by_text("Not all you wished")).to_have_count(0)
    look()
