"""Dates as American residency systems write them.

The rule: the month comes first (7/1/2026 is July 1). ISO dates, dates with the month in letters, and Excel's own dates
say which part is which. Day-first files are refused as a whole, because half of their dates would be read wrongly
without a sign: one date such as 30/06/2029 gives such a file away, unless at least as many others (06/30/2029) show
that the month comes first; then it is a slip, and its line alone is left out. A file in which every date could be
either is read with the month first.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from programs.rosterfile.errors import CellError, UnreadableFileError
from programs.rosterfile.shapes import Cell
from programs.rosterfile.text import clean, quoted

HELP = "Write it as 2026-07-01 or 7/1/2026."
FIRST_YEAR, LAST_YEAR = 1950, 2100
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(r"[T ]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]\.?m\.?)?(Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4}|\d{2})", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]*([a-z]{3,9})\.?,?[\s-]*(\d{4}|\d{2})", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
# Day zero of Excel's calendar, its leap year 1900 included.
_EXCEL_START = date(1899, 12, 30)
_OPEN_END = re.compile(r"present|current|ongoing|open|tbd|tba|na|none|null|9999-12-31|12/31/9999", re.IGNORECASE)


def read_date(cell: Cell, what: str) -> date | None:
    """The date of a cell, None if it is empty; `what` names it in the sentence. Raises CellError."""
    if isinstance(cell, date):
        return _plausible(cell, cell.isoformat(), what)
    text = clean(cell)
    if not text:
        return None
    found = _parse(_WEEKDAY.sub("", _TIME.sub("", text)).strip())
    if found is None:
        raise CellError(f"The {what}, {quoted(text)}, is not a date that Hearten can read. {HELP}")
    return _plausible(found, text, what)


def read_end(cell: Cell, what: str) -> date | None:
    """As `read_date`; "present" and 12/31/9999 mean that no end is set."""
    text = cell.isoformat() if isinstance(cell, date) else clean(cell)
    return None if _OPEN_END.fullmatch(_TIME.sub("", text)) else read_date(cell, what)


def refuse_day_first(cells: Iterable[tuple[int, Cell]]) -> None:
    """Raise UnreadableFileError if a file's dates, given with their lines, say the day before the month."""
    month_first = 0
    day_first: list[tuple[int, str]] = []
    for line, cell in cells:
        if isinstance(cell, date) or not (found := _NUMBERS.fullmatch(_TIME.sub("", cell.strip()))):
            continue
        first, second = int(found[1]), int(found[3])
        if second > 12 >= first:
            month_first += 1
        elif first > 12 >= second:
            day_first.append((line, cell.strip()))
    if len(day_first) > month_first:
        line, text = day_first[0]
        raise UnreadableFileError(
            f"Line {line} says {quoted(text)}: the dates in this file have the day first, and Hearten reads the month"
            " first. Save them as 2026-07-01 (year, month, day), and try again."
        )


def _plausible(found: date, text: str, what: str) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise CellError(f"The {what}, {quoted(text)}, is in the year {found.year}. {HELP}")
    return found


def _parse(text: str) -> date | None:
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _date(match[1], match[2], match[3])
    if match := _NUMBERS.fullmatch(text):
        return _date(match[4], match[1], match[3])
    if match := _MONTH_FIRST.fullmatch(text):
        return _date(match[3], _month(match[1]), match[2])
    if match := _DAY_FIRST.fullmatch(text):
        return _date(match[3], _month(match[2]), match[1])
    if match := _SERIAL.fullmatch(text):
        return _EXCEL_START + timedelta(days=int(match[1]))
    return None


def _month(word: str) -> str:
    start = word[:3].lower()
    return str(_MONTHS.index(start) + 1) if start in _MONTHS else "0"


def _date(year: str, month: str, day: str) -> date | None:
    full = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None
