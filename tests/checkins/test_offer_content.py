"""What a trainee's pages say, in every state; what they never ask."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from checkins.access import offer_token
from checkins.actions import offers, slots
from checkins.models import ListenerProfile, Offer
from programs import tenancy
from programs.models import Evaluation, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_supervision
from tests.reading import HIGHEST, grade
from tests.world import World, make_offer, make_slot, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

PROMISES = (
    "friendly, informal talk to support you: not a test, and not a meeting to fix problems",  # R4
    "reaches an evaluation, a grade or a rotation",  # R5
    "It is an offer. Saying no is fine.",  # R6
)
STATES = ("held", "accepted", "declined", "not_now", "open", "past", "over")


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


def _text(client: TenantClient, address: str) -> str:
    """The main part of a page as its reader has it: no markup, one line."""
    main = client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main.partition(">")[2]))


def _page(client: TenantClient, offer: Offer, name: str = "offer", query: str = "") -> str:
    return _text(client, reverse(f"checkins:link_{name}", args=[offer_token(offer)]) + query)


def _in_state(world: World, state: str) -> tuple[Offer, timedelta]:
    """An offer in a state, and how much later it must be."""
    offer, later = world.offers[0], timedelta()
    if state in ("accepted", "past"):
        offers.accept(offer=offer, now=NOW)
        later = timedelta(days=10) if state == "past" else later
    elif state == "declined":
        offers.decline(offer=offer, now=NOW)
    elif state in ("not_now", "over"):
        offers.not_now(offer=offer, now=NOW)
        later = timedelta(days=60) if state == "over" else later
    elif state == "open":
        offer = make_offer(world.round, make_member(world.program))
    return offer, later


@pytest.mark.parametrize("state", STATES)
def test_every_state_says_what_this_is_and_who_can_see_it(state: str, client: TenantClient, world: World) -> None:
    offer, later = _in_state(world, state)
    with time_machine.travel(NOW + later, tick=False):
        text = _page(client, offer)
    for said in (*PROMISES, "Who can see this?", "Your program sees that everyone was offered a talk, nothing more."):
        assert said in text, (state, said)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_easy_to_read(state: str, client: TenantClient, world: World) -> None:
    offer, later = _in_state(world, state)
    with time_machine.travel(NOW + later, tick=False):
        assert grade(_page(client, offer)) <= HIGHEST


@pytest.mark.parametrize(
    ("state", "actions"),
    [
        ("held", {"Accept", "Move", "Decline", "Not this block"}),
        ("accepted", {"Add to my calendar", "Move", "Decline", "Not this block", "Undo", "Open as a mail"}),
        ("declined", {"Choose a time", "Undo"}),
        ("not_now", {"Choose a time", "Undo", "Decline"}),
        ("open", {"Choose a time", "Decline", "Not this block"}),
        ("past", {"Yes, please"}),
        ("over", set()),
    ],
)
def test_what_can_be_done_in_each_state(state: str, actions: set[str], client: TenantClient, world: World) -> None:
    offer, later = _in_state(world, state)
    with time_machine.travel(NOW + later, tick=False):
        page = client.get(reverse("checkins:link_offer", args=[offer_token(offer)])).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    found = re.findall(r"<(?:button|a)[^>]*class=\"btn[^>]*>\s*(?:<span[^>]*>)?([^<]+)", main)
    assert {name.strip() for name in found} == actions


def test_undo_is_not_offered_once_the_seat_is_gone(client: TenantClient, world: World) -> None:
    offer, _ = _in_state(world, "declined")
    assert "back to Wednesday, December 2, 9:00 am" in _page(client, offer)
    make_offer(world.round, make_member(world.program), slot=world.slots[0], state=Offer.State.HELD)
    assert "Undo" not in _page(client, offer)


def test_the_listener_the_time_and_the_place(client: TenantClient, world: World) -> None:
    ListenerProfile.objects.create(
        program=world.program, person=world.people[Role.FACILITATOR], about="<b>I listen</b> & drink tea"
    )
    page = client.get(reverse("checkins:link_offer", args=[offer_token(world.offers[0])])).content.decode()
    for said in ("Facilitator Person", "Wednesday, December 2", "9:00 to 9:20 am, Chicago time", "Garden café"):
        assert said in page
    assert "“&lt;b&gt;I listen&lt;/b&gt; &amp; drink tea”" in page


def test_who_can_see_it_changes_when_the_name_shows(client: TenantClient, world: World) -> None:
    offer = world.offers[0]
    assert "Only you, until you accept or until 24 hours before." in _page(client, offer)
    with time_machine.travel(world.slots[0].starts_at - timedelta(hours=23), tick=False):
        assert "It is less than 24 hours away, so Facilitator Person can see your name." in _page(client, offer)
    offers.accept(offer=offer, now=NOW)
    assert "Facilitator Person sees your name beside this time." in _page(client, offer)


def test_without_open_times_it_says_what_will_happen(client: TenantClient, world: World) -> None:
    for slot in world.slots[1:]:
        slots.withdraw_slot(slot=slot, now=NOW)
    offer = make_offer(world.round, make_member(world.program))
    for name in ("offer", "move"):
        assert "write to you when a listener offers new times." in _page(client, offer, name)
    assert "Choose a time" not in _page(client, offer)


class TestNoReason:
    def test_no_page_has_a_field_for_one(self, client: TenantClient, world: World) -> None:
        for name in ("offer", "move"):
            page = client.get(reverse(f"checkins:link_{name}", args=[offer_token(world.offers[0])])).content.decode()
            assert "<textarea" not in page
            fields = set(re.findall(r'<(?:input|select)[^>]*\bname="([^"]+)"', page))
            assert fields <= {"csrfmiddlewaretoken", "person", "way", "kind"}

    def test_none_that_is_sent_all_the_same_is_kept(self, client: TenantClient, world: World) -> None:
        canary = "canary-I-am-too-tired"
        token = offer_token(world.offers[0])
        form = {"reason": canary, "note": canary, "slot": str(world.slots[1].pk), "state": canary, "why": canary}
        for name in ("accept", "seat", "decline", "not_now", "undo"):
            client.post(reverse(f"checkins:link_{name}", args=[token]) + f"?reason={canary}", form)
        rows = [str(list(model._default_manager.values_list())) for model in apps.get_models()]
        assert world.offers[0].pk.hex in "".join(rows).replace("-", "")
        assert canary not in "".join(rows)

    def test_an_offer_has_no_room_for_words(self) -> None:
        free = [f.name for f in Offer._meta.get_fields() if f.get_internal_type() == "TextField"]
        assert free == []
        assert {f.name for f in Offer._meta.local_fields if f.get_internal_type() == "CharField"} == {
            "state",
            "former_state",
        }


class TestChoosing:
    def test_who_a_listener_is(self, client: TenantClient, world: World) -> None:
        text = _page(client, world.offers[0], "move")
        assert "Program director Takes part in evaluations. Your choice." in re.sub(
            r"Program director Person", "", text
        )
        assert "Wellness lead" in text

    def test_a_committee_member_is_marked_too(self, client: TenantClient, world: World) -> None:
        before = _page(client, world.offers[0], "move").count("Takes part in evaluations")
        Evaluation.objects.create(
            program=world.program, person=world.people[Role.WELLNESS_LEAD], kind="competency_committee", starts_on=TODAY
        )
        assert _page(client, world.offers[0], "move").count("Takes part in evaluations") == before + 1

    def test_a_supervisor_of_the_day_is_not_on_the_list(self, client: TenantClient, world: World) -> None:
        trainee, day = world.offers[0].trainee, world.slots[1].starts_at.date()
        assert "Thursday, December 3" in _page(client, world.offers[0], "move")
        make_supervision(world.program, trainee, world.people[Role.FACILITATOR], starts_on=day, ends_on=day)
        text = _page(client, world.offers[0], "move")
        assert "Thursday, December 3" not in text
        assert "Friday, December 4" in text

    @pytest.mark.parametrize(
        ("query", "shown", "hidden"),
        [
            ("?way=video", "Sunday, December 6", "Thursday, December 3"),
            ("?kind=group", "Monday, December 7", "Sunday, December 6"),
            ("?way=cafe&kind=one_on_one", "Thursday, December 3", "Sunday, December 6"),
            ("?first_day=2026-12-04", "Friday, December 4", "Thursday, December 3"),
            # What is not there any more, or never was, counts as anything.
            ("?way=nonsense&person=17&first_day=tomorrow", "Thursday, December 3", "Nonsense"),
        ],
    )
    def test_narrowing(self, query: str, shown: str, hidden: str, client: TenantClient, world: World) -> None:
        wellness = world.people[Role.WELLNESS_LEAD]
        make_slot(world.round, wellness, days=13, mode="video", place="https://video.riverside.test/a")
        make_slot(world.round, wellness, days=14, format="group", seats=4, minutes=45)
        text = _page(client, world.offers[0], "move", query)
        assert shown in text
        assert hidden not in text

    def test_by_person(self, client: TenantClient, world: World) -> None:
        text = _page(client, world.offers[0], "move", f"?person={world.people[Role.DIRECTOR].pk}")
        assert "Saturday, December 5" in text
        assert "Thursday, December 3" not in text

    def test_nothing_fits(self, client: TenantClient, world: World) -> None:
        make_slot(world.round, world.people[Role.WELLNESS_LEAD], days=13, mode="video", place="Link in the mail")
        text = _page(client, world.offers[0], "move", f"?way=video&person={world.people[Role.DIRECTOR].pk}")
        assert "No open time fits all of that." in text
        assert "All open times" in text

    def test_a_script_gets_the_list_alone(self, client: TenantClient, world: World) -> None:
        address = reverse("checkins:link_move", args=[offer_token(world.offers[0])])
        part = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert 'id="times"' in part
        assert "csrfmiddlewaretoken" in part

    def test_later_times(self, client: TenantClient, world: World) -> None:
        for hour in range(70):
            make_slot(world.round, world.people[Role.COORDINATOR], starts_at=NOW + timedelta(days=13, hours=hour))
        address = reverse("checkins:link_move", args=[offer_token(world.offers[0])])
        seen: list[str] = []
        query = ""
        while True:
            page = client.get(address + query).content.decode()
            found = re.findall(r'name="slot"\s+value="([^"]+)"', page)
            assert 0 < len(found) <= 60
            seen += found
            later = re.search(r'href="[^"]*(\?[^"]*)">Later times', page)
            if later is None:
                break
            query = later[1]
        # Every open time once, and none twice.
        assert len(seen) == len(set(seen)) == 70 + len(world.slots) - 1

    def test_a_video_address_is_not_shown_before_the_time_is_taken(self, client: TenantClient, world: World) -> None:
        slot = make_slot(
            world.round, world.people[Role.WELLNESS_LEAD], days=13, mode="video", place="https://video.riverside.test/a"
        )
        assert "video.riverside.test" not in _page(client, world.offers[0], "move")
        offers.take(offer=world.offers[0], slot_id=slot.pk, now=NOW)
        page = client.get(reverse("checkins:link_offer", args=[offer_token(world.offers[0])])).content.decode()
        assert 'href="https://video.riverside.test/a" rel="noreferrer noopener"' in re.sub(r"\s+", " ", page)


class TestMine:
    def test_what_needs_an_answer_and_what_was(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.TRAINEE])
        assert "Kept for you until you answer." in _text(client, "/checkins/")
        offers.accept(offer=world.offers[0], now=NOW)
        assert "You accepted." in _text(client, "/checkins/")
        with time_machine.travel(world.slots[0].ends_at, tick=False):
            client.acting(world.people[Role.TRAINEE])
            text = _text(client, "/checkins/")
        assert "Nothing needs you right now" in text
        assert "What was Wednesday, December 2" in text

    def test_nobody_elses(self, client: TenantClient, world: World) -> None:
        client.acting(make_member(world.program))
        text = _text(client, "/checkins/")
        assert "No talk is offered at the moment." in text
        assert "December 2" not in text

    def test_is_not_for_other_roles(self, client: TenantClient, world: World, program: Program) -> None:
        client.acting(world.people[Role.DIRECTOR])
        assert client.get("/checkins/").status_code == 404
