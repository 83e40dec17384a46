"""A round's life: planned, opened, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from checkins import telling
from checkins.actions.offers import as_notice
from checkins.actions.placement import Placed, place_everyone, seat_as_placed
from checkins.actions.preferences import remember_listeners
from checkins.actions.preparing import carry_over
from checkins.actions.slots import ask_for_times, withdraw_slot
from checkins.models import Format, Listener, Offer, Round, RoundTally, Seat, Slot, Withdrawn
from checkins.placing import Placement
from checkins.rules import FIRST_MONTH, SEATED, OfferState
from checkins.telling import Kind, Planned, Sitting
from notices.actions import forget, post_all
from notices.models import Notice
from programs.errors import RefusedError
from programs.models import AccessEvent, Membership, Person, Program, Role
from programs.times import day_text, local, today
from triage.actions.contacts import attest_number

# Until then a time that was given back may not have been told to whoever sat there.
TOLD_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class Plan:
    """What a director decides about a round before it opens."""

    name: str
    participation: str
    minutes: int
    formats: Sequence[str]
    starts_on: date
    ends_on: date
    listeners: Sequence[Person]


def plan_round(*, program: Program, plan: Plan, by: Person | None, now: datetime, newcomers: bool = False) -> Round:
    """Make a round in which listeners are asked to offer times; nothing is offered to trainees yet.

    `by` is None for one that drafts itself; `newcomers` for one that is offered to those who have just begun (R3).
    """
    with transaction.atomic():
        made = Round.objects.create(
            program=program,
            name=plan.name,
            participation=plan.participation,
            minutes=plan.minutes,
            formats=list(plan.formats),
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            newcomers=newcomers,
        )
        _set_listeners(made, plan.listeners, now)
        _record(program, by, "planned a round", now, made.name)
    return made


def change_round(*, round_: Round, plan: Plan, by: Person, now: datetime) -> Round:
    """Change a round that is still being prepared. Raises RefusedError for one that is open or over."""
    with transaction.atomic():
        found = Round.objects.select_for_update().select_related("program").get(pk=round_.pk)
        if found.state != Round.State.DRAFT:
            raise RefusedError("This round is already open. Only its dates of closing can be changed now.")
        found.name, found.participation, found.minutes = plan.name, plan.participation, plan.minutes
        found.formats, found.starts_on, found.ends_on = list(plan.formats), plan.starts_on, plan.ends_on
        found.save()
        _set_listeners(found, plan.listeners, now)
        _record(found.program, by, "changed a round", now, found.name)
    return found


def remind_listeners(*, round_: Round, by: Person, now: datetime) -> list[Person]:
    """Ask for times again, at most once a day: those who offered none, or everybody when all did. Who was asked.

    Raises RefusedError when the round is over or nobody listens in it.
    """
    if round_.state == Round.State.CLOSED:
        raise RefusedError("This round is over; nobody needs to offer times any more.")
    with transaction.atomic():
        listeners = [each.person for each in round_.listeners.select_related("person")]
        if not listeners:
            raise RefusedError("Nobody listens in this round yet. Choose the listeners first.")
        offered = set(round_.slots.standing().values_list("facilitator_id", flat=True))
        asked = [person for person in listeners if person.pk not in offered] or listeners
        day = today(now, round_.program.time_zone).isoformat()
        ask_for_times(round_=round_, people=asked, now=now, occasion=day)
        _record(round_.program, by, "asked for times", now, round_.name)
    return asked


def asked_today(round_: Round, now: datetime) -> bool:
    """Whether listeners were already asked again on this local day."""
    day = today(now, round_.program.time_zone).isoformat()
    asked = Notice.objects.filter(kind=Kind.OFFER_TIMES, subject_id=round_.pk, occasion=day)
    return asked.filter(program_id=round_.program_id).exists()


def _set_listeners(round_: Round, people: Sequence[Person], now: datetime) -> None:
    """Who listens; somebody who already offered times stays, since their times do."""
    wanted = {person.pk for person in people}
    has_times = round_.slots.standing().values("facilitator_id")
    round_.listeners.exclude(Q(person_id__in=wanted) | Q(person_id__in=has_times)).delete()
    known = set(round_.listeners.values_list("person_id", flat=True))
    new = [person for person in people if person.pk not in known]
    Listener.objects.bulk_create(Listener(program_id=round_.program_id, round=round_, person=p) for p in new)
    ask_for_times(round_=round_, people=new, now=now)


def eligible(round_: Round) -> list[Person]:
    """Trainees who belong to the program on any day of the round, in the order of names.

    In a round for newcomers, those whose first month reaches into it.
    """
    members = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=round_.starts_on),
        program_id=round_.program_id,
        role=Role.TRAINEE,
        starts_on__lte=round_.ends_on,
        person__is_active=True,
    )
    if round_.newcomers:
        members = members.filter(starts_on__gt=round_.starts_on - FIRST_MONTH)
    return [member.person for member in members.with_people()]


def open_round(*, round_: Round, safety_number: str, by: Person, now: datetime) -> Round:
    """Open a round: an offer for every trainee, places for all in an opt-out round, and one invitation each.

    Raises RefusedError without a safety number that `by` attests to have called (R40), or when there is nobody to offer
    a talk to.
    """
    with transaction.atomic():
        found = Round.objects.select_for_update(of=("self",)).select_related("program").get(pk=round_.pk)
        if found.state != Round.State.DRAFT:
            raise RefusedError("This round is already open.")
        if not safety_number.strip():
            raise RefusedError("Add the number to call when somebody may not be safe, and call it once yourself.")
        found.safety_number, found.safety_attested_by, found.safety_attested_at = safety_number.strip(), by, now
        # On the page for urgent help before anybody is invited.
        attest_number(program=found.program, number=found.safety_number, by=by, now=now)
        offer_to_all(round_=found, by=by, now=now)
    return found


def offer_to_all(*, round_: Round, by: Person | None, now: datetime, placement: Placement | None = None) -> None:
    """Open a locked, attested draft: offers, places, invitations. Raises RefusedError without trainees.

    `placement`: worked out before, where that takes too long to be done while the round is locked.
    """
    trainees = eligible(round_)
    if not trainees:
        raise RefusedError("There are no trainees on the roster for these dates. Import the roster first.")
    round_.state, round_.opened_at, round_.opening_asked_at = Round.State.OPEN, now, None
    round_.save()
    made = [Offer(program_id=round_.program_id, round=round_, trainee=t) for t in trainees]
    Offer.objects.bulk_create(made)
    if placement is not None:
        seat_as_placed(offers=made, placement=placement)
    elif round_.participation == Program.Participation.OPT_OUT:
        place_everyone(round_=round_, now=now)
    invite(round_=round_, now=now)
    _record(round_.program, by, "opened a round", now, round_.name)


def welcome_newcomers(*, round_: Round, now: datetime) -> int:
    """Offer a talk to trainees who joined an open round's program since, placed where the round places. How many."""
    with transaction.atomic():
        found = Round.objects.select_for_update(of=("self",)).select_related("program").get(pk=round_.pk)
        if found.state != Round.State.OPEN:
            return 0
        new = _offer_to_newcomers(found)
        if new:
            seated = set(Seat.objects.filter(offer__round=found).values_list("offer_id", flat=True))
            if found.participation == Program.Participation.OPT_OUT:
                place_everyone(round_=found, now=now)
            invite(round_=found, now=now)
            # The newcomers' invitation names the time.
            _tell_of_first_times(found, seated | new, now)
    return len(new)


