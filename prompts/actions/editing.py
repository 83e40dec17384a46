"""What a program does with the library: reword, hide, order, add, and take any of it back (R18, R45).

Every change is written through `write`, which keeps what was before and after beside it; so an undo needs no knowledge
of what was changed, and an import of 500 lines is undone like a single word.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from programs.errors import RefusedError
from programs.models import AccessEvent, Person, Program
from prompts.models import LibraryChange, LocalPrompt
from prompts.rules import STEP, Entry, Local
from prompts.shelf import Shelf, as_local

# What a local prompt is, as it is kept for an undo.
type State = dict[str, Any]
_FIELDS = ("original_id", "category_id", "text", "instead_of", "hidden", "place", "lean", "topics", "based_on")


@dataclass(frozen=True)
class Editing:
    """Whose library is changed, by whom, when, and what is in it now."""

    program: Program
    shelf: Shelf
    by: Person
    now: datetime


def local_of(editing: Editing, entry: Entry) -> Local:
    """The program's own row about a prompt, or a fresh one that changes nothing."""
    wanted = {"pk": entry.key} if entry.own else {"original_id": entry.key}
    row = LocalPrompt.objects.filter(program=editing.program, **wanted).first()
    return as_local(row) if row else Local(str(uuid4()), entry.category, original=entry.key)


def reword(editing: Editing, entry: Entry, *, text: str, instead_of: str = "") -> LibraryChange | None:
    """Give a prompt other words; the library's own stay beside them. The library's words again: as in `restore`."""
    original = entry.original or ("" if entry.own else entry.text)
    guess = instead_of if instead_of != entry.instead_of else ""
    if text == original and not guess:
        return restore(editing, entry)
    local = local_of(editing, entry)
    changed = replace(local, text=text, instead_of=guess or local.instead_of, based_on=original)
    return write(editing, [changed], f"Reworded {quoted(text)}")


def change_own(
    editing: Editing, entry: Entry, *, text: str, instead_of: str, lean: str, topics: frozenset[str]
) -> LibraryChange | None:
    """Change a prompt that the program added. Raises RefusedError for one of the library's."""
    if not entry.own:
        raise RefusedError("What the library's prompts are about cannot be changed, only their words.")
    changed = replace(local_of(editing, entry), text=text, instead_of=instead_of, lean=lean, topics=topics)
    return write(editing, [changed], f"Changed {quoted(text)}")


def restore(editing: Editing, entry: Entry) -> LibraryChange | None:
    """Put the library's words back. Raises RefusedError for a prompt of the program's own, which has no others."""
    if entry.own:
        raise RefusedError("This prompt is your own; the library has no other words for it.")
    changed = replace(local_of(editing, entry), text="", instead_of="", based_on="")
    return write(editing, [changed], f"Put the library's words back: {quoted(entry.original or entry.text)}")


def set_hidden(editing: Editing, entry: Entry, *, hidden: bool) -> LibraryChange | None:
    """Hide a prompt, or show it again. Raises RefusedError for what must be said before somebody speaks (R5, R33)."""
    if hidden and entry.fixed:
        raise RefusedError("This has to be said, so it cannot be hidden. You can give it your own words.")
    local = replace(local_of(editing, entry), hidden=hidden)
    return write(editing, [local], f"{'Hid' if hidden else 'Showed'} {quoted(entry.text)}")


def move(editing: Editing, entry: Entry, *, up: bool) -> LibraryChange | None:
    """Let a prompt change places with the one before or after it; at the end nothing happens."""
    row = [e for e in editing.shelf.section(entry.category).entries if e.parent == entry.parent]
    at = [e.key for e in row].index(entry.key)
    other_at = at - 1 if up else at + 1
    if not 0 <= other_at < len(row):
        return None
    other = row[other_at]
    locals_ = [
        replace(local_of(editing, entry), place=other.place),
        replace(local_of(editing, other), place=row[at].place),
    ]
    return write(editing, locals_, f"Moved {quoted(entry.text)} {'up' if up else 'down'}")


