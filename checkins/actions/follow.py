"""Following the roster: who left, who works with whom by now, which clock the program goes by.

Runs with each change of the roster, rotations or zone, and every hour, since a role can end with its date. What counts
is the day of the session, not the day on which it was booked (R15).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from checkins.actions.offers import as_notice
from checkins.actions.replacing import lock_rounds, seat_again, take_back
from checkins.actions.slots import Lost, blackouts_of, lose_seat
from checkins.listening import LISTENING_ROLES
from checkins.models import Format, Offer, Round, Seat, Slot, Withdrawn
from checkins.rules import SEATED, BlackoutTimes, blackout_over, name_shows
from checkins.telling import Kind, Planned
from notices.actions import cancel, post_all
from notices.models import Notice
from programs.hooks import Change, Happened
from programs.models import Membership, Program, Role, Supervision
from programs.times import today

type Spans = dict[UUID, list[tuple[date, date | None]]]


def changed(happened: Happened) -> None:
    """What a change of roster, rotations or zone asks for, in its own transaction."""
    if happened.change is Change.ZONE:
        _follow_zone(happened.program, happened.former_zone, happened.now)
    follow_roster(happened.program, happened.now)


def follow_roster(program: Program, now: datetime) -> None:
    """Leavers drop out, times of listeners who left are taken back, nobody sits with their supervisor of that day.

    Whoever loses a seat gets another place and is told, nobody else.
    """
    with transaction.atomic():
        lock_rounds(set(Round.everything.filter(program=program, state=Round.State.OPEN).values_list("pk", flat=True)))
        _drop_leavers(program, now)
        _take_back_of_leavers(program, now)
        _keep_apart(program, now)


def _spans(program: Program, roles: Iterable[str]) -> Spans:
    found: Spans = defaultdict(list)
    held = Membership.objects.filter(program=program, role__in=roles, person__is_active=True)
    for person_id, first, last in held.values_list("person_id", "starts_on", "ends_on"):
        found[person_id].append((first, last))
    return found


def _holds(spans: Spans, person_id: UUID, day: date) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in spans.get(person_id, ()))


def _drop_leavers(program: Program, now: datetime) -> None:
    """Trainees who belong to the program no more: their seat is free, and what they answered is forgotten."""
    day = today(now, program.time_zone)
    here = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), program=program, role=Role.TRAINEE, person__is_active=True
    )
    gone = Offer.objects.filter(program=program, round__state=Round.State.OPEN).exclude(
        trainee__in=here.values("person")
    )
    for offer in gone.select_related("program").order_by("pk").select_for_update(of=("self",)):
        _drop(offer, now)


def _drop(offer: Offer, now: datetime) -> None:
    seat = Seat.objects.filter(offer=offer).select_related("slot").first()
    # What was said of a talk that is over stays with its round until that closes; so does the count.
    if seat is not None and seat.starts_at <= now:
        return
    planned = [Planned(Kind.DROPPED, offer.trainee_id, "left", now)]
    if seat is not None:
        if name_shows(state=offer.state, starts_at=seat.starts_at, now=now):
            planned.append(Planned(Kind.FREED, seat.slot.facilitator_id, str(offer.turn + 1), now, seat.starts_at))
        Seat.objects.filter(offer=offer).update(offer=None, trainee=None)
    cancel(program=offer.program, subject_id=offer.pk, now=now)
    # A row that says "cancelled" would still tell what was planned.
    Notice.objects.filter(program=offer.program, subject_id=offer.pk).delete()
    post_all(program=offer.program, notices=[as_notice(offer.pk, each) for each in planned])
    offer.delete()


def _take_back_of_leavers(program: Program, now: datetime) -> None:
    listening = _spans(program, LISTENING_ROLES)
    ahead = Slot.objects.standing().upcoming(now).filter(program=program, round__state=Round.State.OPEN)
    draft = Slot.objects.standing().upcoming(now).filter(program=program, round__state=Round.State.DRAFT)
    left = [
        slot
        for slot in [*ahead, *draft]
        if not _holds(listening, slot.facilitator_id, today(slot.starts_at, program.time_zone))
    ]
    take_back(slots=left, why=Withdrawn.LEFT, now=now)


def _keep_apart(program: Program, now: datetime) -> None:
    """Free the seats in which somebody would sit with their own supervisor of that day."""
    ahead = Seat.objects.filter(
        program=program, offer__state__in=SEATED, offer__round__state=Round.State.OPEN, starts_at__gt=now
    ).select_related("slot", "offer__program", "offer__round")
    seats = [seat for seat in ahead.order_by("offer_id") if seat.offer_id]
    people = {seat.trainee_id for seat in seats}
    over: dict[UUID, list[tuple[UUID, date, date]]] = defaultdict(list)
    for trainee_id, boss, first, last in Supervision.objects.filter(program=program, trainee__in=people).values_list(
        "trainee_id", "supervisor_id", "starts_on", "ends_on"
    ):
        over[trainee_id].append((boss, first, last))
    rooms = _rooms(seats)
    concerned = [seat for seat in seats if _must_go(seat, over, rooms, today(seat.starts_at, program.time_zone))]
    _free(concerned, now)


def _rooms(seats: Iterable[Seat]) -> dict[UUID, set[UUID]]:
    """Who sits in each group."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for seat in seats:
        if seat.slot.format == Format.GROUP and seat.trainee_id:
            found[seat.slot_id].add(seat.trainee_id)
    return found


def _must_go(
    seat: Seat, over: dict[UUID, list[tuple[UUID, date, date]]], rooms: dict[UUID, set[UUID]], day: date
) -> bool:
    """With the listener it is the trainee who gets another one; among members the supervisor leaves (R15)."""
    me = seat.trainee_id
    if me is None:
        return False
    if any(boss == seat.slot.facilitator_id and first <= day <= last for boss, first, last in over[me]):
        return True
    others = rooms.get(seat.slot_id, set()) - {me}
    return any(boss == me and first <= day <= last for each in others for boss, first, last in over[each])


def _free(seats: list[Seat], now: datetime) -> None:
    lost: list[Lost] = []
    locked = Offer.objects.select_related("program").order_by("pk").select_for_update(of=("self",))
    offers = {offer.pk: offer for offer in locked.filter(pk__in=[seat.offer_id for seat in seats])}
    for seat in seats:
        offer = offers.get(seat.offer_id) if seat.offer_id else None
        # Moved away while we waited for the offer.
        if offer and Seat.objects.filter(offer=offer, slot=seat.slot).exists():
            lost.append(lose_seat(offer, seat.slot, now))
    seat_again(lost=lost, now=now)


def _follow_zone(program: Program, former_zone: str, now: datetime) -> None:
    """Instants stay; times that blocked hours hold by the new clock, and did not by the old one, are taken back."""
    moved: list[Slot] = []
    blocked: dict[UUID, list[BlackoutTimes]] = {}
    for slot in Slot.objects.standing().upcoming(now).filter(program=program).select_related("facilitator", "round"):
        if slot.facilitator_id not in blocked:
            last = slot.round.ends_on
            blocked[slot.facilitator_id] = blackouts_of(program, slot.facilitator, today(now, program.time_zone), last)
        against = blocked[slot.facilitator_id]
        before = blackout_over(slot.starts_at, slot.ends_at, against, former_zone)
        if before is None and blackout_over(slot.starts_at, slot.ends_at, against, program.time_zone):
            moved.append(slot)
    take_back(slots=moved, why=Withdrawn.MOVED, now=now)
