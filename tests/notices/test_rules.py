"""When messages may leave: truth tables, and nights of changing clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices import rules

CHICAGO = "America/Chicago"
NIGHTS = [(date(2026, 11, 23), date(2026, 11, 25))]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(CHICAGO)).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "awake"),
    [
        (at(23, 9), None),  # the day before the first night
        (at(23, 23), None),  # at work, and nobody sleeps
        (at(24, 2), at(24, 15)),
        (at(24, 14, 59), at(24, 15)),
        (at(24, 15), None),
        (at(26, 9), at(26, 15)),  # after the last night
        (at(27, 9), None),
    ],
)
def test_nothing_arrives_in_the_sleep_after_a_night_shift(moment: datetime, awake: datetime | None) -> None:
    assert rules.waking(moment, NIGHTS, CHICAGO) == awake


@pytest.mark.parametrize("zone", ["America/New_York", "America/Phoenix"])
@pytest.mark.parametrize("night", [date(2026, 3, 7), date(2026, 10, 31)])
def test_three_in_the_afternoon_is_local_after_a_change_of_clocks(zone: str, night: date) -> None:
    morning = datetime.combine(night + timedelta(days=1), datetime.min.time().replace(hour=4), ZoneInfo(zone))
    awake = rules.waking(morning.astimezone(UTC), [(night, night)], zone)
    assert awake is not None
    local = awake.astimezone(ZoneInfo(zone))
    assert (local.date(), local.hour, local.minute) == (night + timedelta(days=1), 15, 0)


@given(
    minute=st.integers(0, 365 * 24 * 60),
    first=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    length=st.integers(0, 14),
    zone=st.sampled_from(["America/New_York", "America/Phoenix", "America/Anchorage"]),
)
def test_waiting_always_ends_the_same_day_and_awake(minute: int, first: date, length: int, zone: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    nights = [(first, first + timedelta(days=length))]
    awake = rules.waking(now, nights, zone)
    if awake is not None:
        assert timedelta(0) < awake - now <= timedelta(hours=16)
        assert rules.waking(awake, nights, zone) is None


def test_a_reminder_is_dropped_two_hours_late_and_never_sent_into_the_talk() -> None:
    due = at(23, 9)
    assert rules.reminder_drop_after(due, due + timedelta(days=1)) == due + timedelta(hours=2)
    assert rules.reminder_drop_after(due, due + timedelta(hours=1)) == due + timedelta(hours=1)
    assert not rules.too_late(due, due)
    assert rules.too_late(due, due + timedelta(microseconds=1))
    assert not rules.too_late(None, due)


def test_failures_wait_longer_and_longer_and_then_stop() -> None:
    waits = [rules.next_attempt(n) for n in range(1, len(rules.BACK_OFF) + 2)]
    assert waits[-1] is None
    spans = [wait for wait in waits if wait is not None]
    assert spans == sorted(spans)
    assert timedelta(minutes=1) == spans[0]


def test_a_lease_outlives_the_slowest_delivery() -> None:
    assert rules.LEASE > rules.DELIVER_LIMIT