def add(
    editing: Editing, *, category: str, text: str, instead_of: str = "", lean: str = "", topics: frozenset[str]
) -> LibraryChange | None:
    """Add a prompt of the program's own at the end of a category."""
    place = next_place(editing.shelf, category)
    own = Local(
        str(uuid4()), category, text=text, instead_of=instead_of, lean=lean, topics=topics, place=place
    )  # fmt: skip
    return write(editing, [own], f"Added {quoted(text)}")


def next_place(shelf: Shelf, category: str) -> int:
    """A place after everything that a category has."""
    return max((entry.place for entry in shelf.section(category).entries), default=0) + STEP


def undo(change: LibraryChange, *, by: Person, now: datetime) -> LibraryChange:
    """Take a change back, whatever it was; an undo can be undone too.

    Raises RefusedError when it was undone already, or what it changed was changed again since.
    """
    if LibraryChange.objects.filter(undoes=change).exists():
        raise RefusedError("This change was already taken back.")
    with transaction.atomic():
        before = _stored(change.program_id, change.after)
        if before != change.after:
            raise RefusedError("This was changed once more since. Take the later change back first.")
        _put(change.program_id, change.before)
        return _record(change.program, by, now, f"Took back: {change.what}"[:200], before, change.before, undoes=change)


def write(editing: Editing, locals_: list[Local], what: str) -> LibraryChange | None:
    """Write the program's rows, with what was before them; None when nothing is different from what is there."""
    wanted = {local.key: _state(local) for local in locals_}
    with transaction.atomic():
        before = _stored(editing.program.pk, wanted)
        changed = {key: state for key, state in wanted.items() if (before[key] or _NOTHING | _same(state)) != state}
        if not changed:
            return None
        _put(editing.program.pk, changed)
        was = {key: before[key] for key in changed}
        return _record(editing.program, editing.by, editing.now, what[:200], was, changed)


# A row that says nothing of its own changes nothing: it is not written.
_NOTHING: State = {
    "text": "", "instead_of": "", "hidden": False, "place": None, "lean": "", "topics": [], "based_on": "",
}  # fmt: skip


def _same(state: State | None) -> State:
    return {name: state[name] for name in ("original_id", "category_id")} if state else {}


def _state(local: Local) -> State:
    return {
        "original_id": local.original or None,
        "category_id": local.category,
        "text": local.text,
        "instead_of": local.instead_of,
        "hidden": local.hidden,
        "place": local.place,
        "lean": local.lean,
        "topics": sorted(local.topics),
        "based_on": local.based_on,
    }


def _stored(program_id: UUID, keys: Mapping[str, State | None]) -> dict[str, State | None]:
    """What the rows of these keys are now, locked until the transaction ends."""
    rows = LocalPrompt.objects.select_for_update().filter(program_id=program_id, pk__in=keys).order_by("pk")
    there = {str(row.pk): _state(as_local(row)) for row in rows}
    return {key: there.get(key) for key in keys}


def _put(program_id: UUID, wanted: Mapping[str, State | None]) -> None:
    gone = [key for key, state in wanted.items() if state is None]
    LocalPrompt.objects.filter(program_id=program_id, pk__in=gone).delete()
    rows = [
        LocalPrompt(pk=UUID(key), program_id=program_id, **state) for key, state in wanted.items() if state is not None
    ]
    try:
        with transaction.atomic():
            LocalPrompt.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["id"], update_fields=list(_FIELDS)
            )
    except IntegrityError:
        raise RefusedError("Somebody else just changed the same prompt. Please look at it once more.") from None


def _record(
    program: Program,
    by: Person,
    now: datetime,
    what: str,
    before: Mapping[str, State | None],
    after: Mapping[str, State | None],
    undoes: LibraryChange | None = None,
) -> LibraryChange:
    AccessEvent.objects.create(program=program, actor=by, action="changed the prompt library", at=now)
    return LibraryChange.objects.create(
        program=program, by=by, at=now, what=what, before=dict(before), after=dict(after), undoes=undoes
    )


def quoted(text: str) -> str:
    """A prompt inside a sentence, cut to a length that stays readable."""
    return f"“{text if len(text) <= 80 else text[:79] + '…'}”"
