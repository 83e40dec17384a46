"""Makers of talks that were, wrap-ups and promises."""

import uuid
from datetime import date, timedelta
from typing import Any

from checkins.models import Offer, Round, Slot
from followups.models import Task, WrapUp
from followups.rules.promises import What
from programs import tenancy
from programs.models import Membership, Person, Role
from tests.factories import NOW, TODAY
from tests.world import make_offer, make_slot


def make_talk(round_: Round, facilitator: Person, *trainees: Person, days: int = -3, **fields: Any) -> Slot:
    """A time `days` from NOW in which these trainees sat, having accepted."""
    slot = make_slot(round_, facilitator, days=days, seats=max(1, len(trainees)), **fields)
    for trainee in trainees:
        make_offer(round_, trainee, slot=slot, state=Offer.State.ACCEPTED)
    return slot


def make_wrap_up(slot: Slot, trainee: Person | None, **fields: Any) -> WrapUp:
    """A finished wrap-up."""
    with tenancy.inside(program_id=slot.program_id):
        return WrapUp.objects.create(
            program_id=slot.program_id,
            slot=slot,
            facilitator_id=slot.facilitator_id,
            trainee=trainee,
            **{"state": WrapUp.State.HELD, "next_step": "round", "saved_at": NOW, "done_at": NOW, **fields},
        )


def make_task(wrap_up: WrapUp, /, **fields: Any) -> Task:
    """A promise of the facilitator to the trainee, due in a week."""
    fields.setdefault("trainee", wrap_up.trainee)
    fields.setdefault("owner", wrap_up.facilitator)
    with tenancy.inside(program_id=wrap_up.program_id):
        return Task.objects.create(
            program_id=wrap_up.program_id,
            **{
                "wrap_up": wrap_up,
                "what": What.CLINIC,
                "due_on": _in_a_week(),
                "made_at": NOW,
                **fields,
            },
        )


def _in_a_week() -> date:
    return TODAY + timedelta(days=7)


def known_person(round_: Round, name: str = "Ines Moretti") -> Person:
    """A trainee with the same id whenever they are made, so that two crawls show the same page."""
    pk = uuid.uuid5(round_.pk, name)
    with tenancy.inside(program=round_.program):
        found = Person.objects.filter(pk=pk).first()
        if found is not None:
            return found
        first, _, last = name.partition(" ")
        person = Person.objects.create_user(f"{pk.hex[:12]}@riverside.test", pk=pk, first_name=first, last_name=last)
        Membership.objects.create(
            institution_id=round_.program.institution_id,
            program=round_.program,
            person=person,
            role=Role.TRAINEE,
            starts_on=date(2025, 7, 1),
        )
    return person
