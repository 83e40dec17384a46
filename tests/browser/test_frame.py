"""What every page has around it: the bar, its menu, signing in, and the look in the dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from programs.models import Role
from tests import factories
from tests.browser.conftest import DESK, PHONE, SignIn

type OpenPage = Callable[..., Page]
type Axe = Callable[[Page], None]

PUBLIC = ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/privacy/", "/nowhere/"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_before_signing_in_are_accessible(
    open_page: OpenPage, axe: Axe, size: dict[str, int], dark: bool
) -> None:
    page = open_page(**size, dark=dark)
    for address in PUBLIC:
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        axe(page)


def test_the_menu_of_a_phone_opens_without_a_script(open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page(**PHONE, javascript=False)
    sign_in(page, factories.make_member(factories.make_program(), Role.DIRECTOR))
    page.goto("/")
    rounds = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Rounds")
    expect(rounds).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    rounds.click()
    expect(page).to_have_url("/rounds/")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/rounds/")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_an_open_menu_closes_by_a_click_beside_it_and_by_escape(open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page(**DESK)
    sign_in(page, factories.make_member(factories.make_program(), Role.DIRECTOR))
    page.goto("/")
    summary = page.get_by_text("Acting as program director").first
    leave = page.get_by_role("button", name="Sign out")
    summary.click()
    expect(leave).to_be_visible()
    page.keyboard.press("Escape")
    expect(leave).to_be_hidden()
    summary.click()
    page.locator("h1").click()
    expect(leave).to_be_hidden()


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(open_page: OpenPage) -> None:
    page = open_page(**DESK)
    page.goto("/accounts/login/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_form_sent_back_puts_its_errors_first(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Please fill this in.")
    summary.get_by_role("link", name="Email").click()
    expect(page.get_by_label("Email")).to_be_in_viewport()


def test_the_dark_is_dark_and_paper_is_white(open_page: OpenPage) -> None:
    page = open_page(**DESK, dark=True)
    page.goto("/privacy/")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(20, 25, 26)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    expect(page.locator("header.bar")).to_be_hidden()


@pytest.mark.parametrize("width", [1140, 1280])
def test_the_bar_has_room_for_all_that_a_director_can_open(open_page: OpenPage, sign_in: SignIn, width: int) -> None:
    page = open_page(width=width, height=900, javascript=False)
    sign_in(page, factories.make_member(factories.make_program(), Role.DIRECTOR))
    page.goto("/")
    people = page.get_by_role("navigation", name="Main").get_by_role("link", name="People")
    expect(people).to_be_hidden()
    page.get_by_text("More", exact=True).click()
    expect(people).to_be_visible()
    # The last word of the navigation ends before the first of the side begins.
    more, help_now = (page.get_by_text(text, exact=True).bounding_box() for text in ("More", "Help now"))
    assert more
    assert help_now
    assert more["x"] + more["width"] < help_now["x"]
    people.click()
    expect(page.locator("h1")).to_be_visible()
