"""What is written can be read back, and no cell ever becomes a formula."""

import csv
import io
from datetime import date
from unicodedata import normalize

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.rosterfile import ROSTER_HEADINGS, parse_roster, to_csv, to_xlsx
from programs.rosterfile.roles import USUAL_TITLES, role_of

FORMULAS = ["=1+1", "+1", "-1", "@x", " =x", "\t=x", "＝1"]  # noqa: RUF001  # full width

type Row = tuple[str | int | date | None, ...]

words = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Lm"], max_codepoint=0x1FFF), min_size=2, max_size=12)
names = st.lists(words, min_size=1, max_size=3).map(lambda parts: "-".join(parts).lower().capitalize())
dates = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@st.composite
def people(draw: st.DrawFn) -> list[Row]:
    rows: list[Row] = []
    for at in range(draw(st.integers(1, 8))):
        title = draw(st.sampled_from([*USUAL_TITLES.values(), "Fellow", "Chief Resident", "Training Program Liaison"]))
        year = draw(st.none() | st.integers(1, 10)) if role_of(title) == "trainee" else None
        first, last = draw(st.none() | dates), draw(st.none() | dates)
        if first and last and last < first:
            first, last = last, first
        rows.append((draw(names), draw(names), f"p{at}@example.edu", title, year, first, last))
    return rows


@settings(deadline=None)  # nor how fast a busy machine reads one
@given(people())
def test_a_csv_comes_back_as_it_was(rows: list[Row]) -> None:
    _compare(to_csv(ROSTER_HEADINGS, rows), rows)


@settings(deadline=None)  # how fast a workbook is written says nothing about it
@given(people())
def test_a_workbook_comes_back_as_it_was(rows: list[Row]) -> None:
    _compare(to_xlsx("People", ROSTER_HEADINGS, rows), rows)


def _compare(data: bytes, rows: list[Row]) -> None:
    found = parse_roster(data)
    assert found.rejected == ()
    back = [(r.first_name, r.last_name, r.email, r.title, r.training_year, r.starts_on, r.ends_on) for r in found.rows]
    assert back == [(normalize("NFC", str(row[0])), normalize("NFC", str(row[1])), *row[2:]) for row in rows]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_written_as_text(text: str) -> None:
    cells = list(csv.reader(io.StringIO(to_csv(("a",), [(text,)]).decode("utf-8-sig"))))
    assert cells[1][0].startswith("'")
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx("x", ("a",), [(text,)]))).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).startswith("'")


def test_values_are_written_plainly() -> None:
    text = to_csv(("a", "b", "c", "d", "e"), [("Zoë", 2, date(2026, 7, 1), True, None)])
    assert text == "\ufeffa,b,c,d,e\r\nZoë,2,2026-07-01,yes,\r\n".encode()
