"""Offering times: patterns, blackouts, both daylight-saving nights, and one's own overlaps."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkins.actions.slots import NewTimes, add_blackout, check_times, offer_times, save_profile
from checkins.models import Listener, ListenerProfile, Round, Seat, Slot
from checkins.rules import LONGEST_PATTERN, BlackoutTimes, WeeklyPattern, blacked_out, wall_times
from programs import tenancy
from programs.errors import RefusedError
from programs.models import Person, Program, Role
from tests.factories import NOW, make_member, make_program
from tests.world import make_round, make_slot

CHICAGO = "America/Chicago"
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
TIMES = st.times(time(0, 0), time(23, 59)).map(lambda each: each.replace(second=0, microsecond=0))


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def pattern(**changes: object) -> WeeklyPattern:
    plain = {
        "first_day": date(2026, 11, 30), "last_day": date(2026, 12, 11), "weekdays": frozenset({0, 3}),
        "from_time": time(12), "to_time": time(13), "minutes": 20, "pause": 0,
    }  # fmt: skip
    return WeeklyPattern(**{**plain, **changes})  # type: ignore[arg-type]  # a test's short hand


# --- Patterns, as plain values ----------------------------------------------------------------------------------


def test_a_weekly_pattern_fills_its_hours() -> None:
    found = wall_times(pattern())
    assert len(found) == 4 * 3
    assert found[0] == (wall(date(2026, 11, 30), 12), wall(date(2026, 11, 30), 12, 20))


def test_a_pause_takes_its_minutes() -> None:
    starts = [start.minute for start, _ in wall_times(pattern(pause=15))]
    assert starts == [0, 35] * 4


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last_day": date(2026, 11, 29)}, "turn them round"),
        ({"last_day": date(2026, 11, 30) + LONGEST_PATTERN + timedelta(days=1)}, "at most 120 days"),
    ],
)
def test_a_pattern_of_impossible_days_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        wall_times(pattern(**changes))


@given(DAYS, st.integers(0, 120), st.sets(st.integers(0, 6)), TIMES, TIMES, st.integers(15, 60), st.integers(0, 30))
def test_every_time_of_a_pattern_keeps_to_it(
    first: date, days: int, weekdays: set[int], begins: time, ends: time, minutes: int, pause: int
) -> None:
    last = first + timedelta(days=days)
    found = wall_times(WeeklyPattern(first, last, frozenset(weekdays), begins, ends, minutes, pause))
    for start, end in found:
        assert first <= start.date() <= last
        assert start.date() == end.date()
        assert start.weekday() in weekdays
        assert begins <= start.time() < end.time() <= ends
        assert end - start == timedelta(minutes=minutes)
    for (_, end), (start, _) in pairwise(found):
        assert start - end >= timedelta(minutes=pause)


@given(DAYS, TIMES, st.integers(15, 60), DAYS, st.integers(0, 20), st.none() | st.integers(0, 6), TIMES, TIMES)
def test_a_blackout_hits_exactly_what_shares_a_minute_with_it(
    day: date, begins: time, minutes: int, first: date, days: int, weekday: int | None, low: time, high: time
) -> None:
    """Against a check minute by minute, in a zone without daylight saving so that minutes can be counted."""
    start = datetime.combine(day, begins, tzinfo=UTC)
    end = start + timedelta(minutes=minutes)
    if end.date() != day:
        return
    whole = low >= high
    blackout = BlackoutTimes(
        first, first + timedelta(days=days), weekday, None if whole else low, None if whole else high
    )
    expected = any(
        blackout.starts_on <= minute.date() <= blackout.ends_on
        and weekday in (None, minute.weekday())
        and (whole or low <= minute.time() < high)
        for minute in (start + timedelta(minutes=n) for n in range(minutes))
    )
    assert blacked_out(start, end, [blackout], "UTC") is expected


# --- In the database --------------------------------------------------------------------------------------------


@pytest.fixture
def mentor(program: Program) -> Person:
    return make_member(program, Role.FACILITATOR, "Nadia Karimi")


@pytest.fixture
def round_(program: Program, mentor: Person) -> Round:
    made = make_round(program)
    Listener.objects.create(program=program, round=made, person=mentor)
    return made


def times(*walls: tuple[datetime, datetime], **fields: object) -> NewTimes:
    return NewTimes(**{"wall_times": walls, "mode": "office", "place": "Office 4.112", **fields})  # type: ignore[arg-type]  # short


def at(day: date, hour: int, minute: int = 0, *, minutes: int = 20) -> tuple[datetime, datetime]:
    return wall(day, hour, minute), wall(day, hour, minute) + timedelta(minutes=minutes)


THURSDAY = date(2026, 12, 3)


def test_a_time_is_offered_with_its_seats(round_: Round, mentor: Person) -> None:
    offered = offer_times(
        round_=round_, facilitator=mentor, times=times(at(THURSDAY, 12, minutes=45), format="group", seats=5), now=NOW
    )
    assert (offered.added, offered.left_out) == (1, [])
    slot = Slot.objects.get()
    assert slot.starts_at == datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
    assert list(Seat.objects.order_by("number").values_list("number", "starts_at")) == [
        (number, slot.starts_at) for number in range(1, 6)
    ]


@pytest.mark.parametrize(
    ("span", "reason"),
    [
        (at(date(2026, 11, 20), 12), "already past"),
        (at(date(2027, 3, 3), 12), "outside the dates of the round"),
        (at(THURSDAY, 8), "blocked: Pre-rounding"),
        (at(THURSDAY, 9, 10), "you already offer that time"),
    ],
)
def test_what_cannot_be_offered_is_left_out_with_its_reason(
    program: Program, round_: Round, mentor: Person, span: tuple[datetime, datetime], reason: str
) -> None:
    make_slot(round_, mentor, starts_at=datetime(2026, 12, 3, 15, 0, tzinfo=UTC))
    blocked = BlackoutTimes(date(2026, 7, 1), date(2027, 6, 30), from_time=time(6), to_time=time(8, 30))
    add_blackout(program=program, person=None, label="Pre-rounding", times=blocked)
    good = at(THURSDAY, 13)
    offered = offer_times(round_=round_, facilitator=mentor, times=times(span, good), now=NOW)
    assert (offered.added, offered.left_out) == (1, [(span[0], reason)])


def test_a_persons_own_blackout_concerns_nobody_else(program: Program, round_: Round, mentor: Person) -> None:
    other = make_member(program, Role.WELLNESS_LEAD)
    Listener.objects.create(program=program, round=round_, person=other)
    add_blackout(program=program, person=other, label="Clinic", times=BlackoutTimes(THURSDAY, THURSDAY))
    found = [
        check_times(round_=round_, facilitator=person, wall_times=[at(THURSDAY, 12)], now=NOW)
        for person in (mentor, other)
    ]
    assert [len(each.spans) for each in found] == [1, 0]


def test_looking_writes_nothing(round_: Round, mentor: Person) -> None:
    assert len(check_times(round_=round_, facilitator=mentor, wall_times=[at(THURSDAY, 12)], now=NOW).spans) == 1
    assert not Slot.objects.exists()


def test_a_pattern_does_not_overlap_itself(round_: Round, mentor: Person) -> None:
    offered = offer_times(
        round_=round_, facilitator=mentor, times=times(at(THURSDAY, 12), at(THURSDAY, 12, 10)), now=NOW
    )
    assert (offered.added, len(offered.left_out)) == (1, 1)


def test_a_time_in_another_program_is_in_the_way(round_: Round, mentor: Person) -> None:
    """Another program's rows are not to be seen, so the constraint says it."""
    other = make_program()
    with tenancy.inside(program=other):
        make_slot(make_round(other), mentor, starts_at=datetime(2026, 12, 3, 18, 0, tzinfo=UTC))
    with pytest.raises(RefusedError, match="overlaps another of yours"):
        offer_times(round_=round_, facilitator=mentor, times=times(at(THURSDAY, 12)), now=NOW)
    assert not Slot.objects.exists()