def invite(*, round_: Round, now: datetime) -> None:
    """Write one invitation a trainee, whatever they have or have not got, and what a kept seat asks for."""
    notices = []
    offers = Offer.objects.filter(round=round_).select_related("seat__slot").order_by("pk")
    for offer in offers:
        planned = [Planned(Kind.INVITATION, offer.trainee_id, "round", now)]
        seat = getattr(offer, "seat", None)
        if seat is not None:
            planned += telling.for_seat(
                trainee_id=offer.trainee_id,
                state=OfferState(offer.state),
                turn=offer.turn,
                sitting=Sitting(seat.slot.facilitator_id, seat.starts_at),
                now=now,
            )
        notices += [as_notice(offer.pk, item) for item in planned]
    post_all(program=round_.program, notices=notices)


def place_again(*, round_: Round, by: Person | None, now: datetime) -> Placed:
    """Offer a talk to trainees who joined since, and give those who wait a time where there is one now.

    Whoever answered is left in peace. Raises RefusedError for a round that is not open, or in which trainees choose.
    """
    with transaction.atomic():
        found = Round.objects.select_for_update(of=("self",)).select_related("program").get(pk=round_.pk)
        if found.state != Round.State.OPEN:
            raise RefusedError("Only an open round can be placed.")
        if found.participation != Program.Participation.OPT_OUT:
            raise RefusedError("In this round trainees choose their times themselves.")
        _offer_to_newcomers(found)
        seated = set(Seat.objects.filter(offer__round=found).values_list("offer_id", flat=True))
        placed = place_everyone(round_=found, now=now)
        invite(round_=found, now=now)
        _tell_of_first_times(found, seated, now)
        _record(found.program, by, "placed a round", now, found.name)
    return placed


