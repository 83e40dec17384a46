"""Bytes to tables: separators, encodings, workbooks, and files that mean harm."""

import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from programs.rosterfile import UnreadableFileError, parse_roster
from programs.rosterfile.delimited import WINDOWS_NOTE

TEXT = "Last Name,First Name,Email,Role\r\nPérez,Zoë,zoe@example.edu,Resident\r\n"
XLS = (Path(__file__).parents[2] / "data" / "residents.xls").read_bytes()


def book(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    made = openpyxl.Workbook()
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            target.writestr(info.filename, change(content) if info.filename == name else content)
    return out.getvalue()


def first(made: openpyxl.Workbook) -> Worksheet:
    sheet = made.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def simple(made: openpyxl.Workbook) -> None:
    first(made).append(["Name", "Email", "Role"])
    first(made).append(["Pérez, Zoë", "zoe@example.edu", "Resident"])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_separators_encodings_and_line_ends(separator: str, encoding: str, ending: str) -> None:
    found = parse_roster(TEXT.replace(",", separator).replace("\r\n", ending).encode(encoding))
    assert [(row.line, row.name) for row in found.rows] == [(2, "Zoë Pérez")]
    assert found.notes == ((WINDOWS_NOTE,) if encoding == "cp1252" else ())


def test_lines_keep_their_numbers_through_quoted_line_breaks() -> None:
    text = 'Name,Email,Role,Notes\n"Pérez, Zoë",zoe@example.edu,Resident,"two\nlines"\n\nx,,Resident,\n'
    found = parse_roster(text.encode())
    assert [row.line for row in found.rows] == [2]
    assert [line.line for line in found.rejected] == [5]


def test_an_open_quotation_mark_costs_its_own_line_only() -> None:
    lines = ["Name,Email,Role", '"Smith,John,j@example.edu,Resident', '"Doe, Jane",jane@example.edu,Resident']
    lines += [f"Person {at},p{at}@example.edu,Resident" for at in range(40)]
    found = parse_roster("\n".join(lines).encode())
    assert len(found.rows) == 41
    assert [(line.line, line.reason[:22]) for line in found.rejected] == [(2, "A quotation mark in th")]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"), (b"  \r\n ", "empty"), (b"\x00\x01\x02\x00\x81", "neither text nor"),
        (b"<html><table></table>", "web page"), (b"<?xml version='1.0'?>", "web page"), (b"%PDF-1.7 x", "PDF"),
        (b"{\\rtf1 x}", "text document"), (b"hello", "No line of headings"), (b"a,b\n1,2\n", "No line of headings"),
        (b"Last name,First name,Role\nx,y,Resident\n", "line 1 have no column for E-mail"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"), (b"PK\x03\x04garbage", "damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "damaged"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_so_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        parse_roster(data)


def test_a_quotation_mark_that_closes_far_below_swallows_nobody() -> None:
    lines = ["Name,Email,Role", '"Smith John,j@example.edu,Resident']
    lines += [f"Person {at},p{at}@example.edu,Resident" for at in range(40)]
    found = parse_roster("\n".join([*lines, 'Doe Jane",jane@example.edu,Resident']).encode())
    assert [row.line for row in found.rows] == [*range(3, 44)]


def test_a_cell_of_endless_length_costs_its_own_line_only() -> None:
    found = parse_roster(b"Name,Email,Role\n" + b"x" * 200_000 + b",a@b.edu,Resident\nAn Lim,an@b.edu,Resident")
    assert ([row.line for row in found.rows], [line.line for line in found.rejected]) == ([3], [2])


def test_twenty_thousand_lines_and_not_one_more() -> None:
    lines = ["Name,Email,Role", *(f"Person {at},p{at}@example.edu,Resident" for at in range(20_000))]
    assert len(parse_roster("\n".join(lines).encode()).rows) == 20_000
    with pytest.raises(UnreadableFileError, match="more than 20,000"):
        parse_roster("\n".join([*lines, "One More,more@example.edu,Resident"]).encode())


def test_a_workbook_with_titles_dates_and_numbers() -> None:
    def fill(made: openpyxl.Workbook) -> None:
        first(made).title = "Read me"
        first(made)["A1"] = "Ask the office about this file"
        sheet = made.create_sheet("Residents")
        sheet["B1"] = "Active Residents"
        sheet.merge_cells("B1:G1")
        for at, heading in enumerate(["Name", "E-mail", "Type", "PGY", "Start", "End", "Visa Type"], start=2):
            sheet.cell(3, at, heading)
        row = ["Nguyễn, José", "JOSE@example.edu", "RESIDENT", 2, date(2025, 7, 1), datetime(2028, 6, 30, 8, 0)]  # noqa: DTZ001  # as Excel keeps it
        for at, value in enumerate([*row, "J-1"], start=2):
            sheet.cell(4, at, value)
        sheet.cell(6, 2, "Total")
        sheet.cell(6, 5, 1)
        # A format alone reaches far out and means nothing.
        sheet["XFD900000"].font = Font(bold=True)

    found = parse_roster(book(fill))
    assert [(r.line, r.name, r.email, r.title) for r in found.rows] == [
        (4, "José Nguyễn", "jose@example.edu", "Resident")
    ]
    assert (found.rows[0].training_year, found.rows[0].starts_on) == (2, date(2025, 7, 1))
    assert (found.rows[0].ends_on, found.left_out) == (date(2028, 6, 30), ("Visa Type",))


def test_of_two_sheets_with_people_the_other_is_named() -> None:
    def fill(made: openpyxl.Workbook) -> None:
        first(made).title = "Faculty"
        first(made).append(["Name", "Email", "Role"])
        sheet = made.create_sheet("Residents")
        sheet.append(["Name", "Email", "Role", "PGY"])
        sheet.append(["Zoë Pérez", "zoe@example.edu", "Resident", 1])

    found = parse_roster(book(fill))
    assert len(found.rows) == 1
    assert found.notes == ("Only the sheet “Residents” was read. Import “Faculty” on its own if it lists people too.",)


def test_a_formula_in_a_workbook_is_never_worked_out() -> None:
    def fill(made: openpyxl.Workbook) -> None:
        simple(made)
        first(made)["A2"] = '=HYPERLINK("http://x","y")'

    found = parse_roster(book(fill))
    assert [(line.line, line.reason) for line in found.rejected] == [
        (2, "There is no name. Add the first and last name.")
    ]


def test_a_value_in_a_far_corner_does_not_fill_the_memory() -> None:
    def fill(made: openpyxl.Workbook) -> None:
        simple(made)
        first(made)["XFD1048576"] = "far"

    with pytest.raises(UnreadableFileError, match="goes past line 20,500 or column 200"):
        parse_roster(book(fill))


@pytest.mark.parametrize("lying", [False, True])
def test_a_workbook_that_unpacks_to_gigabytes_is_refused_early(lying: bool) -> None:
    spaces = b" " * (300 * 1024 * 1024)
    data = rewritten(book(simple), "xl/styles.xml", lambda content: content + spaces)
    if lying:
        # The directory claims that the part is small.
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            true_size = archive.getinfo("xl/styles.xml").file_size
        data = data.replace(true_size.to_bytes(4, "little"), (5000).to_bytes(4, "little"))
    assert len(data) < 1024 * 1024
    tracemalloc.start()
    with pytest.raises(UnreadableFileError, match=r"unpacks to far more|damaged"):
        parse_roster(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * 1024 * 1024


def test_parts_that_are_small_alone_and_large_together_are_refused() -> None:
    def padded(content: bytes) -> bytes:
        return content + b" " * (15 * 1024 * 1024)

    data = book(simple)
    for part in ("xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        data = rewritten(data, part, padded)
    with pytest.raises(UnreadableFileError, match="unpacks to far more"):
        parse_roster(data)


def test_entities_in_a_workbook_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'

    def change(content: bytes) -> bytes:
        head, _, rest = content.partition(b"<worksheet")
        return head + bomb + b"<worksheet" + rest

    with pytest.raises(UnreadableFileError, match="damaged"):
        parse_roster(rewritten(book(simple), "xl/worksheets/sheet1.xml", change))


def test_other_archives_are_told_apart() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(UnreadableFileError, match="not an Excel workbook"):
        parse_roster(out.getvalue())


@pytest.mark.parametrize("data", [book(simple), XLS], ids=["xlsx", "xls"])
def test_a_workbook_with_broken_bytes_is_read_or_refused_and_never_worse(data: bytes) -> None:
    chance = random.Random(2)
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 12)):
            broken[chance.randrange(8, len(broken))] = chance.randrange(256)
        try:
            parse_roster(bytes(broken[: chance.randint(len(broken) // 2, len(broken))]))
        except UnreadableFileError as error:
            assert str(error).endswith(".")  # noqa: PT017  # either outcome is fine
