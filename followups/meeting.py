"""Who met in a time: from its seats while the round is open, from the wrap-up afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from checkins.models import Format, Round, Seat, Slot
from checkins.rules import SEATED
from followups.models import WrapUp
from programs.acting import Acting
from programs.models import Membership, Person, Program, Role
from programs.times import day_text, local, today

# The roles that listen, and therefore promise: whoever has one of them can be handed a promise.
PROMISING = (Role.FACILITATOR, Role.WELLNESS_LEAD, Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR)
# Whom a trainee may be introduced to: whoever promises, and whoever keeps the calendar.
KNOWN = (*PROMISING, Role.COORDINATOR)
# How long after a check-in its wrap-up is still asked for.
ASKED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Meeting:
    """A time that has begun, and who sat there. `trainee` is None for a session of several."""

    slot: Slot
    people: Sequence[Person]
    wrap_up: WrapUp | None

    @property
    def group(self) -> bool:
        return self.slot.format == Format.GROUP

    @property
    def trainee(self) -> Person | None:
        return None if self.group else self.people[0]

    @property
    def who(self) -> str:
        """The name of whom one met; a group has none."""
        return "your group" if self.group else self.people[0].name


def meeting_in(slot: Slot) -> Meeting | None:
    """Who met in a time, or None when nobody sat there as far as is known."""
    wrap_up = WrapUp.objects.with_people().filter(slot=slot).first()
    people = _in_wrap_up(wrap_up) if wrap_up else _in_seats(slot)
    return Meeting(slot, people, wrap_up) if people else None


def _in_seats(slot: Slot) -> list[Person]:
    seats = Seat.objects.filter(slot=slot, offer__state__in=SEATED, slot__round__state=Round.State.OPEN)
    return [seat.trainee for seat in seats.select_related("trainee").order_by("number") if seat.trainee]


def _in_wrap_up(wrap_up: WrapUp) -> list[Person]:
    if wrap_up.trainee is not None:
        return [wrap_up.trainee]
    return [member.person for member in wrap_up.members.select_related("person").order_by("person__sort_key")]


def to_wrap_up(acting: Acting, now: datetime) -> list[Meeting]:
    """One's own check-ins that have begun and have no finished wrap-up, the oldest first."""
    taken = Seat.objects.filter(slot=OuterRef("pk"), offer__state__in=SEATED)
    own = Slot.objects.standing().filter(facilitator=acting.person, program=acting.here, starts_at__lte=now)
    own = own.filter(starts_at__gt=now - ASKED_FOR).select_related("round", "program")
    asked = own.filter(Exists(taken), round__state=Round.State.OPEN, wrap_up__isnull=True) | own.filter(
        wrap_up__state=WrapUp.State.DRAFT
    )
    found = [meeting_in(slot) for slot in asked.order_by("starts_at", "pk").distinct()]
    return [meeting for meeting in found if meeting is not None]


def day_of(slot: Slot) -> str:
    """ "Tuesday, December 1", on the program's calendar."""
    return day_text(local(slot.starts_at, slot.program.time_zone).date())


def people_here(program: Program, now: datetime, roles: Sequence[Role] = PROMISING) -> list[Membership]:
    """Roles held today, one a person, with the person, in the order of names."""
    held = Membership.objects.on(today(now, program.time_zone)).filter(
        program=program, role__in=roles, person__is_active=True
    )
    first: dict[UUID, Membership] = {}
    for member in held.with_people():
        first.setdefault(member.person_id, member)
    return list(first.values())


def promises_here(program: Program, person_id: UUID, now: datetime) -> bool:
    """Whether somebody can still keep a promise here."""
    held = Membership.objects.on(today(now, program.time_zone)).filter(program=program, person_id=person_id)
    return held.filter(role__in=PROMISING, person__is_active=True).exists()


def trainees_met(acting: Acting, now: datetime) -> list[Person]:
    """Whom a facilitator met or has by name: nobody whose name may not show yet (privacy.md 1)."""
    met = WrapUp.objects.written_by(acting.person.pk).filter(program=acting.here, trainee__isnull=False)
    found = {wrap_up.trainee for wrap_up in met.select_related("trainee") if wrap_up.trainee}
    own = Slot.objects.standing().filter(facilitator=acting.person, program=acting.here)
    for slot in own.filter(round__state=Round.State.OPEN).with_names(now):
        found |= {seat.trainee for seat in getattr(slot, "named_seats", []) if seat.trainee}
    here = Membership.objects.on(today(now, acting.zone)).filter(program=acting.here, role=Role.TRAINEE)
    still = set(here.values_list("person_id", flat=True))
    return sorted((person for person in found if person.pk in still), key=lambda person: (person.sort_key, person.pk))
