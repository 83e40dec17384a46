"""A mentor offers times, sees them all alike, and a name once it may show."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from checkins.actions import offers
from checkins.models import Listener, Offer, Round, Slot
from programs import tenancy
from programs.models import Person, Program
from tests.browser.conftest import DESK, PHONE, SignIn
from tests.factories import NOW, make_member
from tests.world import make_offer, make_round, make_slot

pytestmark = pytest.mark.usefixtures("_monday")

WAITING = "Offered. If somebody comes, the name shows on"


@pytest.fixture
def round_(program: Program, mentor: Person) -> Round:
    made = make_round(program, name="Winter 2027", formats=["one_on_one", "group"])
    with tenancy.inside(program=program):
        Listener.objects.create(program=program, round=made, person=mentor)
    return made


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_mentor_offers_a_weekly_hour(
    open_page: Callable[..., Page], sign_in: SignIn, program: Program, mentor: Person, round_: Round, javascript: bool
) -> None:
    page = open_page(**PHONE, javascript=javascript)
    sign_in(page, mentor)
    page.goto("/times/")
    expect(page.get_by_role("heading", name="Winter 2027: you offer no times yet")).to_be_visible()
    page.get_by_role("link", name="Offer times").click()
    page.get_by_label("Day, or first day").fill("2026-11-30")
    page.get_by_label("Last day").fill("2026-12-10")
    page.get_by_label("Tuesday").check()
    page.get_by_label("Thursday").check()
    page.get_by_label("From").fill("12:00")
    page.get_by_label("To", exact=True).fill("13:00")
    page.get_by_label("Where exactly?").fill("Office 4.112")
    page.get_by_label("Two lines about you").fill("I also moved here to train.")
    page.get_by_role("button", name="See the times").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You would offer 8 times")
    page.get_by_role("button", name="Change something").click()
    expect(page.get_by_label("Tuesday")).to_be_checked()
    expect(page.get_by_label("Two lines about you")).to_have_value("I also moved here to train.")
    page.get_by_label("Tuesday").uncheck()
    page.get_by_role("button", name="See the times").click()
    page.get_by_role("button", name="Offer these 4 times").click()
    expect(page.locator("#messages")).to_contain_text("You offer 4 more times. Thank you.")
    expect(page.get_by_text(WAITING)).to_have_count(4)
    with tenancy.inside(program=program):
        assert Slot.objects.filter(facilitator=mentor).count() == 4


def test_what_only_weekly_times_need_is_asked_only_then(
    phone_page: Page, sign_in: SignIn, mentor: Person, round_: Round
) -> None:
    sign_in(phone_page, mentor)
    phone_page.goto(f"/times/offer/{round_.pk}/")
    expect(phone_page.get_by_label("Last day")).to_be_visible()
    expect(phone_page.get_by_label("For how many?")).to_be_hidden()
    phone_page.get_by_label("Once").check()
    phone_page.get_by_label("Small group").check()
    expect(phone_page.get_by_label("Last day")).to_be_hidden()
    expect(phone_page.get_by_label("Tuesday")).to_be_hidden()
    expect(phone_page.get_by_label("For how many?")).to_be_visible()


def test_the_calendar_before_and_after_a_name_may_show(
    desk_page: Page, sign_in: SignIn, axe: Callable[[Page], None], program: Program, mentor: Person, round_: Round
) -> None:
    held, _free = make_slot(round_, mentor, days=9), make_slot(round_, mentor, days=10)
    offer = make_offer(round_, make_member(program, name="Mei Yilmaz"), slot=held, state=Offer.State.HELD)
    sign_in(desk_page, mentor)
    desk_page.goto("/times/")
    expect(desk_page.get_by_text(WAITING)).to_have_count(2)
    expect(desk_page.locator("body")).not_to_contain_text("Yilmaz")
    with tenancy.inside(program=program):
        offers.accept(offer=offer, now=NOW)
    desk_page.reload()
    expect(desk_page.get_by_text("With Mei Yilmaz.")).to_have_count(1)
    expect(desk_page.get_by_text(WAITING)).to_have_count(1)
    axe(desk_page)


def test_a_day_before_a_kept_time_has_a_name_and_a_free_one_says_so(
    desk_page: Page, sign_in: SignIn, program: Program, mentor: Person, round_: Round
) -> None:
    held = make_slot(round_, mentor, starts_at=NOW + timedelta(hours=23))
    make_slot(round_, mentor, starts_at=NOW + timedelta(hours=22))
    make_offer(round_, make_member(program, name="Mei Yilmaz"), slot=held, state=Offer.State.HELD)
    sign_in(desk_page, mentor)
    desk_page.goto("/times/")
    expect(desk_page.get_by_text("With Mei Yilmaz.")).to_be_visible()
    expect(desk_page.get_by_text("Nobody has taken this time.")).to_be_visible()


def test_a_time_is_given_back_after_a_question(
    phone_page: Page, sign_in: SignIn, axe: Callable[[Page], None], mentor: Person, round_: Round
) -> None:
    make_slot(round_, mentor, days=9)
    sign_in(phone_page, mentor)
    phone_page.goto("/times/")
    phone_page.get_by_role("link", name="Give back").click()
    expect(phone_page.get_by_role("heading", name="Give this time back?")).to_be_visible()
    axe(phone_page)
    phone_page.get_by_role("button", name="Give it back").click()
    expect(phone_page.locator("#messages")).to_contain_text("You gave this time back.")
    expect(phone_page.get_by_text(WAITING)).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_fits_and_can_be_read(
    open_page: Callable[..., Page],
    sign_in: SignIn,
    axe: Callable[[Page], None],
    mentor: Person,
    round_: Round,
    size: dict[str, int],
    dark: bool,
) -> None:
    for days in (9, 10):
        make_slot(round_, mentor, days=days)
    page = open_page(**size, dark=dark)
    sign_in(page, mentor)
    for address in ("/times/", f"/times/offer/{round_.pk}/", "/times/blocked/"):
        page.goto(address)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, f"{address} is {wider} pixels wider than the screen"
        axe(page)
