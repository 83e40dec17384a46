"""What is mailed to a trainee, when it is not true any more, and what their calendar is told."""

from datetime import date, datetime, time, timedelta

import pytest

from checkins.actions import offers, slots
from checkins.actions.rounds import invite
from checkins.kinds import trainee as kinds
from checkins.models import Format, ListenerProfile, Mode, Offer
from checkins.telling import Kind
from notices.actions.delivery import deliver
from notices.models import CalendarEntry, InboxItem, Notice
from notices.registry import Message, kind_named
from programs import tenancy
from programs.models import Role, Supervision
from tests.factories import NOW, make_member
from tests.world import World, make_offer, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

PROMISES = {
    "R4": ("friendly, informal talk to support you", "not a test", "not a meeting to fix problems"),
    "R5": ("an evaluation, a grade or a rotation",),
    "R6": ("It is an offer. Saying no is fine.",),
}


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


def _of(offer: Offer, kind: Kind) -> Notice:
    return Notice.objects.filter(subject_id=offer.pk, recipient=offer.trainee, kind=kind).latest("occasion")


def _message(offer: Offer, kind: Kind) -> Message:
    return kind_named(kind).render(_of(offer, kind))


def _still_true(offer: Offer, kind: Kind) -> bool:
    return kind_named(kind).still_true(_of(offer, kind))


def _send(offer: Offer, kind: Kind) -> str:
    """Deliver one notice as a worker would."""
    notice = _of(offer, kind)
    notice.state, notice.lease_until = Notice.State.CLAIMED, NOW + timedelta(minutes=5)
    notice.save()
    return deliver(program_id=offer.program_id, notice_id=notice.pk, now=NOW)


@pytest.fixture
def invited(world: World) -> Offer:
    """A kept time with an invitation and its reminders written."""
    ListenerProfile.objects.create(
        program=world.program, person=world.people[Role.FACILITATOR], about="I also moved here to train."
    )
    invite(round_=world.round, now=NOW)
    return world.offers[0]


def test_an_invitation_to_a_kept_time(invited: Offer) -> None:
    message = _message(invited, Kind.INVITATION)
    assert message.subject == "Conversation, 20 min"
    assert message.sender_name == "Facilitator Person"
    assert message.link.startswith("/t/")
    assert message.inbox_link == f"/checkins/{invited.pk}/"
    assert message.event is not None
    assert message.event.summary == "Conversation, 20 min"
    for said in (
        "Twenty minutes",
        "Wednesday, December 2\n9:00 to 9:20 am, Chicago time\nOver coffee: Garden café\nWith Facilitator Person",
        "“I also moved here to train.”",
        "accept, move or decline",
        "need to give a reason.",
        "only you know about this time",
    ):
        assert said in message.text


def test_an_invitation_to_choose(world: World) -> None:
    offer = make_offer(world.round, make_member(world.program))
    invite(round_=world.round, now=NOW)
    message = _message(offer, Kind.INVITATION)
    assert message.subject == "Conversation, 20 min"
    assert message.sender_name == world.program.name
    assert message.event is None
    assert "choose a time, a person and a way that suit you" in message.text


@pytest.mark.parametrize(("number", "phrases"), PROMISES.items())
def test_every_message_says_what_it_is(number: str, phrases: tuple[str, ...], invited: Offer, world: World) -> None:
    messages = [_message(invited, kind) for kind in (Kind.INVITATION, Kind.REMINDER_DAY)]
    offers.take(offer=invited, slot_id=world.slots[1].pk, now=NOW)
    messages.append(_message(invited, Kind.CHANGE))
    slots.withdraw_slot(slot=world.slots[1], now=NOW)
    messages.append(_message(invited, Kind.WITHDRAWN))
    offers.take(offer=invited, slot_id=world.slots[2].pk, now=NOW)
    offers.decline(offer=invited, now=NOW)
    messages.append(_message(invited, Kind.CANCELLATION))
    assert len(messages) == 5
    for message in messages:
        assert all(phrase in message.text for phrase in phrases), (number, message.text)


def test_no_message_says_why_or_that_somebody_declined(invited: Offer) -> None:
    offers.decline(offer=invited, now=NOW)
    message = _message(invited, Kind.CANCELLATION)
    whole = f"{message.subject} {message.sender_name} {message.text}".lower()
    assert "declined" not in whole
    assert "reason" not in whole
    assert message.sender_name == invited.program.name


class TestStillTrue:
    def test_an_invitation_until_it_is_answered(self, invited: Offer) -> None:
        assert _still_true(invited, Kind.INVITATION)
        offers.accept(offer=invited, now=NOW)
        assert not _still_true(invited, Kind.INVITATION)

    def test_a_reminder_until_anything_changes(self, invited: Offer, world: World) -> None:
        before = _of(invited, Kind.REMINDER_DAY)
        assert kind_named(before.kind).still_true(before)
        offers.take(offer=invited, slot_id=world.slots[1].pk, now=NOW)
        assert not kind_named(before.kind).still_true(before)
        assert _still_true(invited, Kind.REMINDER_DAY)

    def test_a_cancellation_until_there_is_another_time(self, invited: Offer) -> None:
        offers.decline(offer=invited, now=NOW)
        assert _still_true(invited, Kind.CANCELLATION)
        offers.undo(offer=invited, now=NOW)
        assert not _still_true(invited, Kind.CANCELLATION)

    def test_of_two_cancellations_the_last(self, invited: Offer) -> None:
        offers.decline(offer=invited, now=NOW)
        first = _of(invited, Kind.CANCELLATION)
        offers.undo(offer=invited, now=NOW)
        offers.decline(offer=invited, now=NOW)
        assert not kinds.gone(first)
        assert kinds.gone(_of(invited, Kind.CANCELLATION))

    def test_a_time_taken_back_also_when_the_trainee_then_declines(self, invited: Offer, world: World) -> None:
        slots.withdraw_slot(slot=world.slots[0], now=NOW)
        offers.decline(offer=invited, now=NOW)
        assert _still_true(invited, Kind.WITHDRAWN)

    def test_nothing_once_the_round_is_over(self, invited: Offer, world: World) -> None:
        world.round.state = "closed"
        world.round.save()
        for kind in (Kind.INVITATION, Kind.REMINDER_WEEK):
            assert not _still_true(invited, kind)


