"""The trainee's pages behind both doors: who gets in, what each answers, and that opening one changes nothing."""

import uuid
from copy import deepcopy

import pytest
import time_machine
from django.urls import reverse

from checkins.access import offer_token
from checkins.models import Offer, Seat
from programs import tenancy
from programs.models import Role
from tests.access_table import OFFER_PAGES
from tests.conftest import Keep, TenantClient
from tests.factories import NOW, make_member, make_program
from tests.world import World, make_offer, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

READ = [page for page, methods in OFFER_PAGES.items() if methods == "GET"]
ACT = [page for page, methods in OFFER_PAGES.items() if methods == "POST"]


@pytest.fixture(scope="module")
def kept(keep: Keep) -> World:
    return keep(make_world)


@pytest.fixture
def world(kept: World, db: None) -> World:
    made = deepcopy(kept)
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


def _address(name: str, offer: Offer, *, by_link: bool = False) -> str:
    if by_link:
        return reverse(f"checkins:link_{name}", args=[offer_token(offer)])
    return reverse(f"checkins:{name}", args=[offer.pk])


def _data(name: str, world: World) -> dict[str, str]:
    return {"slot": str(world.slots[1].pk)} if name == "seat" else {}


def _stored() -> list[object]:
    """All that a trainee's change would touch."""
    return [*Offer.objects.order_by("pk").values_list(), *Seat.objects.order_by("pk").values_list()]


class TestWhoGetsIn:
    @pytest.mark.parametrize("name", READ)
    def test_the_owner_reads(self, name: str, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.TRAINEE])
        assert client.get(_address(name, world.offers[0])).status_code == 200

    @pytest.mark.parametrize("name", ACT)
    def test_the_owner_acts(self, name: str, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.TRAINEE])
        answer = client.post(_address(name, world.offers[0]), _data(name, world))
        assert answer.status_code == 303

    @pytest.mark.parametrize("name", OFFER_PAGES)
    def test_another_trainee_of_the_program_finds_nothing(self, name: str, client: TenantClient, world: World) -> None:
        before = _stored()
        client.acting(make_member(world.program))
        method = client.get if name in READ else client.post
        assert method(_address(name, world.offers[0]), _data(name, world)).status_code == 404
        assert _stored() == before

    @pytest.mark.parametrize("name", OFFER_PAGES)
    def test_a_trainee_of_another_program_finds_nothing(self, name: str, client: TenantClient, world: World) -> None:
        before = _stored()
        client.acting(make_member(make_program()))
        method = client.get if name in READ else client.post
        assert method(_address(name, world.offers[0]), _data(name, world)).status_code == 404
        assert _stored() == before

    @pytest.mark.parametrize("name", OFFER_PAGES)
    @pytest.mark.parametrize("role", [role for role in Role if role != Role.TRAINEE])
    def test_any_other_role_finds_nothing(self, name: str, role: Role, client: TenantClient, world: World) -> None:
        client.acting(world.people[role])
        method = client.get if name in READ else client.post
        assert method(_address(name, world.offers[0]), _data(name, world)).status_code == 404

    @pytest.mark.parametrize("name", OFFER_PAGES)
    def test_nobody_signed_in_is_asked_to_sign_in(self, name: str, client: TenantClient, world: World) -> None:
        answer = client.get(_address(name, world.offers[0]))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")

    @pytest.mark.parametrize("name", OFFER_PAGES)
    def test_an_offer_that_is_not_there(self, name: str, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.TRAINEE])
        method = client.get if name in READ else client.post
        assert method(reverse(f"checkins:{name}", args=[uuid.uuid4()]), _data(name, world)).status_code == 404

    @pytest.mark.parametrize("end", ["", "move/", "accept/"])
    def test_an_address_without_a_proper_id(self, end: str, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.TRAINEE])
        assert client.get(f"/checkins/17/{end}").status_code == 404

    @pytest.mark.parametrize("name", OFFER_PAGES)
    @pytest.mark.parametrize("by_link", [False, True])
    def test_the_wrong_method(self, name: str, by_link: bool, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.TRAINEE])
        method = client.post if name in READ else client.get
        assert method(_address(name, world.offers[0], by_link=by_link)).status_code == 405


