"""Text with separators: which encoding, which separator, which lines make one record."""

import csv
import io
from collections.abc import Iterator

from programs.rosterfile.errors import UnreadableFileError
from programs.rosterfile.shapes import SourceRow, Table

SEPARATORS = (",", ";", "\t", "|")
# A quoted cell may hold line breaks; past this many lines, its quotation mark was simply never closed.
MAX_LINES_OF_A_RECORD = 20
UNCLOSED = "A quotation mark in this line opens and never closes, so its cells cannot be told apart. Correct it."
WINDOWS_NOTE = (
    "This file does not say how its letters are stored. It was read as Windows-1252: check names with accents below."
)
# What a program may save under the name of a CSV or Excel file; told apart by how it begins.
_NOT_TABLES = {
    "<": "This is a web page or XML under another name. Open it in Excel, save it as CSV or XLSX, and try again.",
    "{\\rtf": "This is a text document. Save the table in it as CSV or XLSX, and try again.",
    "%pdf": "This is a PDF. Ask for the same report as CSV or XLSX, and try again.",
}


def text_tables(data: bytes) -> list[Table]:
    """The text read with each separator it contains; the headings decide later which one is right.

    Raises UnreadableFileError when it is not text.
    """
    text, notes = decode(data)
    start = text.lstrip()[:10].lower()
    for mark, sentence in _NOT_TABLES.items():
        if start.startswith(mark):
            raise UnreadableFileError(sentence)
    lines = list(io.StringIO(text, newline=""))
    return [Table("", _reader(lines, separator), notes) for separator in SEPARATORS if separator in text]


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file and what to say about how it was read.

    UTF-8 (with or without a byte order mark) and UTF-16 are certain; anything else is taken for Windows-1252, which
    is what Excel writes in the United States, and the reader is asked to look at the accents. Guessing further
    would put wrong letters into names without a word.
    """
    if not data.strip():
        raise UnreadableFileError("The file is empty.")
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff"), (WINDOWS_NOTE,) if encoding == "cp1252" else ()
    raise UnreadableFileError("This is neither text nor a spreadsheet. Save it as CSV (UTF-8) or XLSX, and try again.")


def _candidates(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    # Western text in UTF-16 without a mark has a zero in every other byte.
    sample = data[:400]
    if sample[1::2].count(0) > len(sample) // 4:
        return ("utf-16-le",)
    if sample[0::2].count(0) > len(sample) // 4:
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


class _reader:  # noqa: N801  # used as a function that keeps its lines
    """Rows of the same lines, as often as they are asked for."""

    def __init__(self, lines: list[str], separator: str) -> None:
        self.lines, self.separator = lines, separator

    def __call__(self) -> Iterator[SourceRow]:
        at = 0
        while at < len(self.lines):
            row, used = self._record(at)
            yield row
            at += used

    def _record(self, at: int) -> tuple[SourceRow, int]:
        """The record that begins at a line, and how many lines it takes."""
        ahead = self.lines[at : at + MAX_LINES_OF_A_RECORD]
        reader = csv.reader(ahead, delimiter=self.separator, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            # An open quotation mark would swallow the good lines after it: take this line alone, as it stands.
            return SourceRow(at + 1, tuple(self._bare(ahead[0])), broken=True), 1
        return SourceRow(at + 1, tuple(cells)), reader.line_num

    def _bare(self, line: str) -> list[str]:
        return line.rstrip("\r\n").split(self.separator)
