"""Rooms, distances, notice and limits: what a hospital's day allows."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from checkins.actions import offers
from checkins.actions.placement import place_everyone
from checkins.actions.slots import NewTimes, offer_times
from checkins.models import Format, Listener, Offer, Round, Slot
from checkins.rules import JustTakenError
from programs.errors import RefusedError
from programs.models import Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member
from tests.world import make_offer, make_round, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

THURSDAY = date(2026, 12, 3)


@pytest.fixture
def round_(program: Program, mentor: Person) -> Round:
    made = make_round(program)
    Listener.objects.create(program=program, round=made, person=mentor)
    return made


@pytest.fixture
def other(program: Program, round_: Round) -> Person:
    person = make_member(program, Role.WELLNESS_LEAD, "Zoë Lindqvist")
    Listener.objects.create(program=program, round=round_, person=person)
    return person


def _offer(round_: Round, person: Person, clock: time, **fields: object) -> list[str]:
    """Offer one time on that Thursday; the reasons for which it was left out."""
    start = datetime.combine(THURSDAY, clock)
    times = NewTimes(
        wall_times=[(start, start + timedelta(minutes=20))],
        **{"mode": "office", "place": "Room 4.112", **fields},  # type: ignore[arg-type]  # by name
    )
    return [reason for _, reason in offer_times(round_=round_, facilitator=person, times=times, now=NOW).left_out]


class TestRooms:
    @pytest.mark.parametrize(
        ("mode", "place", "clock", "left_out"),
        [
            ("office", "Room 4.112", time(12, 10), ["somebody else uses that room then"]),
            ("office", "room 4.112", time(12), ["somebody else uses that room then"]),
            ("office", "Room 4.112", time(12, 20), []),
            ("office", "Room 4.113", time(12), []),
            # A café seats many.
            ("cafe", "Room 4.112", time(12), []),
        ],
    )
    def test_a_room_is_used_once_at_a_time(
        self, round_: Round, mentor: Person, other: Person, mode: str, place: str, clock: time, left_out: list[str]
    ) -> None:
        assert _offer(round_, mentor, time(12)) == []
        assert _offer(round_, other, clock, mode=mode, place=place) == left_out

    def test_my_office_is_another_one_for_each(self, round_: Round, mentor: Person, other: Person) -> None:
        for person in (mentor, other):
            assert _offer(round_, person, time(12), place="My office, 3rd floor") == []

    def test_the_database_keeps_it_too(self, round_: Round, mentor: Person, other: Person) -> None:
        make_slot(round_, mentor, mode="office", place="Room 1")
        with pytest.raises(IntegrityError, match="slot_in_a_room"), transaction.atomic():
            make_slot(round_, other, mode="office", place="ROOM 1")

    def test_a_room_given_back_is_free(self, round_: Round, mentor: Person, other: Person) -> None:
        make_slot(round_, mentor, mode="office", place="Room 1", withdrawn_at=NOW)
        make_slot(round_, other, mode="office", place="Room 1")


@pytest.mark.parametrize(
    ("pause", "clock", "left_out"),
    [
        (0, time(12, 20), []),
        (10, time(12, 29), ["too close to another of your times"]),
        (10, time(12, 30), []),
        (10, time(11, 35), ["too close to another of your times"]),
        (10, time(12, 10), ["you already offer that time"]),
    ],
)
def test_the_pause_holds_to_ones_other_times_too(
    round_: Round, mentor: Person, pause: int, clock: time, left_out: list[str]
) -> None:
    _offer(round_, mentor, time(12))
    assert _offer(round_, mentor, clock, pause=pause) == left_out


class TestNotice:
    @pytest.mark.parametrize(("hours", "open_"), [(25, True), (23, False)])
    def test_a_listener_says_how_late(
        self, program: Program, round_: Round, mentor: Person, hours: int, open_: bool
    ) -> None:
        slot = make_slot(
            round_, mentor, starts_at=NOW + timedelta(hours=hours), bookable_until=NOW + timedelta(hours=hours - 24)
        )
        offer = make_offer(round_, make_member(program))
        assert Slot.objects.open_to(offer, NOW).exists() is open_
        if open_:
            offers.take(offer=offer, slot_id=slot.pk, now=NOW)
        else:
            with pytest.raises(RefusedError, match="too close"):
                offers.take(offer=offer, slot_id=slot.pk, now=NOW)

    def test_it_is_kept_with_the_times(self, round_: Round, mentor: Person) -> None:
        _offer(round_, mentor, time(12), notice=24)
        slot = Slot.objects.get()
        assert slot.bookable_until == slot.starts_at - timedelta(hours=24)

    def test_nobody_is_placed_later_than_that(self, program: Program, round_: Round, mentor: Person) -> None:
        make_slot(round_, mentor, days=1, bookable_until=NOW - timedelta(minutes=1))
        make_offer(round_, make_member(program))
        assert place_everyone(round_=round_, now=NOW).placed == 0


class TestLimits:
    def _limit(self, mentor: Person, **limits: int) -> None:
        Listener.objects.filter(person=mentor).update(**limits)

    @pytest.mark.parametrize(
        ("limits", "same_day", "next_day"),
        [
            ({"max_per_day": 1}, False, True),
            ({"max_per_round": 1}, False, False),
            ({"max_per_day": 2}, True, True),
            ({}, True, True),
        ],
    )
    def test_no_more_are_chosen_than_a_listener_takes_on(
        self, program: Program, round_: Round, mentor: Person, limits: dict[str, int], same_day: bool, next_day: bool
    ) -> None:
        first = make_slot(round_, mentor, days=9)
        later = {
            make_slot(round_, mentor, starts_at=first.starts_at + timedelta(hours=1)): same_day,
            make_slot(round_, mentor, days=10): next_day,
        }
        make_offer(round_, make_member(program), slot=first, state=Offer.State.HELD)
        self._limit(mentor, **limits)
        me = make_offer(round_, make_member(program))
        assert set(Slot.objects.open_to(me, NOW)) == {slot for slot, fits in later.items() if fits}
        for slot, fits in later.items():
            if not fits:
                with pytest.raises(JustTakenError), transaction.atomic():
                    offers.take(offer=me, slot_id=slot.pk, now=NOW)

    def test_whoever_moves_gives_their_own_up(self, program: Program, round_: Round, mentor: Person) -> None:
        slots = [make_slot(round_, mentor, starts_at=NOW + timedelta(days=9, hours=hours)) for hours in (0, 1)]
        me = make_offer(round_, make_member(program), slot=slots[0], state=Offer.State.HELD)
        self._limit(mentor, max_per_day=1, max_per_round=1)
        assert slots[1] in Slot.objects.open_to(me, NOW)
        offers.take(offer=me, slot_id=slots[1].pk, now=NOW)
        assert me.__class__.objects.get(pk=me.pk).state == Offer.State.ACCEPTED

    def test_a_group_is_one_conversation(self, program: Program, round_: Round, mentor: Person) -> None:
        group = make_slot(round_, mentor, days=9, seats=5, minutes=45, format=Format.GROUP)
        make_offer(round_, make_member(program), slot=group, state=Offer.State.ACCEPTED)
        self._limit(mentor, max_per_day=1, max_per_round=1)
        offers.take(offer=make_offer(round_, make_member(program)), slot_id=group.pk, now=NOW)

    def test_a_listener_sets_them(self, round_: Round, mentor: Person, client: TenantClient) -> None:
        address = reverse("checkins:limits", args=[round_.pk])
        client.acting(mentor).post(address, {"max_per_day": "2", "max_per_round": ""})
        own = Listener.objects.get(person=mentor)
        assert (own.max_per_day, own.max_per_round) == (2, None)
        response = client.post(address, {"max_per_day": "0", "max_per_round": "9"})
        assert response.status_code == 422
        assert "Write a whole number from 1 to 12" in response.content.decode()
        assert 'value="9"' in response.content.decode()
