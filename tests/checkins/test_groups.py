"""Listening sessions: their rules, who is kept out, one leaving, and what becomes of those that too few joined."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from checkins.access import offer_token
from checkins.actions import offers
from checkins.actions.groups import hold_as_single_talks
from checkins.actions.rounds import invite
from checkins.forms.rounds import RoundForm
from checkins.grouping import format_advice
from checkins.models import Format, Offer, Seat, Slot, Withdrawn
from checkins.rules import JustTakenError, parts_of
from checkins.telling import Kind
from notices.actions import sweeping
from notices.models import CalendarEntry, InboxItem, Notice
from notices.registry import jobs
from programs import tenancy
from programs.models import Person, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member, make_supervision
from tests.pages import normalized
from tests.world import World, make_offer, make_slot, make_world

pytestmark = pytest.mark.django_db

STARTS = NOW + timedelta(days=5)
DAY_BEFORE = STARTS - timedelta(hours=23)


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


@pytest.fixture
def session(world: World) -> Slot:
    """45 minutes for six, with the wellness lead."""
    return make_slot(
        world.round, world.people[Role.WELLNESS_LEAD], starts_at=STARTS, seats=6, minutes=45, format=Format.GROUP
    )


def _join(world: World, session: Slot, count: int, state: str = Offer.State.ACCEPTED) -> list[Offer]:
    people = [make_member(world.program, name=f"Member{n} Of-group") for n in range(count)]
    return [make_offer(world.round, person, slot=session, state=state) for person in people]


class TestRules:
    def test_on_the_invitation_and_on_the_page_with_a_way_to_talk_alone(
        self, world: World, session: Slot, client: TenantClient
    ) -> None:
        (offer,) = _join(world, session, 1, Offer.State.HELD)
        page = client.get(reverse("checkins:link_offer", args=[offer_token(offer)])).content.decode()
        assert "You may pass, or just listen." in page  # R14
        assert "What is said in here stays in here." in page  # R13
        assert "?kind=one_on_one" in page  # R16

    def test_not_beside_a_talk_with_one_person(self, world: World, client: TenantClient) -> None:
        page = client.get(reverse("checkins:link_offer", args=[offer_token(world.offers[0])])).content.decode()
        assert "just listen" not in page

    def test_the_invitation_has_them(self, world: World, session: Slot) -> None:
        (offer,) = _join(world, session, 1, Offer.State.HELD)
        invite(round_=world.round, now=NOW)
        with time_machine.travel(NOW, tick=False):
            sweeping.run_inline(now=NOW)
        told = InboxItem.objects.get(recipient=offer.trainee).text
        assert "You may pass, or just listen." in told
        assert "talk one on one" in told

    def test_a_round_of_groups_alone_is_refused(self, world: World) -> None:
        form = RoundForm({"formats": ["group"]}, people=[])
        assert "Beside a group there is always a time one on one: tick that too." in form.errors["formats"]


class TestWhoIsInTheRoom:
    @pytest.mark.parametrize("mine", [True, False], ids=["my supervisor", "whom I supervise"])
    def test_nobody_joins_their_supervisor_of_that_day(self, world: World, session: Slot, mine: bool) -> None:
        (inside,) = _join(world, session, 1)
        me = world.offers[0]
        pair = (me.trainee, inside.trainee) if mine else (inside.trainee, me.trainee)
        make_supervision(world.program, *pair)
        assert session not in Slot.objects.open_to(me, NOW)
        with pytest.raises(JustTakenError):
            offers.take(offer=me, slot_id=session.pk, now=NOW)

    def test_a_supervision_that_is_over_by_then_keeps_nobody_out(self, world: World, session: Slot) -> None:
        (inside,) = _join(world, session, 1)
        me = world.offers[0]
        make_supervision(world.program, me.trainee, inside.trainee, ends_on=STARTS.date() - timedelta(days=1))
        offers.take(offer=me, slot_id=session.pk, now=NOW)
        assert Seat.objects.get(offer=me).slot == session

    def test_members_are_never_listed_to_each_other(self, world: World, session: Slot, client: TenantClient) -> None:
        members = _join(world, session, 3)
        for page in ("link_offer", "link_move", "link_calendar_file"):
            shown = client.get(reverse(f"checkins:{page}", args=[offer_token(members[0])])).content.decode()
            assert "Member1" not in shown
            assert "Member2" not in shown


def test_one_who_leaves_changes_nothing_for_the_others(world: World, session: Slot) -> None:
    members = _join(world, session, 3)
    before = list(Notice.objects.exclude(subject_id=members[0].pk).values_list("pk", "state"))
    offers.decline(offer=members[0], now=NOW)
    hold_as_single_talks(world.program, NOW)
    session.refresh_from_db()
    assert session.withdrawn_at is None
    assert {seat.offer for seat in Seat.objects.filter(slot=session, offer__isnull=False)} == set(members[1:])
    assert list(Notice.objects.exclude(subject_id=members[0].pk).values_list("pk", "state")) == before


class TestTooFew:
    @pytest.mark.parametrize("count", [0, 1, 2])
    def test_a_day_ahead_it_is_held_as_single_talks(self, world: World, session: Slot, count: int) -> None:
        members = _join(world, session, count)
        hold_as_single_talks(world.program, DAY_BEFORE)
        session.refresh_from_db()
        assert session.withdrawn_why == Withdrawn.SPLIT
        parts = list(Slot.objects.standing().filter(part_of=session).order_by("starts_at"))
        assert [part.starts_at for part in parts] == [STARTS, STARTS + timedelta(minutes=25)]
        assert {part.place for part in parts} == {session.place}
        # Kept, never accepted for anybody: declining stays open to each.
        for member in members:
            assert Seat.objects.get(offer=member).slot in parts
            assert Offer.objects.get(pk=member.pk).state == Offer.State.HELD
            assert Notice.objects.filter(recipient=member.trainee, kind=Kind.REPLACED).count() == 1
        freed = Notice.objects.filter(kind=Kind.FREED)
        assert not freed.exists()  # The listener knows the same names as before.

    def test_three_are_enough(self, world: World, session: Slot) -> None:
        _join(world, session, 3)
        hold_as_single_talks(world.program, DAY_BEFORE)
        session.refresh_from_db()
        assert session.withdrawn_at is None

    @pytest.mark.parametrize("now", [STARTS - timedelta(hours=23, minutes=20), STARTS - timedelta(minutes=30)])
    def test_neither_sooner_nor_at_the_door(self, world: World, session: Slot, now: datetime) -> None:
        hold_as_single_talks(world.program, now)
        session.refresh_from_db()
        assert session.withdrawn_at is None

    def test_whom_a_short_session_has_no_room_for_gets_another_place(self, world: World) -> None:
        short = make_slot(
            world.round, world.people[Role.WELLNESS_LEAD], starts_at=STARTS, seats=6, minutes=30, format=Format.GROUP
        )
        members = _join(world, short, 2)
        hold_as_single_talks(world.program, DAY_BEFORE)
        places = {Seat.objects.get(offer=member).slot.part_of_id for member in members}
        assert places == {short.pk, None}

    def test_other_staff_see_the_session_as_it_was_offered(
        self, world: World, session: Slot, client: TenantClient
    ) -> None:
        """The same bytes whether it takes place or not: the change would tell how many joined."""
        members = _join(world, session, 3, Offer.State.HELD)
        pages = {True: "", False: ""}
        for enough in pages:
            if not enough:
                offers.decline(offer=members[0], now=NOW)
            hold_as_single_talks(world.program, DAY_BEFORE)
            with time_machine.travel(DAY_BEFORE, tick=False):
                pages[enough] = _staff(client, world)
        assert Slot.objects.get(pk=session.pk).withdrawn_why == Withdrawn.SPLIT
        assert pages[True] == pages[False]

    def test_it_runs_by_itself(self) -> None:
        assert "checkins.single_talks" in {job.name for job in jobs()}


def _staff(client: TenantClient, world: World) -> str:
    seen = ""
    for role in (Role.COORDINATOR, Role.DIRECTOR, Role.FACILITATOR):
        client.acting(world.people[role])
        for name in ("rounds", "round", "rooms", "calendar"):
            args = [world.round.pk] if name in ("round", "rooms") else []
            seen += normalized(client.get(reverse(f"checkins:{name}", args=args)).content.decode())
    return seen


def test_a_session_is_one_entry_in_its_listeners_calendar(world: World, session: Slot) -> None:
    members = _join(world, session, 2, Offer.State.HELD)
    lead = world.people[Role.WELLNESS_LEAD]
    with time_machine.travel(NOW, tick=False):
        for member in members:
            offers.accept(offer=member, now=NOW)
        sweeping.run_inline(now=NOW)
        assert [entry.subject_id for entry in _entries(lead)] == [session.pk]
        # One place is free again; the session stays in the calendar until the last of them leaves.
        for number, member in enumerate(members):
            offers.decline(offer=member, now=NOW)
            sweeping.run_inline(now=NOW)
            assert [entry.status for entry in _entries(lead)] == ["cancelled" if number else "confirmed"]
    freed = InboxItem.objects.filter(recipient=lead, text__contains="A place in one of your groups is free again")
    assert freed.count() == 2
    assert not mail.outbox


def _entries(person: Person) -> list[CalendarEntry]:
    return list(CalendarEntry.objects.filter(person=person))


@pytest.mark.parametrize(
    ("length", "minutes", "begin"),
    [(45, 20, [0, 25]), (60, 20, [0, 20, 40]), (60, 25, [0, 30]), (30, 20, [0]), (30, 15, [0, 15]), (15, 20, [])],
)
def test_single_talks_fit_into_the_session(length: int, minutes: int, begin: list[int]) -> None:
    found = parts_of(NOW, NOW + timedelta(minutes=length), minutes)
    assert found == [NOW + timedelta(minutes=each) for each in begin]


@pytest.mark.parametrize(("trainees", "word"), [(8, "one on one suits best"), (30, "both work"), (60, "offer both")])
def test_advice_goes_by_the_size_of_the_program(trainees: int, word: str) -> None:
    assert word in format_advice(trainees)
