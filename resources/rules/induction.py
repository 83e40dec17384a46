"""When an induction starts, what of it is late, and which exercise is next: plain values in and out."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

# Started this long before the first day, so that what comes before it can be done; and for whoever came just now.
BEFORE, AFTER = timedelta(days=21), timedelta(days=14)
# Whoever began that long ago and has no induction is offered one on the page.
NEWCOMERS = timedelta(days=60)
# What is due so soon stands on its owner's Today.
SOON = timedelta(days=7)
# An exercise every four weeks in the first year.
EVERY, FIRST_YEAR = timedelta(days=28), timedelta(days=365)


def starts_now(first_day: date, today: date) -> bool:
    """Whether somebody with this first day is a newcomer whose induction should have begun by today."""
    return first_day - BEFORE <= today <= first_day + AFTER


def due_on(first_day: date, day: int) -> date:
    """The date of something that is to be done some days after (or before) the first one."""
    return first_day + timedelta(days=day)


def is_late(due: date, done: date | None, today: date) -> bool:
    """Whether something should have been done by now."""
    return done is None and due < today


def exercise_number(first_day: date, today: date) -> int:
    """Which exercise it is by now: 1 after four weeks, and so on; 0 before that and after the first year."""
    since = today - first_day
    return since // EVERY if timedelta(0) <= since <= FIRST_YEAR else 0


def next_exercise(keys: Sequence[str], written: Sequence[str]) -> str:
    """The first exercise of those that were written least often: each comes once before any comes again."""
    return min(keys, key=written.count)


def chase_week(today: date) -> date:
    """The Monday that stands for a week: what is late is said once in it."""
    return today - timedelta(days=today.weekday())


def digest(text: str) -> str:
    """Stands for a text that was shown, so that a page need not carry it twice."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def may_write(stored: str, typed: str, *, seen: str, over: str) -> bool:
    """Whether a text may take another's place: nobody wrote there since, it is the same, or it is meant.

    `seen` stands for what the writer's page showed, `over` for what they were told stands there now; empty: neither.
    """
    return stored == typed or not stored or digest(stored) in (seen, over)
