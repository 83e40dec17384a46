"""When a message may leave, how often it is tried, and what a calendar must be told: plain values in and out."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# How long a claim holds. Longer than a slow mail server can take over one message (see DELIVER_LIMIT), so that nobody
# takes over a message that is still being sent.
LEASE = timedelta(minutes=5)
DELIVER_LIMIT = timedelta(minutes=4)
# A message about the same calendar entry is with the mail server: look again this much later.
BUSY_WAIT = timedelta(seconds=10)
# A reminder that late is no help any more (privacy.md 6).
REMINDER_LATEST = timedelta(hours=2)
# After a night shift people sleep until about then; local time.
AWAKE_AGAIN = time(15, 0)
# Sealed account mails live this long (a code is worthless earlier).
ACCOUNT_MAIL_LIVES = timedelta(hours=1)

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 480))
ACCOUNT_BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300))


def next_attempt(failures: int, ladder: Sequence[timedelta] = BACK_OFF) -> timedelta | None:
    """How long to wait after the n-th failure (1 is the first); None: give up and show it as failed (F5)."""
    return ladder[failures - 1] if failures <= len(ladder) else None


def reminder_drop_after(due_at: datetime, starts_at: datetime) -> datetime:
    """The latest moment for a reminder: two hours after it was due, never after the talk began (privacy.md 6)."""
    return min(due_at + REMINDER_LATEST, starts_at)


def too_late(drop_after: datetime | None, now: datetime) -> bool:
    """Whether a message's moment has passed."""
    return drop_after is not None and now > drop_after


def waking(now: datetime, nights: Sequence[tuple[date, date]], zone: str) -> datetime | None:
    """When somebody is awake again, or None when they are now (design.md 6, Cadence).

    `nights` are spans of dates on whose evenings a night shift begins, first and last included. Until 15:00 on the day
    after such a date, local time, the person works or sleeps.
    """
    local = now.astimezone(ZoneInfo(zone))
    eve = local.date() - timedelta(days=1)
    if local.time() >= AWAKE_AGAIN or not any(first <= eve <= last for first, last in nights):
        return None
    return datetime.combine(local.date(), AWAKE_AGAIN, ZoneInfo(zone)).astimezone(now.tzinfo)


def hashed(secret: str) -> str:
    """What is stored of an address. The secret has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()
