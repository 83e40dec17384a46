"""Decisions about offers, names and times, on plain values: no database, no clock."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from programs.errors import RefusedError
from programs.times import local

# The trainee alone knows of a kept time until a day before it (design.md 2, step 4).
NAME_SHOWS_BEFORE = timedelta(hours=24)
# Nobody can be sent anywhere sooner than this.
MINIMUM_NOTICE = timedelta(hours=1)
# A time that is kept in place of another lies so far ahead that there is a whole day to say no before a name shows.
REPLACED_AHEAD = timedelta(hours=48)
# Whoever begins has a first talk within it (R3).
FIRST_MONTH = timedelta(days=30)
# Between single talks that take the place of a session.
LONGEST_PAUSE = timedelta(minutes=5)
# The longest span that one weekly pattern may fill, so that a slip of the pen makes no year of slots.
LONGEST_PATTERN = timedelta(days=120)
# A round belongs to one half-year at most.
LONGEST_ROUND = timedelta(days=184)


# Whoever asks for a talk gets times within two working days; after one, somebody else may be asked too (R35).
ANSWER_WITHIN, ASK_FURTHER_AFTER = 2, 1
WORKDAY_BEGINS = time(9)
FRIDAY = 4


class OfferState(StrEnum):
    OPEN = "open"
    HELD = "held"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_NOW = "not_now"


class Step(StrEnum):
    """What a trainee (or the program, for the last two) can do with an offer."""

    ACCEPT = "accept"
    TAKE = "take"
    DECLINE = "decline"
    NOT_NOW = "not_now"
    PLACE = "place"
    LOSE = "lose"


# From a state, by a step, to a state; whatever is not listed is refused. Declining is possible from everywhere (R6).
TRANSITIONS: dict[tuple[OfferState, Step], OfferState] = {
    (OfferState.HELD, Step.ACCEPT): OfferState.ACCEPTED,
    # A second tap on the same button is not an error.
    (OfferState.ACCEPTED, Step.ACCEPT): OfferState.ACCEPTED,
    **{(state, Step.TAKE): OfferState.ACCEPTED for state in OfferState},
    **{(state, Step.DECLINE): OfferState.DECLINED for state in OfferState},
    **{(state, Step.NOT_NOW): OfferState.NOT_NOW for state in OfferState},
    (OfferState.OPEN, Step.PLACE): OfferState.HELD,
    (OfferState.HELD, Step.LOSE): OfferState.OPEN,
    (OfferState.ACCEPTED, Step.LOSE): OfferState.OPEN,
}

SEATED = frozenset({OfferState.HELD, OfferState.ACCEPTED})


class Part(StrEnum):
    """Parts of a day as a trainee ticks them; together they fill it."""

    EARLY = "early"
    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def label(self) -> str:
        return PART_HOURS[self][0]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(part.value, part.label) for part in cls]


PART_HOURS: dict[Part, tuple[str, time, time]] = {
    Part.EARLY: ("Before 9 am", time(0), time(9)),
    Part.MORNING: ("9 am to noon", time(9), time(12)),
    Part.NOON: ("Noon to 2 pm", time(12), time(14)),
    Part.AFTERNOON: ("2 to 5 pm", time(14), time(17)),
    Part.EVENING: ("After 5 pm", time(17), time.max),
}


def hours_of(parts: Collection[str]) -> list[tuple[time, time]]:
    """The hours of some parts of the day, those that touch as one: a talk may begin in one and end in the next."""
    found: list[tuple[time, time]] = []
    for part in Part:
        if part not in parts:
            continue
        _, start, end = PART_HOURS[part]
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


class JustTakenError(RefusedError):
    """Somebody else took the last seat meanwhile."""


def after(state: str, step: Step) -> OfferState:
    """The state that a step leads to. Raises RefusedError when it leads nowhere."""
    try:
        return TRANSITIONS[OfferState(state), step]
    except KeyError:
        raise RefusedError("There is no time to accept right now. Please choose one.") from None


def name_shows(*, state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether the listener may see who comes: once accepted, or from 24 hours before (privacy.md 1)."""
    if state == OfferState.ACCEPTED:
        return True
    return state == OfferState.HELD and now >= starts_at - NAME_SHOWS_BEFORE


@dataclass(frozen=True)
class BlackoutTimes:
    """A blackout as plain values; dates and times on the program's wall clock, `weekday` 0 for Monday."""

    starts_on: date
    ends_on: date
    weekday: int | None = None
    from_time: time | None = None
    to_time: time | None = None
    label: str = ""


