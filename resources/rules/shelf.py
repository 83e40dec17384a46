"""What a program's directory holds: the shared resources with the program's changes, and its own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

# Places of shared resources lie this far apart; a program's own come before all of them, since they are nearest.
STEP = 100
# After a year nobody can be sure that it still holds.
FRESH = timedelta(days=365)


@dataclass(frozen=True)
class Entry:
    """A resource as a program has it."""

    key: str
    name: str
    about: str
    audiences: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    country: str = ""
    specialty: str = ""
    reach: str = ""
    url: str = ""
    cost: str = ""
    hours: str = ""
    also: str = ""
    verified_on: date | None = None
    place: int = 0
    # The document and section that name it, in words; empty: none does.
    source: str = ""
    # The program's own, or changed by the program; hidden from everybody who cannot change it.
    own: bool = False
    # Kept by the GME office for all programs of the institution; a program hides and places it.
    office: bool = False
    changed: bool = False
    hidden: bool = False
    retired: bool = False


@dataclass(frozen=True)
class Change:
    """What a program changed about a shared resource: its words where they are not empty."""

    original: str
    words: dict[str, str | tuple[str, ...]]
    hidden: bool
    place: int | None
    verified_on: date | None


def merged(shared: Iterable[Entry], changes: Iterable[Change], own: Iterable[Entry]) -> list[Entry]:
    """A program's directory in its order, hidden and retired ones among them."""
    by_key = {change.original: change for change in changes}
    entries = [_changed(entry, by_key.get(entry.key)) for entry in shared]
    return sorted([*own, *entries], key=lambda entry: (entry.place, entry.key))


def _changed(entry: Entry, change: Change | None) -> Entry:
    if change is None:
        return entry
    words = {name: value for name, value in change.words.items() if value}
    return replace(
        entry,
        **words,  # type: ignore[arg-type]  # names and kinds of Entry's own fields
        hidden=change.hidden,
        place=entry.place if change.place is None else change.place,
        verified_on=change.verified_on or entry.verified_on,
        changed=bool(words),
    )


def shown(entries: Iterable[Entry]) -> list[Entry]:
    """What readers see: neither hidden nor taken out by an upgrade."""
    return [entry for entry in entries if not entry.hidden and not entry.retired]


def is_stale(verified_on: date | None, today: date) -> bool:
    """Whether nobody has looked for more than a year, or ever."""
    return verified_on is None or today - verified_on > FRESH
