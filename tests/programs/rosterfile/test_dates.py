"""Dates as files write them."""

from datetime import date

import pytest

from programs.rosterfile.dates import read_date, read_end, refuse_day_first
from programs.rosterfile.errors import CellError, UnreadableFileError
from programs.rosterfile.shapes import Cell

JULY = date(2026, 7, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-07-01", "2026/7/1", "20260701", "7/1/2026", "07/01/2026", "7/1/26", "7-1-2026", "Jul 1, 2026",
        "July 1 2026", "July 1st, 2026", "1 Jul 2026", "1-Jul-26", "01JUL2026", "Wed, July 1, 2026", "46204", "46204.5",
        "7/1/2026 12:00:00 AM", "7/1/2026 0:00", "2026-07-01T00:00:00Z", "2026-07-01 00:00:00", JULY, " 7/1/2026 ",
    ],
)  # fmt: skip
def test_ways_to_write_the_first_of_july(cell: Cell) -> None:
    assert read_date(cell, "start date") == JULY


@pytest.mark.parametrize("cell", ["", "  ", "-", "N/A"])
def test_an_empty_cell_is_no_date(cell: str) -> None:
    assert read_date(cell, "start date") is None


@pytest.mark.parametrize(
    "cell",
    ["soon", "2026", "31/12/2026", "2/30/2026", "1.7.2026", "July 2026", "7/1", "7/1/126", "13 Foo 2026", "7/1-26"],
)
def test_what_is_no_date_is_refused(cell: str) -> None:
    with pytest.raises(CellError, match=r"start date.*2026-07-01 or 7/1/2026"):
        read_date(cell, "start date")


@pytest.mark.parametrize("cell", ["7/1/1826", "1/1/2999", "99999", date(1900, 1, 1)])
def test_a_year_out_of_any_career_is_refused(cell: Cell) -> None:
    with pytest.raises(CellError, match="is in the year"):
        read_date(cell, "start date")


@pytest.mark.parametrize("cell", ["present", "Current", "TBD", "12/31/9999", "9999-12-31 00:00:00", date(9999, 12, 31)])
def test_an_open_end_is_no_end(cell: Cell) -> None:
    assert read_end(cell, "end date") is None


def test_a_file_with_the_day_first_is_refused_as_a_whole() -> None:
    with pytest.raises(UnreadableFileError, match=r"Line 3 says “30/06/2029”.*day first"):
        refuse_day_first([(2, "1/7/2026"), (3, "30/06/2029"), (4, "2026-07-15")])


def test_one_slip_in_a_month_first_file_costs_its_line_only() -> None:
    refuse_day_first([(2, "7/1/2026"), (3, "06/30/2029"), (4, "31/12/2026"), (5, date(2026, 7, 31))])


def test_where_every_date_could_be_either_the_month_is_first() -> None:
    refuse_day_first([(2, "7/1/2026"), (3, "6/5/2029")])
    assert read_date("6/5/2029", "end date") == date(2029, 6, 5)
