"""Pictures as numbers: where each shape of a small chart goes. Templates draw them as SVG in the theme's classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from programs.times import clock_text, local


@dataclass(frozen=True)
class Block:
    """One time in a week: a box, and whether somebody is known to come."""

    x: float
    y: float
    width: float
    height: float
    named: bool


@dataclass(frozen=True)
class Tick:
    """A label along an edge."""

    at: float
    text: str


@dataclass(frozen=True)
class WeekPicture:
    """A week of offered times, for templates/checkins/week_picture.html."""

    width: int
    height: int
    days: Sequence[Tick]
    hours: Sequence[Tick]
    blocks: Sequence[Block]
    sentence: str


LEFT, TOP, DAY_WIDTH, HOUR_HEIGHT = 40, 26, 58, 28


def week_picture(times: Sequence[tuple[datetime, datetime, bool]], zone: str) -> WeekPicture | None:
    """The first week that has times; each is start, end, and whether a name may be known. None without times.

    A held and a free time come in alike, so the picture cannot tell them apart.
    """
    spans = sorted((local(start, zone), local(end, zone), named) for start, end, named in times)
    if not spans:
        return None
    monday = spans[0][0].date() - timedelta(days=spans[0][0].weekday())
    week = [each for each in spans if each[0].date() < monday + timedelta(days=7)]
    days = 5 if all(start.weekday() < 5 for start, _, _ in week) else 7
    first = min(start.hour for start, _, _ in week)
    # A time that ends on the full hour needs no further line; one past midnight ends the picture.
    last = max(24 if end.date() > start.date() else end.hour + (end.minute > 0) for start, end, _ in week)
    # A single hour is a thin line; four make a picture.
    first = max(min(first, last - 4), 0)
    last = max(last, first + 4)
    return WeekPicture(
        width=LEFT + days * DAY_WIDTH + 6,
        height=TOP + (last - first) * HOUR_HEIGHT + 8,
        days=[_day(monday + timedelta(days=n), n) for n in range(days)],
        hours=[Tick(TOP + (h - first) * HOUR_HEIGHT, _hour(h)) for h in range(first, last + 1)],
        blocks=[_block(start, end, named, first) for start, end, named in week],
        sentence=_sentence(monday, week),
    )


def _day(day: date, number: int) -> Tick:
    return Tick(LEFT + number * DAY_WIDTH + DAY_WIDTH / 2, f"{day:%a} {day.day}")


def _hour(hour: int) -> str:
    return f"{hour % 12 or 12} {'am' if hour % 24 < 12 else 'pm'}"


def _block(start: datetime, end: datetime, named: bool, first: int) -> Block:
    minutes = (start.hour - first) * 60 + start.minute
    return Block(
        x=LEFT + start.weekday() * DAY_WIDTH + 4,
        y=TOP + minutes / 60 * HOUR_HEIGHT,
        width=DAY_WIDTH - 8,
        # A hair less than its time, so that two in a row stay two.
        height=max((end - start) / timedelta(hours=1) * HOUR_HEIGHT - 1.5, 4),
        named=named,
    )


def _sentence(monday: date, week: Sequence[tuple[datetime, datetime, bool]]) -> str:
    said = ", ".join(f"{start:%A} {clock_text(start)}" for start, _, _ in week)
    return f"Your times in the week of {monday:%B} {monday.day}: {said}."


@dataclass(frozen=True)
class Bar:
    """One week of a forecast: what is offered, and the part of it that is needed to give everybody a time."""

    x: float
    offered_y: float
    offered_height: float
    needed_y: float
    needed_height: float
    middle: float
    label: str


@dataclass(frozen=True)
class ForecastPicture:
    """Hours of listening by week, for templates/checkins/forecast_picture.html."""

    width: int
    height: int
    floor: int
    bar_width: int
    bars: Sequence[Bar]
    lines: Sequence[Tick]
    sentence: str


CHART_LEFT, CHART_TOP, CHART_HEIGHT, BAR, GAP = 34, 14, 130, 44, 20


def forecast_picture(weeks: Sequence[tuple[date, int, int]]) -> ForecastPicture | None:
    """Bars of hours by week, from (Monday, minutes offered, minutes needed). None without weeks."""
    if not weeks:
        return None
    top = max(1, -(-max(offered for _, offered, _ in weeks) // 60))
    floor = CHART_TOP + CHART_HEIGHT
    bars = []
    for number, (monday, offered, needed) in enumerate(weeks):
        x = CHART_LEFT + GAP / 2 + number * (BAR + GAP)
        high, low = (minutes / 60 / top * CHART_HEIGHT for minutes in (offered, needed))
        label = f"{monday:%b} {monday.day}"
        bars.append(Bar(x, floor - high, high, floor - low, low, x + BAR / 2, label))
    said = "; ".join(
        f"week of {monday:%B} {monday.day}, {hours(offered)} offered, {hours(needed)} needed"
        for monday, offered, needed in weeks
    )
    return ForecastPicture(
        # Never so narrow that one week's bar fills the page.
        width=CHART_LEFT + max(len(weeks), 6) * (BAR + GAP) + 6,
        height=floor + 24,
        floor=floor,
        bar_width=BAR,
        bars=bars,
        lines=[Tick(floor - step / top * CHART_HEIGHT, str(step)) for step in _steps(top)],
        sentence=f"Hours of listening by week: {said}.",
    )


def _steps(top: int) -> list[int]:
    every = max(1, -(-top // 4))
    return list(range(every, top + 1, every))


def hours(minutes: int) -> str:
    """ "1 hour", "2.5 hours", from minutes, to the nearest tenth."""
    amount = f"{minutes / 60:.1f}".removesuffix(".0")
    return f"{amount} hour{'' if amount == '1' else 's'}"
