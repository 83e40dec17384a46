"""Trainees' wishes as the placing takes them, and why one of them stayed unmet, for the trainee alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from checkins.models import ListenerKind, Offer, PersonWish, Round, SchedulingPreferences, Slot
from checkins.placing import Facilitator, Hours, Trainee, Wish, unmet_wishes
from checkins.placing import Slot as PlacedSlot
from checkins.querysets import SlotQuerySet
from checkins.rules import hours_of
from programs.models import Membership, Person, Program, Role
from programs.times import local

WEEKDAYS = frozenset(range(7))
# As trainees tell listeners apart; whoever holds several roles is of several kinds.
KIND_OF_ROLE = {
    Role.DIRECTOR: ListenerKind.LEADER,
    Role.ASSOCIATE_DIRECTOR: ListenerKind.LEADER,
    Role.WELLNESS_LEAD: ListenerKind.WELLNESS,
    Role.FACILITATOR: ListenerKind.MENTOR,
}


def with_wishes(trainees: Collection[Trainee], program: Program) -> tuple[Trainee, ...]:
    """The same trainees with what they wish; two queries, however many they are."""
    ids = [each.id for each in trainees]
    written = {each.trainee_id: each for each in SchedulingPreferences.objects.filter(program=program, trainee__in=ids)}
    people: dict[UUID, dict[str, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for wish in PersonWish.objects.filter(program=program, trainee__in=ids):
        people[wish.trainee_id][wish.wish].add(wish.person_id)
    return tuple(_with(each, written.get(each.id), people[each.id]) for each in trainees)


def _with(trainee: Trainee, found: SchedulingPreferences | None, people: dict[str, set[UUID]]) -> Trainee:
    named = replace(
        trainee,
        preferred_people=frozenset(people[PersonWish.Wish.GLADLY]),
        excluded_people=frozenset(people[PersonWish.Wish.NEVER]),
    )
    if found is None:
        return named
    weekdays = WEEKDAYS - set(found.bad_weekdays)
    bad_days = (Hours(time.min, time.max, frozenset(found.bad_weekdays)),) if found.bad_weekdays else ()
    return replace(
        named,
        same_listener=found.same_listener,
        former_listener=found.again_with_id,
        preferred_formats=frozenset(found.formats),
        preferred_modes=frozenset(found.modes),
        preferred_kinds=frozenset(found.kinds),
        good_hours=tuple(Hours(start, end, weekdays) for start, end in hours_of(found.good_parts)),
        bad_hours=(*(Hours(start, end) for start, end in hours_of(found.bad_parts)), *bad_days),
    )


def kinds_of(round_: Round, people: Iterable[UUID] | None = None) -> dict[UUID, frozenset[str]]:
    """Of which kinds people are by the roles they hold in a round's dates; one query."""
    held = Membership.objects.filter(program_id=round_.program_id, role__in=KIND_OF_ROLE, starts_on__lte=round_.ends_on)
    held = held.exclude(ends_on__lt=round_.starts_on)
    if people is not None:
        held = held.filter(person__in=people)
    found: dict[UUID, set[str]] = defaultdict(set)
    for person_id, role in held.values_list("person_id", "role"):
        found[person_id].add(KIND_OF_ROLE[Role(role)])
    return {person_id: frozenset(kinds) for person_id, kinds in found.items()}


def unmet_lines(offer: Offer, slot: Slot, now: datetime) -> list[str]:
    """Which wishes a kept time leaves unmet, and why, one sentence each. For the trainee alone: some rest on whom they
    silently excluded."""
    program = offer.program
    (trainee,) = with_wishes([Trainee(id=offer.trainee_id)], program)
    if trainee == Trainee(id=offer.trainee_id):
        return []
    kinds = kinds_of(offer.round, [slot.facilitator_id]) if trainee.preferred_kinds else {}
    missed = unmet_wishes(trainee, _placed(slot), _facilitator(slot, kinds), ZoneInfo(program.time_zone))
    return [f"{_wished(wish, trainee)} {_why(wish, trainee, offer, now)}" for wish in missed]


