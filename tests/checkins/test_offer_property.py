"""Random lives of offers against a model that shares no code with the actions: seats and offers never part."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkins.actions import offers, slots
from checkins.models import Offer, Seat, Slot
from checkins.telling import Kind
from notices.models import Notice
from programs import tenancy
from programs.errors import RefusedError
from programs.models import Role
from tests.factories import NOW, make_member, make_program
from tests.world import make_offer, make_round, make_slot

pytestmark = pytest.mark.django_db

TRAINEES, SEATS = 3, (1, 1, 2)
FORMATS = ("one_on_one", "group")
steps = st.lists(
    st.tuples(
        st.sampled_from(["accept", "take", "take", "decline", "not_now", "undo", "undo", "withdraw"]),
        st.integers(0, TRAINEES - 1),
        st.integers(0, len(SEATS) - 1),
    ),
    min_size=6,
    max_size=14,
)


@dataclass
class Life:
    """One offer, as a child would keep it on paper."""

    state: str = "open"
    slot: int | None = None
    before: tuple[str, int | None] | None = None
    turn: int = 0
    # How often the listener, who had seen the name, heard that the time is free again.
    freed: int = 0


@dataclass
class Model:
    lives: list[Life]
    gone: set[int] = field(default_factory=set)

    def free(self, slot: int) -> bool:
        return slot not in self.gone and sum(life.slot == slot for life in self.lives) < SEATS[slot]

    def become(self, life: Life, state: str, slot: int | None) -> None:
        if (life.state, life.slot) == (state, slot):
            return
        # Slots 0 and 2 are of one listener, slot 1 of another.
        same = slot is not None and life.slot is not None and slot % 2 == life.slot % 2
        if life.state == "accepted" and not (state == "accepted" and same):
            life.freed += 1
        life.before = (life.state, life.slot)
        life.state, life.slot, life.turn = state, slot, life.turn + 1

    def do(self, step: str, trainee: int, slot: int) -> bool:
        """Whether the step is possible; if so, it is done."""
        life = self.lives[trainee]
        if step == "withdraw":
            self.withdraw(slot)
        elif step in ("decline", "not_now"):
            self.become(life, {"decline": "declined", "not_now": "not_now"}[step], None)
        elif step == "accept":
            if life.slot is None:
                return False
            self.become(life, "accepted", life.slot)
        else:
            target = ("accepted", slot) if step == "take" else life.before
            if target is None or (target[1] is not None and target[1] != life.slot and not self.free(target[1])):
                return False
            self.become(life, *target)
        return True

    def withdraw(self, slot: int) -> None:
        if slot in self.gone:
            return
        self.gone.add(slot)
        for life in self.lives:
            if life.slot == slot:
                life.freed += life.state == "accepted"
                life.state, life.slot, life.before, life.turn = "open", None, None, life.turn + 1


@dataclass
class Real:
    offers: list[Offer]
    slots: list[Slot]

    def do(self, step: str, trainee: int, slot: int) -> bool:
        offer = self.offers[trainee]
        acts: dict[str, Callable[[], object]] = {
            "accept": lambda: offers.accept(offer=offer, now=NOW),
            "take": lambda: offers.take(offer=offer, slot_id=self.slots[slot].pk, now=NOW),
            "decline": lambda: offers.decline(offer=offer, now=NOW),
            "not_now": lambda: offers.not_now(offer=offer, now=NOW),
            "undo": lambda: offers.undo(offer=offer, now=NOW),
            "withdraw": lambda: slots.withdraw_slot(slot=self.slots[slot], now=NOW),
        }
        try:
            with transaction.atomic():
                acts[step]()
        except RefusedError:
            return False
        return True


@pytest.fixture
def real(db: None) -> Real:
    """Three trainees, one of them with a kept time; three times of two listeners, the last a small group."""
    program = make_program()
    round_ = make_round(program)
    tenancy.enter(program_id=program.pk, institution_id=program.institution_id)
    people = [make_member(program, Role.FACILITATOR, f"Listener {number}") for number in range(2)]
    made = [
        make_slot(
            round_, people[number % 2], days=9 + number, seats=seats, format="group" if seats > 1 else "one_on_one"
        )
        for number, seats in enumerate(SEATS)
    ]
    found = [make_offer(round_, make_member(program), slot=made[0], state="held")]
    found += [make_offer(round_, make_member(program)) for _ in range(TRAINEES - 1)]
    return Real(found, made)


@contextmanager
def rolled_back() -> Iterator[None]:
    point = transaction.savepoint_create()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@given(steps=steps)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_seats_and_offers_never_part(real: Real, steps: list[tuple[str, int, int]]) -> None:
    model = Model([Life("held", 0), *(Life() for _ in range(TRAINEES - 1))])
    with rolled_back():
        for step in steps:
            assert real.do(*step) == model.do(*step), step
            _compare(real, model)


def _compare(real: Real, model: Model) -> None:
    number = {slot.pk: index for index, slot in enumerate(real.slots)}
    seats = list(Seat.objects.filter(offer__isnull=False).values_list("offer_id", "slot_id"))
    where = {offer: number[slot] for offer, slot in seats}
    # A trainee sits once at most, or the two would differ in length.
    assert len(where) == len(seats)
    for offer, life in zip(real.offers, model.lives, strict=True):
        stored = Offer.objects.get(pk=offer.pk)
        assert (stored.state, where.get(offer.pk), stored.turn) == (life.state, life.slot, life.turn)
        _compare_messages(offer, life)


def _compare_messages(offer: Offer, life: Life) -> None:
    about = Notice.objects.filter(subject_id=offer.pk, state=Notice.State.DUE)
    if life.turn:  # Before the first change nothing was written in this test.
        reminders = about.filter(kind=Kind.REMINDER_HOUR).values_list("occasion", flat=True)
        assert list(reminders) == ([str(life.turn)] if life.slot is not None else [])
        named = about.filter(kind=Kind.NAMED).values_list("due_at", flat=True)
        assert [due == NOW for due in named] == ([life.state == "accepted"] if life.slot is not None else [])
    assert about.filter(kind=Kind.FREED).count() == life.freed
