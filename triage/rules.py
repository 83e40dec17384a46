"""Who answers at this moment, whose contact is shown, and when somebody is asked whether it still holds: plain values.

In doubt a contact counts as closed: to say "answers now" of a phone that nobody picks up is the worse mistake. So it is
on federal holidays: hours that do not hold every day of the week may not hold then, and we say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from programs.times import city, local
from triage.holidays import is_holiday

# A contact confirms itself every quarter; it is asked a week before, and again each week (issue of R39 to R43).
QUARTER = timedelta(days=91)
ASK_AFTER = QUARTER - timedelta(days=7)
ASK_AGAIN = timedelta(days=7)
LINK_LIVES = timedelta(days=14)
# A new contact has a week to answer its first mail before anybody is told to look after it.
FIRST_ANSWER = timedelta(days=7)
# How far ahead hours are worked out: a copy that a phone kept tells the truth for that long.
AHEAD = timedelta(days=21)

EVERY_DAY = frozenset(range(7))
# static/src/help.js says the same.
DOUBTFUL = "Hours may differ today, a federal holiday"
SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Span:
    """Hours of some weekdays (0 is Monday), on the wall clock. An end at or before the start is on the next day."""

    days: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True)
class Hours:
    """When somebody answers, in an IANA zone."""

    zone: str
    always: bool = False
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Answering:
    """Whether somebody answers now; `until` when (None: for good), or from when `again` (None: not known).

    `doubtful`: it is within hours that a holiday may change.
    """

    now: bool
    until: datetime | None = None
    again: datetime | None = None
    doubtful: bool = False


def open_times(hours: Hours, now: datetime) -> list[tuple[datetime, datetime]]:
    """The times of answering that end after `now`, as UTC instants in order, for three weeks; without doubtful ones."""
    return _times(hours, now, doubtful=False)


def doubtful_times(hours: Hours, now: datetime) -> list[tuple[datetime, datetime]]:
    """The same of hours that begin on a federal holiday: somebody may answer then, or not."""
    return _times(hours, now, doubtful=True)


def _times(hours: Hours, now: datetime, *, doubtful: bool) -> list[tuple[datetime, datetime]]:
    day, found = local(now, hours.zone).date() - timedelta(days=1), []
    for shift in range(AHEAD.days + 2):
        on = day + timedelta(days=shift)
        spans = [span for span in hours.spans if on.weekday() in span.days]
        # Whoever answers on every day of the week does so on a holiday, too.
        found += [
            _instants(span, on, hours.zone) for span in spans if (is_holiday(on) and span.days != EVERY_DAY) is doubtful
        ]
    return [(start, end) for start, end in _joined(sorted(found)) if end > now]


def _instants(span: Span, on: date, zone: str) -> tuple[datetime, datetime]:
    last = on if span.closes > span.opens else on + timedelta(days=1)
    return max(_both(on, span.opens, zone)), min(_both(last, span.closes, zone))


def _both(on: date, wall: time, zone: str) -> tuple[datetime, datetime]:
    """The two instants that a wall-clock time can mean; one and the same but for the hour of changing clocks."""
    at = datetime.combine(on, wall, ZoneInfo(zone))
    return at.replace(fold=0).astimezone(UTC), at.replace(fold=1).astimezone(UTC)


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Spans that touch or overlap become one; those that a change of clocks swallows are left out."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def answering(hours: Hours, now: datetime) -> Answering:
    """Whether somebody answers at this instant."""
    if hours.always:
        return Answering(now=True)
    times = open_times(hours, now)
    if times and times[0][0] <= now:
        end = times[0][1]
        # Open without a gap as far as we look: there is no end to name.
        return Answering(now=True, until=end if end < now + AHEAD else None)
    doubtful = any(start <= now for start, _ in doubtful_times(hours, now))
    return Answering(now=False, again=times[0][0] if times else None, doubtful=doubtful)


def clock(moment: datetime) -> str:
    """ "7 am", "7:30 am", "noon", "midnight", of a local time. static/src/help.js says the same."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "noon" if moment.hour else "midnight"
    minutes = f":{moment:%M}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'am' if moment.hour < 12 else 'pm'}"


