"""Writing the lines of a file into a program's library: one change, that one undo takes back."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from programs.rosterfile.lines import Planned
from prompts.actions.editing import Editing, next_place, write
from prompts.filing import Known, PromptRow
from prompts.models import LibraryChange, LocalPrompt
from prompts.rules import STEP, Entry, Lean, Local
from prompts.shelf import Shelf, as_local

ADDED, REWORDED, HIDDEN, SHOWN, MOVED, SAME = "added", "reworded", "hidden", "shown again", "moved", "unchanged"
ORDER = (ADDED, REWORDED, HIDDEN, SHOWN, MOVED, SAME)


def known_of(shelf: Shelf) -> Known:
    """A library as files are read against it."""
    return Known(
        entries=shelf.entries,
        categories={section.key: section.name for section in shelf.sections},
        topics=shelf.topics,
        asking=frozenset(section.key for section in shelf.sections if section.asks),
    )


def plan(editing: Editing, rows: Sequence[PromptRow]) -> Planned[Local, PromptRow]:
    """What writing these lines would change; writes nothing."""
    stored = LocalPrompt.objects.filter(program=editing.program)
    there = {local.original or local.key: local for local in map(as_local, stored)}
    entries = {entry.key: entry for entry in editing.shelf.entries}
    places = _Places(editing.shelf)
    locals_: dict[str, Local] = {}
    outcomes = []
    for row in rows:
        # A line may have waited while the prompt it names went away: then it becomes one of the program's own.
        entry = entries.get(row.key)
        local = _local(row, entry, there, places)
        locals_[entry.key if entry else local.key] = local
        outcomes.append((row, _outcome(row, entry)))
    moved = _reorder(editing.shelf, rows, locals_, there)
    told = [(row, MOVED if outcome == SAME and row.key in moved else outcome) for row, outcome in outcomes]
    return Planned(list(locals_.values()), told, ORDER)


def import_rows(editing: Editing, rows: Sequence[PromptRow], filename: str) -> LibraryChange | None:
    """Write the lines; None when all of them were there already."""
    return write(editing, list(plan(editing, rows).rows), f"Imported {filename[:100]}")


class _Places:
    """Places at the end of each category, one after the other."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.last: dict[str, int] = {}

    def take(self, category: str) -> int:
        place = self.last.get(category, next_place(self.shelf, category) - STEP) + STEP
        self.last[category] = place
        return place


def _local(row: PromptRow, entry: Entry | None, there: dict[str, Local], places: _Places) -> Local:
    if entry is None:
        asks = row.category in {section.key for section in places.shelf.sections if section.asks}
        return Local(
            str(uuid4()),
            row.category,
            text=row.text,
            instead_of=row.instead_of,
            hidden=bool(row.hidden),
            place=places.take(row.category),
            lean=row.lean or (Lean.BOTH if asks else Lean.NONE),
            topics=frozenset(row.topics),
        )
    local = there.get(entry.key) or Local(str(uuid4()), entry.category, original=entry.key)
    if row.hidden is not None and row.hidden != entry.hidden:
        local = replace(local, hidden=row.hidden)
    if row.instead_of and row.instead_of != entry.instead_of:
        local = replace(local, instead_of=row.instead_of)
    if entry.own:
        return replace(
            local, text=row.text, lean=row.lean or local.lean, topics=frozenset(row.topics) or local.topics
        )  # fmt: skip
    original = entry.original or entry.text
    if row.text == original:
        return replace(local, text="", based_on="")
    return replace(local, text=row.text, based_on=local.based_on if row.text == local.text else original)


def _outcome(row: PromptRow, entry: Entry | None) -> str:
    if entry is None:
        return ADDED
    if row.text != entry.text:
        return REWORDED
    if row.hidden is not None and row.hidden != entry.hidden:
        return HIDDEN if row.hidden else SHOWN
    return SAME


def _reorder(shelf: Shelf, rows: Sequence[PromptRow], locals_: dict[str, Local], there: dict[str, Local]) -> set[str]:
    """Give the places that a category's ordered lines have now to the same lines in the file's order; which moved.

    Only where the order differs, so that a file taken out and brought back changes nothing.
    """
    moved: set[str] = set()
    for section in shelf.sections:
        among = {entry.key: entry for entry in section.entries if not entry.parent}
        ordered = [row for row in rows if row.order is not None and row.key in among]
        now = sorted(ordered, key=lambda row: list(among).index(row.key))
        wanted = sorted(ordered, key=lambda row: (row.order or 0, list(among).index(row.key)))
        for here, row in zip(now, wanted, strict=True):
            if here.key != row.key:
                moved.add(row.key)
                locals_[row.key] = replace(locals_[row.key], place=among[here.key].place)
    return moved