class TestTheLinkOfAMessage:
    @pytest.mark.parametrize("name", READ)
    def test_opens_without_signing_in(self, name: str, client: TenantClient, world: World) -> None:
        answer = client.get(_address(name, world.offers[0], by_link=True))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Referrer-Policy"] == "same-origin"

    @pytest.mark.parametrize("name", ACT)
    def test_acts_without_signing_in(self, name: str, client: TenantClient, world: World) -> None:
        answer = client.post(_address(name, world.offers[0], by_link=True), _data(name, world))
        assert answer.status_code == 303
        assert answer["Location"].startswith("/t/")

    @pytest.mark.parametrize("name", OFFER_PAGES)
    def test_forged(self, name: str, client: TenantClient, world: World) -> None:
        before = _stored()
        token = offer_token(world.offers[0])
        wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
        method = client.get if name in READ else client.post
        answer = method(reverse(f"checkins:link_{name}", args=[wrong]), _data(name, world))
        assert answer.status_code == 404
        assert _stored() == before

    @pytest.mark.parametrize("name", OFFER_PAGES)
    def test_too_old(self, name: str, client: TenantClient, world: World) -> None:
        with time_machine.travel(NOW.replace(year=NOW.year - 1), tick=False):
            address = _address(name, world.offers[0], by_link=True)
        before = _stored()
        method = client.get if name in READ else client.post
        assert method(address, _data(name, world)).status_code == 404
        assert _stored() == before

    @pytest.mark.parametrize("name", OFFER_PAGES)
    def test_of_a_round_that_is_over(self, name: str, client: TenantClient, world: World) -> None:
        address = _address(name, world.offers[0], by_link=True)
        world.round.state = "closed"
        world.round.save()
        before = _stored()
        method = client.get if name in READ else client.post
        answer = method(address, _data(name, world), follow=True)
        assert answer.status_code == 404
        assert _stored() == before

    @pytest.mark.parametrize("name", OFFER_PAGES)
    def test_of_somebody_who_was_disabled(self, name: str, client: TenantClient, world: World) -> None:
        address = _address(name, world.offers[0], by_link=True)
        trainee = world.people[Role.TRAINEE]
        trainee.is_active = False
        trainee.save()
        before = _stored()
        method = client.get if name in READ else client.post
        assert method(address, _data(name, world)).status_code == 404
        assert _stored() == before

    def test_reaches_one_offer_only(self, client: TenantClient, world: World) -> None:
        other = make_offer(world.round, make_member(world.program), slot=world.slots[2], state=Offer.State.HELD)
        client.post(_address("decline", other, by_link=True), {"pk": str(world.offers[0].pk)})
        world.offers[0].refresh_from_db()
        other.refresh_from_db()
        assert (world.offers[0].state, other.state) == (Offer.State.HELD, Offer.State.DECLINED)
        # Nor does it sign anybody in.
        assert client.get(_address("offer", other)).status_code == 302

    def test_shows_nothing_of_a_session_on_the_same_device(self, client: TenantClient, world: World) -> None:
        director = world.people[Role.DIRECTOR]
        client.acting(director)
        page = client.get(_address("offer", world.offers[0], by_link=True)).content.decode()
        assert "Act in another role" not in page
        assert 'href="/"' not in page
        assert "/checkins/" not in page


@pytest.mark.parametrize("by_link", [False, True])
def test_opening_a_page_changes_nothing(by_link: bool, client: TenantClient, world: World) -> None:
    client.acting(world.people[Role.TRAINEE])
    before = _stored()
    for name in OFFER_PAGES:
        client.get(_address(name, world.offers[0], by_link=by_link))
        client.head(_address(name, world.offers[0], by_link=by_link))
    client.get(reverse("checkins:mine"))
    assert _stored() == before


def test_a_time_that_is_no_time(client: TenantClient, world: World) -> None:
    client.acting(world.people[Role.TRAINEE])
    for value in ("", "x", str(uuid.uuid4())):
        answer = client.post(_address("seat", world.offers[0]), {"slot": value}, follow=True)
        assert answer.redirect_chain == [(_address("move", world.offers[0]), 303)]
        assert b"notice-needs" in answer.content