class TestCalendar:
    def test_one_entry_follows_the_talk(self, invited: Offer, world: World) -> None:
        assert _send(invited, Kind.INVITATION) == Notice.State.SENT
        offers.take(offer=invited, slot_id=world.slots[1].pk, now=NOW)
        assert _send(invited, Kind.CHANGE) == Notice.State.SENT
        entry = CalendarEntry.objects.get()
        assert (entry.sequence, entry.starts_at) == (1, world.slots[1].starts_at)
        offers.decline(offer=invited, now=NOW)
        assert _send(invited, Kind.CANCELLATION) == Notice.State.SENT
        entry.refresh_from_db()
        assert (entry.sequence, entry.status) == (2, CalendarEntry.Status.CANCELLED)
        assert InboxItem.objects.filter(recipient=invited.trainee).count() == 3

    def test_a_time_taken_back_is_told_even_if_no_calendar_knew_of_it(self, world: World) -> None:
        offer = world.offers[0]
        offers.accept(offer=offer, now=NOW)
        slots.withdraw_slot(slot=world.slots[0], now=NOW)
        assert _send(offer, Kind.WITHDRAWN) == Notice.State.SENT
        assert InboxItem.objects.filter(recipient=offer.trainee).count() == 1

    def test_the_personal_address_has_ones_own_talks_only(self, world: World) -> None:
        other = make_member(world.program)
        make_offer(world.round, other, slot=world.slots[1], state=Offer.State.ACCEPTED)
        own = list(kinds.own_talks(world.people[Role.TRAINEE], world.program, NOW))
        assert [(event.key, event.summary) for event in own] == [(world.offers[0].pk, "Conversation, 20 min")]
        assert not list(kinds.own_talks(world.people[Role.DIRECTOR], world.program, NOW))


class TestAfterANight:
    def _reminder(self, offer: Offer, at: datetime) -> datetime | None:
        return kinds.after_sleep(_of(offer, Kind.REMINDER_DAY), at)

    def test_waits_until_the_afternoon(self, invited: Offer) -> None:
        Supervision.objects.create(
            program=invited.program, trainee=invited.trainee, supervisor=make_member(invited.program),
            rotation="Nights", nights=True, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 22),
        )  # fmt: skip
        # The night that began on the 22nd; 9:00 on the 23rd in Chicago.
        later = self._reminder(invited, NOW)
        assert later is not None
        assert later.astimezone(NOW.tzinfo) == NOW + timedelta(hours=6)
        assert self._reminder(invited, NOW + timedelta(days=1)) is None

    def test_goes_at_once_otherwise(self, invited: Offer) -> None:
        assert self._reminder(invited, NOW) is None


class TestNewTimes:
    def _offer_one(self, world: World, hour: int = 12) -> None:
        day = date(2026, 12, 7)
        times = slots.NewTimes(
            wall_times=[(datetime.combine(day, time(hour)), datetime.combine(day, time(hour, 20)))],
            mode=Mode.OFFICE, place="Room 4", format=Format.ONE_ON_ONE,
        )  # fmt: skip
        slots.offer_times(round_=world.round, facilitator=world.people[Role.FACILITATOR], times=times, now=NOW)

    def _told(self) -> set[str]:
        return set(Notice.objects.filter(kind=Kind.TIMES_OPEN).values_list("recipient__email", flat=True))

    def test_are_told_to_whoever_had_none_to_choose_from(self, world: World) -> None:
        waiting = make_offer(world.round, make_member(world.program))
        for slot in world.slots[1:]:
            slots.withdraw_slot(slot=slot, now=NOW)
        self._offer_one(world)
        assert self._told() == {waiting.trainee.email}
        assert _still_true(waiting, Kind.TIMES_OPEN)
        assert _message(waiting, Kind.TIMES_OPEN).event is None
        offers.decline(offer=waiting, now=NOW)
        assert not _still_true(waiting, Kind.TIMES_OPEN)

    def test_are_no_news_where_others_were_open(self, world: World) -> None:
        make_offer(world.round, make_member(world.program))
        self._offer_one(world)
        assert self._told() == set()

    def test_a_freed_seat_is_told_to_nobody(self, world: World) -> None:
        for slot in world.slots[1:]:
            slots.withdraw_slot(slot=slot, now=NOW)
        waiting = make_offer(world.round, make_member(world.program))
        offers.decline(offer=world.offers[0], now=NOW)
        assert not Notice.objects.filter(recipient=waiting.trainee).exists()
