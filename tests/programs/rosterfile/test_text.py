"""Names, addresses and what may stand in a cell."""

from datetime import date

import pytest

from programs.rosterfile.errors import CellError
from programs.rosterfile.text import clean, read_email, refuse_code, repair_capitals, split_name, without_credentials


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("O'CONNOR", "O'Connor"), ("D\u2019SOUZA", "D\u2019Souza"), ("AL-SAYED", "Al-Sayed"),
        ("GARCÍA-LÓPEZ", "García-López"),
        ("VAN DER BERG", "van der Berg"), ("DE LA CRUZ", "de la Cruz"), ("LA ROSA", "La Rosa"), ("DER", "Der"),
        ("MCDONALD", "McDonald"), ("SMITH III", "Smith III"), ("ST. JOHN", "St. John"), ("LI", "Li"),
        ("YİĞİT", "Yiğit"), ("YAĞIZ", "Yağ\u0131z"),
        ("NGUYỄN", "Nguyễn"), ("ØVERGÅRD", "Øvergård"), ("ŁUKASZ", "Łukasz"),
        # Mixed case is somebody's own way of writing: left alone, down to the last letter.
        ("McDonald", "McDonald"), ("van der Berg", "van der Berg"), ("der", "der"), ("deLeon", "deLeon"), ("X", "X"),
        ("李", "李"), ("محمد", "محمد"),
    ],
)  # fmt: skip
def test_capitals_are_repaired_and_nothing_else(given: str, family: str) -> None:
    assert repair_capitals(given, family=True) == family


@pytest.mark.parametrize(
    ("given", "first"), [("AJ", "AJ"), ("TJ", "TJ"), ("JD", "JD"), ("LI", "Li"), ("MEI", "Mei"), ("İPEK", "İpek")]
)
def test_two_letters_may_be_initials(given: str, first: str) -> None:
    assert repair_capitals(given, family=False) == first


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Nguyễn, José", ("José", "Nguyễn")), ("Smith, John, MD", ("John", "Smith")),
        ("Smith, MD, John", ("John", "Smith")), ("Smith, Jr., John", ("John", "Smith Jr.")),
        ("Smith, John, III", ("John", "Smith III")), ("Jan van der Berg", ("Jan", "van der Berg")),
        ("Maria de la Cruz", ("Maria", "de la Cruz")), ("Ana Maria Silva", ("Ana Maria", "Silva")),
        ("John Smith Jr.", ("John", "Smith Jr.")), ("Suharto", ("", "Suharto")), ("van Berg", ("van", "Berg")),
    ],
)  # fmt: skip
def test_one_column_of_names_is_split(text: str, parts: tuple[str, str]) -> None:
    assert split_name(text) == parts


def test_degrees_are_no_part_of_a_name() -> None:
    assert without_credentials("Smith, M.D., Ph.D.") == "Smith"
    assert without_credentials("Ng, MD MPH") == "Ng"
    # A real name that is also a degree stays when no comma sets it apart.
    assert without_credentials("Do") == "Do"
    assert split_name("Do, An") == ("An", "Do")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Mei \u00a0 Lin\t", "Mei Lin"), ("Jose\u0301", "José"), ("\u202eeiM\u200b", "eiM"), ("--", ""), ("n/a", ""),
        ("N/A", ""), ("Na", "Na"), ("None", "None"), (".", ""), (date(2026, 7, 1), "2026-07-01"), ("a\nb", "a b"),
    ],
)  # fmt: skip
def test_a_cell_is_cleaned(cell: str | date, text: str) -> None:
    assert clean(cell) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "'=1+1", " =x", "＝1"])  # noqa: RUF001  # full width
def test_a_formula_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(CellError, match="begins like a formula") as caught:
        refuse_code(clean(text), "name")
    assert text.strip() not in str(caught.value)


@pytest.mark.parametrize("text", ["<b>x</b>", "a<b", "&lt;script&gt;", "&#60;", "x>y"])
def test_markup_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(CellError, match="markup") as caught:
        refuse_code(text, "name")
    assert text not in str(caught.value)


@pytest.mark.parametrize("text", ["O'Connor", "AT&T", "Ana-Maria", "'t Hooft", "C++"])
def test_what_only_looks_odd_is_let_through(text: str) -> None:
    refuse_code(text, "name")


def test_addresses_are_made_alike() -> None:
    assert read_email("mailto:Mei@Example.EDU") == "mei@example.edu"
    assert read_email("Mei@Example.edu;") == "mei@example.edu"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "no e-mail"), ("x", "not an e-mail"), ("a@b", "not an e-mail"), ("a@x.edu; b@x.edu", "more than one"),
     ("mei@exämple", "not an e-mail"), (f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.edu", "longer|not an e-mail")],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        read_email(text)
