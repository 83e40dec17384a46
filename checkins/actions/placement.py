"""The placing's way in and out of the database: gather plain values, solve, seat everybody in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q

from checkins.models import Blackout, Format, Offer, Round, Seat, Slot
from checkins.placing import (
    DateSpan,
    Facilitator,
    Forecast,
    Placement,
    Problem,
    TimeRange,
    Trainee,
    forecast,
    place,
)
from checkins.placing import Slot as PlacedSlot
from checkins.placing import Supervision as PlacedSupervision
from checkins.querysets import SlotQuerySet
from checkins.rules import FIRST_MONTH, MINIMUM_NOTICE, OfferState, Step, after
from checkins.wishes import kinds_of, with_wishes
from notices.rules import AWAKE_AGAIN
from programs.models import Evaluation, Membership, Person, Program, Role, Supervision
from programs.times import today

# A listening session of fewer is no group any more (R16).
GROUP_MINIMUM = 3


class SeatsGoneError(RuntimeError):
    """A trainee took a seat while the placing was being worked out; nothing was written."""


@dataclass(frozen=True)
class Placed:
    """What a placing did, as numbers for the command line; never shown on a page (privacy.md 1)."""

    placed: int
    unplaced: int
    cost: int
    optimal: bool


def place_everyone(*, round_: Round, now: datetime) -> Placed:
    """Give every trainee who has no time and has not answered a seat, the best one for all of them together.

    Whoever declined, or said "not this block", is left in peace; nobody who is settled is moved.
    """
    waiting = list(Offer.objects.filter(round=round_, state=Offer.State.OPEN, turn=0).order_by("pk"))
    placement = place_these(round_=round_, offers=waiting, now=now)
    return Placed(
        placed=len(placement.assignments),
        unplaced=len(placement.unplaced),
        cost=placement.cost,
        optimal=placement.optimal,
    )


def place_these(
    *, round_: Round, offers: Sequence[Offer], now: datetime, notice: timedelta = MINIMUM_NOTICE
) -> Placement:
    """Give these trainees free seats, the best ones for all of them together; everybody else stays where they are.

    No seat is nearer than `notice`. Raises SeatsGoneError, having written nothing, when a seat went meanwhile.
    """
    placement = place(problem_of(round_, [offer.trainee_id for offer in offers], now, notice))
    with transaction.atomic():
        _seat({offer.trainee_id: offer for offer in offers}, placement)
    return placement


def seat_as_placed(*, offers: Sequence[Offer], placement: Placement) -> None:
    """Write a placing that was worked out before, for those of its trainees who have an offer.

    Raises SeatsGoneError, having written nothing, when a seat went meanwhile.
    """
    known = {offer.trainee_id: offer for offer in offers}
    mine = tuple(each for each in placement.assignments if each.trainee_id in known)
    with transaction.atomic():
        _seat(known, replace(placement, assignments=mine))


def forecast_of(round_: Round, trainees: Iterable[Person], now: datetime) -> Forecast:
    """Seats against trainees before a round opens; depends on the roster and the times offered alone."""
    return forecast(problem_of(round_, [trainee.pk for trainee in trainees], now))


def _seat(offers: dict[UUID, Offer], placement: Placement) -> None:
    """Write the placing: one row a seat, then the offers' state, in two statements however many there are."""
    rows = [(offers[a.trainee_id].pk, a.trainee_id, a.slot_id) for a in placement.assignments]
    if not rows:
        return
    per_slot: dict[UUID, int] = defaultdict(int)
    values = []
    for offer_id, trainee_id, slot_id in rows:
        # The n-th person of a slot sits in its n-th free seat.
        per_slot[slot_id] += 1
        values.append((offer_id, trainee_id, slot_id, per_slot[slot_id]))
    placeholders = ", ".join(["(%s::uuid, %s::uuid, %s::uuid, %s)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            # Times that were given back meanwhile have no free seat.
            f"WITH given(offer_id, trainee_id, slot_id, place) AS (VALUES {placeholders}), free AS ("
            " SELECT id, slot_id, row_number() OVER (PARTITION BY slot_id ORDER BY number) AS place"
            " FROM checkins_seat WHERE offer_id IS NULL"
            " AND slot_id IN (SELECT id FROM checkins_slot WHERE withdrawn_at IS NULL))"
            " UPDATE checkins_seat SET offer_id = given.offer_id, trainee_id = given.trainee_id FROM given"
            " JOIN free ON free.slot_id = given.slot_id AND free.place = given.place"
            # Said again of the row itself: after a wait for somebody who takes the seat, only this is looked at anew.
            " WHERE checkins_seat.id = free.id AND checkins_seat.offer_id IS NULL",
            [value for row in values for value in row],
        )
        if cursor.rowcount != len(values):
            raise SeatsGoneError("A placing found fewer free seats than it gave away.")
    Offer.objects.filter(pk__in=[row[0] for row in rows]).update(state=after(OfferState.OPEN, Step.PLACE))


def problem_of(
    round_: Round, trainee_ids: Iterable[UUID], now: datetime, notice: timedelta = MINIMUM_NOTICE
) -> Problem:
    """The round as plain values for the placing; a few queries however large it is."""
    ids = list(trainee_ids)
    program = round_.program
    supervisions = defaultdict(list)
    for s in Supervision.objects.filter(program=program).touching(round_.starts_on, round_.ends_on):
        supervisions[s.trainee_id].append(s)
    away, busy = _away(round_, ids, supervisions), _busy(round_, ids)
    first_months = _first_months(round_, ids)
    trainees = tuple(
        Trainee(
            id=pk,
            supervision=tuple(
                PlacedSupervision(s.supervisor_id, DateSpan(s.starts_on, s.ends_on)) for s in supervisions[pk]
            ),
            away=tuple(away[pk]),
            busy=tuple(busy[pk]),
            best_until=first_months.get(pk),
        )
        for pk in ids
    )
    return Problem(
        trainees=with_wishes(trainees, program),
        slots=tuple(_slots(round_, now, notice)),
        facilitators=tuple(_facilitators(round_)),
        zone=ZoneInfo(program.time_zone),
        leaders_take_part=program.leaders_take_part,
    )


def _slots(round_: Round, now: datetime, notice: timedelta) -> Iterable[PlacedSlot]:
    standing = Slot.objects.standing().bookable(now).filter(round=round_, starts_at__gte=now + notice)
    barred = apart_in_groups(round_, standing)
    free: dict[UUID, int] = defaultdict(int)
    taken: dict[UUID, int] = defaultdict(int)
    for slot_id, offer_id in Seat.objects.filter(slot__in=standing).values_list("slot_id", "offer_id"):
        (taken if offer_id else free)[slot_id] += 1
    for slot in standing.order_by("pk"):
        yield PlacedSlot(
            id=slot.pk,
            facilitator_id=slot.facilitator_id,
            start=slot.starts_at,
            end=slot.ends_at,
            seats=free[slot.pk],
            mode=slot.mode,
            format=slot.format,
            minimum=GROUP_MINIMUM if slot.format == Format.GROUP else 1,
            taken=taken[slot.pk],
            barred=frozenset(barred[slot.pk]),
        )


def apart_in_groups(round_: Round, slots: SlotQuerySet) -> dict[UUID, set[UUID]]:
    """For each group that somebody is in: whoever supervises one of them that day, or is supervised (R15)."""
    zone = round_.program.time_zone
    found: dict[UUID, set[UUID]] = defaultdict(set)
    sitting = Seat.objects.filter(slot__in=slots.filter(format=Format.GROUP), offer__isnull=False)
    inside = list(sitting.values_list("slot_id", "trainee_id", "starts_at"))
    people = {trainee_id for _, trainee_id, _ in inside}
    both = Supervision.objects.filter(Q(trainee__in=people) | Q(supervisor__in=people), program=round_.program)
    pairs = list(both.values_list("trainee_id", "supervisor_id", "starts_on", "ends_on")) if people else []
    for slot_id, member, starts_at in inside:
        day = today(starts_at, zone)
        for one, other, first, last in pairs:
            if member in (one, other) and first <= day <= last:
                found[slot_id].add(other if member == one else one)
    return found


def _facilitators(round_: Round) -> Iterable[Facilitator]:
    zone = ZoneInfo(round_.program.time_zone)
    kinds = kinds_of(round_)
    evaluates = defaultdict(list)
    for e in Evaluation.objects.filter(program=round_.program):
        evaluates[e.person_id].append(DateSpan(e.starts_on, e.ends_on))
    held = defaultdict(set)
    taken = Seat.objects.filter(slot__round=round_, offer__isnull=False)
    for person_id, slot_id, starts_at in taken.values_list("slot__facilitator_id", "slot_id", "starts_at"):
        held[person_id].add((slot_id, starts_at.astimezone(zone).date()))
    listeners = {listener.person_id: listener for listener in round_.listeners.all()}
    for person_id in sorted(set(listeners) | set(round_.slots.standing().values_list("facilitator_id", flat=True))):
        listener = listeners.get(person_id)
        yield Facilitator(
            id=person_id,
            kinds=kinds.get(person_id, frozenset()),
            max_per_day=listener.max_per_day if listener else None,
            max_per_round=listener.max_per_round if listener else None,
            evaluates=tuple(evaluates[person_id]),
            held=tuple(sorted(day for _, day in held[person_id])),
        )


def _first_months(round_: Round, ids: list[UUID]) -> dict[UUID, date]:
    """The last day of the first month of those whose first month reaches into the round (R3)."""
    held = Membership.objects.filter(program=round_.program, role=Role.TRAINEE, person__in=ids)
    begun = held.filter(starts_on__gt=round_.starts_on - FIRST_MONTH, starts_on__lte=round_.ends_on)
    return {pk: first + FIRST_MONTH for pk, first in begun.values_list("person_id", "starts_on")}


def _talks(ids: list[UUID]) -> dict[UUID, list[TimeRange]]:
    """Talks that trainees have already, in any round: a second seat over one of them would be refused."""
    found: dict[UUID, list[TimeRange]] = defaultdict(list)
    seats = Seat.objects.filter(trainee__in=ids, slot__withdrawn_at__isnull=True)
    for trainee_id, start, end in seats.values_list("trainee_id", "starts_at", "ends_at"):
        if trainee_id:
            found[trainee_id].append(TimeRange(start, end))
    return found


def _outside(program: Program, ids: list[UUID], first: date, last: date) -> dict[UUID, list[TimeRange]]:
    """Days of a span on which trainees do not belong to the program yet, or no more."""
    found: dict[UUID, list[TimeRange]] = defaultdict(list)
    held = Membership.objects.filter(program=program, role=Role.TRAINEE, person__in=ids)
    for pk, starts_on, ends_on in held.values_list("person_id", "starts_on", "ends_on"):
        if starts_on > first:
            found[pk].append(_days(first, starts_on - timedelta(days=1), program.time_zone))
        if ends_on and ends_on < last:
            found[pk].append(_days(ends_on + timedelta(days=1), last, program.time_zone))
    return found


def _away(round_: Round, ids: list[UUID], supervisions: dict[UUID, list[Supervision]]) -> dict[UUID, list[TimeRange]]:
    """When trainees cannot come as the roster knows it: sleep after nights, days before they begin or after leaving."""
    zone = round_.program.time_zone
    found = _outside(round_.program, ids, round_.starts_on, round_.ends_on)
    for pk in ids:
        for supervision in supervisions[pk]:
            if supervision.nights:
                found[pk] += _sleep(supervision.starts_on, supervision.ends_on, zone)
    return found


def _busy(round_: Round, ids: list[UUID]) -> dict[UUID, list[TimeRange]]:
    """When trainees themselves said that they cannot come: private, so that no forecast depends on it."""
    found = _talks(ids)
    blackouts = Blackout.objects.filter(program=round_.program, person__in=ids)
    for blackout in blackouts.touching(round_.starts_on, round_.ends_on):
        if blackout.person_id:
            found[blackout.person_id] += _ranges(blackout, round_.program.time_zone)
    return found


def _sleep(first: date, last: date, zone: str) -> list[TimeRange]:
    """The hours of sleep that go with a span of night shifts: until the afternoon, the day after the last one too."""
    nights = (last - first).days + 1
    return [_hours(day, time.min, AWAKE_AGAIN, zone) for day in (first + timedelta(days=n) for n in range(nights + 1))]


def _days(first: date, last: date, zone: str) -> TimeRange:
    """Whole local days, from the first midnight to the one after the last."""
    ends = datetime.combine(last + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone))
    return TimeRange(datetime.combine(first, time.min, tzinfo=ZoneInfo(zone)), ends)


def _ranges(blackout: Blackout, zone: str) -> Iterable[TimeRange]:
    if blackout.weekday is None and blackout.from_time is None:
        return [_days(blackout.starts_on, blackout.ends_on, zone)]
    days = (blackout.ends_on - blackout.starts_on).days + 1
    return [
        _hours(day, blackout.from_time, blackout.to_time, zone)
        for day in (blackout.starts_on + timedelta(days=n) for n in range(days))
        if blackout.weekday in (None, day.weekday())
    ]


def _hours(day: date, start: time | None, end: time | None, zone: str) -> TimeRange:
    if start is None or end is None:
        return _days(day, day, zone)
    at = ZoneInfo(zone)
    return TimeRange(datetime.combine(day, start, tzinfo=at), datetime.combine(day, end, tzinfo=at))
