"""Where the shapes of small charts go."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkins.pictures import forecast_picture, hours, week_picture

MONDAY = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
CHICAGO = "America/Chicago"


def _time(minutes: int, *, length: int = 20, named: bool = False) -> tuple[datetime, datetime, bool]:
    start = MONDAY + timedelta(minutes=minutes)
    return start, start + timedelta(minutes=length), named


def test_no_times_no_picture() -> None:
    assert week_picture([], CHICAGO) is None
    assert forecast_picture([]) is None


def test_only_the_first_week_is_drawn() -> None:
    picture = week_picture([_time(7 * 24 * 60), _time(0), _time(24 * 60, named=True)], CHICAGO)
    assert picture is not None
    assert [block.named for block in picture.blocks] == [False, True]
    assert picture.sentence == "Your times in the week of November 30: Monday 9:00 am, Tuesday 9:00 am."


@given(st.lists(st.tuples(st.integers(0, 7 * 24 * 60 - 31), st.integers(15, 30)), min_size=1, max_size=20))
def test_every_block_lies_inside_the_picture(times: list[tuple[int, int]]) -> None:
    picture = week_picture([_time(minutes, length=length) for minutes, length in times], CHICAGO)
    assert picture is not None
    for block in picture.blocks:
        assert block.x >= 0
        assert block.x + block.width <= picture.width
        assert block.y >= 0
        # A time past midnight is cut at the edge by the viewer, never by much.
        assert block.y + block.height <= picture.height + 15


def test_a_weekend_widens_the_week() -> None:
    weekday, weekend = week_picture([_time(0)], CHICAGO), week_picture([_time(5 * 24 * 60)], CHICAGO)
    assert weekday is not None
    assert weekend is not None
    assert (len(weekday.days), len(weekend.days)) == (5, 7)


def test_a_forecast_says_its_numbers() -> None:
    picture = forecast_picture([(date(2026, 11, 30), 180, 90), (date(2026, 12, 7), 60, 60)])
    assert picture is not None
    assert picture.sentence == (
        "Hours of listening by week: week of November 30, 3 hours offered, 1.5 hours needed; "
        "week of December 7, 1 hour offered, 1 hour needed."
    )
    assert [bar.offered_height >= bar.needed_height for bar in picture.bars] == [True, True]
    assert all(bar.offered_y >= 0 for bar in picture.bars)


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 hours"), (60, "1 hour"), (90, "1.5 hours"), (600, "10 hours")])
def test_hours_in_words(minutes: int, words: str) -> None:
    assert hours(minutes) == words
