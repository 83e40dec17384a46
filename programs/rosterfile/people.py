"""The roster: who belongs to a program, in which role, for which dates."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from programs.names import plain
from programs.rosterfile.dates import read_date, read_end, refuse_day_first
from programs.rosterfile.delimited import UNCLOSED
from programs.rosterfile.errors import CellError
from programs.rosterfile.headings import Found, Wanted, find_headings
from programs.rosterfile.lines import ParsedFile, read_all
from programs.rosterfile.roles import TRAINEE, USUAL_TITLES, read_role, read_year, role_of
from programs.rosterfile.shapes import Cell, SourceRow
from programs.rosterfile.source import tables
from programs.rosterfile.text import (
    MAX_NAME,
    MAX_TITLE,
    clean,
    in_capitals,
    quoted,
    read_email,
    refuse_code,
    repair_capitals,
    split_name,
    without_credentials,
)

# Headings as New Innovations, MedHub, Thalamus, ERAS and hand-made lists write them, the surest first.
_FIRST = ("first name", "firstname", "given name", "given names", "forename", "first", "fname", "resident first name",
          "trainee first name", "legal first name", "preferred first name", "name first", "user first name",
          "applicant first name", "employee first name", "person first name")  # fmt: skip
_LAST = tuple(
    heading.replace("given names", "family names").replace("given", "family").replace("forename", "surname")
    .replace("fname", "lname").replace("first", "last")
    for heading in _FIRST
)  # fmt: skip
_NAME = ("name", "full name", "display name", "resident name", "trainee name", "fellow name", "person name",
         "name last first", "last name first name", "last first", "person", "applicant name", "applicant", "learner",
         "learner name", "user", "user name full", "employee name", "employee", "member", "participant",
         "resident", "trainee", "fellow", "housestaff", "house staff", "faculty name", "faculty")  # fmt: skip
_EMAIL = ("email", "email address", "work email", "work email address", "institutional email",
          "institution email", "primary email", "primary email address", "hospital email", "school email",
          "university email", "business email", "login email", "user email", "resident email", "trainee email",
          "contact email", "email 1", "email1", "email work", "email id", "mail")  # fmt: skip
_ROLE = ("role", "personnel type", "user type", "person type", "title", "position", "position title", "job title",
         "type", "status type", "appointment type", "appointment", "user role", "primary role", "staff type",
         "employee type", "trainee type", "learner type", "category", "classification")  # fmt: skip
_YEAR = ("pgy", "pgy level", "pgy year", "training level", "training year", "level", "year of training",
         "level of training", "current pgy", "current pgy level", "current level", "post graduate year",
         "postgraduate year", "year in program", "program year", "resident level", "r level", "academic level",
         "academic year level", "trainee level", "year")  # fmt: skip
_STATUS = ("status", "current status", "employment status", "training status", "record status", "active")
_STARTS = ("starts on", "start date", "start", "begin date", "begin", "begins", "beginning date", "from", "from date",
           "date from", "training start", "training start date", "program start", "program start date",
           "appointment start", "appointment start date", "contract start date", "effective date", "effective from",
           "entry date", "date entered program", "date started", "hire date", "startdate")  # fmt: skip
_ENDS = ("ends on", "end date", "end", "ends", "to", "to date", "date to", "until", "through", "thru", "training end",
         "training end date", "program end", "program end date", "appointment end", "appointment end date",
         "contract end date", "effective to", "expiration date", "graduation date", "expected graduation",
         "expected graduation date", "grad date", "completion date", "expected completion date",
         "anticipated completion date", "expected end date", "anticipated end date", "projected end date",
         "termination date", "exit date", "date completed program", "enddate")  # fmt: skip

ROSTER = Wanted(
    synonyms={
        "first_name": _FIRST, "last_name": _LAST, "email": _EMAIL, "role": _ROLE, "year": _YEAR,
        "starts_on": _STARTS, "ends_on": _ENDS, "status": _STATUS, "name": _NAME,
    },
    needed=(
        (frozenset({"last_name", "name"}), "Last name"),
        (frozenset({"email"}), "E-mail"),
        (frozenset({"role", "year", "status"}), "Role"),
    ),
)  # fmt: skip
# The export's headings; importing them back changes nothing.
ROSTER_HEADINGS = ("first_name", "last_name", "email", "role", "pgy", "starts_on", "ends_on")
_WORDS = {
    "first_name": "first name", "last_name": "last name", "name": "name", "email": "e-mail address", "role": "role",
    "year": "training year", "starts_on": "start date", "ends_on": "end date", "status": "status",
}  # fmt: skip
_LEFT = ("inactive", "terminated", "resigned", "withdrawn", "withdrew", "graduated", "completed", "transferred",
         "dismissed", "former", "alumni", "alumnus", "alumna", "archived", "no", "false", "not active", "departed",
         "deceased", "retired")  # fmt: skip


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One role of one person, cleaned and ready to be compared with what is there."""

    line: int
    first_name: str
    last_name: str
    email: str
    role: str
    title: str
    training_year: int | None = None
    # A blank date changes nothing in what is already known.
    starts_on: date | None = None
    ends_on: date | None = None
    # The file writes this name in capitals only: it does not contradict a name already known in small letters.
    capitals: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def parse_roster(data: bytes) -> ParsedFile[RosterRow]:
    """A roster file as CSV, XLSX or XLS. Each line stands alone: a wrong one is left out with its reason.

    Raises UnreadableFileError if the file as a whole cannot be used. Issue 2, "People"; R12, R26.
    """
    found, notes = find_headings(tables(data), ROSTER)
    lines = list(found.people())
    refuse_day_first(_dates(found, lines))
    seen = Seen()

    def read(line: SourceRow) -> RosterRow:
        row = _read(line, found)
        seen.check(row)
        return row

    return ParsedFile(*read_all(lines, read), found.left_out, found.unused, notes)


