"""When a window begins and ends, closes and may be published; and whether a program stands alone (privacy.md 2.2).

The halves are fixed, July to December and January to June, whatever a program calls its academic year: a setting that
moved them would cut the same months into windows in two ways (T9).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

# From so many trainees on, a window is half a year; below, a whole one.
HALVES_FROM = 30
ALONE_FROM = 20
POOL_PROGRAMS, POOL_TRAINEES = 3, 20
# The last talks have their seven days, and a listener a week to write theirs down.
CLOSES_AFTER = timedelta(days=14)
PUBLISHED_AFTER = timedelta(days=30)
FREELY = timedelta(days=7)
# So long a decided window is remembered, sealed, to compare the next ones with (T5).
REMEMBERED = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day whose talks count."""

    first: date
    last: date

    @property
    def closes(self) -> date:
        """The last day on which a trainee may change or withdraw."""
        return self.last + CLOSES_AFTER

    @property
    def due(self) -> date:
        """The first day on which it may be published: thirty whole days lie between."""
        return self.closes + PUBLISHED_AFTER + timedelta(days=1)


def span_for(day: date, size: int, last_ended: date | None = None) -> Span:
    """The window that a day falls in, for a program of so many trainees; it never overlaps the one before."""
    half = Span(date(day.year, 7, 1), date(day.year, 12, 31))
    if day.month < 7:
        half = Span(date(day.year, 1, 1), date(day.year, 6, 30))
    if size >= HALVES_FROM:
        return half
    july = date(day.year if day.month >= 7 else day.year - 1, 7, 1)
    year = Span(july, date(july.year + 1, 6, 30))
    if last_ended is not None and last_ended >= year.first:
        return Span(last_ended + timedelta(days=1), year.last)
    return year


def pool_is_enough(sizes: list[int]) -> bool:
    """Whether small programs of one institution, together, may learn something."""
    return len(sizes) >= POOL_PROGRAMS and sum(sizes) >= POOL_TRAINEES


class Share(StrEnum):
    """How many took part, in a word: never a number (privacy.md 1)."""

    MOST = "most"
    HALF = "about half"
    FEWER = "fewer than half"


def share_of_pool(programs: list[list[tuple[int, int]]]) -> Share | None:
    """The same for small programs together, from each one's rounds.

    None where those that had a round at all are not enough for a pool: the word would be about one of them.
    """
    held = [tallies for tallies in programs if tallies]
    if not pool_is_enough([min(eligible for eligible, _ in tallies) for tallies in held]):
        return None
    return share(
        [(sum(eligible for each in held for eligible, _ in each), sum(came for each in held for _, came in each))]
    )


def share_of_promises(made: dict[UUID | None, int], kept: int) -> Share | None:
    """The word for promises kept, from how many each person made; None under twenty.

    None also where one person made two fifths or more: knowing what became of their own, they could tell from the word
    that all or none of the others were kept (T2). Decided by who made how many, never by what became of them.
    """
    total = sum(made.values())
    if total < ALONE_FROM or 5 * (max(made.values()) + 1) >= 2 * total:
        return None
    return share([(total, kept)])


def share(tallies: list[tuple[int, int]]) -> Share | None:
    """The word for (eligible, held) of a window's rounds; None without one of twenty or more.

    A smaller one, such as the welcome of a few newcomers, is left out: by its size, whatever came of it.
    """
    large = [tally for tally in tallies if tally[0] >= ALONE_FROM]
    if not large:
        return None
    eligible, held = (sum(column) for column in zip(*large, strict=True))
    if held * 5 >= eligible * 3:
        return Share.MOST
    return Share.HALF if held * 5 >= eligible * 2 else Share.FEWER
