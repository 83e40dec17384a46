"""Inline pictures as plain numbers; templates draw them with classes, since inline styles are forbidden."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from checkins.models import Round

WIDTH = 616
LANE = 46


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    middle: int
    label: str
    shade: str


@dataclass(frozen=True)
class YearStrip:
    bars: list[Bar]
    months: list[tuple[int, str]]
    now_x: int
    height: int
    text: str

    @property
    def axis_y(self) -> int:
        return self.height - 34

    @property
    def months_y(self) -> int:
        return self.height - 12


SHADES = {Round.State.CLOSED: "calm", Round.State.OPEN: "needs", Round.State.DRAFT: "later"}


def year_strip(rounds: Iterable[Round], first: date, day: date) -> YearStrip:
    """An academic year with its rounds and today; dates are local to the program."""
    shown = [round_ for round_ in rounds if round_.starts_on < first + timedelta(days=365)]
    bars: list[Bar] = []
    for round_ in shown:
        x, end = _x(round_.starts_on, first), _x(round_.ends_on, first)
        width = max(end - x, 92)
        x = min(x, WIDTH - width)
        # Two rounds close together would write over each other: the later one goes a lane up.
        lane = 1 if bars and bars[-1].x + bars[-1].width > x and bars[-1].y > LANE else 0
        y = 14 if lane else 14 + LANE
        label = round_.name.removesuffix(" check-ins")
        bars.append(Bar(x, y, width, x + width // 2, label, SHADES[Round.State(round_.state)]))
    months = [(_x(_month(first, ahead), first), f"{_month(first, ahead):%b}") for ahead in (0, 2, 4, 6, 8, 10)]
    words = "; ".join(f"{r.name} {_when(r)} ({r.get_state_display().lower()})" for r in shown) or "no rounds yet"
    text = f"The academic year from {first:%B %Y}: {words}."
    return YearStrip(bars, months, _x(day, first), 14 + 2 * LANE + 40, text)


def _month(first: date, ahead: int) -> date:
    month = first.month - 1 + ahead
    return date(first.year + month // 12, month % 12 + 1, 1)


def _x(day: date, first: date) -> int:
    return max(0, min(WIDTH, round((day - first).days / 365 * WIDTH)))


def _when(round_: Round) -> str:
    return f"{round_.starts_on:%B} {round_.starts_on.day} to {round_.ends_on:%B} {round_.ends_on.day}"
