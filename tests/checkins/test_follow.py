"""Following the roster: leavers, supervisors of the session's own day, another clock."""

from datetime import time, timedelta

import pytest

from checkins.actions.follow import follow_roster
from checkins.actions.slots import add_blackout
from checkins.models import Format, Offer, Seat, Slot, Withdrawn
from checkins.rules import BlackoutTimes
from checkins.telling import Kind
from notices.actions.delivery import deliver
from notices.models import CalendarEntry, InboxItem, Notice
from notices.registry import jobs
from programs import tenancy
from programs.actions.members import end_role
from programs.actions.rotations import add_rotation
from programs.actions.settings import change_settings
from programs.models import Membership, Person, Role
from tests.factories import NOW, TODAY, make_member, make_supervision
from tests.world import World, make_offer, make_slot, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


def _told(person: Person) -> set[str]:
    due = Notice.objects.filter(recipient=person, state=Notice.State.DUE, due_at__lte=NOW)
    return set(due.values_list("kind", flat=True))


def _end(world: World, role: Role) -> None:
    held = Membership.objects.get(program=world.program, person=world.people[role])
    end_role(membership=held, by=world.people[Role.COORDINATOR], now=NOW)


def test_a_listener_whose_role_ends_gives_back_every_time_at_once(world: World) -> None:
    _end(world, Role.FACILITATOR)
    times = Slot.objects.filter(facilitator=world.people[Role.FACILITATOR])
    assert set(times.values_list("withdrawn_why", flat=True)) == {Withdrawn.LEFT}
    seat = Seat.objects.select_related("slot").get(offer=world.offers[0])
    assert seat.slot.facilitator_id != world.people[Role.FACILITATOR].pk
    assert _told(world.people[Role.TRAINEE]) == {Kind.REPLACED}


def test_a_role_that_ends_with_its_date_takes_only_what_lies_after_it(world: World) -> None:
    Membership.objects.filter(person=world.people[Role.FACILITATOR]).update(ends_on=TODAY + timedelta(days=10))
    follow_roster(world.program, NOW)
    left = Slot.objects.filter(withdrawn_why=Withdrawn.LEFT)
    assert list(left) == [world.slots[2]]
    assert Seat.objects.get(offer=world.offers[0]).slot_id == world.slots[0].pk


@pytest.mark.parametrize("state", [Offer.State.HELD, Offer.State.ACCEPTED])
def test_a_trainee_who_leaves_drops_out_and_the_seat_is_free(world: World, state: str) -> None:
    Offer.objects.filter(pk=world.offers[0].pk).update(state=state)
    _end(world, Role.TRAINEE)
    assert not Offer.objects.filter(pk=world.offers[0].pk).exists()
    assert not Seat.objects.filter(trainee__isnull=False).exists()
    # Who saw a name hears that the time is free, in the one way there is; nobody else hears anything.
    seen = {Kind.FREED} if state == Offer.State.ACCEPTED else set()
    assert _told(world.people[Role.FACILITATOR]) == seen
    assert set(Notice.objects.filter(recipient=world.people[Role.TRAINEE]).values_list("kind", flat=True)) == {
        Kind.DROPPED
    }


def test_a_leaver_is_told_only_if_their_calendar_was(world: World) -> None:
    trainee, offer = world.people[Role.TRAINEE], world.offers[0]
    CalendarEntry.objects.create(
        program=world.program, person=trainee, subject_id=offer.pk, starts_at=NOW, ends_at=NOW + timedelta(minutes=20),
        summary="Conversation, 20 min", changed_at=NOW,
    )  # fmt: skip
    _end(world, Role.TRAINEE)
    notice = Notice.objects.get(recipient=trainee, kind=Kind.DROPPED)
    notice.state, notice.lease_until = Notice.State.CLAIMED, NOW + timedelta(minutes=5)
    notice.save()
    assert deliver(program_id=world.program.pk, notice_id=notice.pk, now=NOW) == Notice.State.SENT
    assert "is off" in InboxItem.objects.get(notice=notice).text
    assert CalendarEntry.objects.get(person=trainee).status == CalendarEntry.Status.CANCELLED


