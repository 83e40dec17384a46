"""Small worlds to place, and a brute force that tries every seating of them.

The brute force shares no code with the placing: its rules and weights are written out again from design.md 5.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from checkins.placing import (
    DateSpan,
    Facilitator,
    Hours,
    Placement,
    Problem,
    Slot,
    Supervision,
    TimeRange,
    Trainee,
)

CHICAGO = ZoneInfo("America/Chicago")
FIRST = date(2026, 11, 2)
DAYS = 3
# The last begins on the next day in UTC, so that a limit a day must look at the local date.
CLOCKS = (time(9), time(12), time(15, 30), time(19))

type Seats = tuple[Slot | None, ...]
type Worth = tuple[int, int, int]


def person(number: int) -> UUID:
    return UUID(int=number)


def local(day: int, clock: time) -> datetime:
    return datetime.combine(FIRST + timedelta(days=day), clock, CHICAGO).astimezone(UTC)


def make_slot(number: int, owner: UUID, day: int, clock: time, **more: object) -> Slot:
    start = local(day, clock)
    return Slot(UUID(int=1000 + number), owner, start, start + timedelta(minutes=20), **more)  # type: ignore[arg-type]  # fields by name


# --- the brute force ---


def best_worth(problem: Problem) -> Worth:
    """Fewest unplaced, then least cost, then most even, over every seating there is."""
    return min(worth(problem, seats) for seats in _seatings(problem))


def worth(problem: Problem, seats: Seats) -> Worth:
    cost = sum(cost_of(problem, who, slot) for who, slot in zip(problem.trainees, seats, strict=True) if slot)
    spread = 0
    for facilitator in problem.facilitators:
        sessions = {slot.id for slot in seats if slot and slot.facilitator_id == facilitator.id and not slot.taken}
        spread += sum(range(len(facilitator.held) + len(sessions)))
    return sum(slot is None for slot in seats), cost, spread


def seats_of(problem: Problem, placement: Placement) -> Seats:
    slots = {slot.id: slot for slot in problem.slots}
    given = {each.trainee_id: slots[each.slot_id] for each in placement.assignments}
    return tuple(given.get(who.id) for who in problem.trainees)


def _seatings(problem: Problem) -> Iterator[Seats]:
    choices = [[None, *(slot for slot in problem.slots if may_sit(problem, who, slot))] for who in problem.trainees]
    return (seats for seats in product(*choices) if is_lawful(problem, seats))


def is_lawful(problem: Problem, seats: Seats) -> bool:
    for who, slot in zip(problem.trainees, seats, strict=True):
        if slot and not may_sit(problem, who, slot):
            return False
    for slot in problem.slots:
        inside = [who for who, sits in zip(problem.trainees, seats, strict=True) if sits is slot]
        if inside and not (slot.minimum - slot.taken <= len(inside) <= slot.seats):
            return False
        if any(_keeps_out(one, other, slot) for one in inside for other in inside if one is not other):
            return False
    return all(_within_limits(facilitator, seats) for facilitator in problem.facilitators)


def _within_limits(facilitator: Facilitator, seats: Seats) -> bool:
    new = {slot.id: slot for slot in seats if slot and slot.facilitator_id == facilitator.id and not slot.taken}
    days = [*facilitator.held, *(slot.start.astimezone(CHICAGO).date() for slot in new.values())]
    in_round = facilitator.max_per_round is None or not new or len(days) <= facilitator.max_per_round
    touched = {slot.start.astimezone(CHICAGO).date() for slot in new.values()}
    return in_round and all(
        facilitator.max_per_day is None or days.count(day) <= facilitator.max_per_day for day in touched
    )


def may_sit(problem: Problem, who: Trainee, slot: Slot) -> bool:
    owner = next(each for each in problem.facilitators if each.id == slot.facilitator_id)
    day = slot.start.astimezone(CHICAGO).date()
    if slot.seats < 1 or who.id in slot.barred or owner.id == who.id or owner.id in who.excluded_people:
        return False
    if any(span.start < slot.end and slot.start < span.end for span in who.away + who.busy):
        return False
    if any(each.supervisor_id == owner.id and _in_span(day, each.span) for each in who.supervision):
        return False
    evaluates = any(_in_span(day, span) for span in owner.evaluates)
    return not evaluates or problem.leaders_take_part or owner.id in who.preferred_people


def _in_span(day: date, span: DateSpan) -> bool:
    return span.start <= day and (span.end is None or day <= span.end)


def _keeps_out(one: Trainee, other: Trainee, slot: Slot) -> bool:
    day = slot.start.astimezone(CHICAGO).date()
    return other.id in one.excluded_people or any(
        each.supervisor_id == other.id and _in_span(day, each.span) for each in one.supervision
    )


def cost_of(problem: Problem, who: Trainee, slot: Slot) -> int:
    owner = next(each for each in problem.facilitators if each.id == slot.facilitator_id)
    cost = 0
    if who.same_listener and who.former_listener and who.former_listener != owner.id:
        cost += 8
    if who.preferred_people and owner.id not in who.preferred_people:
        cost += 8
    if who.preferred_formats and slot.format not in who.preferred_formats:
        cost += 7
    if who.preferred_kinds and not (owner.kinds & who.preferred_kinds):
        cost += 6
    if who.preferred_modes and slot.mode not in who.preferred_modes:
        cost += 3
    start, end = slot.start.astimezone(CHICAGO), slot.end.astimezone(CHICAGO)
    if any(_meets(hours, start, end) for hours in who.bad_hours):
        cost += 5
    if who.good_hours and not any(_holds(hours, start, end) for hours in who.good_hours):
        cost += 2
    return cost


def _meets(hours: Hours, start: datetime, end: datetime) -> bool:
    return start.weekday() in hours.weekdays and start.time() < hours.end and hours.start < end.time()


def _holds(hours: Hours, start: datetime, end: datetime) -> bool:
    return start.weekday() in hours.weekdays and hours.start <= start.time() and end.time() <= hours.end


# --- small worlds ---

_PEOPLE = [person(number) for number in range(1, 9)]
_dates = st.sampled_from([FIRST + timedelta(days=offset) for offset in range(-1, DAYS + 1)])
_spans = st.builds(
    lambda start, length: DateSpan(start, None if length is None else start + timedelta(days=length)),
    _dates,
    st.none() | st.integers(0, 2),
)
_ranges = st.builds(
    lambda day, clock, hours: TimeRange(local(day, clock), local(day, clock) + timedelta(hours=hours)),
    st.integers(0, DAYS - 1),
    st.sampled_from([time(8), time(9, 20), time(11, 40), time(12, 10), time(18)]),
    st.integers(1, 16),
)
_hours = st.builds(
    Hours,
    st.sampled_from([time(8), time(9), time(12, 10)]),
    st.sampled_from([time(12, 20), time(15, 40), time(19, 20)]),
    st.sampled_from([frozenset(range(7)), frozenset({0, 2}), frozenset({1})]),
)


def _few[T](values: st.SearchStrategy[T], most: int = 2) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(values, max_size=most).map(tuple)


def _some[T](values: list[T], most: int = 2) -> st.SearchStrategy[frozenset[T]]:
    return st.frozensets(st.sampled_from(values), max_size=most)


@st.composite
def _facilitators(draw: st.DrawFn) -> tuple[Facilitator, ...]:
    return tuple(
        Facilitator(
            id=each,
            kinds=draw(_some(["mentor", "wellness"])),
            max_per_day=draw(st.none() | st.integers(0, 2)),
            max_per_round=draw(st.none() | st.integers(0, 3)),
            evaluates=draw(_few(_spans, 1)),
            held=draw(_few(_dates, 1)),
        )
        for each in _PEOPLE[: draw(st.integers(1, 3))]
    )


@st.composite
def _slots(draw: st.DrawFn, owners: tuple[Facilitator, ...], groups: bool) -> tuple[Slot, ...]:
    moments = st.tuples(st.sampled_from(owners), st.integers(0, DAYS - 1), st.sampled_from(CLOCKS))
    chosen = draw(st.lists(moments, max_size=6, unique_by=lambda each: (each[0].id, each[1], each[2])))
    made = []
    for number, (owner, day, clock) in enumerate(chosen):
        more: dict[str, object] = {"mode": draw(st.sampled_from(["office", "video"])), "format": "one"}
        if groups and draw(st.booleans()):
            taken = draw(st.integers(0, 1)) if owner.held and owner.held[0] == FIRST + timedelta(days=day) else 0
            more |= {
                "format": "group",
                "seats": draw(st.integers(1, 4)),
                "minimum": draw(st.integers(1, 3)),
                "taken": taken,
            }
        more["barred"] = draw(_some(_PEOPLE[2:], 1))
        made.append(make_slot(number, owner.id, day, clock, **more))
    return tuple(made)


_trainees = st.builds(
    Trainee,
    id=st.sampled_from(_PEOPLE[2:]),
    supervision=_few(st.builds(Supervision, st.sampled_from(_PEOPLE), _spans)),
    excluded_people=_some(_PEOPLE, 1),
    away=_few(_ranges, 1),
    busy=_few(_ranges, 1),
    preferred_people=_some(_PEOPLE[:3]),
    preferred_kinds=_some(["mentor", "wellness"], 1),
    preferred_formats=_some(["one", "group"], 1),
    preferred_modes=_some(["office", "video"], 1),
    former_listener=st.none() | st.sampled_from(_PEOPLE[:4]),
    same_listener=st.booleans(),
    good_hours=_few(_hours, 1),
    bad_hours=_few(_hours, 1),
)


@st.composite
def problems(draw: st.DrawFn, *, groups: bool = False) -> Problem:
    """Up to four trainees, three facilitators and six slots, with every constraint there is."""
    facilitators = draw(_facilitators())
    return Problem(
        trainees=tuple(draw(st.lists(_trainees, min_size=1, max_size=4, unique_by=lambda each: each.id))),
        slots=draw(_slots(facilitators, groups)),
        facilitators=facilitators,
        zone=CHICAGO,
        leaders_take_part=draw(st.booleans()),
    )
