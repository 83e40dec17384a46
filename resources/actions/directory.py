"""Changing a program's directory: words, order, what is hidden, resources of its own, and when somebody last looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from programs.actions.events import event
from programs.errors import RefusedError
from programs.models import Person, Program
from programs.times import today
from resources.models import LinkCheck, LocalResource, Resource
from resources.rules.shelf import Entry, first_place
from resources.shelf import LISTS, TEXTS, Directory

CHANGED = "changed the directory"
# An institution adds to these and does not remove them by mistake (privacy.md 4).
FIXED = frozenset({"lifeline-988", "emergency-911"})


@dataclass(frozen=True)
class Keeping:
    """Who keeps which directory, and when."""

    program: Program
    directory: Directory
    by: Person
    now: datetime

    @property
    def day(self) -> date:
        """The date where the program is."""
        return today(self.now, self.program.time_zone)


def add(keeping: Keeping, values: Mapping[str, Any]) -> LocalResource:
    """A resource of the program's own, before all others, since it is the nearest."""
    made = LocalResource(
        program=keeping.program,
        place=first_place(keeping.directory.entries),
        verified_on=keeping.day,
        **known_values(values),
    )
    write_rows(keeping, [made])
    return made


def change(keeping: Keeping, entry: Entry, values: Mapping[str, Any]) -> bool:
    """Other words for a resource; whether anything is different now.

    Of a shared one only what differs is kept, so that the rest follows an upgrade.
    """
    row = row_of(keeping, entry)
    known = known_values(values)
    if row.original is not None:
        shared = row.original
        known = {name: _blank(value) if value == getattr(shared, name) else value for name, value in known.items()}
    if all(getattr(row, name) == value for name, value in known.items()):
        return False
    for name, value in known.items():
        setattr(row, name, value)
    row.verified_on = keeping.day
    write_rows(keeping, [row])
    return True


def restore(keeping: Keeping, entry: Entry) -> bool:
    """Put the shared words back. Raises RefusedError for one of the program's own."""
    if entry.own:
        raise RefusedError("This one is your program's own, so there are no shared words for it.")
    if not entry.changed:
        return False
    row = row_of(keeping, entry)
    for name in (*TEXTS, *LISTS):
        setattr(row, name, _blank(getattr(row, name)))
    write_rows(keeping, [row])
    return True


def set_hidden(keeping: Keeping, entry: Entry, *, hidden: bool) -> bool:
    """Offer a resource no more, or again; whether that is new. The two numbers for emergencies stay."""
    if hidden and entry.key in FIXED:
        raise RefusedError(f"{entry.name} stays for everybody. Your program can add to it.")
    if entry.hidden == hidden:
        return False
    row = row_of(keeping, entry)
    row.hidden = hidden
    write_rows(keeping, [row])
    return True


def move(keeping: Keeping, entry: Entry, *, up: bool) -> bool:
    """Change places with the neighbour; whether there was one."""
    entries = keeping.directory.entries
    at = entries.index(entry)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(entries):
        return False
    return _place(keeping, [(entry, entries[other].place), (entries[other], entry.place)])


def put_first(keeping: Keeping, entry: Entry) -> bool:
    """Let a resource stand before all others; whether it did not already."""
    if keeping.directory.entries[0].key == entry.key:
        return False
    return _place(keeping, [(entry, first_place(keeping.directory.entries))])


def _place(keeping: Keeping, places: Sequence[tuple[Entry, int]]) -> bool:
    rows = []
    for entry, place in places:
        row = row_of(keeping, entry)
        row.place = place
        rows.append(row)
    write_rows(keeping, rows)
    return True


def looked_at(keeping: Keeping, entry: Entry) -> None:
    """Somebody compared a resource with what is true today."""
    row = row_of(keeping, entry)
    row.verified_on = keeping.day
    # Whoever looked opened the link too; the next check begins anew.
    LinkCheck.objects.filter(program=keeping.program, url=entry.url).update(failures=0)
    write_rows(keeping, [row])


def remove(keeping: Keeping, entry: Entry) -> None:
    """Delete one of the program's own. Raises RefusedError for a shared one, which can be hidden."""
    if not entry.own:
        raise RefusedError("A shared resource cannot be removed. Hide it instead.")
    with transaction.atomic():
        LocalResource.objects.filter(program=keeping.program, pk=entry.key).delete()
        event(keeping.program, CHANGED, by=keeping.by, now=keeping.now).save()


def known_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a resource among values that were typed or read."""
    texts = {name: values[name] for name in TEXTS if name in values}
    return texts | {name: list(values[name]) for name in LISTS if name in values}


def _blank(value: Any) -> Any:
    return [] if isinstance(value, list) else ""


def row_of(keeping: Keeping, entry: Entry) -> LocalResource:
    """The program's row for a resource, or a new one that is not saved yet."""
    rows = LocalResource.objects.filter(program=keeping.program).select_related("original")
    if entry.own:
        return rows.get(pk=entry.key)
    found = rows.filter(original_id=entry.key).first()
    return found or LocalResource(program=keeping.program, original=Resource.objects.get(pk=entry.key))


def write_rows(keeping: Keeping, rows: Sequence[LocalResource]) -> None:
    """Write rows as one change, with its access event."""
    with transaction.atomic():
        for row in rows:
            row.save()
        event(keeping.program, CHANGED, by=keeping.by, now=keeping.now).save()
