"""Finding the line of headings, and which column is which.

Systems name the same column differently ("E-Mail Address", "Resident Email"), put titles and dates above the headings,
and add columns that nobody asked for. A table's headings are the line, among the first sixty, that names the most
columns we know.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from programs.names import plain
from programs.rosterfile.errors import UnreadableFileError
from programs.rosterfile.shapes import MAX_ROWS, Cell, SourceRow, Table
from programs.rosterfile.text import clean

LINES_SEARCHED = 60
# Where somebody comes from infers no need and is not stored (R26); what else is personal is none of Hearten's business.
_PERSONAL = re.compile(
    r"\b(imgs?|usmg|international medical|visa|citizens?|citizenship|nationality|nationalities|country|countries"
    r"|immigration|ecfmg|j ?1|h ?1 ?b|passport|sevis|ssn|social security|birth|birthdate|dob|race|ethnicity|gender|sex"
    r"|pronouns?|religion|languages?|medical school|med school|marital|disability|veteran)\b"
)
_FOOTER = re.compile(
    r"(grand |sub ?)?(totals?|count)\b|end of (report|list|file)|page \d+|generated|printed|report (run|date|generated)"
    r"|run (date|by)|confidential|copyright|\d+ (records?|rows?|residents?|people|persons?|trainees?)\b"
    r"|(number of |total )?(records?|rows?)\b"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns a file may have: each field with its synonyms, the best first, and what it cannot do without."""

    synonyms: Mapping[str, Sequence[str]]
    # One of each group must be there; the sentence says what to add.
    needed: Sequence[tuple[frozenset[str], str]]


@dataclass(frozen=True, slots=True)
class Found:
    """A table with its headings found."""

    table: Table
    line: int
    columns: Mapping[str, int]
    titles: Mapping[str, str]
    # Columns left out on purpose, and those that Hearten has no use for, by their headings.
    left_out: tuple[str, ...]
    unused: tuple[str, ...]
    cells: tuple[Cell, ...]

    def people(self) -> Iterator[SourceRow]:
        """The lines below the headings without blank lines, headings that come again, and totals.

        Raises UnreadableFileError past the limit.
        """
        heading = [heading_key(cell) for cell in self.cells]
        count = 0
        for row in self.table.rows():
            if row.line <= self.line or row.blank or [heading_key(cell) for cell in row.cells] == heading:
                continue
            if is_footer(row):
                continue
            count += 1
            if count > MAX_ROWS:
                raise UnreadableFileError(
                    f"The file has more than {MAX_ROWS:,} lines. Save only the people of this program, and try again."
                )
            yield row


def heading_key(cell: Cell) -> str:
    """A heading without accents, capitals and punctuation: "E-Mail Address" is "email address"."""
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", plain(str(cell))).split())
    return re.sub(r"\be mail\b", "email", words)


def is_footer(row: SourceRow) -> bool:
    """Whether a line below the people says something about the list rather than about a person."""
    texts = [text for cell in row.cells if (text := clean(cell))]
    if not texts or any("@" in text for text in texts):
        return False
    return bool(_FOOTER.match(plain(texts[0])))


def find_headings(tables: Sequence[Table], wanted: Wanted) -> tuple[Found, tuple[str, ...]]:
    """The table with the best headings, and notes about what was not read.

    Raises UnreadableFileError if no table has the columns that are needed.
    """
    best: list[Found] = [found for table in tables if (found := _best_line(table, wanted))]
    best.sort(key=lambda found: len(found.columns), reverse=True)
    usable = [found for found in best if not _missing(found, wanted)]
    if not usable:
        raise UnreadableFileError(_sentence(best, wanted))
    chosen = usable[0]
    others = [found.table.name for found in usable[1:] if found.table.name != chosen.table.name]
    if not others:
        return chosen, chosen.table.notes
    names = ", ".join(f"“{name}”" for name in others)
    note = f"Only the sheet “{chosen.table.name}” was read. Import {names} on its own if it lists people too."
    return chosen, (*chosen.table.notes, note)


def _best_line(table: Table, wanted: Wanted) -> Found | None:
    candidates = [_match(table, row, wanted) for row in islice(table.rows(), LINES_SEARCHED)]
    known = [found for found in candidates if found.columns]
    # max() keeps the first of equals: a line of headings that comes again further down is not the better one.
    return max(known, key=lambda found: len(found.columns), default=None)


def _match(table: Table, row: SourceRow, wanted: Wanted) -> Found:
    keys = [heading_key(cell) for cell in row.cells]
    columns: dict[str, int] = {}
    for field, synonyms in wanted.synonyms.items():
        places = [keys.index(synonym) for synonym in synonyms if synonym in keys]
        if places and places[0] not in columns.values():
            columns[field] = places[0]
    rest = [at for at, key in enumerate(keys) if key and at not in columns.values()]
    titles = [" ".join(clean(cell).split())[:60] for cell in row.cells]
    personal = [at for at in rest if _PERSONAL.search(keys[at])]
    return Found(
        table=table,
        line=row.line,
        columns=columns,
        titles={field: titles[at] for field, at in columns.items()},
        left_out=tuple(titles[at] for at in personal),
        unused=tuple(titles[at] for at in rest if at not in personal),
        cells=row.cells,
    )


def _missing(found: Found, wanted: Wanted) -> list[str]:
    return [what for fields, what in wanted.needed if not fields & found.columns.keys()]


def _sentence(best: Sequence[Found], wanted: Wanted) -> str:
    """What to do about a file without usable headings."""
    if not best or len(best[0].columns) < 2:
        needed = ", ".join(what for _fields, what in wanted.needed)
        return f"No line of headings was found. Name the columns in one line above the people: {needed}."
    missing = " and ".join(_missing(best[0], wanted))
    return f"The headings in line {best[0].line} have no column for {missing}. Add it, and try again."
