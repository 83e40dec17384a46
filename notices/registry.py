"""What apps above this one fill in, in their `AppConfig.ready()`: kinds of message, periodic jobs, calendar events.

register(Kind(
    name="checkins.invitation",
    title="Invitation to a talk",
    render=messages.invitation,           # notice -> Message, in the program's tenant, at the moment of sending
    still_true=messages.offer_stands,     # notice -> bool, asked just before
))
register_job("checkins.close_rounds", every=timedelta(hours=1), run=jobs.close_rounds)   # (program, now) -> None
register_feed(feed.own_times)             # (person, program, now) -> events of the personal calendar address
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from notices.models import Notice
from programs.models import Person, Program


@dataclass(frozen=True, slots=True)
class Event:
    """What a message puts into the recipient's calendar. Delivery finds out whether it is new or a change."""

    starts_at: datetime
    ends_at: datetime
    summary: str  # neutral: "Conversation, 20 min"
    location: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message's words. `subject` is neutral: it is read over shoulders (design.md 6)."""

    subject: str
    text: str  # paragraphs apart by an empty line
    sender_name: str  # the listener's name, or the program's
    # Where the one button leads: a path, or a whole address. May carry a token of its own, since it is only mailed.
    link: str = ""
    link_label: str = "Open in Hearten"
    # The same place for somebody signed in; what the inbox keeps. Empty: `link`.
    inbox_link: str = ""
    # One calendar entry a recipient and subject_id: `event` puts it in or changes it, `takes_event_out` cancels it, and
    # a message that takes out what the recipient was never told of is not sent at all.
    event: Event | None = None
    takes_event_out: bool = False
    # What the calendar entry is of, where several messages are about one (a session of a few); else their subject.
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message."""

    name: str
    title: str  # as the settings page says it: "A reminder one week before"
    render: Callable[[Notice], Message]
    still_true: Callable[[Notice], bool]
    # Each person may switch an optional one off.
    optional: bool = False
    # A later moment to wait for, such as the end of the sleep after a night shift; None: now is fine.
    hold_until: Callable[[Notice, datetime], datetime | None] | None = None


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event of a personal calendar address. `key` is the thing's id; the UID is made from it, one a person."""

    key: UUID
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Work that the sweep does for every program, in that program's tenant and one transaction."""

    name: str
    every: timedelta
    run: Callable[[Program, datetime], None]


type Sender = Callable[[datetime], int]
type Feed = Callable[[Person, Program, datetime], Iterable[FeedEvent]]

_kinds: dict[str, Kind] = {}
_jobs: dict[str, Job] = {}
_feeds: list[Feed] = []
_senders: list[Sender] = []


class UnknownKindError(LookupError):
    """A notice of a kind that no app registered."""


def register(kind: Kind) -> None:
    """Add a kind of message. Raises ValueError when the name is taken."""
    if kind.name in _kinds:
        raise ValueError(f"A kind of message named {kind.name!r} is there already.")
    _kinds[kind.name] = kind


def kind_named(name: str) -> Kind:
    """The kind of a stored notice. Raises UnknownKindError."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(name) from None


def optional_kinds() -> list[Kind]:
    """What a person may switch off, in the order of registration."""
    return [kind for kind in _kinds.values() if kind.optional]


def register_job(name: str, every: timedelta, run: Callable[[Program, datetime], None]) -> None:
    """Add a periodic job, which may run again after a crash. Raises ValueError when the name is taken."""
    if name in _jobs:
        raise ValueError(f"A job named {name!r} is there already.")
    _jobs[name] = Job(name, every, run)


def jobs() -> list[Job]:
    """Every periodic job, in the order of registration."""
    return list(_jobs.values())


def register_sender(send: Sender) -> None:
    """Add an outbox of an app's own, to people who are no Person: each sweep calls it, outside of any transaction.

    It takes the moment and returns how many mails left; a mail that fails is its own business.
    """
    _senders.append(send)


def senders() -> list[Sender]:
    """Every outbox besides ours, in the order of registration."""
    return list(_senders)


def register_feed(feed: Feed) -> None:
    """Add events to everybody's personal calendar address."""
    _feeds.append(feed)


def feeds() -> list[Feed]:
    """Who supplies events to calendar addresses."""
    return list(_feeds)
