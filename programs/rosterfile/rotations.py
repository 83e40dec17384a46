"""Rotations: who directly supervises whom, from when to when, and which of it is at night."""

from dataclasses import dataclass
from datetime import date

from programs.rosterfile.dates import read_date, refuse_day_first
from programs.rosterfile.delimited import UNCLOSED
from programs.rosterfile.errors import CellError
from programs.rosterfile.headings import Found, Wanted, find_headings
from programs.rosterfile.lines import Once, ParsedFile, read_all
from programs.rosterfile.people import cell_of
from programs.rosterfile.shapes import SourceRow
from programs.rosterfile.source import tables
from programs.rosterfile.text import clean, quoted, read_email, refuse_code

MAX_ROTATION = 120
_SUPERVISOR = ("supervisor email", "supervisor email address", "attending email", "attending email address",
               "preceptor email", "faculty email", "evaluator email", "supervising physician email",
               "supervisor", "attending", "preceptor", "supervising physician", "faculty")  # fmt: skip
ROTATIONS = Wanted(
    synonyms={
        "resident_email": ("resident email", "resident email address", "trainee email", "trainee email address",
                           "fellow email", "learner email", "person email", "user email", "email", "email address",
                           "resident", "trainee", "fellow", "learner"),
        "rotation": ("rotation", "rotation name", "service", "service name", "assignment", "assignment name",
                     "block name", "activity", "rotation service", "clinical service", "site rotation"),
        "starts_on": ("starts on", "start date", "start", "begin date", "begin", "from", "from date", "date from",
                      "rotation start", "rotation start date", "assignment start", "block start", "startdate"),
        "ends_on": ("ends on", "end date", "end", "to", "to date", "date to", "until", "through", "thru",
                    "rotation end", "rotation end date", "assignment end", "block end", "enddate"),
        "supervisor_email": _SUPERVISOR,
        "nights": ("nights", "night", "is night", "night shift", "night float", "overnight", "shift", "shift type"),
    },
    needed=(
        (frozenset({"resident_email"}), "Resident e-mail"),
        (frozenset({"rotation"}), "Rotation"),
        (frozenset({"starts_on"}), "Start date"),
        (frozenset({"ends_on"}), "End date"),
        (frozenset({"supervisor_email"}), "Supervisor e-mail"),
    ),
)  # fmt: skip
ROTATION_HEADINGS = ("resident_email", "rotation", "starts_on", "ends_on", "supervisor_email", "nights")
_WORDS = {
    "resident_email": "resident's e-mail address", "rotation": "rotation", "starts_on": "start date",
    "ends_on": "end date", "supervisor_email": "supervisor's e-mail address", "nights": "column for nights",
}  # fmt: skip
_YES = frozenset(["yes", "y", "true", "t", "1", "x", "night", "nights", "night float", "nf", "overnight"])
_NO = frozenset(["", "no", "n", "false", "f", "0", "day", "days", "evening", "evenings"])


@dataclass(frozen=True, slots=True)
class RotationRow:
    """One person supervised by another on one rotation; first and last day both count."""

    line: int
    resident_email: str
    rotation: str
    starts_on: date
    ends_on: date
    supervisor_email: str
    nights: bool = False

    @property
    def name(self) -> str:
        return f"{self.resident_email}, {self.rotation}"


def parse_rotations(data: bytes) -> ParsedFile[RotationRow]:
    """A file of rotations as CSV, XLSX or XLS; a wrong line is left out with its reason.

    Raises UnreadableFileError if the file as a whole cannot be used. Issue 2, "People"; R9, R15.
    """
    found, notes = find_headings(tables(data), ROTATIONS)
    lines = list(found.people())
    refuse_day_first((row.line, cell_of(row, found, name)) for row in lines for name in ("starts_on", "ends_on"))
    once = Once("rotation")

    def read(line: SourceRow) -> RotationRow:
        row = _read(line, found)
        once.check((row.resident_email, row.rotation.casefold(), row.starts_on, row.supervisor_email), row.line)
        return row

    return ParsedFile(*read_all(lines, read), found.left_out, found.unused, notes)


def _read(line: SourceRow, found: Found) -> RotationRow:
    """One line. Raises CellError with the first thing that is wrong with it."""
    if line.broken:
        raise CellError(UNCLOSED)
    text = {name: clean(cell_of(line, found, name)) for name in found.columns}
    for name, value in text.items():
        refuse_code(value, _WORDS[name])
    resident, supervisor = _email(text, "resident_email"), _email(text, "supervisor_email")
    if resident == supervisor:
        raise CellError("Resident and supervisor have the same e-mail address. Correct one of them.")
    if not text["rotation"]:
        raise CellError("There is no rotation. Add its name.")
    if len(text["rotation"]) > MAX_ROTATION:
        raise CellError(f"The rotation's name is longer than {MAX_ROTATION} characters. Shorten it.")
    starts_on = read_date(cell_of(line, found, "starts_on"), "start date")
    ends_on = read_date(cell_of(line, found, "ends_on"), "end date")
    if starts_on is None or ends_on is None:
        raise CellError("A rotation needs a start date and an end date. Add what is missing.")
    if ends_on < starts_on:
        raise CellError(f"The end date, {ends_on}, is before the start date, {starts_on}. Correct one of them.")
    nights = _nights(text.get("nights", ""))
    return RotationRow(line.line, resident, text["rotation"], starts_on, ends_on, supervisor, nights)


def _email(text: dict[str, str], name: str) -> str:
    if not text[name]:
        raise CellError(f"There is no {_WORDS[name]}. Add it.")
    return read_email(text[name])


def _nights(text: str) -> bool:
    answer = text.lower()
    if answer in _YES:
        return True
    if answer in _NO:
        return False
    raise CellError(f"{quoted(text)} does not say whether this is at night. Write yes or no.")
