"""Writing lists for spreadsheets, so that no cell is ever taken for a formula."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date

from programs.rosterfile.text import FORMULA_STARTS

type Value = str | int | date | bool | None

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What no workbook can hold.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def safe(text: str) -> str:
    """Text that a spreadsheet shows and doesn't run: an apostrophe goes before =, +, - and @."""
    text = CONTROL_CHARACTERS.sub("", text).replace("\t", " ").replace("\r", " ")
    return f"'{text}" if text.lstrip().startswith(tuple(FORMULA_STARTS)) else text


def _plain(value: Value) -> str | int | date | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return safe(value) if isinstance(value, str) else value


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV that Excel opens with its accents: UTF-8 with a byte order mark, ISO dates."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in rows:
        writer.writerow(["" if (plain := _plain(value)) is None else plain for value in row])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A workbook with one sheet, dates as dates."""
    # Imported here: few processes ever write a workbook, and loading this is a tenth of every start.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    bold = []
    for heading in headings:
        cell = WriteOnlyCell(sheet, value=heading)
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for row in rows:
        sheet.append([_plain(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return _undated(out.getvalue())


def _undated(data: bytes) -> bytes:
    """The same workbook without the minute in which its parts were packed: equal lists are equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(zipfile.ZipInfo(part.filename), source.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()
