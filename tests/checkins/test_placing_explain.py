"""Why somebody has no seat, what would give them one, and what a director may know beforehand."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings

from checkins.placing import (
    Change,
    DateSpan,
    Facilitator,
    Hours,
    Problem,
    Reason,
    Remedy,
    Slot,
    Supervision,
    TimeRange,
    Trainee,
    Unplaced,
    Week,
    forecast,
    place,
)
from tests.checkins.placing_world import CHICAGO, DAYS, FIRST, local, make_slot, person, problems

ANN = Facilitator(person(1), frozenset({"mentor"}), max_per_day=2, max_per_round=2)
TESS, UMA = Trainee(person(11)), Trainee(person(12))
NINE, NOON = make_slot(1, ANN.id, 0, time(9)), make_slot(2, ANN.id, 0, time(12))
WHOLE_ROUND = (TimeRange(local(0, time(0)), local(DAYS, time(0))),)


def only_unplaced(problem: Problem) -> Unplaced:
    (found,) = place(problem).unplaced
    return found


def problem(trainees: tuple[Trainee, ...], slots: tuple[Slot, ...], *people: Facilitator) -> Problem:
    return Problem(trainees, slots, people or (ANN,), CHICAGO)


def test_no_times() -> None:
    assert only_unplaced(problem((TESS,), ())).reason is Reason.NO_TIMES


def test_one_more_time() -> None:
    found = only_unplaced(problem((TESS, UMA), (NINE,)))
    assert found.reason is Reason.ALL_TAKEN
    assert found.change == Change(Remedy.ONE_MORE_TIME, ANN.id, FIRST)


def test_one_more_that_day() -> None:
    found = only_unplaced(problem((TESS, UMA), (NINE, NOON), replace(ANN, max_per_day=1)))
    assert found.change == Change(Remedy.ONE_MORE_THAT_DAY, ANN.id, FIRST)


def test_one_more_in_the_round() -> None:
    found = only_unplaced(problem((TESS, UMA), (NINE, NOON), replace(ANN, max_per_round=1)))
    assert found.reason is Reason.ALL_TAKEN
    assert found.change == Change(Remedy.ONE_MORE_IN_ROUND, ANN.id)


def test_only_a_supervisor_offers_times() -> None:
    junior = replace(TESS, supervision=(Supervision(ANN.id, DateSpan(FIRST)),))
    found = only_unplaced(problem((junior,), (NINE,)))
    assert found == Unplaced(TESS.id, Reason.ONLY_BLOCKED_PEOPLE, Change(Remedy.ANOTHER_LISTENER))


def test_a_supervisor_until_yesterday_could_offer_another_day() -> None:
    junior = replace(TESS, supervision=(Supervision(ANN.id, DateSpan(FIRST, FIRST)),))
    other_day = make_slot(3, person(2), 1, time(9))
    with_bob = problem(
        (junior,), (NINE, other_day), ANN, Facilitator(person(2), evaluates=(DateSpan(FIRST),), max_per_round=5)
    )
    assert only_unplaced(with_bob).change == Change(Remedy.ONE_MORE_TIME, ANN.id, FIRST + timedelta(days=1))


def test_never_free() -> None:
    found = only_unplaced(problem((replace(TESS, away=WHOLE_ROUND),), (NINE,)))
    assert found == Unplaced(TESS.id, Reason.NEVER_FREE, Change(Remedy.ANOTHER_LISTENER))


def test_a_group_that_too_few_would_come_to() -> None:
    group = replace(NOON, seats=4, minimum=3)
    assert {each.reason for each in place(problem((TESS, UMA), (group,))).unplaced} == {Reason.GROUP_TOO_SMALL}


@settings(max_examples=250, deadline=None)
@given(problems(groups=True))
def test_every_change_is_enough(case: Problem) -> None:
    before = place(case)
    for missing in before.unplaced:
        after = place(_changed(case, missing))
        assert len(after.assignments) > len(before.assignments)


def _changed(case: Problem, missing: Unplaced) -> Problem:
    """Apply what the placing said would be enough."""
    change = missing.change
    trainee = next(each for each in case.trainees if each.id == missing.trainee_id)
    match change.remedy:
        case Remedy.ANOTHER_LISTENER:
            # On a day of its own, so that no blocked time of the small worlds reaches it.
            new = make_slot(99, person(99), DAYS + 3, time(9))
            return replace(case, slots=(*case.slots, new), facilitators=(*case.facilitators, Facilitator(person(99))))
        case Remedy.ONE_MORE_TIME:
            assert change.day is not None
            return replace(case, slots=(*case.slots, _further_slot(case, trainee, change)))
        case _:
            return replace(case, facilitators=tuple(_raised(each, change) for each in case.facilitators))


def _further_slot(case: Problem, trainee: Trainee, change: Change) -> Slot:
    assert change.facilitator_id is not None
    assert change.day is not None
    theirs = [TimeRange(each.start, each.end) for each in case.slots if each.facilitator_id == change.facilitator_id]
    start = datetime.combine(change.day, time(8), CHICAGO)
    while any(
        span.start < start + timedelta(minutes=30) and start < span.end
        for span in [*trainee.away, *trainee.busy, *theirs]
    ):
        start += timedelta(minutes=5)
    assert start.time() <= time(17, 30)
    return Slot(person(999), change.facilitator_id, start, start + timedelta(minutes=30))


def _raised(facilitator: Facilitator, change: Change) -> Facilitator:
    if facilitator.id != change.facilitator_id:
        return facilitator
    if change.remedy is Remedy.ONE_MORE_THAT_DAY:
        # The limit is one of every day; raising it for all of them can only help further.
        assert change.day is not None
        held = facilitator.held.count(change.day)
        return replace(facilitator, max_per_day=max(facilitator.max_per_day or 0, held) + 1)
    return replace(facilitator, max_per_round=max(facilitator.max_per_round or 0, len(facilitator.held)) + 1)


# --- the forecast ---


def test_a_forecast_counts_seats_weeks_and_who_would_be_left() -> None:
    next_week = make_slot(3, ANN.id, 7, time(9))
    group = replace(make_slot(4, ANN.id, 8, time(12)), seats=3, minimum=3)
    found = forecast(problem((TESS, UMA), (NINE, next_week, group, replace(NOON, seats=0)), replace(ANN)))
    assert (found.trainees, found.seats, found.unplaced) == (2, 5, 0)
    assert found.weeks == (Week(FIRST, 20, 20), Week(FIRST + timedelta(days=7), 40, 20))
    assert found.hours_a_week == (20 + 20) / 60 / 2


def test_a_forecast_says_how_many_supervision_leaves_without_a_seat() -> None:
    junior = replace(TESS, supervision=(Supervision(ANN.id, DateSpan(FIRST)),))
    assert forecast(problem((junior, UMA), (NINE, NOON))).unplaced == 1


def test_an_empty_forecast() -> None:
    assert forecast(problem((), ())).hours_a_week == 0


@settings(max_examples=100, deadline=None)
@given(problems(groups=True))
def test_a_forecast_is_the_same_whatever_trainees_said_in_private(case: Problem) -> None:
    quiet = replace(
        case, trainees=tuple(Trainee(each.id, supervision=each.supervision, away=each.away) for each in case.trainees)
    )
    loud = replace(case, trainees=tuple(_says_everything(each, case) for each in case.trainees))
    assert forecast(case) == forecast(quiet) == forecast(loud)


def _says_everything(trainee: Trainee, case: Problem) -> Trainee:
    everybody = frozenset(each.id for each in case.facilitators)
    return replace(
        trainee,
        excluded_people=everybody,
        preferred_people=everybody,
        preferred_kinds=frozenset({"mentor"}),
        preferred_formats=frozenset({"group"}),
        preferred_modes=frozenset({"video"}),
        same_listener=True,
        former_listener=case.facilitators[0].id,
        busy=WHOLE_ROUND,
        bad_hours=(Hours(time(0), time(23, 59)),),
        good_hours=(Hours(time(6), time(7)),),
    )


def test_monday_is_by_the_local_date() -> None:
    late_on_sunday = make_slot(5, ANN.id, -1, time(23))
    assert [week.monday for week in forecast(problem((TESS,), (late_on_sunday,))).weeks] == [date(2026, 10, 26)]
