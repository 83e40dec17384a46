"""A small program with somebody in every role and one of everything that has an address, and another one beside it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from checkins.models import Format, Listener, Mode, Offer, Round, Seat, Slot
from programs import tenancy
from programs.models import Person, Program, Role
from tests.factories import NOW, TODAY, make_one_of_each, make_program


@dataclass
class World:
    program: Program
    people: dict[Role, Person]
    round: Round
    slots: list[Slot] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)


def make_round(program: Program, **fields: Any) -> Round:
    """An open round of five weeks around today."""
    with tenancy.inside(program=program):
        return Round.objects.create(
            program=program,
            **{
                "name": "Winter check-ins",
                "state": Round.State.OPEN,
                "participation": Program.Participation.OPT_OUT,
                "minutes": 20,
                "starts_on": TODAY - timedelta(days=7),
                "ends_on": TODAY + timedelta(days=28),
                "safety_number": "555-0100",
                "safety_attested_at": NOW,
                "opened_at": NOW,
                **fields,
            },
        )


def make_slot(round_: Round, facilitator: Person, *, days: int = 10, seats: int = 1, **fields: Any) -> Slot:
    """A time `days` from NOW (2026-11-23, 9:00 in Chicago) with its free seats."""
    starts_at = fields.pop("starts_at", NOW + timedelta(days=days))
    slot = _slot(round_, facilitator, starts_at, **fields)
    _save(round_, [slot], seats)
    return slot


def _slot(round_: Round, facilitator: Person, starts_at: datetime, minutes: int = 20, **fields: Any) -> Slot:
    return Slot(
        program=round_.program,
        round=round_,
        facilitator=facilitator,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        **{"mode": Mode.CAFE, "place": "Garden café", "format": Format.ONE_ON_ONE, **fields},
    )


def _save(round_: Round, slots: list[Slot], seats: int = 1) -> None:
    """The times with whoever offers them and so many free seats each, in one statement a table."""
    program = round_.program
    people = dict.fromkeys(slot.facilitator_id for slot in slots)
    with tenancy.inside(program=program):
        Listener.objects.bulk_create(
            [Listener(program=program, round=round_, person_id=pk) for pk in people], ignore_conflicts=True
        )
        Slot.objects.bulk_create(slots)
        Seat.objects.bulk_create(
            Seat(program=program, slot=slot, number=number, starts_at=slot.starts_at, ends_at=slot.ends_at)
            for slot in slots
            for number in range(1, seats + 1)
        )


def make_offer(
    round_: Round, trainee: Person, *, slot: Slot | None = None, state: str = Offer.State.OPEN, **fields: Any
) -> Offer:
    """An offer; with a slot the trainee sits in its first free seat."""
    with tenancy.inside(program=round_.program):
        offer = Offer.objects.create(program=round_.program, round=round_, trainee=trainee, state=state, **fields)
        if slot is not None:
            seat = Seat.objects.filter(slot=slot, offer__isnull=True).order_by("number").first()
            assert seat is not None
            seat.offer, seat.trainee = offer, trainee
            seat.save()
    return offer


def make_world(**round_fields: Any) -> World:
    """A program, one person a role, an open round, four times and a kept seat."""
    program = make_program()
    people = make_one_of_each(program)
    round_ = make_round(program, **round_fields)
    listening = [(Role.FACILITATOR, 9), (Role.FACILITATOR, 10), (Role.FACILITATOR, 11)]
    listening += [(role, 12) for role in (Role.WELLNESS_LEAD, Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR)]
    slots = [_slot(round_, people[role], NOW + timedelta(days=days)) for role, days in listening]
    _save(round_, slots)
    offers = [make_offer(round_, people[Role.TRAINEE], slot=slots[0], state=Offer.State.HELD)]
    return World(program=program, people=people, round=round_, slots=slots, offers=offers)
