"""Excel workbooks, read without letting one fill the memory.

A workbook is a ZIP of XML: a few kilobytes can unpack to gigabytes, and two cells in opposite corners make the
reader set aside room for seventeen billion. So every part is unpacked here under a limit, looked through for cells
that are far out, and packed anew for the reader; it never sees the file as it came.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from programs.rosterfile.errors import UnreadableFileError
from programs.rosterfile.shapes import MAX_COLUMNS, MAX_ROWS, Cell, SourceRow, Table

ZIP_START = b"PK\x03\x04"
OLE_START = bytes.fromhex("d0cf11e0a1b11ae1")
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 2_000
# Report lines above the heading and totals below come on top of the people.
MAX_LINES = MAX_ROWS + 500

_DAMAGED = "The workbook is damaged. Open it in Excel, save it as a new XLSX file, and try again."
_TOO_LARGE = "The workbook unpacks to far more than a roster needs. Save only the list of people as CSV, and try again."
_TOO_LONG = f"The sheet goes past line {MAX_LINES:,} or column {MAX_COLUMNS}. Save only the people, and try again."
_OTHER_KIND = "This is not an Excel workbook (XLSX or XLS). Save it as XLSX or CSV, and try again."
_CELL = re.compile(r"([A-Z]{1,7})([0-9]{1,9})")
_PARTS = re.compile(r"(\[Content_Types\]|_rels[/\\].*|xl[/\\].*)\.(xml|rels)", re.IGNORECASE)
# Pictures, macros and the like: not needed, so not unpacked.
_SKIPPED_PARTS = re.compile(r"xl[/\\](media|drawings|embeddings|charts|theme|externalLinks)[/\\]", re.IGNORECASE)


def workbook_tables(data: bytes) -> list[Table]:
    """The sheets of an XLSX or XLS file, visible ones first. Raises UnreadableFileError."""
    if data.startswith(ZIP_START):
        data = _repacked(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        kept = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        kept.sort(key=lambda meta: meta.visible != SheetVisibleEnum.Visible)
        return [Table(meta.name, partial(_rows, book, meta.name)) for meta in kept]
    except PasswordError:
        raise UnreadableFileError("The workbook asks for a password. Save it without one, and try again.") from None
    except (KeyboardInterrupt, SystemExit, UnreadableFileError):
        raise
    except BaseException as error:  # a panic of the reader is no Exception
        raise UnreadableFileError(_DAMAGED) from error


def _rows(book: CalamineWorkbook, name: str) -> Iterator[SourceRow]:
    try:
        sheet = book.get_sheet_by_name(name)
        values = _values(sheet)
    except (KeyboardInterrupt, SystemExit, UnreadableFileError):
        raise
    except BaseException as error:  # as above
        raise UnreadableFileError(_DAMAGED) from error
    for number, row in enumerate(values, start=1):
        yield SourceRow(number, tuple(_cell(value) for value in row))


def _values(sheet: CalamineSheet) -> list[list[Any]]:
    if sheet.end is None:
        return []
    if sheet.end[0] >= MAX_LINES or sheet.end[1] >= MAX_COLUMNS:
        raise UnreadableFileError(_TOO_LONG)
    values: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    return values


def _cell(value: Any) -> Cell:
    """A spreadsheet's value as text or date; of a formula, the result that was saved with it."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _repacked(data: bytes) -> bytes:
    """The parts that make up the sheets, unpacked under a limit and stored plainly."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
            _check_kind(source.namelist())
            left = MAX_UNPACKED
            for info in source.infolist():
                if not _PARTS.fullmatch(info.filename) or _SKIPPED_PARTS.match(info.filename) or info.is_dir():
                    continue
                # Read no further than allowed, whatever size the directory claims.
                with source.open(info) as part:
                    content = part.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise UnreadableFileError(_TOO_LARGE)
                _look_through(content)
                target.writestr(info.filename, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableFileError(_DAMAGED) from error
    return out.getvalue()


def _check_kind(names: list[str]) -> None:
    if len(names) > MAX_PARTS:
        raise UnreadableFileError(_TOO_LARGE)
    if not any(name.replace("\\", "/").lower() == "xl/workbook.xml" for name in names):
        raise UnreadableFileError(_OTHER_KIND)


def _look_through(content: bytes) -> None:
    """Refuse a part with a value far out or with entities of its own."""
    parser = expat.ParserCreate()
    watch = _Watch()
    parser.StartElementHandler = watch.element
    parser.EntityDeclHandler = watch.entity
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnreadableFileError(_DAMAGED) from error


class _Watch:
    """Follows the cells of a sheet; only a cell that holds something counts (a format alone may reach far out)."""

    def __init__(self) -> None:
        self.row = self.cell = ""

    def element(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rsplit(":", 1)[-1]
        if kind == "row":
            self.row = attributes.get("r", "1")
        elif kind == "c":
            # Without a place of its own, a cell stands in its row; how far right, its place in the file limits.
            self.cell = attributes.get("r", f"A{self.row}")
        elif kind in ("v", "is") and self.cell:
            self._check(self.cell.upper())

    def entity(self, *_declaration: object) -> None:
        raise UnreadableFileError(_DAMAGED)

    def _check(self, reference: str) -> None:
        found = _CELL.fullmatch(reference)
        if found is None:
            raise UnreadableFileError(_DAMAGED)
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        if int(found[2]) > MAX_LINES or column > MAX_COLUMNS:
            raise UnreadableFileError(_TOO_LONG)