def test_a_talk_that_was_held_stays_with_its_round_when_the_trainee_leaves(world: World) -> None:
    after = world.slots[0].ends_at + timedelta(days=1)
    Membership.objects.filter(person=world.people[Role.TRAINEE]).update(ends_on=TODAY)
    follow_roster(world.program, after)
    assert Offer.objects.filter(pk=world.offers[0].pk).exists()


def test_who_supervises_on_the_day_of_the_session_counts_not_of_the_booking(world: World) -> None:
    trainee, mentor = world.people[Role.TRAINEE], world.people[Role.FACILITATOR]
    day = TODAY + timedelta(days=9)
    add_rotation(
        program=world.program, trainee=trainee, supervisor=mentor, rotation="MICU", dates=(day, day), nights=False,
        by=world.people[Role.COORDINATOR], now=NOW,
    )  # fmt: skip
    seat = Seat.objects.select_related("slot").get(offer=world.offers[0])
    assert seat.slot_id != world.slots[0].pk
    # Nobody's time is taken back for it, and the words say nothing of why.
    assert Slot.objects.get(pk=world.slots[0].pk).withdrawn_at is None
    assert _told(trainee) == {Kind.REPLACED}
    assert _told(mentor) == set()


def test_a_supervision_that_is_over_by_then_moves_nobody(world: World) -> None:
    make_supervision(
        world.program, world.people[Role.TRAINEE], world.people[Role.FACILITATOR], ends_on=TODAY + timedelta(days=8)
    )
    follow_roster(world.program, NOW)
    assert Seat.objects.get(offer=world.offers[0]).slot_id == world.slots[0].pk


def test_a_member_who_supervises_another_leaves_the_group_and_the_rest_stays(world: World) -> None:
    session = make_slot(world.round, world.people[Role.WELLNESS_LEAD], days=5, seats=4, format=Format.GROUP, minutes=45)
    people = [make_member(world.program, name=f"Member {n}") for n in range(3)]
    offers = [make_offer(world.round, person, slot=session, state=Offer.State.ACCEPTED) for person in people]
    make_supervision(world.program, people[0], people[2])
    follow_roster(world.program, NOW)
    inside = set(Seat.objects.filter(slot=session, offer__isnull=False).values_list("offer_id", flat=True))
    assert inside == {offers[0].pk, offers[1].pk}
    assert _told(people[0]) == _told(people[1]) == set()
    assert _told(people[2]) == {Kind.REPLACED}


def test_a_new_clock_takes_back_only_what_it_moves_into_blocked_hours(world: World) -> None:
    """At 9:00 in Chicago it is 7:00 in Los Angeles, in the time of pre-rounding."""
    late = make_slot(world.round, world.people[Role.FACILITATOR], starts_at=NOW + timedelta(days=9, hours=3))
    blocked = BlackoutTimes(TODAY, TODAY + timedelta(days=200), from_time=time(6), to_time=time(8, 30))
    add_blackout(program=world.program, person=None, label="Pre-rounding", times=blocked)
    change_settings(
        program=world.program,
        values={"time_zone": "America/Los_Angeles"},
        by=world.people[Role.DIRECTOR],
        now=NOW,
    )
    taken = set(Slot.objects.filter(withdrawn_why=Withdrawn.MOVED))
    assert taken == set(world.slots)
    assert Slot.objects.get(pk=late.pk).withdrawn_at is None
    assert Seat.objects.get(offer=world.offers[0]).slot_id == late.pk
    assert _told(world.people[Role.TRAINEE]) == {Kind.REPLACED}


def test_it_runs_by_itself() -> None:
    assert "checkins.follow_roster" in {job.name for job in jobs()}
