"""From a calendar file to the times when its owner is busy: pure, on plain values.

Repeating events come again by the wall clock of their own zone, so a meeting at nine stays at nine when clocks change.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, vRecur

from checkins.busy import Problem, ReadError

type Span = tuple[datetime, datetime]

MOST_EVENTS = 20_000
# Repetitions looked at in all, and spans kept: more than any person has.
MOST_LOOKED_AT = 200_000
MOST_SPANS = 4_000
TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
# Hearten's own entries, which a calendar may have taken in: a time that is offered is not in its own way.
OURS = "@hearten"


@dataclass
class _Look:
    """Between which instants, in which zone, and how much was looked at so far."""

    first: datetime
    last: datetime
    zone: tzinfo
    looked_at: int = 0
    found: list[Span] = field(default_factory=list)

    def count(self) -> None:
        self.looked_at += 1
        if self.looked_at > MOST_LOOKED_AT:
            raise ReadError(Problem.LARGE)

    def add(self, start: datetime, end: datetime) -> None:
        if start < end and start < self.last and end > self.first:
            self.found.append((start.astimezone(UTC), end.astimezone(UTC)))


def busy_spans(data: bytes, *, first: datetime, last: datetime, zone: str) -> list[Span]:
    """When a calendar's owner is busy between two instants, in order, those that touch as one.

    Times without a zone, and whole days, are meant in `zone`. Raises ReadError for what is no calendar or too large.
    """
    try:
        calendar = Calendar.from_ical(data)
        events, sheets = calendar.walk("VEVENT"), calendar.walk("VFREEBUSY")
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, UnicodeError):
        raise ReadError(Problem.NO_CALENDAR) from None
    if len(events) > MOST_EVENTS:
        raise ReadError(Problem.LARGE)
    look = _Look(first, last, ZoneInfo(zone))
    moved = _moved(events, look)
    for event in events:
        try:
            _add_event(event, moved[str(event.get("UID"))], look)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            # One event that nobody can read must not hide the others.
            continue
    for sheet in sheets:
        _add_sheet(sheet, look)
    return _merged(look.found)


def _moved(events: list[Any], look: _Look) -> dict[str, set[datetime]]:
    """Of each repeating event: the starts that an event of their own stands for (RECURRENCE-ID)."""
    found: dict[str, set[datetime]] = defaultdict(set)
    for event in events:
        if "RECURRENCE-ID" in event:
            found[str(event.get("UID"))].add(_instant(event["RECURRENCE-ID"].dt, look.zone))
    return found


def _add_event(event: Any, moved: set[datetime], look: _Look) -> None:
    look.count()
    if _is_free(event):
        return
    start = event["DTSTART"].dt
    length = _length(event, start, look.zone)
    if length <= timedelta(0):
        return
    zone = start.tzinfo if isinstance(start, datetime) and start.tzinfo else look.zone
    single = "RECURRENCE-ID" in event
    left_out = {_instant(each, look.zone) for each in _dates(event, "EXDATE")} | (set() if single else moved)
    for wall in {*_walls(event, _wall(start), zone, length, look), *_extra(event, zone)}:
        begins = wall.replace(tzinfo=zone)
        if begins.astimezone(UTC) not in left_out:
            # By the wall clock too: an all-day event lasts 23 hours in the night when clocks go forward.
            look.add(begins, (wall + length).replace(tzinfo=zone))


def _is_free(event: Any) -> bool:
    """Whether the event keeps nobody busy: shown as free, called off, or Hearten's own."""
    return (
        str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(event.get("STATUS", "")).upper() == "CANCELLED"
        or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
        or str(event.get("UID", "")).endswith(OURS)
    )


def _length(event: Any, start: date, zone: tzinfo) -> timedelta:
    """How long an event lasts by the wall clock."""
    if "DURATION" in event:
        length: timedelta = event["DURATION"].dt
        return length
    if "DTEND" in event:
        end = event["DTEND"].dt
        if isinstance(end, datetime) and isinstance(start, datetime) and end.tzinfo and start.tzinfo:
            end = end.astimezone(start.tzinfo)
        return _wall(end) - _wall(start)
    return timedelta(0) if isinstance(start, datetime) else timedelta(days=1)


def _walls(event: Any, start: datetime, zone: tzinfo, length: timedelta, look: _Look) -> Iterator[datetime]:
    """Every start of an event, as a wall-clock time of its zone, as far as it may matter."""
    rules = event.get("RRULE")
    if rules is None:
        yield start
        return
    latest = look.last.astimezone(zone).replace(tzinfo=None)
    earliest = look.first.astimezone(zone).replace(tzinfo=None) - length - timedelta(days=1)
    for rule in rules if isinstance(rules, list) else [rules]:
        for wall in rrulestr(_text(rule, zone), dtstart=start):
            look.count()
            if wall > latest:
                break
            if wall >= earliest:
                yield wall


def _text(rule: vRecur, zone: tzinfo) -> str:
    """A rule whose end is a wall-clock time, as its start is."""
    parts = vRecur(rule)
    if TOO_OFTEN & {str(each).upper() for each in parts.get("FREQ", [])}:
        raise ValueError("Nobody is busy every hour.")
    if "UNTIL" in parts:
        until = parts["UNTIL"][0]
        if isinstance(until, datetime):
            until = until.astimezone(zone).replace(tzinfo=None) if until.tzinfo else until
        else:
            until = datetime.combine(until, time.max.replace(microsecond=0))
        parts["UNTIL"] = [until]
    written: Any = parts
    return str(written.to_ical().decode())


def _extra(event: Any, zone: tzinfo) -> Iterator[datetime]:
    """Starts that are listed one by one."""
    for each in _dates(event, "RDATE"):
        start = each[0] if isinstance(each, tuple) else each
        yield _wall(start.astimezone(zone) if isinstance(start, datetime) and start.tzinfo else start)


def _dates(event: Any, name: str) -> Iterator[Any]:
    lists = event.get(name, [])
    for each in lists if isinstance(lists, list) else [lists]:
        yield from (found.dt for found in each.dts)


def _wall(moment: date) -> datetime:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, time.min)


def _instant(moment: Any, zone: tzinfo) -> datetime:
    if isinstance(moment, datetime) and moment.tzinfo:
        return moment.astimezone(UTC)
    return _wall(moment).replace(tzinfo=zone).astimezone(UTC)


def _add_sheet(sheet: Any, look: _Look) -> None:
    """A list of busy times without events (VFREEBUSY)."""
    periods = sheet.get("FREEBUSY", [])
    for each in periods if isinstance(periods, list) else [periods]:
        look.count()
        if str(each.params.get("FBTYPE", "BUSY")).upper() == "FREE":
            continue
        start, end = each.dt
        begins = _instant(start, look.zone)
        look.add(begins, begins + end if isinstance(end, timedelta) else _instant(end, look.zone))


def _merged(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    if len(found) > MOST_SPANS:
        raise ReadError(Problem.LARGE)
    return found
