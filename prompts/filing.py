"""Prompts as files: what a program brings in, line by line, and what it takes out (R18). Pure: plain values only.

A program that holds the guide can bring its exact wording: category, number and wording are enough. A line without a
number or key is a prompt of the program's own, unless those words are there already.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from programs.names import plain
from programs.rosterfile.delimited import UNCLOSED
from programs.rosterfile.errors import CellError
from programs.rosterfile.headings import Found, Wanted, find_headings
from programs.rosterfile.lines import Once, ParsedFile, lines_below, read_all, read_hidden, read_order, read_several
from programs.rosterfile.people import cell_of
from programs.rosterfile.shapes import SourceRow
from programs.rosterfile.source import tables
from programs.rosterfile.text import clean, quoted, refuse_code
from prompts.rules import Entry, Lean

MAX_TEXT = 300
MAX_LINES = 2_000
HEADINGS = (
    "Key", "Category", "Number", "Order", "Wording", "Instead of", "Hidden", "Looks for", "Topics", "Original",
)  # fmt: skip
WANTED = Wanted(
    synonyms={
        "text": ("wording", "our wording", "your wording", "text", "prompt", "question", "prompt text"),
        "category": ("category", "section", "group"),
        "number": ("number", "no", "position", "nr"),
        "key": ("key", "id"),
        "order": ("order", "place"),
        "instead_of": ("instead of", "guess"),
        "hidden": ("hidden", "hide"),
        "lean": ("looks for", "lean"),
        "topics": ("topics", "topic"),
    },
    needed=(
        (frozenset({"text"}), "Wording"),
        (frozenset({"category", "key"}), "Category"),
    ),
)
LEANS = {"what goes well": Lean.STRENGTH, "what weighs": Lean.STRAIN, "both": Lean.BOTH, "what comes next": Lean.NEXT}
_LEAN_WORDS = {lean: words for words, lean in LEANS.items()} | {Lean.NONE: ""}
_NO_TOPIC = "is no topic. Use the names of the export, with ; between them."
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WORDS = {"text": "wording", "category": "category", "number": "number", "key": "key", "order": "order",
          "instead_of": "guess", "hidden": "column for hidden", "lean": "column for what it looks for",
          "topics": "topics"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PromptRow:
    """One line that can be used: which prompt it is about (`key`, empty: a new one), and what it should become."""

    line: int
    key: str
    category: str
    text: str
    instead_of: str = ""
    # None: as it is.
    hidden: bool | None = None
    lean: str = ""
    topics: tuple[str, ...] = ()
    order: int | None = None


@dataclass(frozen=True)
class Known:
    """What a program's library has, for reading a file against it."""

    entries: Sequence[Entry]
    # Category and topic by their keys.
    categories: dict[str, str]
    topics: dict[str, str]
    # Categories of questions, where the guide's numbers say which one is meant.
    asking: frozenset[str]


type ParsedPrompts = ParsedFile[PromptRow]


def parse_prompts(data: bytes, known: Known) -> ParsedPrompts:
    """A file of prompts as CSV, XLSX or XLS; a wrong line is left out with its reason.

    Raises UnreadableFileError if the file as a whole cannot be used.
    """
    found, notes = find_headings(tables(data), WANTED)
    once = Once("prompt")

    def read(line: SourceRow) -> PromptRow:
        row = _read(line, found, known)
        once.check(row.key or f"{row.category} {plain(row.text)}", row.line)
        return row

    return ParsedFile(*read_all(lines_below(found, most=MAX_LINES, what="prompts"), read), notes=notes)


def _read(line: SourceRow, found: Found, known: Known) -> PromptRow:
    if line.broken:
        raise CellError(UNCLOSED)
    cells = {name: clean(cell_of(line, found, name)) for name in _WORDS}
    for name, text in cells.items():
        refuse_code(text, _WORDS[name])
        if len(text) > MAX_TEXT:
            raise CellError(f"The {_WORDS[name]} is longer than {MAX_TEXT} characters. Shorten it.")
    if not cells["text"]:
        raise CellError("There is no wording. Write the prompt, or remove the line.")
    entry = _meant(cells, known)
    category = entry.category if entry else _category(cells["category"], known)
    return PromptRow(
        line=line.line,
        key=entry.key if entry else "",
        category=category,
        text=cells["text"],
        instead_of=cells["instead_of"],
        hidden=_hidden(cells["hidden"], entry),
        lean=_lean(cells["lean"]),
        topics=tuple(sorted(read_several(cells["topics"], known.topics, _NO_TOPIC))),
        order=read_order(cells["order"], digits=4),
    )


def _meant(cells: dict[str, str], known: Known) -> Entry | None:
    """The prompt that a line is about; None for a new one. Raises CellError for one that is not there."""
    if key := cells["key"]:
        if entry := next((entry for entry in known.entries if entry.key == key), None):
            return entry
        if not _UUID.fullmatch(key):
            raise CellError(f"There is no prompt with the key {quoted(key)}. Leave it empty to add one of your own.")
    category = _category(cells["category"], known)
    among = [entry for entry in known.entries if entry.category == category]
    if (number := cells["number"].rstrip(".")) and not key:
        if category not in known.asking:
            raise CellError("Numbers say which prompt is meant among questions only. Give its key, or leave it empty.")
        if entry := next((entry for entry in among if not entry.own and entry.number == number.lower()), None):
            return entry
        raise CellError(f"{known.categories[category]} has no prompt with the number {quoted(number)}. Correct it.")
    same = plain(cells["text"])
    return next((entry for entry in among if same in (plain(entry.text), plain(entry.original))), None)


def _category(text: str, known: Known) -> str:
    wanted = plain(text)
    if not wanted:
        raise CellError("There is no category. Name one of the library's.")
    for key, name in known.categories.items():
        # The guide's own heading of a category begins alike, or is its key.
        if wanted in (key, plain(name)) or GUIDE_NAMES.get(wanted) == key:
            return key
    raise CellError(
        f"{quoted(text)} is no category of the library. Use one such as “{next(iter(known.categories.values()))}”."
    )


# As the guide heads them.
GUIDE_NAMES = {
    "meaning and motivation": "meaning",
    "adjustment": "adjustment",
    "strengths and successful coping": "strengths",
    "connection, belonging and psychological safety": "connection",
    "support needs and opportunities": "support",
    "follow-up preferences": "next",
}


def _hidden(text: str, entry: Entry | None) -> bool | None:
    hidden = read_hidden(text)
    if hidden and entry and entry.fixed:
        raise CellError("This has to be said, so it cannot be hidden. Write no.")
    return hidden


def _lean(text: str) -> str:
    if not text:
        return Lean.NONE
    try:
        return LEANS[plain(text)]
    except KeyError:
        raise CellError(f"{quoted(text)} is not what a prompt looks for. Write one of: {', '.join(LEANS)}.") from None


def lines_of(known: Known) -> Iterable[Sequence[str | int | bool]]:
    """The library as lines of a file, in the order of HEADINGS; reading them again changes nothing."""
    for category, name in known.categories.items():
        among = [entry for entry in known.entries if entry.category == category]
        for order, entry in enumerate(among, 1):
            topics = "; ".join(known.topics[key] for key in known.topics if key in entry.topics)
            yield (
                entry.key, name, entry.number if category in known.asking else "", order, entry.text, entry.instead_of,
                entry.hidden, _LEAN_WORDS[Lean(entry.lean)], topics, entry.original,
            )  # fmt: skip