def only_excluded_left(offer: Offer, now: datetime) -> bool:
    """Whether there are open times, all with people whom this trainee excluded; for the trainee alone."""
    never = PersonWish.objects.filter(trainee_id=offer.trainee_id, program_id=offer.program_id, wish="never")
    theirs = Slot.objects.open_to(offer, now, even_excluded=True).filter(facilitator__in=never.values("person"))
    return theirs.exists()


def wished_again(offer: Offer, slot: Slot) -> bool:
    """Whether the trainee wished to talk to this slot's listener again (R67)."""
    mine = SchedulingPreferences.objects.filter(program_id=offer.program_id, trainee_id=offer.trainee_id)
    return mine.filter(same_listener=True, again_with=slot.facilitator_id).exists()


def _placed(slot: Slot) -> PlacedSlot:
    return PlacedSlot(slot.pk, slot.facilitator_id, slot.starts_at, slot.ends_at, mode=slot.mode, format=slot.format)


def _facilitator(slot: Slot, kinds: dict[UUID, frozenset[str]]) -> Facilitator:
    return Facilitator(slot.facilitator_id, kinds=kinds.get(slot.facilitator_id, frozenset()))


def _wished(wish: Wish, trainee: Trainee) -> str:
    if wish == Wish.SAME_LISTENER:
        again = Person.objects.filter(pk__in=[trainee.former_listener]).first()
        return f"You wished for {again.name if again else 'the same listener'} again."
    return {
        Wish.PERSON: "You named people you would gladly talk to.",
        Wish.FORMAT: "You wished for another format.",
        Wish.KIND: "You wished for another kind of listener.",
        Wish.MODE: "You wished for another way to meet.",
        Wish.BAD_HOURS: "This is at an hour or on a day that doesn't suit you.",
        Wish.GOOD_HOURS: "This is outside the hours that suit you best.",
    }[wish]


def _why(wish: Wish, trainee: Trainee, offer: Offer, now: datetime) -> str:
    """Whether there is such a time now, was one, or never was. A trainee sees open times on the next page anyway."""
    zone = offer.program.time_zone
    if _fitting(Slot.objects.open_to(offer, now), wish, trainee, offer.round, zone):
        return "There is such a time open now: tap Move."
    standing = Slot.objects.standing().upcoming(now).filter(round_id=offer.round_id)
    if _fitting(standing, wish, trainee, offer.round, zone):
        return "Such times are there, but none that is free when and with whom you can meet."
    return "Nobody offers such a time in this round."


def _fitting(slots: SlotQuerySet, wish: Wish, trainee: Trainee, round_: Round, zone: str) -> bool:
    """Whether one of these times would meet the wish."""
    if wish in (Wish.BAD_HOURS, Wish.GOOD_HOURS):
        spans = slots.order_by().values_list("starts_at", "ends_at").distinct()
        return any(_meets(wish, trainee, local(start, zone), local(end, zone)) for start, end in spans)
    return slots.filter(_narrowing(wish, trainee, round_)).exists()


def _narrowing(wish: Wish, trainee: Trainee, round_: Round) -> Q:
    if wish == Wish.SAME_LISTENER:
        return Q(facilitator=trainee.former_listener)
    if wish == Wish.PERSON:
        return Q(facilitator__in=trainee.preferred_people)
    if wish == Wish.FORMAT:
        return Q(format__in=trainee.preferred_formats)
    if wish == Wish.MODE:
        return Q(mode__in=trainee.preferred_modes)
    return Q(facilitator__in=[person for person, kinds in kinds_of(round_).items() if kinds & trainee.preferred_kinds])


def _meets(wish: Wish, trainee: Trainee, start: datetime, end: datetime) -> bool:
    if wish == Wish.GOOD_HOURS:
        return any(
            start.weekday() in hours.weekdays and hours.start <= start.time() and end.time() <= hours.end
            for hours in trainee.good_hours
        )
    return not any(
        start.weekday() in hours.weekdays and start.time() < hours.end and hours.start < end.time()
        for hours in trainee.bad_hours
    )