def blacked_out(start: datetime, end: datetime, blackouts: list[BlackoutTimes], zone: str) -> bool:
    """Whether any part of a span (two instants of one local day) falls into a blackout (R10)."""
    return blackout_over(start, end, blackouts, zone) is not None


def blackout_over(start: datetime, end: datetime, blackouts: list[BlackoutTimes], zone: str) -> BlackoutTimes | None:
    """The first blackout that any part of a span (two instants of one local day) falls into, or None (R10)."""
    first, last = local(start, zone), local(end, zone)
    return next((blackout for blackout in blackouts if _hits(first, last, blackout)), None)


def _hits(first: datetime, last: datetime, blackout: BlackoutTimes) -> bool:
    day = first.date()
    if not blackout.starts_on <= day <= blackout.ends_on:
        return False
    if blackout.weekday is not None and day.weekday() != blackout.weekday:
        return False
    if blackout.from_time is None or blackout.to_time is None:
        return True
    return first.time() < blackout.to_time and last.time() > blackout.from_time


@dataclass(frozen=True)
class WeeklyPattern:
    """Back-to-back times on some weekdays: `minutes` long, `pause` minutes between, on the program's wall clock."""

    first_day: date
    last_day: date
    weekdays: frozenset[int]
    from_time: time
    to_time: time
    minutes: int
    pause: int = 0


def wall_times(pattern: WeeklyPattern) -> list[tuple[datetime, datetime]]:
    """Every start and end of a weekly pattern, as naive wall-clock times.

    Raises RefusedError when the span is empty, turned round or longer than LONGEST_PATTERN.
    """
    if pattern.last_day < pattern.first_day:
        raise RefusedError("The last day is before the first one. Please turn them round.")
    if pattern.last_day - pattern.first_day > LONGEST_PATTERN:
        raise RefusedError(f"Please offer at most {LONGEST_PATTERN.days} days at a time.")
    length, step = timedelta(minutes=pattern.minutes), timedelta(minutes=pattern.minutes + pattern.pause)
    found: list[tuple[datetime, datetime]] = []
    day = pattern.first_day
    while day <= pattern.last_day:
        if day.weekday() in pattern.weekdays:
            start = datetime.combine(day, pattern.from_time)
            while start + length <= datetime.combine(day, pattern.to_time):
                found.append((start, start + length))
                start += step
        day += timedelta(days=1)
    return found


def parts_of(start: datetime, end: datetime, minutes: int) -> list[datetime]:
    """When single talks of some minutes begin that take the place of a session: as many as fit, with short pauses."""
    count = int((end - start) / timedelta(minutes=minutes))
    spare = (end - start) - count * timedelta(minutes=minutes)
    pause = min(LONGEST_PAUSE, spare / max(count - 1, 1))
    # Whole minutes: nobody is asked to come at 12:22:30.
    step = timedelta(minutes=minutes) + timedelta(minutes=pause // timedelta(minutes=1))
    return [start + number * step for number in range(count)]


def supervises(supervisions: list[tuple[date, date]], day: date) -> bool:
    """Whether somebody directly supervises a trainee on a day, from their spans of dates (R9, R15)."""
    return any(first <= day <= last for first, last in supervisions)


def working_days_later(moment: datetime, days: int, zone: str) -> datetime:
    """The same hour so many working days (Monday to Friday) later, on the zone's wall clock.

    What comes at a weekend counts from Monday, 9 am. Both ends are instants; a wall-clock time that does not exist
    that day is the instant that its hour would have been.
    """
    at = local(moment, zone)
    if at.weekday() > FRIDAY:
        at = datetime.combine(at.date() + timedelta(days=7 - at.weekday()), WORKDAY_BEGINS, at.tzinfo)
    day = at.date()
    for _ in range(days):
        day += timedelta(days=3 if day.weekday() == FRIDAY else 1)
    return datetime.combine(day, at.time(), at.tzinfo).astimezone(UTC)


# Words that turn an offer into a duty (R6), unless a "not" stands before them.
_PRESSING = re.compile(
    r"(?P<no>\b(?:not|never|no one|nobody|cannot|\w+n['\u2019]t)\s+(?:\w+\s+)?)?"
    r"\b(?P<word>mandatory|compulsory|obligatory|required|must|have to|need to|are expected|will be noted)\b",
    re.IGNORECASE,
)


def presses(words: str) -> str:
    """The first word of an invitation that makes a duty of it, or nothing: "you don't have to" is fine."""
    return next((found["word"] for found in _PRESSING.finditer(words) if not found["no"]), "")
