"""F11: 50, then 200 at once on one seat, 20 rounds each; and 200 trainees who do whatever comes to their minds.

Real server processes on a real PostgreSQL: measured on other booking software, two of three double-book in this test.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from checkins.access import offer_token
from checkins.actions.offers import decline, take
from checkins.actions.replacing import take_back
from checkins.actions.rounds import close_round
from checkins.actions.slots import withdraw_slot
from checkins.models import Listener, Offer, Round, RoundTally, Seat, Slot, Withdrawn
from checkins.rules import SEATED
from checkins.telling import Kind
from notices.models import Notice
from programs import tenancy
from programs.models import Membership, Person, Role
from tests.checkins.serving import Answer, Request, at_once, serving
from tests.factories import make_member, make_program
from tests.world import make_round, make_slot

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MANY = 200
ROUNDS = 20
TAKEN = "Somebody just took that time."


@pytest.fixture(scope="module")
def server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One for all tests here; between requests it holds no lock that emptying the tables would wait for."""
    with serving(tmp_path_factory.mktemp("web")) as socket:
        yield socket


@pytest.fixture
def round_(transactional_db: None) -> Round:
    """An open round around today, by the server's own clock."""
    today = timezone.now().date()
    return make_round(make_program(), starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=60))


@pytest.fixture
def tokens(round_: Round) -> list[str]:
    """The links of many different trainees."""
    program = round_.program
    people = [Person(email=f"t{n}@riverside.test", first_name="Trainee", last_name=str(n)) for n in range(MANY)]
    Person.objects.bulk_create(people)
    with tenancy.inside(program=program):
        Membership.objects.bulk_create(
            Membership(
                institution_id=program.institution_id,
                program=program,
                person=person,
                role=Role.TRAINEE,
                starts_on=round_.starts_on,
            )
            for person in people
        )
        made = Offer.objects.bulk_create(Offer(program=program, round=round_, trainee=person) for person in people)
        return [offer_token(offer) for offer in made]


def _ahead(**delta: float) -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2, **delta)


def _take(token: str, slot: Slot) -> Request:
    return Request(reverse("checkins:link_seat", args=[token]), {"slot": str(slot.pk)})


@pytest.mark.parametrize("at_a_time", [50, MANY])
def test_one_seat_and_many_who_want_it(at_a_time: int, server: Path, round_: Round, tokens: list[str]) -> None:
    listener = make_member(round_.program, Role.FACILITATOR)
    chance = random.Random(at_a_time)
    for turn in range(ROUNDS):
        slot = make_slot(round_, listener, starts_at=_ahead(hours=turn))
        asking = chance.sample(tokens, at_a_time)
        answers = at_once(server, [_take(token, slot) for token in asking])
        won = [token for token, answer in zip(asking, answers, strict=True) if answer.location == _offer_page(token)]
        lost = [(token, answer) for token, answer in zip(asking, answers, strict=True) if token not in won]
        assert Counter(answer.status for answer in answers) == {303: at_a_time}
        assert len(won) == 1
        assert {answer.location for _, answer in lost} == {_move_page(token) for token, _ in lost}
        assert _holders(slot) == 1
        # Everybody's page would take minutes; a few of each round are looked at as a person would see them.
        _assert_told(server, chance.sample(lost, 3))


def _offer_page(token: str) -> str:
    return reverse("checkins:link_offer", args=[token])


def _move_page(token: str) -> str:
    return reverse("checkins:link_move", args=[token])


def _holders(slot: Slot) -> int:
    with tenancy.inside(program_id=slot.program_id):
        return Seat.objects.filter(slot=slot, offer__isnull=False).count()


def _assert_told(server: Path, lost: list[tuple[str, Answer]]) -> None:
    pages = at_once(server, [Request(answer.location, cookie=answer.cookie) for _, answer in lost])
    for page in pages:
        assert page.status == 200
        assert TAKEN in page.body


