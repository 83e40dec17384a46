"""Makers of windows, talks that were counted, and a year that went by."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.db import transaction

from checkins.models import Round, Slot
from followups.actions import gathering, themes
from followups.models import Window
from programs import tenancy
from programs.models import Membership, Person, Program, Role
from tests.factories import make_member
from tests.world import make_round, make_slot

BELONGING, REST = "belonging", "rest"
JULY, NOVEMBER = date(2026, 7, 2), date(2026, 11, 20)
# Closed on January 14, so due 31 days later.
DUE = date(2027, 2, 14)


def at(day: date) -> datetime:
    """Noon or so where the program is."""
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def make_trainees(program: Program, many: int) -> list[Person]:
    people = Person.objects.bulk_create(
        Person(
            email=f"{n}-{program.pk.hex[:8]}@riverside.test", first_name="Trainee", last_name=str(n), sort_key=f"{n:03}"
        )
        for n in range(many)
    )
    with tenancy.inside(program=program):
        Membership.objects.bulk_create(
            Membership(
                institution_id=program.institution_id,
                program=program,
                person=person,
                role=Role.TRAINEE,
                starts_on=date(2025, 7, 1),
            )
            for person in people
        )
    return people


def make_listeners(program: Program, many: int) -> list[Person]:
    return [make_member(program, Role.FACILITATOR, f"Listener {n}") for n in range(many)]


def make_talks(program: Program, listeners: Sequence[Person], day: date = NOVEMBER) -> list[Slot]:
    """One time a listener, on a day; who sat there does not matter here."""
    round_ = Round.objects.filter(program=program).first() or make_round(program)
    return [make_slot(round_, listener, starts_at=at(day)) for listener in listeners]


def count_in(slots: Sequence[Slot], trainees: Sequence[Person], keys: Sequence[str], day: date = NOVEMBER) -> None:
    """Each trainee, with the next listener in turn, has these themes counted."""
    with transaction.atomic():
        for number, trainee in enumerate(trainees):
            slot = slots[number % len(slots)]
            assert themes.propose(slot=slot, trainee=trainee, by=slot.facilitator, themes=keys, now=at(day))


def opened(program: Program, day: date = JULY) -> Window:
    window = gathering.open_window(program=program, day=day)
    assert window is not None
    return window
