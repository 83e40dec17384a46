"""Resources as pages say them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from programs.models import Program
from resources.filing import Choices
from resources.library import Starter, starters
from resources.models import Audience, LinkCheck, Moment, Need
from resources.rules.links import needs_a_look
from resources.rules.shelf import Entry, is_stale

CHOICES = Choices(dict(Audience.choices), dict(Need.choices), dict(Moment.choices))

# What trainees look for most, to be looked at instead of typed.
TOPICS = tuple(
    {**topic, "label": Need(topic["need"]).label}
    for topic in (
        {"need": "crisis", "icon": "life-preserver"},
        {"need": "wellbeing", "icon": "heart-pulse"},
        {"need": "peers", "icon": "people"},
        {"need": "family", "icon": "balloon-heart"},
        {"need": "housing", "icon": "house-heart"},
        {"need": "money", "icon": "cash-coin"},
        {"need": "visa", "icon": "airplane"},
        {"need": "fairness", "icon": "shield-check"},
    )
)


@dataclass(frozen=True)
class Card:
    """A resource in a list."""

    entry: Entry
    helps: tuple[str, ...]
    audiences: str
    # "Checked November 3, 2026", "Last checked more than a year ago (May 2, 2025)", "Not yet checked here".
    checked: str
    stale: bool
    # Somebody should look at the link.
    broken: bool = False


def cards(entries: Iterable[Entry], today: date, broken: Collection[str] = ()) -> list[Card]:
    """Resources as a list shows them; `broken` are addresses that somebody should look at."""
    return [
        Card(
            entry=entry,
            helps=tuple(CHOICES.needs[need] for need in entry.needs if need in CHOICES.needs),
            audiences=_listed([CHOICES.audiences[key] for key in CHOICES.audiences if key in entry.audiences]),
            checked=checked_text(entry.verified_on, today),
            stale=is_stale(entry.verified_on, today),
            broken=entry.url in broken,
        )
        for entry in entries
    ]


def _listed(words: list[str]) -> str:
    if len(words) == len(CHOICES.audiences):
        return "Everybody"
    return " and ".join(word if at == 0 else word[:1].lower() + word[1:] for at, word in enumerate(words))


def checked_text(verified_on: date | None, today: date) -> str:
    """When somebody last compared a resource with what is true, said so that its age shows."""
    if verified_on is None:
        return "Not yet checked here"
    day = f"{verified_on:%B} {verified_on.day}, {verified_on.year}"
    return f"Last checked more than a year ago ({day})" if is_stale(verified_on, today) else f"Checked {day}"


def broken_links(program: Program | None) -> set[str]:
    """Addresses of a program's directory that somebody should look at. One query."""
    rows = LinkCheck.objects.filter(program=program) if program else LinkCheck.objects.none()
    return {row.url for row in rows if needs_a_look(row.outcome, row.failures)}


def still_missing(entries: Iterable[Entry]) -> list[Starter]:
    """What most institutions have and neither this program nor its GME office has told about yet."""
    own: set[str] = set()
    for entry in entries:
        if entry.own or entry.office:
            own |= set(entry.needs)
    return [starter for starter in starters() if starter.needs[0] not in own]
