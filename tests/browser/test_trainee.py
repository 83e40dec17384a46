"""What a trainee does, mostly on a phone: accept, move, decline, undo, choose; by a mail's link; without a script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from checkins.actions.offers import take
from checkins.models import ListenerProfile, Mode, Offer
from programs import tenancy
from programs.models import Role
from tests.browser.conftest import DESK, PHONE, SignIn, fits, link_of
from tests.factories import NOW, make_member
from tests.world import World, make_offer, make_slot, make_world

pytestmark = pytest.mark.usefixtures("_monday")

ABOUT = "I also moved here to train. Coffee is on me."


@pytest.fixture
def world(site: str) -> World:
    made = make_world(name="Fall check-in", minutes=15)
    listener = made.people[Role.FACILITATOR]
    listener.first_name, listener.last_name = "Nadia", "Khan"
    listener.save()
    with tenancy.inside(program=made.program):
        ListenerProfile.objects.create(program=made.program, person=listener, about=ABOUT)
    wellness = made.people[Role.WELLNESS_LEAD]
    make_slot(made.round, wellness, days=13, mode=Mode.VIDEO, place="https://video.riverside.test/room/abc")
    make_slot(made.round, wellness, days=14, format="group", seats=5, minutes=45, mode=Mode.OFFICE, place="Room 4")
    return made


def _stored(offer: Offer) -> str:
    with tenancy.inside(program_id=offer.program_id):
        return Offer.objects.get(pk=offer.pk).state


def _button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def _heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def test_accept_move_decline_and_undo(phone_page: Page, world: World, sign_in: SignIn) -> None:
    page, offer = phone_page, world.offers[0]
    sign_in(page, world.people[Role.TRAINEE])
    page.goto("/checkins/")
    page.get_by_role("link", name="Look and answer").click()
    expect(_heading(page)).to_have_text("Fifteen minutes, just to see how you are")
    expect(page.get_by_text("Nadia Khan")).to_be_visible()
    expect(page.get_by_text(ABOUT)).to_be_visible()
    expect(page.get_by_text("9:00 to 9:20 am, Chicago time")).to_be_visible()

    _button(page, "Accept").click()
    expect(_heading(page)).to_have_text("See you on Wednesday, December 2")
    assert _stored(offer) == Offer.State.ACCEPTED

    page.get_by_role("link", name="Move", exact=True).click()
    page.get_by_role("button", name="9:00 am on Thursday, December 3 with Nadia Khan").click()
    expect(_heading(page)).to_have_text("See you on Thursday, December 3")
    _button(page, "Undo").click()
    expect(_heading(page)).to_have_text("See you on Wednesday, December 2")

    _button(page, "Decline").click()
    expect(_heading(page)).to_have_text("Thank you, and that is fine")
    expect(page.get_by_text("The door stays open")).to_be_visible()
    assert _stored(offer) == Offer.State.DECLINED
    _button(page, "Undo").click()
    expect(_heading(page)).to_have_text("See you on Wednesday, December 2")
    assert _stored(offer) == Offer.State.ACCEPTED

    _button(page, "Not this block").click()
    expect(_heading(page)).to_have_text("Not this block, and that is fine")
    assert _stored(offer) == Offer.State.NOT_NOW


def test_choosing_in_an_opt_in_round_by_the_link_of_a_mail(phone_page: Page, world: World) -> None:
    page, offer = phone_page, make_offer(world.round, make_member(world.program))
    page.goto(link_of(offer))
    # Nothing but this offer: no navigation, and no way in without signing in.
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.get_by_role("link", name="Choose a time").click()
    with page.expect_response(lambda response: "way=video" in response.url):
        page.get_by_label("Where or how").select_option(label="By video")
    expect(page.get_by_role("heading", level=2, name="Sunday, December 6")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="Thursday, December 3")).to_have_count(0)
    assert "way=video" in page.url
    page.get_by_role("button", name="with Wellness lead Person").click()
    expect(_heading(page)).to_have_text("See you on Sunday, December 6")
    expect(page.get_by_role("link", name="https://video.riverside.test/room/abc")).to_be_visible()
    assert _stored(offer) == Offer.State.ACCEPTED


def test_a_time_that_somebody_just_took(phone_page: Page, world: World) -> None:
    page, offer = phone_page, world.offers[0]
    page.goto(f"{link_of(offer)}move/")
    faster = make_offer(world.round, make_member(world.program))
    with tenancy.inside(program=world.program):
        take(offer=faster, slot_id=world.slots[1].pk, now=NOW)
    page.get_by_role("button", name="on Thursday, December 3 with Nadia Khan").click()
    expect(page.get_by_text("Somebody just took that time. Here is what is open now.")).to_be_visible()
    # Fresh choices, and the kept time is still there.
    expect(page.get_by_role("button", name="on Thursday, December 3 with Nadia Khan")).to_have_count(0)
    expect(page.get_by_text("Wednesday, December 2 at 9:00 am stays yours")).to_be_visible()
    assert _stored(offer) == Offer.State.HELD


def test_everything_without_a_script(open_page: Callable[..., Page], world: World) -> None:
    page, offer = open_page(**PHONE, javascript=False), world.offers[0]
    page.goto(link_of(offer))
    _button(page, "Accept").click()
    expect(_heading(page)).to_have_text("See you on Wednesday, December 2")
    page.get_by_role("link", name="Move", exact=True).click()
    page.get_by_label("With", exact=True).select_option(label="Program director Person")
    _button(page, "Show times").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(["Saturday, December 5", "Who can see this?"])
    expect(page.get_by_text("Takes part in evaluations. Your choice.")).to_be_visible()
    page.get_by_role("button", name="9:00 am on Saturday, December 5").click()
    expect(_heading(page)).to_have_text("See you on Saturday, December 5")
    _button(page, "Decline").click()
    _button(page, "Undo").click()
    expect(_heading(page)).to_have_text("See you on Saturday, December 5")


def test_opening_a_link_does_nothing(phone_page: Page, world: World) -> None:
    for end in ("", "move/", "accept/", "decline/", "not-now/", "undo/", "seat/"):
        phone_page.request.get(f"{link_of(world.offers[0])}{end}")
    assert _stored(world.offers[0]) == Offer.State.HELD


def test_a_link_that_has_ended(phone_page: Page, world: World) -> None:
    answer = phone_page.goto(f"{link_of(world.offers[0])[:-4]}xxx/")
    assert answer is not None
    assert answer.status == 404
    expect(_heading(phone_page)).to_have_text("This link has ended")
    expect(phone_page.get_by_role("link", name="Sign in")).to_be_visible()


def test_the_calendar_file(phone_page: Page, world: World) -> None:
    phone_page.goto(link_of(world.offers[0]))
    _button(phone_page, "Accept").click()
    with phone_page.expect_download() as started:
        phone_page.get_by_role("link", name="Add to my calendar").click()
    assert started.value.suggested_filename == "conversation.ics"
    text = started.value.path().read_text()
    assert "SUMMARY:Conversation\\, 20 min" in text
    assert "DTSTART:20261202T150000Z" in text


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_state_can_be_read_by_everybody(
    size: dict[str, int], dark: bool, open_page: Callable[..., Page], world: World, sign_in: SignIn,
    axe: Callable[[Page], None],
) -> None:  # fmt: skip
    page, offer = open_page(**size, dark=dark), world.offers[0]
    sign_in(page, world.people[Role.TRAINEE])

    def look() -> None:
        axe(page)
        fits(page)

    for path in ("/checkins/", f"/checkins/{offer.pk}/move/", f"/checkins/{offer.pk}/"):
        page.goto(path)
        look()
    for press in ("Accept", "Decline", "Undo", "Not this block"):
        _button(page, press).click()
        look()
    page.goto(link_of(make_offer(world.round, make_member(world.program))))
    look()
    page.goto("/t/nothing/")
    look()