def answering_text(hours: Hours, now: datetime) -> str:
    """ "Answers now, until 7 am, Chicago time". static/src/help.js says the same of a copy that was kept."""
    if hours.always:
        return "Answers at any hour"
    found = answering(hours, now)
    if found.now:
        until = f", until {_moment(found.until, now, hours.zone)}, {city(hours.zone)} time" if found.until else ""
        return f"Answers now{until}"
    if found.doubtful:
        return DOUBTFUL
    if found.again:
        return f"Closed now. Answers {_moment(found.again, now, hours.zone, on=True)}, {city(hours.zone)} time"
    return "Closed now"


def _moment(moment: datetime, now: datetime, zone: str, *, on: bool = False) -> str:
    """A time of today by the clock alone, another day's with its weekday, one in a week or more with its date."""
    there, here = local(moment, zone), local(now, zone)
    at = clock(there)
    if there.date() == here.date():
        return f"at {at}" if on else at
    day = f"{there:%A}" if there.date() - here.date() < timedelta(days=7) else f"{there:%B} {there.day}"
    return f"{day} at {at}"


def hours_text(hours: Hours) -> str:
    """ "Mon to Fri, 8 am to 5 pm, Chicago time", or "Any hour, every day"."""
    if hours.always:
        return "Any hour, every day"
    said = [f"{_days_text(span.days)}, {_wall(span.opens)} to {_wall(span.closes)}" for span in hours.spans]
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}, {city(hours.zone)} time" if said else "Hours not known"


def _wall(wall: time) -> str:
    return clock(datetime.combine(date.min, wall))


def _days_text(days: frozenset[int]) -> str:
    """ "Mon to Fri", "Sat, Sun", "every day"."""
    if len(days) == 7:
        return "every day"
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        f"{SHORT_DAYS[run[0]]} to {SHORT_DAYS[run[-1]]}" if len(run) > 2 else ", ".join(SHORT_DAYS[day] for day in run)
        for run in runs
    )


# --- Whose contact is shown -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rank:
    """What decides whether a contact of one branch is shown: the program's own or inherited, first choice or backup."""

    own: bool
    backup: bool


def replaced(rank: Rank, others: Iterable[Rank]) -> bool:
    """Whether a program's own contact of the same place stands before an inherited one: first choice, or backup."""
    return not rank.own and Rank(own=True, backup=rank.backup) in set(others)


# --- Whether a contact still holds ------------------------------------------------------------------------------


class Standing(StrEnum):
    """How sure we are that a contact holds."""

    NEVER = "never"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"


def standing(confirmed_at: datetime | None, now: datetime) -> Standing:
    """Never confirmed, confirmed within a quarter, or not since."""
    if confirmed_at is None:
        return Standing.NEVER
    return Standing.CONFIRMED if now - confirmed_at <= QUARTER else Standing.LAPSED


def standing_text(confirmed_at: datetime | None, now: datetime, zone: str) -> str:
    """ "Confirmed October 2", "Not confirmed since July 2", "Not yet confirmed"; with the year where it is another."""
    if confirmed_at is None:
        return "Not yet confirmed"
    there = local(confirmed_at, zone)
    day = f"{there:%B} {there.day}" + (f", {there.year}" if there.year != local(now, zone).year else "")
    return f"Confirmed {day}" if standing(confirmed_at, now) == Standing.CONFIRMED else f"Not confirmed since {day}"


def ask_is_due(*, reachable: bool, confirmed_at: datetime | None, asked_at: datetime | None, now: datetime) -> bool:
    """Whether to mail a contact that it confirm itself: before its quarter is over, then each week until it does.

    `reachable`: it has an address, and mail to it did not come back.
    """
    if not reachable or (confirmed_at is not None and now - confirmed_at < ASK_AFTER):
        return False
    return asked_at is None or now - asked_at >= ASK_AGAIN


def needs_somebody(*, created_at: datetime, confirmed_at: datetime | None, trouble: bool, now: datetime) -> bool:
    """Whether staff must look after a contact: mail came back, it says something is wrong, or it does not confirm."""
    if trouble or standing(confirmed_at, now) == Standing.LAPSED:
        return True
    return confirmed_at is None and now - created_at >= FIRST_ANSWER