def _offer_to_newcomers(round_: Round) -> set[UUID]:
    """Offers for trainees who have none in the round; their ids."""
    known = set(Offer.objects.filter(round=round_).values_list("trainee_id", flat=True))
    new = [person for person in eligible(round_) if person.pk not in known]
    made = [Offer(program_id=round_.program_id, round=round_, trainee=person) for person in new]
    return {offer.pk for offer in Offer.objects.bulk_create(made)}


def _tell_of_first_times(round_: Round, seated: set[UUID], now: datetime) -> None:
    """Whoever was invited without a time hears that one is kept now; the rest of the plan stands already."""
    newly = Seat.objects.filter(offer__round=round_).exclude(offer_id__in=seated).select_related("offer")
    planned = [
        as_notice(seat.offer.pk, Planned(Kind.CHANGE, seat.offer.trainee_id, str(seat.offer.turn), now, seat.starts_at))
        for seat in newly
        if seat.offer is not None
    ]
    post_all(program=round_.program, notices=planned)


def close_round(*, round_: Round, by: Person | None, now: datetime) -> Round:
    """Close a round: keep two counts, forget every answer and every message about it (privacy.md 1).

    Raises RefusedError while times are still ahead, or were given back a moment ago.
    """
    with transaction.atomic():
        found = Round.objects.select_for_update(of=("self",)).select_related("program").get(pk=round_.pk)
        if found.state != Round.State.OPEN:
            raise RefusedError("Only an open round can be closed.")
        _refuse_too_early(found, now)
        offers = Offer.objects.filter(round=found)
        # In the order in which a trainee's own change locks, offer before seat, so that neither waits for the other.
        list(offers.order_by("pk").select_for_update().values_list("pk"))
        seats = Seat.objects.filter(offer__round=found)
        held = seats.filter(offer__state__in=SEATED, ends_at__lte=now).count()
        RoundTally.objects.create(program_id=found.program_id, round=found, eligible=offers.count(), held=held)
        forget_answers(round_=found, now=now)
        _record(found.program, by, "closed a round", now, found.name)
    return found


def forget_answers(*, round_: Round, now: datetime) -> None:
    """Close a round: what outlives it is filed, every answer and every message about it is deleted (privacy.md 1)."""
    offers = Offer.objects.filter(round=round_)
    carry_over(round_=round_, now=now)
    remember_listeners(round_=round_, now=now)
    # Deleted, not cancelled: a cancelled reminder would still tell what was answered.
    sessions = round_.slots.filter(format=Format.GROUP).values_list("pk", flat=True)
    forget(program=round_.program, subject_ids=[*offers.values_list("pk", flat=True), *sessions])
    Seat.objects.filter(offer__round=round_).update(offer=None, trainee=None)
    offers.delete()
    round_.state, round_.closed_at = Round.State.CLOSED, now
    round_.save(update_fields=["state", "closed_at"])


def call_off(*, round_: Round, by: Person, now: datetime) -> int:
    """Give back every time still ahead, so that the round can be closed early; whoever sat there is told. How many.

    The same for held and free times; the round stays open until it is closed.
    """
    with transaction.atomic():
        if round_.state != Round.State.OPEN:
            raise RefusedError("Only the times of an open round can be called off.")
        ahead = list(round_.slots.standing().upcoming(now).order_by("pk"))
        # As offered: that a session is held as single talks would tell how many had joined it.
        count = round_.slots.as_offered().upcoming(now).count()
        for slot in ahead:
            withdraw_slot(slot=slot, now=now, why=Withdrawn.CALLED_OFF)
        _record(round_.program, by, "called times off", now, round_.name)
    return count


def last_time(round_: Round, now: datetime) -> Slot | None:
    """The last time of a round that is not over yet, held or free."""
    return round_.slots.standing().filter(ends_at__gt=now).order_by("-ends_at").first()


def _refuse_too_early(round_: Round, now: datetime) -> None:
    """Closing forgets who comes and every message about it, so a talk still ahead must not be left in two calendars.

    Looks at times alone, held or free, so that the answer tells nothing about anybody.
    """
    last = last_time(round_, now)
    if last is not None:
        day = day_text(local(last.ends_at, round_.program.time_zone).date())
        raise RefusedError(f"Times are still offered until {day}. Close the round after that, or call them off first.")
    if round_.slots.filter(withdrawn_at__gt=now - TOLD_WITHIN, starts_at__gt=now).exists():
        raise RefusedError("Times were given back within the last hour. Close the round when everybody has been told.")


def _record(program: Program, by: Person | None, action: str, now: datetime, detail: str) -> None:
    AccessEvent.objects.create(program=program, actor=by, action=action, at=now, detail=detail)
