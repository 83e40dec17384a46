"""A program in which notes are allowed, with a talk that a listener held two hours ago."""

from dataclasses import dataclass
from datetime import timedelta

from checkins.models import Offer, Seat, Slot
from programs import tenancy
from programs.models import Person, Program, Role
from tests.factories import NOW, make_member
from tests.world import World, make_offer, make_slot, make_world

CANARY = "canary-of-the-garden"
TEXT = f"Likes the {CANARY}. Come back to the clinic days."


@dataclass
class Noted:
    """The world, the one who listened, whom they met, and the talk."""

    world: World
    author: Person
    trainee: Person
    slot: Slot


def noted_world() -> Noted:
    """Made in its own tenant, like everything in tests/world.py."""
    world = make_world()
    with tenancy.inside(program=world.program):
        Program.objects.filter(pk=world.program.pk).update(notes_allowed=True)
        world.program.notes_allowed = True
    author = world.people[Role.FACILITATOR]
    trainee = make_member(world.program, name="Samir Haddad")
    return Noted(world, author, trainee, talk_of(world, author, trainee))


def talk_of(world: World, author: Person, trainee: Person, hours: int = 2) -> Slot:
    """A talk that took place some hours ago."""
    slot = make_slot(world.round, author, starts_at=NOW - timedelta(hours=hours))
    with tenancy.inside(program=world.program):
        # One offer a round: the former talk keeps its time, and loses its seat.
        Seat.objects.filter(trainee=trainee).update(offer=None, trainee=None)
        Offer.objects.filter(round=world.round, trainee=trainee).delete()
    make_offer(world.round, trainee, slot=slot, state=Offer.State.ACCEPTED)
    slot.program = world.program
    return slot
