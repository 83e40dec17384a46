"""Local times for people: UTC in the database, a program's IANA zone at the edges."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class NonexistentTimeError(ValueError):
    """A wall-clock time that the zone skips when clocks go forward."""


def city(zone: str) -> str:
    """The zone's city as people say it: "America/New_York" is "New York"."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def local(moment: datetime, zone: str) -> datetime:
    """The same instant on the zone's wall clock."""
    return moment.astimezone(ZoneInfo(zone))


def localize(wall: datetime, zone: str) -> datetime:
    """The UTC instant of a wall-clock time; of an hour that comes twice, the first.

    Raises NonexistentTimeError for a time that the zone skips (privacy.md F9).
    """
    aware = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    instant = aware.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall.replace(fold=0):
        raise NonexistentTimeError(
            f"{wall:%-I:%M} {wall:%p}".lower()
            + f" does not exist on {day_text(wall.date())}: clocks go forward. Choose another time."
        )
    return instant


def today(now: datetime, zone: str) -> date:
    """The date in the zone at this instant."""
    return local(now, zone).date()


def day_text(day: date) -> str:
    """ "Thursday, December 3"."""
    return f"{day:%A, %B} {day.day}"


def dated_text(day: date) -> str:
    """ "Thursday, December 3, 2026", for what is filed and read years later."""
    return f"{day_text(day)}, {day.year}"


def clock_text(moment: datetime) -> str:
    """ "12:10 pm", of a local time."""
    return f"{moment:%I:%M %p}".lstrip("0").lower()


def span_text(start: datetime, end: datetime, zone: str) -> str:
    """ "12:10 to 12:25 pm, Chicago time", from two instants."""
    first, last = local(start, zone), local(end, zone)
    from_text = clock_text(first)
    if first.strftime("%p") == last.strftime("%p"):
        from_text = from_text.rsplit(" ", 1)[0]
    return f"{from_text} to {clock_text(last)}, {city(zone)} time"
