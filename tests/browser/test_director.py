"""A director plans and opens a round; a coordinator prepares one and sees why opening is not hers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from checkins.models import Offer, Round, Seat
from programs import tenancy
from programs.models import Person, Program, Role
from tests.browser.conftest import DESK, PHONE, SignIn
from tests.factories import NOW
from tests.world import make_round, make_slot

pytestmark = pytest.mark.usefixtures("_monday")


def test_a_director_plans_an_opt_out_round_and_opens_it(
    desk_page: Page, sign_in: SignIn, axe: Callable[[Page], None], program: Program, people: dict[Role, Person]
) -> None:
    page = desk_page
    sign_in(page, people[Role.DIRECTOR])
    page.goto("/rounds/")
    page.get_by_role("link", name="Plan a round").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan the next round")
    expect(page.get_by_label("Nadia Karimi, Facilitator")).to_be_checked()
    expect(page.get_by_label("Thandiwe Okonkwo, Program director")).not_to_be_checked()
    expect(page.get_by_label("Everyone gets a time and may decline")).to_be_checked()
    axe(page)
    page.get_by_label("Name", exact=True).fill("Winter, at ease")
    page.get_by_label("First day").fill("2026-11-30")
    page.get_by_label("Last day").fill("2026-11-02")
    page.get_by_role("button", name="Save and ask for times").click()
    expect(page.locator("#div_id_ends_on")).to_contain_text("Choose a last day that is not before the first one.")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Winter, at ease")
    page.get_by_label("Last day").fill("2026-12-18")
    page.get_by_role("button", name="Save and ask for times").click()
    expect(page.locator("#messages")).to_contain_text("Its listeners are asked to offer times.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("waiting for the first times")

    with tenancy.inside(program=program):
        round_ = Round.objects.select_related("program").get()
    make_slot(round_, people[Role.FACILITATOR], days=10)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("there is a time for everyone")
    expect(page.get_by_role("img", name="Hours of listening by week")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Open the round").click()
    expect(page.locator("#div_id_called")).to_contain_text("Call the number once, then tick this.")
    page.get_by_label("The number to call").fill("555 0142")
    page.get_by_label("I called this number today").check()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Winter, at ease: offers were sent to everyone")
    expect(page.locator("main")).not_to_contain_text("Yilmaz")
    axe(page)
    with tenancy.inside(program=program):
        assert Offer.objects.get().trainee == people[Role.TRAINEE]
        assert Seat.objects.get().trainee == people[Role.TRAINEE]

    page.get_by_role("link", name="Rooms and hours").click()
    expect(page.get_by_role("row", name="9:00 am to 9:20 am Garden café Nadia Karimi")).to_be_visible()
    axe(page)


def test_a_coordinator_prepares_and_reads_why_opening_is_not_hers(
    desk_page: Page, sign_in: SignIn, program: Program, people: dict[Role, Person]
) -> None:
    round_ = make_round(program, state=Round.State.DRAFT, opened_at=None, name="Winter 2027")
    make_slot(round_, people[Role.FACILITATOR], days=10)
    sign_in(desk_page, people[Role.COORDINATOR])
    desk_page.goto(f"/rounds/{round_.pk}/")
    expect(desk_page.get_by_role("heading", name="A director opens it")).to_be_visible()
    expect(desk_page.get_by_role("button", name="Open the round")).to_have_count(0)
    desk_page.get_by_role("button", name="Ask for times again").click()
    expect(desk_page.locator("#messages")).to_contain_text("1 listener is asked for times.")
    expect(desk_page.get_by_text("They were asked today.")).to_be_visible()


def test_a_round_that_is_over_is_closed_and_forgotten(
    phone_page: Page, sign_in: SignIn, program: Program, people: dict[Role, Person]
) -> None:
    round_ = make_round(program, name="Fall 2026", ends_on=(NOW - timedelta(days=1)).date())
    make_slot(round_, people[Role.FACILITATOR], days=-3)
    sign_in(phone_page, people[Role.DIRECTOR])
    phone_page.goto(f"/rounds/{round_.pk}/")
    phone_page.get_by_role("link", name="Close the round").click()
    expect(phone_page.get_by_role("heading", name="What is forgotten")).to_be_visible()
    phone_page.get_by_role("button", name="Close the round").click()
    expect(phone_page.get_by_role("heading", level=1)).to_have_text("Fall 2026: everyone was offered a check-in")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_fits_and_can_be_read(
    open_page: Callable[..., Page],
    sign_in: SignIn,
    axe: Callable[[Page], None],
    program: Program,
    people: dict[Role, Person],
    size: dict[str, int],
    dark: bool,
) -> None:
    draft = make_round(program, state=Round.State.DRAFT, opened_at=None, name="Winter 2027")
    opened = make_round(program, name="Fall 2026")
    for days in (9, 10, 17):
        make_slot(draft, people[Role.FACILITATOR], days=days)
    make_slot(opened, people[Role.FACILITATOR], days=3)
    page = open_page(**size, dark=dark)
    sign_in(page, people[Role.DIRECTOR])
    for address in (
        "/rounds/", "/rounds/plan/", f"/rounds/{draft.pk}/", f"/rounds/{opened.pk}/", f"/rounds/{opened.pk}/rooms/",
        f"/rounds/{opened.pk}/close/", "/blackouts/",
    ):  # fmt: skip
        page.goto(address)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, f"{address} is {wider} pixels wider than the screen"
        axe(page)
