"""What a listener reads beside a time: plain values in, words out.

A held time and a free one get exactly the same words until the name may show (privacy.md 1), so nothing here is ever
told whether a seat is taken: only the names that may be known come in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Protocol

from checkins.rules import NAME_SHOWS_BEFORE
from programs.times import clock_text, local


def listing(names: Sequence[str]) -> str:
    """ "Mei Yilmaz", "Mei Yilmaz and Jo Kim", "Mei Yilmaz, Jo Kim and Ana Ruiz"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def words_beside(*, names: Sequence[str], starts_at: datetime, group: bool, now: datetime, zone: str) -> str:
    """The sentence beside an offered time, from the names that may be known by now."""
    shows_at = starts_at - NAME_SHOWS_BEFORE
    day = f"{local(shows_at, zone):%A}"
    if names and group and now < shows_at:
        return f"With {listing(names)}. If others come, their names show on {day}."
    if names:
        return f"With {listing(names)}."
    if now >= shows_at:
        return "Nobody has taken this time."
    return f"Offered. If somebody comes, the name shows on {day}."


@dataclass(frozen=True)
class DayOfTimes:
    """Times of one day, as one line: "12:00, 12:20 and 12:40 pm"."""

    day: date
    text: str


def by_day(starts: Iterable[datetime]) -> list[DayOfTimes]:
    """Local starts, one line a day."""
    days = groupby(sorted(starts), key=lambda start: start.date())
    return [DayOfTimes(day, ", ".join(clock_text(start) for start in times)) for day, times in days]


def merged(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Spans that touch, overlap or lie at most a short pause apart, as one: how long a room is needed in a piece."""
    found: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] <= timedelta(minutes=15):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


class Blocked(Protocol):
    """What `blackout_words` reads: a model's row or plain values."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def weekday(self) -> int | None: ...
    @property
    def from_time(self) -> time | None: ...
    @property
    def to_time(self) -> time | None: ...


def blackout_words(blocked: Blocked) -> str:
    """ "Tuesdays, 12:00 to 1:00 pm, November 23 to December 18, 2026"."""
    parts = []
    if blocked.weekday is not None and blocked.starts_on != blocked.ends_on:
        # Any week will do to name a day.
        parts.append(f"{date(2026, 11, 23) + timedelta(days=blocked.weekday):%A}s")
    parts.append(days_text(blocked.starts_on, blocked.ends_on))
    parts.append(hours_text(blocked.from_time, blocked.to_time))
    return ", ".join(parts)


def days_text(first: date, last: date) -> str:
    """ "November 23 to December 18, 2026", "November 23, 2026"."""
    if first == last:
        return f"{first:%A, %B} {first.day}, {first.year}"
    begins = f"{first:%B} {first.day}" + (f", {first.year}" if first.year != last.year else "")
    return f"{begins} to {last:%B} {last.day}, {last.year}"


def hours_text(first: time | None, last: time | None) -> str:
    """ "12:00 to 1:00 pm", "all day"."""
    if first is None or last is None:
        return "all day"
    begins, ends = (f"{each:%I:%M} {'am' if each.hour < 12 else 'pm'}".lstrip("0") for each in (first, last))
    if begins[-2:] == ends[-2:]:
        begins = begins[:-3]
    return f"{begins} to {ends}"
