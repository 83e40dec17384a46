"""What a new round is called and when it takes place, unless a director says otherwise: plain values, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta

SEASONS = (
    "Winter",
    "Winter",
    "Spring",
    "Spring",
    "Spring",
    "Summer",
    "Summer",
    "Summer",
    "Fall",
    "Fall",
    "Fall",
    "Winter",
)
# Long enough for every listener to find a few quiet hours, short enough to be one season's talk.
ROUND_LASTS = timedelta(weeks=6)


@dataclass(frozen=True)
class Suggestion:
    """A name and two dates to begin with; the last day is a Friday."""

    name: str
    starts_on: date
    ends_on: date


def next_period(day: date, start_month: int, months: int) -> date:
    """The first day of the next quarter (3 months) or half-year (6) of an academic year that starts in a month."""
    year, month = day.year, day.month
    while True:
        month += 1
        if month > 12:
            year, month = year + 1, 1
        if (month - start_month) % months == 0:
            return date(year, month, 1)


def suggest(*, today: date, start_month: int, months: int, last_start: date | None) -> Suggestion:
    """The next round: six weeks from the first Monday of the next period that has no round yet.

    `last_start` is the first day of the latest round there is, planned or past.
    """
    period = next_period(today, start_month, months)
    while last_start is not None and last_start >= period:
        period = next_period(period, start_month, months)
    starts_on = period + timedelta(days=-period.weekday() % 7)
    ends_on = starts_on + ROUND_LASTS - timedelta(days=3)
    return Suggestion(f"{SEASONS[starts_on.month - 1]} {starts_on.year}", starts_on, ends_on)
