"""What a new round is called and when it takes place, unless a director says otherwise: plain values, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

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
# So long before its first day the next round drafts itself, so long before it opens (or waits), and so long
# after its last day it closes: wrap-ups are written by then.
DRAFTED_AHEAD = timedelta(weeks=6)
OPENED_AHEAD = timedelta(days=10)
CLOSED_AFTER = timedelta(days=14)
# A director's word that somebody answers the safety number holds a quarter, and the days until the next round opens.
ATTESTED_FOR = timedelta(days=100)
# So many days before its first day, listeners without times are asked again, and directors are reminded to open it.
ASKED_AGAIN = (21, 12)
REMINDED = (14, 7, 1)
PERIOD_MONTHS = {"quarterly": 3, "semiannual": 6}
WELCOME_LASTS = timedelta(days=25)
# Long enough for every listener to find a few quiet hours, short enough to be one season's talk.
ROUND_LASTS = timedelta(weeks=6)


@dataclass(frozen=True)
class Suggestion:
    """A name and two dates to begin with; the last day is a Friday."""

    name: str
    starts_on: date
    ends_on: date


def attestation_holds(attested_at: datetime | None, now: datetime) -> bool:
    """Whether somebody called the safety number lately enough for a round to open on it (R40)."""
    return attested_at is not None and now - attested_at <= ATTESTED_FOR


def passed(days_ahead: Sequence[int], starts_on: date, today: date) -> int | None:
    """The nearest of some numbers of days before a first day that is reached by now, or None."""
    reached = [days for days in days_ahead if starts_on - today <= timedelta(days=days)]
    return min(reached, default=None)


def welcome(first_day: date, today: date) -> Suggestion:
    """A round for those who begin on a day: listeners have a week to offer times, and it begins on a Monday."""
    earliest = max(first_day, today + timedelta(days=7))
    starts_on = earliest + timedelta(days=-earliest.weekday() % 7)
    return Suggestion(f"Welcome, {starts_on:%B %Y}", starts_on, starts_on + WELCOME_LASTS)


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
