"""On a phone: a wrap-up in one page, what a mentor promised, and what was promised to a trainee."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from checkins.models import Slot
from followups.models import Task
from followups.rules.promises import What
from programs import tenancy
from programs.models import Person, Program, Role
from tests.agreed import make_talk, make_task, make_wrap_up
from tests.browser.conftest import DESK, PHONE, SignIn, fits
from tests.factories import TODAY, make_member
from tests.world import make_round

pytestmark = pytest.mark.usefixtures("_monday")


@pytest.fixture
def talk(program: Program, mentor: Person, mei: Person) -> Slot:
    return make_talk(make_round(program, name="Winter 2027"), mentor, mei)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_wrap_up_in_two_minutes(
    open_page: Callable[..., Page],
    sign_in: SignIn,
    axe: Callable[[Page], None],
    program: Program,
    mentor: Person,
    talk: Slot,
    javascript: bool,
) -> None:
    page = open_page(**PHONE, javascript=javascript)
    sign_in(page, mentor)
    page.goto("/")
    page.get_by_role("link", name="Wrap up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What did you agree with Mei Yilmaz?")
    fits(page)
    if javascript:
        axe(page)
    page.get_by_label("I said thank you").check()
    page.get_by_label("What", exact=True).first.select_option(label="Change the clinic schedule")
    # Left in the middle, and gone on with.
    page.get_by_role("button", name="Finish later").click()
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_label("I said thank you")).to_be_checked()
    expect(page.get_by_label("What", exact=True).first).to_have_value("clinic")
    expect(page.get_by_label("Around which day?")).to_be_hidden()
    page.get_by_text("A second promise").click()
    page.get_by_label("In a few words").nth(1).fill("ask about depression")
    page.get_by_label("Mei does it").nth(1).check()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="This needs more than a line")).to_be_visible()
    page.get_by_label("In a few words").nth(1).fill("bring the plan")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#messages")).to_contain_text("Done. Both sides get the same recap.")
    expect(page.get_by_text("Nadia Karimi: change the clinic schedule, by Monday, December 7")).to_be_visible()
    expect(page.get_by_text("Mei Yilmaz: bring the plan, by Monday, December 7")).to_be_visible()
    fits(page)
    with tenancy.inside(program=program):
        assert Task.objects.count() == 2


def test_a_promise_from_the_mentors_phone_to_the_trainees(
    open_page: Callable[..., Page],
    sign_in: SignIn,
    axe: Callable[[Page], None],
    mentor: Person,
    mei: Person,
    talk: Slot,
) -> None:
    wrap_up = make_wrap_up(talk, mei)
    make_task(wrap_up)
    make_task(wrap_up, what=What.HOUSING, due_on=TODAY - timedelta(days=2))
    theirs, hers = open_page(**PHONE), open_page(**PHONE)
    sign_in(theirs, mentor)
    theirs.goto("/tasks/")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("You promised 2 things")
    fits(theirs)
    axe(theirs)
    theirs.get_by_role("button", name=re.compile("Done.*clinic schedule")).click()
    expect(theirs.locator("#messages")).to_contain_text("Done. They hear that it was kept.")
    theirs.get_by_role("link", name="Find contacts for housing").click()
    theirs.get_by_text("Let it go").first.click()
    axe(theirs)
    theirs.get_by_label("A word about it").fill("the office has a list now")
    theirs.get_by_role("button", name="Let it go").click()
    sign_in(hers, mei)
    hers.goto("/tasks/")
    expect(hers.get_by_text("“the office has a list now”")).to_be_visible()
    fits(hers)
    axe(hers)
    hers.get_by_role("button", name=re.compile("Say thank you.*clinic")).click()
    expect(hers.locator("#messages")).to_contain_text("Your thanks are on their way.")
    theirs.goto("/tasks/")
    expect(theirs.get_by_text("Mei Yilmaz says thank you.")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_fits_and_can_be_read_in_the_dark(
    open_page: Callable[..., Page],
    sign_in: SignIn,
    axe: Callable[[Page], None],
    program: Program,
    mentor: Person,
    mei: Person,
    talk: Slot,
    size: dict[str, int],
) -> None:
    done = make_wrap_up(make_talk(talk.round, mentor, days=-5), mei)
    asked = make_task(done, proposed_to=make_member(program, Role.WELLNESS_LEAD, "Zoe Lindqvist"))
    page = open_page(**size, dark=True)
    sign_in(page, mentor)
    for address in (f"/wrap-ups/{talk.pk}/", f"/wrap-ups/{talk.pk}/not-held/", "/tasks/", "/tasks/routine/"):
        page.goto(address)
        fits(page)
        axe(page)
    page = open_page(**size, dark=True)
    sign_in(page, mei)
    for address in ("/tasks/", f"/tasks/{asked.pk}/", f"/wrap-ups/{done.slot_id}/recap/"):
        page.goto(address)
        fits(page)
        axe(page)
