"""Resources as files: what a program brings in, line by line, and what it takes out. Pure: plain values only.

Name, what it is and whom it is for are enough for a new one; a key, or the name of one that is there, changes that one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from programs.names import plain
from programs.rosterfile.dates import read_date
from programs.rosterfile.delimited import UNCLOSED
from programs.rosterfile.errors import CellError
from programs.rosterfile.headings import Found, Wanted, find_headings
from programs.rosterfile.lines import Once, ParsedFile, lines_below, read_all, read_hidden, read_order, read_several
from programs.rosterfile.people import cell_of
from programs.rosterfile.shapes import SourceRow
from programs.rosterfile.source import tables
from programs.rosterfile.text import clean, quoted, refuse_code
from resources.library import ANY_SPECIALTY, LONGEST
from resources.rules.shelf import Entry

MAX_LINES = 6_000
# Column by field, as the export heads them.
COLUMNS = {
    "key": "Key",
    "name": "Name",
    "about": "What it is",
    "audiences": "For",
    "needs": "Helps with",
    "moments": "Shown when",
    "country": "Country",
    "specialty": "Specialty",
    "reach": "How to reach",
    "url": "Web address",
    "cost": "Cost",
    "hours": "Hours",
    "also": "Other words",
    "verified_on": "Last checked",
    "hidden": "Hidden",
    "order": "Order",
}
HEADINGS = tuple(COLUMNS.values())
_SYNONYMS = {
    "name": ("resource", "title"),
    "about": ("description", "about", "what"),
    "audiences": ("audience", "whom for", "whom"),
    "needs": ("needs", "need", "topics", "category"),
    "reach": ("contact", "phone", "reach"),
    "url": ("url", "link", "website", "address", "web page"),
    "cost": ("price", "fee"),
    "hours": ("opening hours", "open"),
    "also": ("keywords", "synonyms", "search words"),
    "verified_on": ("verified", "last verified", "checked", "checked on"),
}
WANTED = Wanted(
    synonyms={field: (heading.lower(), *_SYNONYMS.get(field, ())) for field, heading in COLUMNS.items()},
    needed=((frozenset({"name", "key"}), "Name"),),
)
_TEXTS = ("name", "about", "country", "specialty", "reach", "url", "cost", "hours", "also")


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """One line that can be used: the resource it is about (`key`, empty: a new one), and what the file says of it."""

    line: int
    key: str
    values: Mapping[str, Any]
    verified_on: date | None = None
    # None: as it is.
    hidden: bool | None = None
    order: int | None = None

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))


@dataclass(frozen=True)
class Choices:
    """The words that lists in a file may use, by their keys."""

    audiences: Mapping[str, str]
    needs: Mapping[str, str]
    moments: Mapping[str, str]


type ParsedResources = ParsedFile[ResourceRow]


def parse_resources(data: bytes, entries: Sequence[Entry], choices: Choices, today: date) -> ParsedResources:
    """A file of resources as CSV, XLSX or XLS; a wrong line is left out with its reason.

    Raises UnreadableFileError if the file as a whole cannot be used.
    """
    found, notes = find_headings(tables(data), WANTED)
    by_key = {entry.key: entry for entry in entries}
    by_name = {plain(entry.name): entry for entry in entries}
    once = Once("resource")

    def read(line: SourceRow) -> ResourceRow:
        row = _read(line, found, (by_key, by_name), choices, today)
        once.check(row.key or plain(row.name), row.line)
        return row

    return ParsedFile(*read_all(lines_below(found, most=MAX_LINES, what="resources"), read), notes=notes)


def _read(
    line: SourceRow,
    found: Found,
    known: tuple[Mapping[str, Entry], Mapping[str, Entry]],
    choices: Choices,
    today: date,
) -> ResourceRow:
    if line.broken:
        raise CellError(UNCLOSED)
    texts = {field: _text(line, found, field) for field in _TEXTS if field in found.columns}
    key = clean(cell_of(line, found, "key"))
    if key and key not in known[0]:
        raise CellError(f"There is no resource with the key {quoted(key)}. Leave it empty to add one of your own.")
    entry = known[0].get(key) or known[1].get(plain(texts.get("name", "")))
    values: dict[str, Any] = {field: text for field, text in texts.items() if text}
    if entry and not key:
        # It was found by its name, whatever the capitals.
        values.pop("name", None)
    for field in ("audiences", "needs", "moments"):
        refusal = f"cannot stand under “{COLUMNS[field]}”. Use words of the export, with ; between them."
        if chosen := read_several(clean(cell_of(line, found, field)), getattr(choices, field), refusal):
            values[field] = chosen
    if entry is None:
        values = _complete(values)
    checked = read_date(cell_of(line, found, "verified_on"), "day of the last check")
    if checked and checked > today:
        raise CellError("The day of the last check is still to come. Correct it, or leave it empty.")
    return ResourceRow(
        line=line.line,
        key=entry.key if entry else "",
        values=values,
        verified_on=checked,
        hidden=read_hidden(clean(cell_of(line, found, "hidden"))),
        order=read_order(clean(cell_of(line, found, "order")), digits=5),
    )


def _text(line: SourceRow, found: Found, field: str) -> str:
    text, what = clean(cell_of(line, found, field)), COLUMNS[field].lower()
    if field == "reach" and begins_like_a_number(text):
        text = text.removeprefix("'")
    else:
        refuse_code(text, f"cell “{what}”")
    if len(text) > (most := LONGEST.get(field, 80)):
        raise CellError(f"The cell “{what}” is longer than {most} characters. Shorten it.")
    if field == "url" and text:
        try:
            URLValidator(schemes=["http", "https"])(text)
        except ValidationError:
            raise CellError(
                f"{quoted(text)} is no web address. Write it whole, such as https://www.uscis.gov."
            ) from None
    return text


def begins_like_a_number(text: str) -> bool:
    """Whether a text begins like "+1 312": a telephone number, no formula; the export puts an apostrophe before it."""
    return re.match(r"'?\+\d[\d ()./-]*(\s[^\W\d]|[,;]|$)", text) is not None


def _complete(values: dict[str, Any]) -> dict[str, Any]:
    """A new resource needs what tells readers what it is; country and specialty are said on each one (R66)."""
    for field, sentence in (
        ("name", "There is no name. Write what it is called, or remove the line."),
        ("about", "It does not say what it is. Write a sentence or two."),
        ("country", "It does not say for which country it holds. Write one, such as United States."),
    ):
        if not values.get(field):
            raise CellError(sentence)
    return {"specialty": ANY_SPECIALTY, "audiences": ["trainee"], "needs": [], "moments": [], **values}


def lines_of(entries: Sequence[Entry], choices: Choices) -> Iterable[Sequence[str | int | bool | date | None]]:
    """A directory as lines of a file, in the order of HEADINGS; reading them again changes nothing."""
    for order, entry in enumerate(entries, 1):
        lists = {
            field: "; ".join(words[key] for key in words if key in getattr(entry, field))
            for field, words in (
                ("audiences", choices.audiences),
                ("needs", choices.needs),
                ("moments", choices.moments),
            )
        }
        yield tuple(
            order if field == "order" else lists.get(field, getattr(entry, field, ""))  for field in COLUMNS
        )  # fmt: skip