def test_two_hundred_do_whatever_they_like(server: Path, round_: Round, tokens: list[str]) -> None:
    slots = _slots(round_)
    chance = random.Random(7)
    limited = slots[0].facilitator_id
    with tenancy.inside(program=round_.program):
        Listener.objects.filter(person=limited).update(max_per_round=3)
    giving_back = ThreadPoolExecutor(1).submit(_fall_ill, slots[::9])
    # Everybody in one window each, then half of them in two at the same time.
    for who in (tokens, tokens, tokens[: MANY // 2] * 2, tokens[MANY // 2 :] * 2):
        answers = at_once(server, [_anything(chance, token, slots) for token in who])
        assert {answer.status for answer in answers} == {303}
    giving_back.result()
    with tenancy.inside(program=round_.program):
        _assert_whole(round_)
        taken = Seat.objects.filter(slot__facilitator=limited, offer__isnull=False)
        assert taken.values("slot").distinct().count() <= 3


def test_a_round_closes_while_everybody_answers(server: Path, round_: Round, tokens: list[str]) -> None:
    slots = _slots(round_)
    chance = random.Random(8)
    at_once(server, [_anything(chance, token, slots) for token in tokens])
    closing = ThreadPoolExecutor(1).submit(_close, round_)
    answers = at_once(server, [_anything(chance, token, slots) for token in tokens])
    closing.result()
    assert {answer.status for answer in answers} <= {303, 404}
    with tenancy.inside(program=round_.program):
        assert RoundTally.objects.get(round=round_).eligible == MANY
        assert not Offer.objects.exists()
        assert not Seat.objects.filter(offer__isnull=False).exists()


def test_a_time_given_back_while_its_trainee_leaves_it(round_: Round, tokens: list[str]) -> None:
    """Neither waits for the other: the trainee refers to the time just left, the listener has it locked."""
    slot = make_slot(round_, make_member(round_.program, Role.FACILITATOR), starts_at=_ahead())
    with tenancy.inside(program=round_.program):
        offer = Offer.objects.select_related("trainee").first()
        assert offer is not None
        take(offer=offer, slot_id=slot.pk, now=timezone.now())
    with ThreadPoolExecutor(1) as listener:
        with tenancy.inside(program=round_.program):
            decline(offer=offer, now=timezone.now())
            giving_back = listener.submit(_give_back, [slot])
            _wait_until_somebody_waits()
        giving_back.result(20)
    with tenancy.inside(program=round_.program):
        offer.refresh_from_db()
        slot.refresh_from_db()
    assert offer.state == Offer.State.DECLINED
    assert slot.withdrawn_at is not None


def _wait_until_somebody_waits() -> None:
    """Until another connection is held up by a lock of ours."""
    with connection.cursor() as cursor:
        for _ in range(200):
            # Within a transaction the view would stay as it was at the first look.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() != (0,):
                return
            time.sleep(0.05)
    raise AssertionError("Nobody waits.")


def _slots(round_: Round) -> list[Slot]:
    """Sixty times of six listeners, ten of them groups of five."""
    people = [make_member(round_.program, Role.FACILITATOR, f"Listener {n}") for n in range(6)]
    return [
        make_slot(
            round_, people[n % 6], starts_at=_ahead(minutes=20 * n), seats=5 if n % 6 == 5 else 1,
            format="group" if n % 6 == 5 else "one_on_one",
        )
        for n in range(60)
    ]  # fmt: skip


def _anything(chance: random.Random, token: str, slots: list[Slot]) -> Request:
    page = chance.choice(["seat", "seat", "seat", "accept", "decline", "not_now", "undo"])
    form = {"slot": str(chance.choice(slots).pk)} if page == "seat" else {}
    return Request(reverse(f"checkins:link_{page}", args=[token]), form)


def _give_back(slots: list[Slot]) -> None:
    """Listeners take times back meanwhile."""
    try:
        for slot in slots:
            with tenancy.inside(program_id=slot.program_id):
                withdraw_slot(slot=slot, now=timezone.now())
    finally:
        connection.close()


def _fall_ill(slots: list[Slot]) -> None:
    """Listeners are away meanwhile, two times at once; everybody who sat there is given another place."""
    try:
        for one, other in pairwise(slots):
            with tenancy.inside(program_id=one.program_id):
                take_back(slots=[one, other], why=Withdrawn.AWAY, now=timezone.now())
    finally:
        connection.close()


def _close(round_: Round) -> None:
    try:
        with tenancy.inside(program=round_.program):
            # A round closes once its times are over; what everybody does meanwhile goes by the server's own clock.
            close_round(round_=round_, by=None, now=timezone.now() + timedelta(days=90))
    finally:
        connection.close()


def _assert_whole(round_: Round) -> None:
    """Whoever has a time has one seat, nobody else has any, and what waits to be sent is of the last change."""
    seats = dict(Seat.objects.filter(offer__isnull=False).values_list("offer_id", "slot__withdrawn_at"))
    offers = list(Offer.objects.filter(round=round_))
    assert len(offers) == MANY
    assert {offer.pk for offer in offers if offer.state in SEATED} == set(seats)
    assert set(seats.values()) <= {None}
    waiting = Notice.objects.filter(state=Notice.State.DUE, kind=Kind.REMINDER_HOUR)
    assert dict(waiting.values_list("subject_id", "occasion")) == {
        offer.pk: str(offer.turn) for offer in offers if offer.pk in seats
    }
    assert waiting.count() == len(seats)
