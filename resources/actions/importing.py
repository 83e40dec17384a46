"""Writing the lines of a file into a program's directory, as one change."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from programs.rosterfile.lines import Planned
from resources.actions.directory import FIXED, Keeping, known_values, write_rows
from resources.filing import ResourceRow
from resources.models import LocalResource, Resource
from resources.rules.shelf import Entry

ADDED, CHANGED, HIDDEN, SHOWN, MOVED, SAME = "added", "changed", "hidden", "shown again", "moved", "unchanged"
ORDER = (ADDED, CHANGED, HIDDEN, SHOWN, MOVED, SAME)


def plan(keeping: Keeping, lines: Sequence[ResourceRow]) -> Planned[LocalResource, ResourceRow]:
    """What writing these lines would change; writes nothing. Two queries."""
    there = {str(row.original_id or row.inherited or row.pk): row for row in keeping.rows()}
    shared = {row.pk: row for row in Resource.objects.defer("search")}
    entries = {entry.key: entry for entry in keeping.directory.entries}
    places = _places(keeping, lines, entries)
    first = keeping.first_place(len(lines))
    rows, outcomes = [], []
    for at, line in enumerate(lines):
        # A line may have waited while the resource it names went away: then it is one of the program's own, if whole.
        entry = entries.get(line.key)
        if entry is None:
            rows.append(_new(keeping, line, first + keeping.step * at))
            outcomes.append((line, ADDED))
            continue
        if not (keeping.program or entry.own):
            # An office's file may hold the whole directory: what is not its own is left as it is.
            outcomes.append((line, SAME))
            continue
        row = there.get(entry.key) or _change_of(keeping, entry, shared)
        if entry.office and not entry.own:
            line = replace(line, values={}, verified_on=None)
        outcome = _apply(row, line, entry, shared.get(entry.key), places.get(entry.key))
        outcomes.append((line, outcome))
        if outcome != SAME:
            rows.append(row)
    return Planned(rows, outcomes, ORDER)


def import_rows(keeping: Keeping, lines: Sequence[ResourceRow]) -> int:
    """Write the lines; how many changed something."""
    planned = plan(keeping, lines)
    if planned.rows:
        write_rows(keeping, planned.rows)
    return len(planned.rows)


def _change_of(keeping: Keeping, entry: Entry, shared: dict[str, Resource]) -> LocalResource:
    if entry.office:
        return keeping.new_row(inherited=entry.key)
    return keeping.new_row(original=shared[entry.key])


def _new(keeping: Keeping, line: ResourceRow, place: int) -> LocalResource:
    return keeping.new_row(
        place=place,
        hidden=bool(line.hidden),
        verified_on=line.verified_on,
        **known_values(line.values),
    )


def _apply(row: LocalResource, line: ResourceRow, entry: Entry, shared: Resource | None, place: int | None) -> str:
    """Put what a line says into a row; what is new about it."""
    said = known_values(line.values)
    different = {name: value for name, value in said.items() if not _same(value, getattr(entry, name))}
    for name, value in different.items():
        setattr(row, name, _kept(value, getattr(shared, name) if shared else None))
    verified = line.verified_on is not None and line.verified_on != entry.verified_on
    if verified:
        row.verified_on = line.verified_on
    hides = line.hidden is not None and line.hidden != entry.hidden and entry.key not in FIXED
    if hides:
        row.hidden = bool(line.hidden)
    if place is not None:
        row.place = place
    if different or verified:
        return CHANGED
    if hides:
        return HIDDEN if line.hidden else SHOWN
    return MOVED if place is not None else SAME


def _same(said: Any, there: Any) -> bool:
    """Whether a cell says what is there already; the order of a list says nothing."""
    return sorted(said) == sorted(there) if isinstance(said, list) else said == there


def _kept(value: Any, shared: Any) -> Any:
    """What a program's row keeps: nothing where it says what is shared, so that it follows an upgrade."""
    if value != shared:
        return value
    return [] if isinstance(value, list) else ""


def _places(keeping: Keeping, lines: Sequence[ResourceRow], entries: dict[str, Entry]) -> dict[str, int]:
    """New places where the file's order differs: the places that its resources have now, handed out anew."""
    at = {entry.key: number for number, entry in enumerate(keeping.entries)}
    ordered = [line for line in lines if line.order is not None and line.key in at]
    now = sorted(ordered, key=lambda line: at[line.key])
    wanted = sorted(ordered, key=lambda line: (line.order or 0, at[line.key]))
    return {line.key: entries[here.key].place for here, line in zip(now, wanted, strict=True) if here.key != line.key}