def test_only_listeners_offer_and_only_while_a_round_lasts(program: Program, round_: Round, mentor: Person) -> None:
    with pytest.raises(RefusedError, match="don't listen"):
        offer_times(
            round_=round_, facilitator=make_member(program, Role.FACILITATOR), times=times(at(THURSDAY, 12)), now=NOW
        )
    round_.state = Round.State.CLOSED
    with pytest.raises(RefusedError, match="is over"):
        offer_times(round_=round_, facilitator=mentor, times=times(at(THURSDAY, 12)), now=NOW)


SPRING, FALL = date(2027, 3, 14), date(2026, 11, 1)


def _nights(zone: str) -> tuple[Round, Person]:
    program = make_program(time_zone=zone)
    tenancy.enter(program_id=program.pk, institution_id=program.institution_id)
    person = make_member(program, Role.FACILITATOR)
    round_ = make_round(program, starts_on=date(2026, 10, 1), ends_on=date(2027, 4, 1))
    Listener.objects.create(program=program, round=round_, person=person)
    return round_, person


BEFORE = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "added", "skipped"),
    [
        # New York jumps from 2:00 to 3:00, so the three times from 2:00 on do not exist.
        ("America/New_York", SPRING, 6, 3),
        ("America/New_York", FALL, 9, 0),
        ("America/Phoenix", SPRING, 9, 0),
        ("America/Phoenix", FALL, 9, 0),
    ],
)
@pytest.mark.django_db
def test_both_daylight_saving_nights(zone: str, day: date, added: int, skipped: int) -> None:
    round_, person = _nights(zone)
    night = wall_times(
        pattern(first_day=day, last_day=day, weekdays=frozenset({6}), from_time=time(1), to_time=time(4))
    )
    offered = offer_times(round_=round_, facilitator=person, times=times(*night), now=BEFORE)
    assert (offered.added, len(offered.left_out)) == (added, skipped)
    assert {reason for _, reason in offered.left_out} <= {"the clocks go forward and skip it"}
    slots = list(Slot.objects.order_by("starts_at"))
    assert all(slot.ends_at - slot.starts_at == timedelta(minutes=20) for slot in slots)
    assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(slots))


@pytest.mark.django_db
def test_a_time_over_the_change_of_clocks_keeps_its_length() -> None:
    """Its end read from the wall clock would come an hour late, and the database refuse it."""
    round_, person = _nights("America/New_York")
    offer_times(round_=round_, facilitator=person, times=times(at(FALL, 1, 50)), now=BEFORE)
    slot = Slot.objects.get()
    assert (slot.starts_at, slot.ends_at) == (
        datetime(2026, 11, 1, 5, 50, tzinfo=UTC),
        datetime(2026, 11, 1, 6, 10, tzinfo=UTC),
    )


def test_two_lines_about_oneself_are_kept_once(program: Program, mentor: Person) -> None:
    for about in ("Coffee is on me.", "  I trained in Lima.  "):
        save_profile(program=program, person=mentor, about=about)
    assert list(ListenerProfile.objects.values_list("about", flat=True)) == ["I trained in Lima."]
