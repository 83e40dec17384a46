"""A listener's own times: what the page says, and that it never tells held from free."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from checkins.actions import offers
from checkins.kinds.listener import own_times
from checkins.models import Format, Offer, Round, Seat, Slot
from notices.models import Notice
from programs import tenancy
from programs.models import Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member, make_program
from tests.pages import normalized
from tests.world import make_offer, make_round, make_slot

pytestmark = pytest.mark.django_db
CALENDAR = "/times/"


@pytest.fixture(autouse=True)
def _today() -> Iterable[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mentor(program: Program) -> Person:
    return make_member(program, Role.FACILITATOR, "Nadia Karimi")


@pytest.fixture
def round_(program: Program) -> Round:
    return make_round(program)


def _page(client: TenantClient, person: Person, address: str = CALENDAR) -> str:
    response = client.acting(person).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_time_says_when_where_and_when_a_name_shows(client: TenantClient, mentor: Person, round_: Round) -> None:
    make_slot(round_, mentor, days=10)
    page = _page(client, mentor)
    assert "Thursday, December 3" in page
    assert "9:00 to 9:20 am, Chicago time. Garden café" in page
    assert "Offered. If somebody comes, the name shows on Wednesday." in page
    assert "Week of November 30" in page


def test_the_name_shows_once_accepted(client: TenantClient, program: Program, mentor: Person, round_: Round) -> None:
    trainee = make_member(program, name="Mei Yilmaz")
    make_offer(round_, trainee, slot=make_slot(round_, mentor), state=Offer.State.ACCEPTED)
    assert "With Mei Yilmaz." in _page(client, mentor)


def test_a_day_before_a_kept_time_has_a_name_and_a_free_one_says_so(
    client: TenantClient, program: Program, mentor: Person, round_: Round
) -> None:
    held = make_slot(round_, mentor, starts_at=NOW + timedelta(hours=23))
    make_slot(round_, mentor, starts_at=NOW + timedelta(hours=22))
    make_offer(round_, make_member(program, name="Mei Yilmaz"), slot=held, state=Offer.State.HELD)
    page = _page(client, mentor)
    assert "With Mei Yilmaz." in page
    assert "Nobody has taken this time." in page


def test_in_a_group_names_come_one_by_one(
    client: TenantClient, program: Program, mentor: Person, round_: Round
) -> None:
    slot = make_slot(round_, mentor, seats=5, minutes=45, format=Format.GROUP)
    for name, state in (("Mei Yilmaz", Offer.State.ACCEPTED), ("Samir Haddad", Offer.State.HELD)):
        make_offer(round_, make_member(program, name=name), slot=slot, state=state)
    page = _page(client, mentor)
    assert "With Mei Yilmaz. If others come, their names show on Wednesday." in page
    assert "Haddad" not in page


def _seen(client: TenantClient, mentor: Person, program: Program, slot: Slot) -> list[object]:
    """Everything of a listener's own: pages with headers and size, feed, what waits to be sent."""
    found: list[object] = []
    for address in (CALENDAR, reverse("checkins:give_back", args=[slot.pk]), "/"):
        response = client.acting(mentor).get(address)
        headers = normalized(str(sorted(response.headers.items())))
        found += [response.status_code, headers, len(response.content), normalized(response.content)]
    found.append(list(own_times(mentor, program, NOW)))
    due = Notice.objects.filter(recipient=mentor, due_at__lte=slot.starts_at - timedelta(hours=24, seconds=1))
    found.append(list(due.exclude(state="cancelled").values_list("kind", "due_at")))
    return found


@pytest.mark.parametrize("became", ["held", "declined", "moved", "declined after accepting and undone"])
def test_held_and_free_are_the_same_bytes(
    client: TenantClient, program: Program, mentor: Person, round_: Round, became: str
) -> None:
    slot, elsewhere = make_slot(round_, mentor, days=9), make_slot(round_, mentor, days=10)
    offer = make_offer(round_, make_member(program, name="Mei Yilmaz"))
    free = _seen(client, mentor, program, slot)
    seat = Seat.objects.get(slot=slot)
    Seat.objects.filter(pk=seat.pk).update(offer=offer, trainee_id=offer.trainee_id)
    Offer.objects.filter(pk=offer.pk).update(state=Offer.State.HELD)
    if became == "declined":
        offers.decline(offer=offer, now=NOW)
    elif became == "moved":
        Seat.objects.filter(pk=seat.pk).update(offer=None, trainee=None)
        Seat.objects.filter(slot=elsewhere).update(offer=offer, trainee_id=offer.trainee_id)
    elif became == "declined after accepting and undone":
        offers.decline(offer=offer, now=NOW)
        offers.undo(offer=offer, now=NOW)
    assert _seen(client, mentor, program, slot) == free


def test_the_comparison_would_notice(client: TenantClient, program: Program, mentor: Person, round_: Round) -> None:
    slot = make_slot(round_, mentor, days=9)
    offer = make_offer(round_, make_member(program), slot=slot, state=Offer.State.HELD)
    held = _seen(client, mentor, program, slot)
    offers.accept(offer=offer, now=NOW)
    accepted = _seen(client, mentor, program, slot)
    assert [one == other for one, other in zip(held, accepted, strict=True)].count(False) >= 4


