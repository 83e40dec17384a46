"""What a trainee can do with an offer, step by step, and what each step tells to whom."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction

from checkins.actions import offers, slots
from checkins.actions.offers import Claim
from checkins.models import Offer, Seat, Slot
from checkins.rules import JustTakenError
from checkins.telling import Kind
from notices.models import CalendarEntry, Notice
from programs import tenancy
from programs.errors import RefusedError
from programs.models import Person, Role
from tests.factories import NOW, make_member, make_supervision
from tests.world import World, make_offer, make_round, make_slot, make_world

pytestmark = pytest.mark.django_db
State = Offer.State


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


@pytest.fixture
def held(world: World) -> Offer:
    """A kept time, nine days ahead."""
    return world.offers[0]


@contextmanager
def refused(kind: type[RefusedError] = RefusedError, says: str = "") -> Iterator[None]:
    """The request is rolled back as a whole, as the middleware does it."""
    with pytest.raises(kind, match=says or None), transaction.atomic():
        yield


def _now(offer: Offer) -> tuple[str, Slot | None]:
    """State and slot as stored."""
    fresh = Offer.objects.get(pk=offer.pk)
    seat = Seat.objects.filter(offer=offer).select_related("slot").first()
    return fresh.state, seat.slot if seat else None


def _due(recipient: Person) -> list[str]:
    rows = Notice.objects.filter(recipient=recipient, state=Notice.State.DUE).order_by("due_at", "kind")
    return [row.kind.removeprefix("checkins.") for row in rows]


REMINDERS = ["reminder_week", "reminder_day", "reminder_hour"]


class TestAccept:
    def test_the_kept_time(self, held: Offer, world: World) -> None:
        offers.accept(offer=held, now=NOW)
        assert _now(held) == (State.ACCEPTED, world.slots[0])
        # The invitation that would have put it into the calendar is superseded, so this does.
        assert _due(held.trainee) == ["change", *REMINDERS]
        assert _due(world.people[Role.FACILITATOR]) == ["named"]

    def test_what_the_calendar_knows_already_is_not_told_again(self, held: Offer, world: World) -> None:
        CalendarEntry.objects.create(
            program=world.program, person=held.trainee, subject_id=held.pk, starts_at=NOW,
            ends_at=NOW + timedelta(minutes=20), summary="Conversation, 20 min", changed_at=NOW,
        )  # fmt: skip
        offers.accept(offer=held, now=NOW)
        assert _due(held.trainee) == REMINDERS

    def test_a_second_tap_changes_nothing(self, held: Offer) -> None:
        first = offers.accept(offer=held, now=NOW)
        assert offers.accept(offer=held, now=NOW).turn == first.turn == 1

    @pytest.mark.parametrize("state", [State.OPEN, State.DECLINED, State.NOT_NOW])
    def test_nothing_to_accept(self, state: str, world: World) -> None:
        offer = make_offer(world.round, make_member(world.program), state=state)
        with refused(says="no time to accept"):
            offers.accept(offer=offer, now=NOW)

    def test_what_has_begun(self, held: Offer, world: World) -> None:
        with refused(says="no time to accept"):
            offers.accept(offer=held, now=world.slots[0].starts_at)


class TestTake:
    @pytest.mark.parametrize("state", [State.OPEN, State.DECLINED, State.NOT_NOW])
    def test_from_no_time(self, state: str, world: World) -> None:
        offer = make_offer(world.round, make_member(world.program), state=state)
        offers.take(offer=offer, slot_id=world.slots[1].pk, now=NOW)
        assert _now(offer) == (State.ACCEPTED, world.slots[1])
        assert _due(offer.trainee) == ["change", *REMINDERS]

    def test_another_time_frees_the_first(self, held: Offer, world: World) -> None:
        offers.take(offer=held, slot_id=world.slots[1].pk, now=NOW)
        assert _now(held) == (State.ACCEPTED, world.slots[1])
        assert Seat.objects.get(slot=world.slots[0]).offer_id is None
        assert _due(held.trainee) == ["change", *REMINDERS]

    def test_the_kept_time_itself_is_accepting(self, held: Offer, world: World) -> None:
        offers.take(offer=held, slot_id=world.slots[0].pk, now=NOW)
        assert _now(held) == (State.ACCEPTED, world.slots[0])

    def test_one_that_is_taken_leaves_everything_as_it_was(self, held: Offer, world: World) -> None:
        make_offer(world.round, make_member(world.program), slot=world.slots[1], state=State.HELD)
        with refused(JustTakenError, "just took"):
            offers.take(offer=held, slot_id=world.slots[1].pk, now=NOW)
        assert _now(held) == (State.HELD, world.slots[0])

    def test_one_that_was_given_back(self, held: Offer, world: World) -> None:
        slots.withdraw_slot(slot=world.slots[1], now=NOW)
        with refused(JustTakenError, "no longer offered"):
            offers.take(offer=held, slot_id=world.slots[1].pk, now=NOW)

    def test_one_of_another_round(self, held: Offer, world: World) -> None:
        other = make_slot(make_round(world.program), world.people[Role.DIRECTOR], days=20)
        with refused(JustTakenError, "no longer offered"):
            offers.take(offer=held, slot_id=other.pk, now=NOW)

    def test_one_that_is_too_close(self, held: Offer, world: World) -> None:
        close = make_slot(world.round, world.people[Role.DIRECTOR], starts_at=NOW + timedelta(minutes=59))
        with refused(says="too close"):
            offers.take(offer=held, slot_id=close.pk, now=NOW)

    def test_one_with_a_supervisor_of_that_day(self, held: Offer, world: World) -> None:
        day = world.slots[1].starts_at.date()
        make_supervision(
            world.program, held.trainee, world.people[Role.FACILITATOR], starts_on=day, ends_on=day, rotation="Wards"
        )
        with refused(says="work with this person"):
            offers.take(offer=held, slot_id=world.slots[1].pk, now=NOW)
        # The day after, they don't work together.
        offers.take(offer=held, slot_id=world.slots[2].pk, now=NOW)

    def test_ones_own(self, held: Offer, world: World) -> None:
        own = make_slot(world.round, held.trainee, days=15)
        with refused():
            offers.take(offer=held, slot_id=own.pk, now=NOW)
        assert own not in Slot.objects.open_to(held, NOW)

    def test_one_at_the_time_of_another_talk(self, held: Offer, world: World) -> None:
        same_time = make_slot(world.round, world.people[Role.WELLNESS_LEAD], days=9)
        other = make_offer(make_round(world.program), held.trainee)
        Slot.objects.filter(pk=same_time.pk).update(round=other.round)
        with refused(says="already have a talk at that time"):
            offers.take(offer=other, slot_id=same_time.pk, now=NOW)

    def test_when_the_present_one_has_begun(self, held: Offer, world: World) -> None:
        with refused(says="already begun"):
            offers.take(offer=held, slot_id=world.slots[1].pk, now=world.slots[0].starts_at)

    def test_a_group_has_as_many_seats_as_it_says(self, world: World) -> None:
        group = make_slot(world.round, world.people[Role.WELLNESS_LEAD], days=15, seats=2, format="group", minutes=45)
        for name in ("Ana Ruiz", "Jo Kim"):
            offer = make_offer(world.round, make_member(world.program, name=name))
            offers.take(offer=offer, slot_id=group.pk, now=NOW)
        third = make_offer(world.round, make_member(world.program))
        with refused(JustTakenError):
            offers.take(offer=third, slot_id=group.pk, now=NOW)

    def test_somebody_elses_claim_finds_nothing(self, held: Offer, world: World) -> None:
        stranger = make_member(world.program)
        with pytest.raises(Offer.DoesNotExist), transaction.atomic():
            offers.take(offer=Claim(held.pk, stranger.pk), slot_id=world.slots[1].pk, now=NOW)
        assert _now(held) == (State.HELD, world.slots[0])


type Act = Callable[..., Offer]


@pytest.mark.parametrize(("leave", "state"), [(offers.decline, State.DECLINED), (offers.not_now, State.NOT_NOW)])
class TestLeave:
    def test_a_kept_time(self, leave: Act, state: str, held: Offer, world: World) -> None:
        leave(offer=held, now=NOW)
        assert _now(held) == (state, None)
        assert _due(held.trainee) == ["cancellation"]
        # The name had not shown: nobody hears of it.
        assert _due(world.people[Role.FACILITATOR]) == []

    def test_an_accepted_time(self, leave: Act, state: str, held: Offer, world: World) -> None:
        offers.accept(offer=held, now=NOW)
        leave(offer=held, now=NOW)
        assert _now(held) == (state, None)
        assert _due(world.people[Role.FACILITATOR]) == ["freed"]

    def test_within_a_day_the_listener_hears_that_it_is_free(
        self, leave: Act, state: str, held: Offer, world: World
    ) -> None:
        leave(offer=held, now=world.slots[0].starts_at - timedelta(hours=5))
        assert _due(world.people[Role.FACILITATOR]) == ["freed"]

    def test_no_time_at_all(self, leave: Act, state: str, world: World) -> None:
        offer = make_offer(world.round, make_member(world.program))
        leave(offer=offer, now=NOW)
        assert _now(offer) == (state, None)
        assert _due(offer.trainee) == []

    def test_what_has_begun(self, leave: Act, state: str, held: Offer, world: World) -> None:
        with refused(says="already begun"):
            leave(offer=held, now=world.slots[0].starts_at)

    def test_can_be_undone(self, leave: Act, state: str, held: Offer, world: World) -> None:
        leave(offer=held, now=NOW)
        offers.undo(offer=held, now=NOW)
        assert _now(held) == (State.HELD, world.slots[0])

    def test_not_once_somebody_else_has_the_seat(self, leave: Act, state: str, held: Offer, world: World) -> None:
        leave(offer=held, now=NOW)
        make_offer(world.round, make_member(world.program), slot=world.slots[0], state=State.HELD)
        with refused(JustTakenError):
            offers.undo(offer=held, now=NOW)
        assert _now(held) == (state, None)


class TestUndo:
    def test_nothing_to_undo(self, held: Offer) -> None:
        with refused(says="nothing to undo"):
            offers.undo(offer=held, now=NOW)

    def test_accepting(self, held: Offer, world: World) -> None:
        offers.accept(offer=held, now=NOW)
        offers.undo(offer=held, now=NOW)
        assert _now(held) == (State.HELD, world.slots[0])
        assert _due(world.people[Role.FACILITATOR])[:1] == ["freed"]

    def test_moving(self, held: Offer, world: World) -> None:
        offers.take(offer=held, slot_id=world.slots[1].pk, now=NOW)
        offers.undo(offer=held, now=NOW)
        assert _now(held) == (State.HELD, world.slots[0])
        assert Seat.objects.get(slot=world.slots[1]).offer_id is None

    def test_taking_a_first_time(self, world: World) -> None:
        offer = make_offer(world.round, make_member(world.program))
        offers.take(offer=offer, slot_id=world.slots[1].pk, now=NOW)
        offers.undo(offer=offer, now=NOW)
        assert _now(offer) == (State.OPEN, None)

    def test_undoing_brings_the_change_back(self, held: Offer) -> None:
        offers.decline(offer=held, now=NOW)
        offers.undo(offer=held, now=NOW)
        offers.undo(offer=held, now=NOW)
        assert _now(held) == (State.DECLINED, None)

    def test_not_to_a_time_that_was_given_back(self, held: Offer, world: World) -> None:
        offers.take(offer=held, slot_id=world.slots[1].pk, now=NOW)
        slots.withdraw_slot(slot=world.slots[0], now=NOW)
        with refused(JustTakenError):
            offers.undo(offer=held, now=NOW)
        assert _now(held) == (State.ACCEPTED, world.slots[1])

    def test_not_once_the_talk_has_begun(self, held: Offer, world: World) -> None:
        offers.accept(offer=held, now=NOW)
        with refused(says="already begun"):
            offers.undo(offer=held, now=world.slots[0].starts_at)


class TestWithdrawn:
    def test_a_kept_time_is_told_to_its_trainee_alone(self, held: Offer, world: World) -> None:
        slots.withdraw_slot(slot=world.slots[0], now=NOW)
        assert _now(held) == (State.OPEN, None)
        assert _due(held.trainee) == ["withdrawn"]
        assert _due(world.people[Role.FACILITATOR]) == []

    def test_a_free_one_is_told_to_nobody(self, world: World) -> None:
        slots.withdraw_slot(slot=world.slots[1], now=NOW)
        assert not Notice.objects.exists()

    def test_there_is_nothing_to_undo_afterwards(self, held: Offer, world: World) -> None:
        slots.withdraw_slot(slot=world.slots[0], now=NOW)
        with refused(says="nothing to undo"):
            offers.undo(offer=held, now=NOW)


def test_a_closed_round_takes_no_answer(held: Offer, world: World) -> None:
    world.round.state = "closed"
    world.round.save()
    with refused(says="is over"):
        offers.accept(offer=held, now=NOW)


def test_every_kind_that_is_due_is_registered() -> None:
    from notices.registry import kind_named

    trainees = [kind for kind in Kind if kind not in (Kind.NAMED, Kind.FREED, Kind.OFFER_TIMES)]
    assert [kind_named(kind).name for kind in trainees] == trainees
