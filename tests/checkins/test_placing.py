"""The placing, case by case: who is never met, what limits do, and what comes first."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

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
    Wish,
    place,
)
from checkins.placing import groups as groups_module
from tests.checkins.placing_world import CHICAGO, FIRST, local, make_slot, person

ANN, BOB = Facilitator(person(1), frozenset({"mentor"})), Facilitator(person(2), frozenset({"wellness_lead"}))
CHIEF = Facilitator(person(3), frozenset({"mentor"}))
TESS, UMA, VIC = Trainee(person(11)), Trainee(person(12)), Trainee(person(13))


def problem(
    trainees: list[Trainee], slots: list[Slot], people: list[Facilitator] | None = None, *, leaders: bool = False
) -> Problem:
    return Problem(tuple(trainees), tuple(slots), tuple(people or [ANN, BOB]), CHICAGO, leaders_take_part=leaders)


def listeners(placement: Placement) -> dict[UUID, UUID]:
    return {each.trainee_id: each.facilitator_id for each in placement.assignments}


def slot_of(placement: Placement, who: Trainee) -> UUID | None:
    return {each.trainee_id: each.slot_id for each in placement.assignments}.get(who.id)


def supervised(start: date, end: date | None) -> tuple[Supervision, ...]:
    return (Supervision(ANN.id, DateSpan(start, end)),)


NINE = make_slot(1, ANN.id, 0, time(9))
NOON = make_slot(2, ANN.id, 0, time(12))
EVENING = make_slot(3, ANN.id, 0, time(19))  # already the next day in UTC
NEXT_DAY = make_slot(4, ANN.id, 1, time(9))
WITH_BOB = make_slot(5, BOB.id, 0, time(9))


def test_nobody_to_place() -> None:
    assert place(problem([], [NINE])).assignments == ()


def test_nothing_offered() -> None:
    assert [each.trainee_id for each in place(problem([TESS], [])).unplaced] == [TESS.id]


@pytest.mark.parametrize(
    ("start", "end", "placed"),
    [
        (FIRST, FIRST, False),
        (FIRST - timedelta(days=30), FIRST, False),
        (FIRST, None, False),
        (FIRST - timedelta(days=30), FIRST - timedelta(days=1), True),
        (FIRST + timedelta(days=1), None, True),
    ],
)
@pytest.mark.parametrize("slot", [NINE, EVENING])
def test_a_supervisor_is_one_on_the_local_date_of_the_slot(
    slot: Slot, start: date, end: date | None, placed: bool
) -> None:
    trainee = replace(TESS, supervision=supervised(start, end), preferred_people=frozenset({ANN.id}))
    assert bool(place(problem([trainee], [slot])).assignments) is placed


def test_an_excluded_person_is_never_given_even_when_also_preferred() -> None:
    trainee = replace(TESS, excluded_people=frozenset({ANN.id}), preferred_people=frozenset({ANN.id}))
    assert place(problem([trainee], [NINE])).assignments == ()


@pytest.mark.parametrize(
    ("leaders", "chosen", "span", "placed"),
    [
        (False, False, DateSpan(FIRST), False),
        (False, True, DateSpan(FIRST), True),
        (True, False, DateSpan(FIRST), True),
        (False, False, DateSpan(FIRST - timedelta(days=9), FIRST - timedelta(days=1)), True),
    ],
)
def test_an_evaluator_listens_only_if_chosen_or_if_leaders_take_part(
    leaders: bool, chosen: bool, span: DateSpan, placed: bool
) -> None:
    trainee = replace(TESS, preferred_people=frozenset({ANN.id} if chosen else ()))
    found = place(problem([trainee], [NINE], [replace(ANN, evaluates=(span,))], leaders=leaders))
    assert bool(found.assignments) is placed


def test_a_chief_resident_does_not_listen_to_themselves() -> None:
    chief = Trainee(CHIEF.id)
    own = make_slot(1, CHIEF.id, 0, time(9))
    assert place(problem([chief], [own], [CHIEF])).assignments == ()
    assert listeners(place(problem([chief, TESS], [own], [CHIEF]))) == {TESS.id: CHIEF.id}


@pytest.mark.parametrize(
    ("start", "minutes", "placed"),
    [(time(8), 60, True), (time(8), 61, False), (time(9, 20), 30, True), (time(9, 19), 30, False)],
)
@pytest.mark.parametrize("field", ["away", "busy"])
def test_a_blocked_time_may_touch_a_slot_and_not_overlap_it(
    field: str, start: time, minutes: int, placed: bool
) -> None:
    begins = local(0, start)
    blocked = (TimeRange(begins, begins + timedelta(minutes=minutes)),)
    trainee = Trainee(TESS.id, away=blocked) if field == "away" else Trainee(TESS.id, busy=blocked)
    assert bool(place(problem([trainee], [NINE])).assignments) is placed


def test_the_limit_a_day_is_of_the_local_day() -> None:
    once_a_day = replace(ANN, max_per_day=1)
    assert len(place(problem([TESS, UMA], [NINE, EVENING], [once_a_day])).assignments) == 1
    assert len(place(problem([TESS, UMA], [NINE, NEXT_DAY], [once_a_day])).assignments) == 2


def test_what_a_facilitator_already_holds_counts_against_both_limits() -> None:
    that_day = replace(ANN, max_per_day=1, held=(FIRST,))
    assert slot_of(place(problem([TESS], [NINE, NEXT_DAY], [that_day])), TESS) == NEXT_DAY.id
    in_round = replace(ANN, max_per_round=1, held=(FIRST - timedelta(days=20),))
    assert place(problem([TESS], [NINE, NEXT_DAY], [in_round])).assignments == ()


def test_what_all_like_best_on_one_day_does_not_hide_the_other_days() -> None:
    like_video = [replace(each, preferred_modes=frozenset({"video"})) for each in (TESS, UMA)]
    favourites = [replace(slot, mode="video") for slot in (NINE, NOON, EVENING)]
    once_a_day = replace(ANN, max_per_day=1, max_per_round=2)
    assert len(place(problem(like_video, [*favourites, NEXT_DAY], [once_a_day])).assignments) == 2


def test_everybody_placed_comes_before_any_wish() -> None:
    picky = replace(TESS, preferred_people=frozenset({ANN.id}), same_listener=True, former_listener=ANN.id)
    only_ann = replace(UMA, excluded_people=frozenset({BOB.id}))
    found = place(problem([picky, only_ann], [NINE, WITH_BOB]))
    assert listeners(found) == {TESS.id: BOB.id, UMA.id: ANN.id}
    assert found.assignments[0].unmet == (Wish.SAME_LISTENER, Wish.PERSON)
    assert found.cost == found.assignments[0].cost == 16


def test_wishes_come_before_evenness() -> None:
    wants_ann = frozenset({ANN.id})
    both = [replace(TESS, preferred_people=wants_ann), replace(UMA, preferred_people=wants_ann)]
    assert set(listeners(place(problem(both, [NINE, NOON, WITH_BOB]))).values()) == {ANN.id}


def test_without_wishes_check_ins_are_shared_out() -> None:
    more_with_bob = make_slot(6, BOB.id, 0, time(12))
    found = place(problem([TESS, UMA], [NINE, NOON, WITH_BOB, more_with_bob]))
    assert set(listeners(found).values()) == {ANN.id, BOB.id}
    already = place(problem([TESS, UMA], [NINE, NOON, WITH_BOB, more_with_bob], [replace(ANN, held=(FIRST,) * 2), BOB]))
    assert set(listeners(already).values()) == {BOB.id}


@pytest.mark.parametrize(
    ("wish", "changes", "met_by"),
    [
        (Wish.SAME_LISTENER, {"same_listener": True, "former_listener": BOB.id}, WITH_BOB),
        (Wish.PERSON, {"preferred_people": frozenset({BOB.id})}, WITH_BOB),
        (Wish.KIND, {"preferred_kinds": frozenset({"wellness_lead"})}, WITH_BOB),
        (Wish.MODE, {"preferred_modes": frozenset({"video"})}, replace(NOON, mode="video")),
        (Wish.FORMAT, {"preferred_formats": frozenset({"walk"})}, replace(NOON, format="walk")),
        (Wish.BAD_HOURS, {"bad_hours": (Hours(time(8), time(9, 1)),)}, NOON),
        (Wish.GOOD_HOURS, {"good_hours": (Hours(time(12), time(12, 20)),)}, NOON),
    ],
)
def test_each_wish_is_met_where_it_can_be(wish: Wish, changes: dict[str, object], met_by: Slot) -> None:
    trainee = replace(TESS, **changes)  # type: ignore[arg-type]  # fields by name
    found = place(problem([trainee], [NINE, met_by]))
    assert slot_of(found, trainee) == met_by.id
    assert found.cost == 0
    assert place(problem([trainee], [NINE])).assignments[0].unmet == (wish,)


def test_hours_count_on_their_weekdays_only() -> None:
    tuesdays = Hours(time(8), time(10), frozenset({1}))
    trainee = replace(TESS, bad_hours=(tuesdays,))
    assert place(problem([trainee], [NINE])).cost == 0
    assert place(problem([trainee], [NEXT_DAY])).cost == 5


def test_a_former_listener_costs_nothing_unless_wished_again() -> None:
    assert place(problem([replace(TESS, former_listener=BOB.id)], [NINE])).cost == 0


GROUP = replace(NOON, seats=3, minimum=2, format="group")


def test_a_group_takes_place_from_its_minimum_on() -> None:
    assert place(problem([TESS], [GROUP])).assignments == ()
    found = place(problem([TESS, UMA], [GROUP]))
    assert {slot_of(found, TESS), slot_of(found, UMA)} == {GROUP.id}
    assert len(place(problem([TESS, UMA, VIC, Trainee(person(14))], [GROUP])).assignments) == 3


def test_a_group_that_somebody_is_in_needs_fewer_and_is_already_counted() -> None:
    one_a_day = replace(ANN, max_per_day=1, held=(FIRST,))
    assert slot_of(place(problem([TESS], [replace(GROUP, seats=2, taken=1)], [one_a_day])), TESS) == GROUP.id


@pytest.mark.parametrize("once", [replace(ANN, max_per_round=1), replace(ANN, max_per_day=1)])
def test_a_group_counts_as_one_conversation(once: Facilitator) -> None:
    assert len(place(problem([TESS, UMA], [GROUP], [once])).assignments) == 2
    assert len(place(problem([TESS, UMA, VIC], [replace(GROUP, seats=2), NINE], [once])).assignments) == 2


@pytest.mark.parametrize(
    ("listener", "groups"), [(replace(ANN, max_per_day=1), 1), (replace(ANN, max_per_round=1), 1), (ANN, 2)]
)
def test_limits_hold_between_groups(listener: Facilitator, groups: int) -> None:
    evening = replace(EVENING, seats=3, minimum=2)
    everybody = [TESS, UMA, VIC, *(Trainee(person(20 + number)) for number in range(3))]
    found = place(problem(everybody, [GROUP, evening], [listener]))
    assert len(found.assignments) == 3 * groups


@pytest.mark.parametrize(("busy", "other"), [(ANN, BOB), (BOB, ANN)])
def test_whoever_holds_fewer_check_ins_gets_the_group(busy: Facilitator, other: Facilitator) -> None:
    groups = [replace(GROUP, facilitator_id=busy.id), replace(GROUP, id=person(77), facilitator_id=other.id)]
    found = place(problem([TESS, UMA], groups, [replace(busy, held=(FIRST,)), other]))
    assert set(listeners(found).values()) == {other.id}


@pytest.mark.parametrize("busy", range(5))
def test_a_group_counts_when_check_ins_are_shared_out(busy: int) -> None:
    people = [Facilitator(person(number)) for number in range(1, 6)]
    slots = [make_slot(50 + number, each.id, 0, time(9)) for number, each in enumerate(people)]
    group = replace(GROUP, facilitator_id=people[busy].id, seats=2)
    wanting = [replace(each, preferred_formats=frozenset({"group"})) for each in (TESS, UMA)]
    others = [Trainee(person(20 + number)) for number in range(4)]
    found = listeners(place(problem([*wanting, *others], [*slots, group], people)))
    assert people[busy].id not in {found[each.id] for each in others}


def test_a_group_that_takes_somebodys_only_listener_does_not_take_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups_module, "EXACT_PAIRS", -1)  # the way of large problems, which only guesses groups
    wanting = [replace(each, preferred_formats=frozenset({"group"})) for each in (TESS, UMA)]
    only_ann = replace(VIC, excluded_people=frozenset({BOB.id}), busy=(TimeRange(NOON.start, NOON.end),))
    slots = [replace(GROUP, seats=2), NINE, WITH_BOB, make_slot(6, BOB.id, 0, time(12))]
    found = place(problem([*wanting, only_ann], slots, [replace(ANN, max_per_round=1), BOB]))
    assert len(found.assignments) == 3
    assert not found.optimal


@pytest.mark.parametrize("supervises", [True, False])
def test_nobody_sits_in_a_group_with_their_supervisor_or_whom_they_excluded(supervises: bool) -> None:
    if supervises:
        junior = replace(TESS, supervision=(Supervision(UMA.id, DateSpan(FIRST, FIRST)),))
    else:
        junior = replace(TESS, excluded_people=frozenset({UMA.id}))
    assert place(problem([junior, UMA], [GROUP])).assignments == ()
    found = place(problem([junior, UMA, VIC], [GROUP]))
    assert len(found.assignments) == 2
    assert {slot_of(found, junior), slot_of(found, UMA)} == {GROUP.id, None}


def test_somebody_barred_from_a_group_does_not_join_it() -> None:
    found = place(problem([TESS, UMA, VIC], [replace(GROUP, barred=frozenset({UMA.id}))]))
    assert set(listeners(found)) == {TESS.id, VIC.id}


@pytest.mark.parametrize(
    ("slots", "people", "said"),
    [
        ([NINE, NINE], [ANN], "given twice"),
        ([WITH_BOB], [ANN], "belongs to nobody"),
        ([NINE, make_slot(9, ANN.id, 0, time(9, 10))], [ANN], "overlap"),
        ([replace(NINE, end=NINE.start)], [ANN], "ends before it starts"),
        ([replace(NINE, start=datetime(2026, 11, 2, 9), end=datetime(2026, 11, 2, 10))], [ANN], "time zone"),  # noqa: DTZ001  # naive on purpose
        ([replace(NINE, seats=-1)], [ANN], "below zero"),
        ([NINE], [replace(ANN, max_per_day=-1)], "below zero"),
    ],
)
def test_a_problem_that_cannot_be_is_refused(slots: list[Slot], people: list[Facilitator], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        problem([TESS], slots, people)