def cell_of(row: SourceRow, found: Found, name: str) -> Cell:
    """The cell of a field in a line; "" where the file has no such column or the line ends before it."""
    at = found.columns.get(name)
    return row.cells[at] if at is not None and at < len(row.cells) else ""


def _dates(found: Found, lines: Iterable[SourceRow]) -> Iterable[tuple[int, Cell]]:
    return [(row.line, cell_of(row, found, name)) for row in lines for name in ("starts_on", "ends_on")]


@dataclass
class Seen:
    """What earlier lines said, to tell a repetition from a contradiction."""

    names: dict[str, tuple[str, int]] = field(default_factory=dict)
    roles: dict[tuple[str, str], int] = field(default_factory=dict)

    def check(self, row: RosterRow) -> None:
        """Raise CellError if an earlier line has the same person and role, or the address under another name."""
        if earlier := self.roles.get((row.email, row.role)):
            raise CellError(f"This person was already in line {earlier}. Remove one of the two lines.")
        name, line = self.names.setdefault(row.email, (plain(row.name), row.line))
        if name != plain(row.name):
            raise CellError(f"Line {line} gives this e-mail address to another name. Correct one of the two lines.")
        self.roles[row.email, row.role] = row.line


def _read(line: SourceRow, found: Found) -> RosterRow:
    """One line. Raises CellError with the first thing that is wrong with it."""
    if line.broken:
        raise CellError(UNCLOSED)
    text = {name: clean(cell_of(line, found, name)) for name in found.columns}
    for name, value in text.items():
        refuse_code(value, _WORDS[name])
    first_name, last_name, capitals = _name(text)
    email = read_email(text["email"])
    title, year_text = _title_and_year(text, found)
    role = read_role(title)
    starts_on = read_date(cell_of(line, found, "starts_on"), "start date")
    ends_on = read_end(cell_of(line, found, "ends_on"), "end date")
    if starts_on and ends_on and ends_on < starts_on:
        raise CellError(f"The end date, {ends_on}, is before the start date, {starts_on}. Correct one of them.")
    return RosterRow(
        line=line.line,
        first_name=first_name,
        last_name=last_name,
        email=email,
        role=role,
        title=title,
        training_year=read_year(year_text) if role == TRAINEE else None,
        starts_on=starts_on,
        ends_on=ends_on,
        capitals=capitals,
    )


def _name(text: dict[str, str]) -> tuple[str, str, bool]:
    """First name, last name, and whether the file wrote one of them in capitals only."""
    first, last = text.get("first_name", ""), without_credentials(text.get("last_name", ""))
    if not first and not last and text.get("name"):
        first, last = split_name(text["name"])
    # Systems that insist on a first name are given "FNU", first name unknown.
    first, last = ("" if part.upper() in ("FNU", "LNU") else part for part in (first, last))
    if not any(letter.isalpha() for letter in first + last):
        raise CellError("There is no name. Add the first and last name.")
    if len(first) > MAX_NAME or len(last) > MAX_NAME:
        raise CellError(f"The name is longer than {MAX_NAME} characters. Shorten it.")
    capitals = in_capitals(first) or in_capitals(last)
    return repair_capitals(first, family=False), repair_capitals(last, family=True), capitals


def _title_and_year(text: dict[str, str], found: Found) -> tuple[str, str]:
    """What a line says of role and year; a column "Status" may mean either, or whether somebody is still there."""
    title, year, status = text.get("role", ""), text.get("year", ""), text.get("status", "")
    if status.lower().rstrip(".") in _LEFT or status.lower().startswith(("inactive", "graduated", "terminated")):
        raise CellError(f"The file says {quoted(status)}: this person is no longer in the program.")
    if not title and role_of(status):
        title = status
    if not year and "year" not in found.columns and any(letter.isdigit() for letter in status):
        year = status
    if not title and (year or role_of(found.titles.get("name", "")) == TRAINEE):
        # A list of residents by year, or under the heading "Resident", need not say that they are residents.
        title = USUAL_TITLES[TRAINEE]
    if not title:
        raise CellError("There is no role. Write, for example, Resident, Faculty Mentor or Program Coordinator.")
    if len(title) > MAX_TITLE:
        raise CellError(f"The role is longer than {MAX_TITLE} characters. Shorten it.")
    if in_capitals(title) and len(title) > 4:
        title = " ".join(word.capitalize() for word in title.split())
    return title, year
