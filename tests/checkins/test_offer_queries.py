"""How many queries a trainee's pages ask, however large the round is. Transaction control is not counted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from checkins.access import offer_token
from checkins.models import Offer, Round, Seat, Slot
from programs import tenancy
from programs.models import Program, Role
from tests.factories import NOW, make_member, make_program
from tests.world import make_offer, make_round, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of a block, without transaction control."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(CONTROL)]


def _round(slots: int) -> tuple[Round, Offer, list[Slot]]:
    """An open round with that many free times of ten listeners, and a trainee with a kept one."""
    program = make_program()
    round_ = make_round(program, ends_on=NOW.date() + timedelta(days=90))
    people = [make_member(program, Role.FACILITATOR, f"Listener {number}") for number in range(min(slots, 10))]
    with tenancy.inside(program=program):
        made = [
            Slot(
                program=program,
                round=round_,
                facilitator=people[number % len(people)],
                starts_at=NOW + timedelta(days=2, minutes=30 * number),
                ends_at=NOW + timedelta(days=2, minutes=30 * number + 20),
                mode="cafe" if number % 3 else "walk",
                place="Garden café",
            )
            for number in range(slots)
        ]
        Slot.objects.bulk_create(made)
        Seat.objects.bulk_create(Seat(program=program, slot=s, starts_at=s.starts_at, ends_at=s.ends_at) for s in made)
    kept = make_slot(round_, people[0], starts_at=NOW + timedelta(days=1))
    offer = make_offer(round_, make_member(program), slot=kept, state=Offer.State.HELD)
    return round_, offer, made


def _token(offer: Offer) -> str:
    with tenancy.inside(program_id=offer.program_id):
        return offer_token(offer)


Address = Callable[[Offer, str], str]
DOORS: dict[str, Address] = {
    "signed in": lambda offer, page: reverse(f"checkins:{page}", args=[offer.pk]),
    "by link": lambda offer, page: reverse(f"checkins:link_{page}", args=[_token(offer)]),
}


@pytest.fixture
def client(db: None) -> Client:
    """Django's own: ours asks for the tenant around each request."""
    return Client()


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest, client: Client) -> Callable[[Offer], Address]:
    """Comes in by one of the doors, so that what only a first visit writes (the session's age) is not counted."""

    def come_in(offer: Offer) -> Address:
        if request.param == "signed in":
            client.force_login(offer.trainee)
        address = DOORS[request.param]
        client.get(address(offer, "calendar_file"))
        return address

    return come_in


@pytest.mark.parametrize("slots", [20, 200, 1000])
def test_choosing_a_time(slots: int, door: Callable[[Offer], Address], client: Client) -> None:
    _, offer, _ = _round(slots)
    url = door(offer)(offer, "move")
    with counted() as queries:
        page = client.get(url)
    assert page.status_code == 200
    assert len(queries) <= 8, "\n".join(queries)


@pytest.mark.parametrize("slots", [20, 200, 1000])
def test_taking_a_time(slots: int, door: Callable[[Offer], Address], client: Client) -> None:
    _, offer, made = _round(slots)
    url = door(offer)(offer, "seat")
    with counted() as queries:
        answer = client.post(url, {"slot": str(made[7].pk)})
    with tenancy.inside(program_id=offer.program_id):
        offer.refresh_from_db()
    assert (answer.status_code, offer.state) == (303, Offer.State.ACCEPTED)
    assert len(queries) <= 11, "\n".join(queries)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "expected"), [("offer", 10), ("move", 8), ("calendar_file", 7)])
def test_as_many_at_one_row_as_at_three(rows: int, name: str, expected: int, client: Client) -> None:
    _, offer, _ = _round(rows)
    client.force_login(offer.trainee)
    client.get("/checkins/")
    with counted() as queries:
        client.get(reverse(f"checkins:{name}", args=[offer.pk]))
    assert len(queries) == expected, "\n".join(queries)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_talks(rows: int, client: Client, program: Program) -> None:
    trainee = make_member(program)
    for number in range(rows):
        make_offer(make_round(program, name=f"Round {number}"), trainee)
    client.force_login(trainee)
    client.get("/checkins/")
    with counted() as queries:
        assert client.get("/checkins/").content.count(b"A time of your choice") == rows
    assert len(queries) == 7, "\n".join(queries)
