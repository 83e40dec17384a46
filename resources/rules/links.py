"""What an answer to a link means, and when somebody should look at it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

FINE, MOVED, GONE, SILENT, UNSURE = "fine", "moved", "gone", "silent", "unsure"
GONE_CODES = frozenset({404, 410})
# One bad night is no reason to bother somebody; an address that is gone mostly stays so.
LOOK_AFTER = {GONE: 2, SILENT: 3}
AGAIN = {FINE: timedelta(days=7), MOVED: timedelta(days=7), UNSURE: timedelta(days=14)}
AGAIN_IF_BAD = timedelta(days=1)


@dataclass(frozen=True)
class Answer:
    """What came back: the status of the last page asked for; none at all; or that we may not ask there."""

    status: int | None = None
    moved: bool = False
    forbidden: bool = False


@dataclass(frozen=True)
class Checked:
    """How a link stood the last time."""

    outcome: str
    failures: int
    at: datetime


def verdict(answer: Answer) -> str:
    """What to make of an answer.

    Many sites answer people only, and refuse programs; that says nothing about the link. An address inside the
    hospital's own network is never asked for, so nothing is known about it either.
    """
    if answer.forbidden:
        return UNSURE
    if answer.status is None or answer.status >= 500:
        return SILENT
    if answer.status in GONE_CODES:
        return GONE
    if answer.status >= 400:
        return UNSURE
    return MOVED if answer.moved else FINE


def failures_after(before: Checked | None, outcome: str) -> int:
    """How often in a row a link was gone or silent."""
    return (before.failures if before else 0) + 1 if outcome in LOOK_AFTER else 0


def needs_a_look(outcome: str, failures: int) -> bool:
    """Whether a coordinator should look: gone twice, or silent three times in a row."""
    return outcome in LOOK_AFTER and failures >= LOOK_AFTER[outcome]


def due(urls: Collection[str], checked: Mapping[str, Checked], now: datetime, most: int) -> list[str]:
    """The links to ask for now: never asked first, then the longest ago; a bad one daily, a good one weekly."""
    waiting = [
        (checked[url].at if url in checked else None, url)
        for url in set(urls)
        if url not in checked or now - checked[url].at >= AGAIN.get(checked[url].outcome, AGAIN_IF_BAD)
    ]
    first = sorted(url for at, url in waiting if at is None)
    later = [url for _, url in sorted((at, url) for at, url in waiting if at is not None)]
    return [*first, *later][:most]


def offline(answers: Collection[Answer]) -> bool:
    """Whether it is rather we who are cut off: several links were asked for, and nobody answered at all."""
    asked = [answer for answer in answers if not answer.forbidden]
    return len(asked) > 1 and all(answer.status is None for answer in asked)
