"""On a phone: help that is found, a mentor who is asked and answers, a plan that both sign, a form that two fill in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from programs import tenancy
from programs.models import Person, Program, Role
from resources.models import FirstMeeting, LearningPlan
from tests.browser.conftest import DESK, PHONE, SignIn, fits
from tests.factories import TODAY, make_member, make_supervision

pytestmark = pytest.mark.usefixtures("_monday")

type OpenPage = Callable[..., Page]
type Axe = Callable[[Page], None]


@pytest.fixture
def mei(program: Program) -> Person:
    return make_member(program, Role.TRAINEE, "Mei Yilmaz", starts_on=TODAY - timedelta(days=150))


@pytest.fixture
def nadia(program: Program) -> Person:
    return make_member(program, Role.FACILITATOR, "Nadia Karimi")


def _look(page: Page, axe: Axe) -> None:
    """As accessible and as narrow as it has to be."""
    axe(page)
    fits(page)


def test_help_is_found_however_it_is_spelt(phone_page: Page, sign_in: SignIn, axe: Axe, program: Program) -> None:
    page = phone_page
    sign_in(page, make_member(program, Role.TRAINEE, "Ana Souza", starts_on=TODAY - timedelta(days=5)))
    page.goto("/resources/")
    now = page.locator("section", has=page.get_by_role("heading", name="For you now"))
    expect(now).to_contain_text("you started not long ago")
    assert 1 <= now.get_by_role("listitem").count() <= 4
    _look(page, axe)
    page.get_by_label("What are you looking for?").fill("physican suport line")
    results = page.locator("#results")
    expect(results.get_by_role("heading", level=2)).to_contain_text("found")
    first = results.get_by_role("listitem").first
    expect(first.get_by_role("heading")).to_contain_text("Physician Support Line")
    expect(first).to_contain_text("1-888-409-0141")
    first.get_by_text("More about Physician Support Line").click()
    expect(first.get_by_text("Helps with")).to_be_visible()
    # What somebody looks for stands in no address.
    expect(page).to_have_url("/resources/")
    _look(page, axe)
    # What was opened stays open: leaving the field that was typed in searches no second time.
    expect(first.get_by_text("Helps with")).to_be_visible()
    page.get_by_label("About", exact=True).select_option("housing")
    expect(results).not_to_contain_text("More about Physician Support Line")
    page.get_by_label("About", exact=True).select_option("")
    page.get_by_label("What are you looking for?").fill("xyzzyq")
    expect(results).to_contain_text("Try one plain word")


def test_a_mentor_is_found_asked_and_answers(
    open_page: OpenPage, sign_in: SignIn, axe: Axe, mei: Person, nadia: Person
) -> None:
    mentor, trainee = open_page(**PHONE), open_page(**PHONE)
    sign_in(mentor, nadia)
    mentor.goto("/mentors/")
    mentor.get_by_role("link", name="Describe yourself").click()
    mentor.get_by_label("About you").fill("I moved here to train too.")
    mentor.get_by_label("Research and writing", exact=True).check()
    mentor.get_by_role("button", name="Keep").click()
    expect(mentor.locator("#div_id_areas")).to_contain_text("such as cardiology")
    expect(mentor.get_by_label("About you")).to_have_value("I moved here to train too.")
    _look(mentor, axe)
    mentor.get_by_label("Your fields").fill("Cardiology")
    mentor.get_by_role("button", name="Keep").click()
    expect(mentor.locator("#messages")).to_contain_text("This is how trainees find you.")

    sign_in(trainee, mei)
    trainee.goto("/mentors/")
    trainee.get_by_label("Name, field, or what you want to learn").fill("cardiolgy")
    expect(trainee.locator("#results")).to_contain_text("1 mentor found")
    trainee.get_by_role("link", name="Ask Nadia Karimi").click()
    trainee.get_by_role("button", name="Send").click()
    expect(trainee.locator("#div_id_message")).to_contain_text("Write a line or two")
    trainee.get_by_label("A few lines").fill("May I join a small project?")
    trainee.get_by_role("button", name="Send").click()
    expect(trainee.locator("main")).to_contain_text("You hear by Monday, November 30")

    mentor.goto("/mentors/")
    mentor.get_by_role("link", name="Answer").click()
    expect(mentor.locator("main")).to_contain_text("May I join a small project?")
    mentor.get_by_role("button", name="Yes, gladly").click()
    expect(mentor.get_by_role("heading", name="First of all")).to_be_visible()
    _look(mentor, axe)
    trainee.reload()
    expect(trainee.get_by_role("heading", name="Six steps to get ready")).to_be_visible()
    _look(trainee, axe)


def test_a_goal_becomes_a_plan_that_both_sign(
    open_page: OpenPage, sign_in: SignIn, axe: Axe, program: Program, mei: Person, nadia: Person
) -> None:
    page, desk = open_page(**PHONE), open_page(**DESK, dark=True)
    sign_in(page, mei)
    page.goto("/goals/")
    page.get_by_role("link", name="Write a goal").click()
    page.get_by_label("Measurable").fill("It is sent to one journal")
    page.get_by_label("Time-bound").fill("2027-02-01")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#div_id_specific")).to_contain_text("in one line")
    expect(page.get_by_label("Measurable")).to_have_value("It is sent to one journal")
    expect(page.get_by_label("Time-bound")).to_have_value("2027-02-01")
    page.get_by_label("Specific").fill("Write up one case from the heart clinic")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("heading", name="Would this sharpen it?")).to_be_visible()
    _look(page, axe)
    page.goto("/goals/")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Faculty mentor").select_option(label="Nadia Karimi")
    page.get_by_label("Write up one case").check()
    page.get_by_label("What goes well").fill("Calm at night")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#messages")).to_contain_text("Nobody sees it until you show it.")
    page.get_by_role("button", name="Sign and show to Nadia Karimi").click()
    expect(page.locator("main")).to_contain_text("Waits for Nadia Karimi.")

    sign_in(desk, nadia)
    desk.goto("/goals/")
    desk.get_by_role("link", name="Read the plan of Mei Yilmaz").click()
    expect(desk.locator("main")).to_contain_text("Calm at night")
    _look(desk, axe)
    desk.get_by_role("button", name="Sign it").click()
    expect(desk.locator("#messages")).to_contain_text("Signed by both.")
    page.reload()
    expect(page.get_by_role("heading", name="Half time")).to_be_visible()
    _look(page, axe)
    with tenancy.inside(program=program):
        assert LearningPlan.objects.get().signed


def test_two_fill_in_the_first_meeting_and_nothing_is_lost(
    open_page: OpenPage, sign_in: SignIn, axe: Axe, program: Program, mei: Person, nadia: Person
) -> None:
    make_supervision(program, mei, nadia)
    phone, desk = open_page(**PHONE), open_page(**DESK)
    sign_in(phone, mei)
    phone.goto("/induction/")
    phone.get_by_label("With whom?").select_option(label="Nadia Karimi")
    phone.get_by_role("button", name="Begin a form").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Mei Yilmaz and Nadia Karimi")
    sign_in(desk, nadia)
    desk.goto("/induction/")
    desk.get_by_role("link", name="Open the form with Mei Yilmaz").click()
    # Both type at once, in fields of their own; each is kept a moment after.
    phone.get_by_label("Training so far").fill("Six years in Ankara")
    desk.get_by_label("What we agreed").fill("Echo lab on Thursdays")
    expect(phone.locator("#kept-training")).to_have_text("Kept")
    expect(desk.locator("#kept-support")).to_have_text("Kept")
    phone.reload()
    desk.reload()
    for page in (phone, desk):
        expect(page.get_by_label("Training so far")).to_have_value("Six years in Ankara")
        expect(page.get_by_label("What we agreed")).to_have_value("Echo lab on Thursdays")
        _look(page, axe)
    # In one field: who comes second is shown what stands there, and keeps what was typed.
    phone.get_by_label("Clinical skills").fill("Echo")
    expect(phone.locator("#kept-skills")).to_have_text("Kept")
    desk.get_by_label("Clinical skills").fill("Chest drains")
    expect(desk.locator("#kept-skills")).to_contain_text("The other one of you wrote here meanwhile.")
    expect(desk.get_by_label("Clinical skills")).to_have_value("Chest drains")
    with tenancy.inside(program=program):
        assert FirstMeeting.objects.get().skills == "Echo"
