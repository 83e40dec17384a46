"""A mentor prepares on a phone, lays it on the table, and the network drops in the middle of the conversation."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, expect

from checkins.models import FollowUpPreferences, Offer, Slot
from programs import tenancy
from programs.models import Person, Program
from tests.browser.conftest import PHONE, SignIn, fits
from tests.factories import make_member
from tests.world import make_offer, make_round, make_slot

pytestmark = pytest.mark.usefixtures("_monday")

CONTROLLED = "() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
KEPT = "() => caches.match(location.href).then((found) => found !== undefined)"


@pytest.fixture
def slot(program: Program, mentor: Person) -> Slot:
    """Mei comes, and raises some things alone."""
    round_, mei = make_round(program), make_member(program, name="Mei Yilmaz")
    made = make_slot(round_, mentor)
    make_offer(round_, mei, slot=made, state=Offer.State.ACCEPTED)
    with tenancy.inside(program=program):
        FollowUpPreferences.objects.create(
            program=program, trainee=mei, boundaries="Not before coffee.", withheld_topics=["team"]
        )
    return made


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_mentor_prepares(
    javascript: bool,
    open_page: Callable[..., Page],
    sign_in: SignIn,
    axe: Callable[[Page], None],
    mentor: Person,
    slot: Slot,
) -> None:
    page = open_page(**PHONE, javascript=javascript)
    sign_in(page, mentor)
    page.goto("/times/")
    page.get_by_role("link", name="Prepare").click()
    expect(page.get_by_text("Not before coffee.")).to_be_visible()
    page.get_by_label("Question 1").fill("What made you smile this week?")
    page.get_by_role("button", name="Leave out question 2").click()
    expect(page.get_by_label("Question 1")).to_have_value("What made you smile this week?")
    expect(page.locator(".plan textarea")).to_have_count(3)
    page.get_by_text("Add from the library").click()
    page.get_by_text("Follow-up preferences", exact=True).click()
    page.get_by_label("If I come back to you after today").check()
    page.get_by_role("button", name="Add what is ticked").click()
    expect(page.get_by_label("Question 4")).to_have_value("If I come back to you after today, how should I do it?")
    if javascript:
        axe(page)
    page.get_by_role("button", name="Open the conversation page").click()
    expect(page.get_by_text("What made you smile this week?")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Mei")


def test_the_network_drops_in_the_middle(phone_page: Page, sign_in: SignIn, mentor: Person, slot: Slot) -> None:
    page = phone_page
    sign_in(page, mentor)
    page.goto(f"/times/{slot.pk}/prepare/")
    page.wait_for_function(CONTROLLED)
    page.get_by_role("button", name="Open the conversation page").click()
    expect(page.get_by_role("heading", name="Questions")).to_be_visible()
    page.wait_for_function(KEPT)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("One at a time").check()
    questions = page.locator(".talk-question")
    page.get_by_role("link", name="Next").first.click()
    expect(questions.nth(1)).to_be_in_viewport()
    expect(questions.nth(0)).not_to_be_in_viewport()
    page.get_by_text("How to go on").click()
    expect(page.get_by_text("If I come back to you after today")).to_be_visible()
    page.get_by_text("My door stays open.").scroll_into_view_if_needed()
    # The three ways to go deeper, and help, stay in reach wherever one is.
    for within_reach in ("What made it work?", "How could we have more of it?", "Help now"):
        expect(page.locator(".talk-reach").get_by_text(within_reach)).to_be_in_viewport()
    assert asked == []
    # A phone that throws the page out of its memory finds it again, and nothing else.
    page.reload()
    expect(page.get_by_role("heading", name="Questions")).to_be_visible()
    expect(questions.first).to_have_css("font-weight", "600")
    with pytest.raises(Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.goto("/times/")
    # Signed out, the copy is gone.
    page.context.set_offline(False)
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_function(f"() => caches.match('/times/{slot.pk}/conversation/').then((found) => found === undefined)")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_on_the_table_can_be_read(
    dark: bool, open_page: Callable[..., Page], sign_in: SignIn, axe: Callable[[Page], None], mentor: Person, slot: Slot
) -> None:
    page = open_page(**PHONE, dark=dark)
    sign_in(page, mentor)
    page.goto(f"/times/{slot.pk}/conversation/")
    fits(page)
    axe(page)
    # Two taps: the page for help, and the branch on it.
    page.locator(".talk-reach").get_by_role("link", name="Help now").click()
    expect(page).to_have_url("/help-now/")
