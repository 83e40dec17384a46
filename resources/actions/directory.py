"""Changing a directory: words, order, what is hidden, resources of one's own, and when somebody last looked.

A program changes what it shows; the GME office keeps rows of its own, which every program of the institution shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from programs.errors import RefusedError
from programs.models import AccessEvent, Institution, Person, Program
from programs.times import today
from resources.models import LinkCheck, LocalResource, Resource
from resources.rules.shelf import STEP, Entry
from resources.shelf import LISTS, TEXTS, Directory

CHANGED = "changed the directory"
# An institution adds to these and does not remove them by mistake (privacy.md 4).
FIXED = frozenset({"lifeline-988", "emergency-911"})
OFFICES = "Your GME office keeps this one for all programs. You can hide it or move it."


@dataclass(frozen=True)
class Keeping:
    """Who keeps which directory, and when: a program's, or without one its institution's."""

    program: Program | None
    directory: Directory
    by: Person
    now: datetime
    institution: Institution | None = None

    @property
    def day(self) -> date:
        """The date where the program is."""
        return today(self.now, self.program.time_zone if self.program else "UTC")

    @property
    def entries(self) -> list[Entry]:
        """What can be put in order: all of it, or for an institution its own, which stand together."""
        return self.directory.entries if self.program else [entry for entry in self.directory.entries if entry.own]

    def first_place(self, count: int = 1) -> int:
        """The first of some places before all others; an institution's lie between the programs' own and the shared."""
        if self.program:
            return min((entry.place for entry in self.entries), default=0) - STEP * count
        return min((entry.place for entry in self.entries), default=STEP) - count

    @property
    def step(self) -> int:
        """How far apart new places lie."""
        return STEP if self.program else 1

    def rows(self) -> "QuerySet[LocalResource]":
        """The rows that can be changed here."""
        if self.program:
            return LocalResource.objects.filter(program=self.program)
        return LocalResource.objects.filter(program=None, institution=self.institution)

    def new_row(self, **fields: Any) -> LocalResource:
        """A row of whoever keeps it, not yet saved."""
        return LocalResource(program=self.program, institution=None if self.program else self.institution, **fields)


def add(keeping: Keeping, values: Mapping[str, Any]) -> LocalResource:
    """A resource of the program's own, before all others, since it is the nearest."""
    made = keeping.new_row(place=keeping.first_place(), verified_on=keeping.day, **known_values(values))
    write_rows(keeping, [made])
    return made


def change(keeping: Keeping, entry: Entry, values: Mapping[str, Any]) -> bool:
    """Other words for a resource; whether anything is different now.

    Of a shared one only what differs is kept, so that the rest follows an upgrade. Raises RefusedError for one that the
    GME office keeps.
    """
    if entry.office and not entry.own:
        raise RefusedError(OFFICES)
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
    entries = keeping.entries
    at = entries.index(entry)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(entries):
        return False
    return _place(keeping, [(entry, entries[other].place), (entries[other], entry.place)])


def put_first(keeping: Keeping, entry: Entry) -> bool:
    """Let a resource stand before all others; whether it did not already."""
    if keeping.entries[0].key == entry.key:
        return False
    return _place(keeping, [(entry, keeping.first_place())])


def _place(keeping: Keeping, places: Sequence[tuple[Entry, int]]) -> bool:
    rows = []
    for entry, place in places:
        row = row_of(keeping, entry)
        row.place = place
        rows.append(row)
    write_rows(keeping, rows)
    return True


def looked_at(keeping: Keeping, entry: Entry) -> None:
    """Somebody compared a resource with what is true today. Raises RefusedError for one that the GME office keeps."""
    if entry.office and not entry.own:
        raise RefusedError(OFFICES)
    row = row_of(keeping, entry)
    row.verified_on = keeping.day
    # Whoever looked opened the link too; the next check begins anew.
    if keeping.program:
        LinkCheck.objects.filter(program=keeping.program, url=entry.url).update(failures=0)
    write_rows(keeping, [row])


def remove(keeping: Keeping, entry: Entry) -> None:
    """Delete one of the program's own. Raises RefusedError for a shared one, which can be hidden."""
    if not entry.own:
        raise RefusedError("A shared resource cannot be removed. Hide it instead.")
    with transaction.atomic():
        keeping.rows().filter(pk=entry.key).delete()
        _note(keeping)


def known_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a resource among values that were typed or read."""
    texts = {name: values[name] for name in TEXTS if name in values}
    return texts | {name: list(values[name]) for name in LISTS if name in values}


def _blank(value: Any) -> Any:
    return [] if isinstance(value, list) else ""


def row_of(keeping: Keeping, entry: Entry) -> LocalResource:
    """The program's row for a resource, or a new one that is not saved yet."""
    rows = keeping.rows().select_related("original")
    if entry.own:
        return rows.get(pk=entry.key)
    if entry.office:
        return rows.filter(inherited=entry.key).first() or keeping.new_row(inherited=entry.key)
    found = rows.filter(original_id=entry.key).first()
    return found or keeping.new_row(original=Resource.objects.get(pk=entry.key))


def write_rows(keeping: Keeping, rows: Sequence[LocalResource]) -> None:
    """Write rows as one change, with its access event."""
    with transaction.atomic():
        for row in rows:
            row.save()
        _note(keeping)


def _note(keeping: Keeping) -> None:
    office = keeping.institution.pk if keeping.institution else None
    institution_id = keeping.program.institution_id if keeping.program else office
    AccessEvent.objects.create(
        program=keeping.program, institution_id=institution_id, actor=keeping.by, action=CHANGED, at=keeping.now
    )


def forget_orphans(program: Program, _now: datetime) -> None:
    """Delete what a program said about resources that its GME office has removed since; a periodic job."""
    there = LocalResource.objects.filter(program=None, institution_id=program.institution_id).values("pk")
    LocalResource.objects.filter(program=program, inherited__isnull=False).exclude(inherited__in=there).delete()