def test_past_withdrawn_and_forgotten_times_are_gone(
    client: TenantClient, program: Program, mentor: Person, round_: Round
) -> None:
    make_slot(round_, mentor, days=-2, place="Yesterday's room")
    make_slot(round_, mentor, days=3, place="Given back room", withdrawn_at=NOW)
    make_slot(make_round(program, state=Round.State.CLOSED, closed_at=NOW), mentor, days=4, place="Closed round's room")
    make_slot(round_, make_member(program, Role.FACILITATOR), days=5, place="Somebody else's room")
    page = _page(client, mentor)
    assert "room" not in page.replace("rooms", "")
    assert "You offer no times yet" in page


def test_a_round_asks_for_times(client: TenantClient, mentor: Person, round_: Round) -> None:
    make_slot(round_, mentor, withdrawn_at=NOW)
    page = _page(client, mentor)
    assert "Winter check-ins: you offer no times yet" in page
    assert reverse("checkins:offer_times", args=[round_.pk]) in page


def test_the_picture_says_what_the_list_says(client: TenantClient, mentor: Person, round_: Round) -> None:
    make_slot(round_, mentor, days=10)
    assert 'aria-label="Your times in the week of November 30: Thursday 9:00 am."' in _page(client, mentor)


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.COORDINATOR, Role.GME_OFFICE])
def test_whoever_does_not_listen_finds_nothing(client: TenantClient, program: Program, role: Role) -> None:
    assert client.acting(make_member(program, role)).get(CALENDAR).status_code == 404


def test_nobody_posts_to_the_calendar(client: TenantClient, mentor: Person) -> None:
    assert client.acting(mentor).post(CALENDAR).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    client: TenantClient, program: Program, mentor: Person, round_: Round, count: int,
    django_assert_num_queries: object,
) -> None:  # fmt: skip
    for number in range(count):
        slot = make_slot(round_, mentor, days=2 + number)
        make_offer(round_, make_member(program), slot=slot, state=Offer.State.ACCEPTED)
    client.acting(mentor)
    with django_assert_num_queries(18):  # type: ignore[operator]  # a fixture of pytest-django
        client.get(CALENDAR)


# --- Giving a time back -----------------------------------------------------------------------------------------


def _give_back(slot: Slot) -> str:
    return reverse("checkins:give_back", args=[slot.pk])


def test_a_time_is_given_back(client: TenantClient, mentor: Person, round_: Round) -> None:
    slot = make_slot(round_, mentor)
    assert "Give this time back?" in _page(client, mentor, _give_back(slot))
    response = client.post(_give_back(slot))
    assert response.status_code == 302
    slot.refresh_from_db()
    assert slot.withdrawn_at == NOW


def test_looking_at_the_question_changes_nothing(client: TenantClient, mentor: Person, round_: Round) -> None:
    slot = make_slot(round_, mentor)
    _page(client, mentor, _give_back(slot))
    slot.refresh_from_db()
    assert slot.withdrawn_at is None


def test_whoever_sat_there_is_told_and_may_choose_again(
    client: TenantClient, program: Program, mentor: Person, round_: Round
) -> None:
    slot = make_slot(round_, mentor)
    offer = make_offer(round_, make_member(program), slot=slot, state=Offer.State.HELD)
    free = make_slot(round_, mentor, days=11)
    answers = [client.acting(mentor).post(_give_back(each), follow=True) for each in (slot, free)]
    offer.refresh_from_db()
    assert offer.state == Offer.State.OPEN  # Kept again in the second one, and then that was given back too.
    told = Notice.objects.filter(recipient=offer.trainee, state="due")
    assert {notice.kind for notice in told} == {"checkins.withdrawn"}
    # The second page has one time less; what was said is the same, and so is the mail to the listener: none.
    said = [answer.content.decode().split('id="messages"')[1].split("</ul>")[0] for answer in answers]
    assert said[0] == said[1]
    assert not Notice.objects.filter(recipient=mentor, state="due").exists()


def test_a_time_that_has_begun_stays(client: TenantClient, mentor: Person, round_: Round) -> None:
    slot = make_slot(round_, mentor, starts_at=NOW - timedelta(minutes=5))
    response = client.acting(mentor).post(_give_back(slot), follow=True)
    assert "This time has already begun." in response.content.decode()
    slot.refresh_from_db()
    assert slot.withdrawn_at is None


def test_another_listeners_time_is_not_there(
    client: TenantClient, program: Program, mentor: Person, round_: Round
) -> None:
    slot = make_slot(round_, make_member(program, Role.FACILITATOR))
    assert client.acting(mentor).post(_give_back(slot)).status_code == 404
    other = make_program()
    with tenancy.inside(program=other):
        foreign = make_slot(make_round(other), make_member(other, Role.FACILITATOR))
    assert client.post(_give_back(foreign)).status_code == 404
    assert client.get(reverse("checkins:give_back", args=[uuid.uuid4()])).status_code == 404
    assert client.put(_give_back(slot)).status_code in (404, 405)
    slot.refresh_from_db()
    assert slot.withdrawn_at is None
