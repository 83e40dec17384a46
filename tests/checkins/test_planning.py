"""Names and dates that a new round begins with, and what is said beside times."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkins.planning import next_period, suggest
from checkins.rules import BlackoutTimes
from checkins.showing import blackout_words, by_day, listing, merged, words_beside

CHICAGO = "America/Chicago"
THURSDAY_NOON = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "start", "months", "expected"),
    [
        (date(2026, 11, 22), 7, 3, date(2027, 1, 1)),
        (date(2026, 12, 31), 7, 3, date(2027, 1, 1)),
        (date(2027, 1, 1), 7, 3, date(2027, 4, 1)),
        (date(2026, 11, 22), 7, 6, date(2027, 1, 1)),
        (date(2026, 11, 22), 9, 3, date(2026, 12, 1)),
        (date(2026, 6, 30), 7, 6, date(2026, 7, 1)),
    ],
)
def test_the_next_period_follows_the_academic_year(day: date, start: int, months: int, expected: date) -> None:
    assert next_period(day, start, months) == expected


@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.integers(1, 12),
    st.sampled_from([3, 6]),
    st.none() | st.dates(date(2019, 1, 1), date(2035, 1, 1)),
)
def test_a_suggested_round_begins_on_a_monday_ahead(day: date, start: int, months: int, last: date | None) -> None:
    found = suggest(today=day, start_month=start, months=months, last_start=last)
    assert found.starts_on > day
    assert (found.starts_on.weekday(), found.ends_on.weekday()) == (0, 4)
    assert (found.starts_on.replace(day=1).month - start) % months == 0
    assert last is None or found.starts_on > last
    assert str(found.starts_on.year) in found.name


def test_rounds_follow_one_another() -> None:
    first = suggest(today=date(2026, 11, 22), start_month=7, months=3, last_start=None)
    second = suggest(today=date(2026, 11, 22), start_month=7, months=3, last_start=first.starts_on)
    assert (first.name, second.name) == ("Winter 2027", "Spring 2027")
    assert (first.starts_on, first.ends_on) == (date(2027, 1, 4), date(2027, 2, 12))


@pytest.mark.parametrize(
    ("names", "group", "before", "expected"),
    [
        ([], False, timedelta(hours=24, seconds=1), "Offered. If somebody comes, the name shows on Wednesday."),
        ([], True, timedelta(hours=24, seconds=1), "Offered. If somebody comes, the name shows on Wednesday."),
        ([], False, timedelta(hours=24), "Nobody has taken this time."),
        (["Mei Yilmaz"], False, timedelta(days=9), "With Mei Yilmaz."),
        (["Mei Yilmaz"], True, timedelta(hours=3), "With Mei Yilmaz."),
        (["Mei", "Jo"], True, timedelta(days=9), "With Mei and Jo. If others come, their names show on Wednesday."),
    ],
)  # fmt: skip
def test_the_words_beside_a_time(names: list[str], group: bool, before: timedelta, expected: str) -> None:
    words = words_beside(names=names, starts_at=THURSDAY_NOON, group=group, now=THURSDAY_NOON - before, zone=CHICAGO)
    assert words == expected


def test_names_are_listed_as_people_say_them() -> None:
    assert [listing(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == ["", "A", "A and B", "A, B and C"]


def test_times_of_a_day_are_one_line() -> None:
    starts = [datetime(2027, 1, 4, 12, 40), datetime(2027, 1, 4, 12, 0), datetime(2027, 1, 5, 9, 0)]  # noqa: DTZ001  # wall clock
    assert [(line.day.day, line.text) for line in by_day(starts)] == [(4, "12:00 pm, 12:40 pm"), (5, "9:00 am")]


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(1, 60)), max_size=12))
def test_merged_spans_cover_the_same_minutes_and_lie_apart(rough: list[tuple[int, int]]) -> None:
    spans = [(THURSDAY_NOON + timedelta(minutes=m), THURSDAY_NOON + timedelta(minutes=m + n)) for m, n in rough]
    found = merged(spans)
    assert all(any(a <= start and end <= b for a, b in found) for start, end in spans)
    assert {a for a, _ in found} <= {start for start, _ in spans}
    assert {b for _, b in found} <= {end for _, end in spans}
    assert all(later[0] - earlier[1] > timedelta(minutes=15) for earlier, later in pairwise(found))


@pytest.mark.parametrize(
    ("blocked", "expected"),
    [
        (BlackoutTimes(date(2026, 12, 24), date(2026, 12, 24)), "Thursday, December 24, 2026, all day"),
        (
            BlackoutTimes(date(2026, 11, 23), date(2026, 12, 18), 1, time(12), time(13)),
            "Tuesdays, November 23 to December 18, 2026, 12:00 to 1:00 pm",
        ),
        (
            BlackoutTimes(date(2026, 12, 28), date(2027, 1, 3), None, time(7), time(12, 30)),
            "December 28, 2026 to January 3, 2027, 7:00 am to 12:30 pm",
        ),
    ],
)
def test_a_blocked_time_in_words(blocked: BlackoutTimes, expected: str) -> None:
    assert blackout_words(blocked) == expected
