"""The plain values that travel between reading a file and writing rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

# Everything in a file becomes text, except the dates that a spreadsheet already knows to be dates.
type Cell = str | date

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One line of a file, with the number a person finds it by."""

    line: int
    cells: tuple[Cell, ...]
    # A quotation mark opens in this line and never closes, so its cells cannot be told apart.
    broken: bool = False

    @property
    def blank(self) -> bool:
        return not any(cell if isinstance(cell, date) else cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """One way to read a file: a sheet of a workbook, or a text with one separator. Rows are read when asked for."""

    name: str
    rows: Callable[[], Iterator[SourceRow]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that is left out, and one sentence that says why and what to do."""

    line: int
    reason: str
