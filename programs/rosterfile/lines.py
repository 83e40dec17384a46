"""What every kind of file does line by line: read each alone, notice repetitions, and understand common cells."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from programs.names import plain
from programs.rosterfile.errors import CellError, UnreadableFileError
from programs.rosterfile.headings import Found
from programs.rosterfile.shapes import Rejected, SourceRow
from programs.rosterfile.text import quoted

_YES, _NO = frozenset(["yes", "y", "true", "1", "x", "hidden"]), frozenset(["no", "n", "false", "0", "shown"])


@dataclass(frozen=True, slots=True)
class ParsedFile[Row]:
    """What a file says: the lines that can be used, those that cannot, and what the reader should know."""

    rows: tuple[Row, ...]
    rejected: tuple[Rejected, ...]
    left_out: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class Once:
    """Refuses what an earlier line said already; `what` is "prompt" or "rotation"."""

    what: str
    lines: dict[Hashable, int] = field(default_factory=dict)

    def check(self, name: Hashable, line: int) -> None:
        """Remember a line by what it is about. Raises CellError if another line was."""
        if earlier := self.lines.get(name):
            raise CellError(f"This {self.what} was already in line {earlier}. Remove one of the two lines.")
        self.lines[name] = line


def read_all[Row](
    lines: Iterable[SourceRow], read: Callable[[SourceRow], Row]
) -> tuple[tuple[Row, ...], tuple[Rejected, ...]]:
    """Each line on its own: what could be read, and what could not, with the sentence of its CellError."""
    rows: list[Row] = []
    rejected: list[Rejected] = []
    for line in lines:
        try:
            rows.append(read(line))
        except CellError as error:
            rejected.append(Rejected(line.line, str(error)))
    return tuple(rows), tuple(rejected)


def lines_below(found: Found, *, most: int, what: str) -> Iterator[SourceRow]:
    """The lines below the headings without blank ones. Raises UnreadableFileError past the limit."""
    for count, row in enumerate((row for row in found.table.rows() if row.line > found.line and not row.blank), 1):
        if count > most:
            raise UnreadableFileError(f"The file has more than {most:,} lines. Save only the {what}, and try again.")
        yield row


def read_hidden(text: str) -> bool | None:
    """Whether a line is to be hidden; None, as it is, for an empty cell. Raises CellError."""
    answer = text.lower()
    if answer and answer not in _YES | _NO:
        raise CellError(f"{quoted(text)} does not say whether it is hidden. Write yes or no.")
    return answer in _YES if answer else None


def read_order(text: str, *, digits: int) -> int | None:
    """A place in an order; None for an empty cell. Raises CellError."""
    if not text:
        return None
    if not re.fullmatch(rf"[0-9]{{1,{digits}}}", text):
        raise CellError(f"{quoted(text)} is no place in an order. Write a number such as 3, or leave it empty.")
    return int(text)


def read_several(text: str, words: Mapping[str, str], refusal: str) -> list[str]:
    """Words divided by ";" as their keys, each once, in the order of the list they are from.

    Raises CellError; `refusal` goes on after the word that is not in the list.
    """
    names = {plain(word): key for key, word in words.items()} | {key: key for key in words}
    wanted = [part.strip() for part in text.split(";") if part.strip()]
    for part in wanted:
        if plain(part) not in names:
            raise CellError(f"{quoted(part)} {refusal}")
    chosen = {names[plain(part)] for part in wanted}
    return [key for key in words if key in chosen]


@dataclass(frozen=True)
class Planned[Kept, Row]:
    """What a file would do: the rows to write, and what becomes of each line."""

    rows: Sequence[Kept]
    outcomes: Sequence[tuple[Row, str]]
    # What can become of a line, in the order in which it is told; the last is "nothing".
    order: Sequence[str]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines each thing happens to."""
        counted = Counter(outcome for _, outcome in self.outcomes)
        return {name: counted[name] for name in self.order if counted[name]}

    @property
    def different(self) -> list[tuple[Row, str]]:
        """The lines that change something."""
        return [(row, outcome) for row, outcome in self.outcomes if outcome != self.order[-1]]
