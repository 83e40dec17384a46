"""The sample files of Riverside, tidy and messy."""

from datetime import date
from pathlib import Path

from programs.names import plain
from programs.rosterfile import parse_roster, parse_rotations

DATA = Path(__file__).parents[2] / "data"
TIDY = (DATA / "riverside-tidy.csv").read_bytes()
MESSY = (DATA / "riverside-messy.csv").read_bytes()


def test_the_tidy_file_is_read_whole() -> None:
    found = parse_roster(TIDY)
    assert (len(found.rows), found.rejected, found.left_out, found.unused, found.notes) == (62, (), (), (), ())
    assert sum(row.role == "trainee" for row in found.rows) == 48
    jose = found.rows[16]
    assert (jose.line, jose.first_name, jose.last_name) == (18, "José", "Nguyễn")
    assert (jose.email, jose.role, jose.title) == ("jose.nguyen2@residents.example.edu", "trainee", "Resident")
    assert (jose.training_year, jose.starts_on, jose.ends_on) == (3, date(2024, 7, 1), date(2027, 6, 30))


def test_the_messy_file_has_the_same_people() -> None:
    tidy, messy = parse_roster(TIDY), parse_roster(MESSY)
    assert [(r.email, r.role, r.starts_on, r.ends_on, plain(r.name)) for r in messy.rows] == [
        (r.email, r.role, r.starts_on, r.ends_on, plain(r.name)) for r in tidy.rows
    ]
    # Capitals lose the dotless letter; every other name comes out letter by letter.
    differing = [(m.name, t.name) for m, t in zip(messy.rows, tidy.rows, strict=True) if m.name != t.name]
    assert differing == [("Yusuf Yilmaz", "Yusuf Yılmaz")]  # noqa: RUF001  # the Turkish letter is the point
    assert [row.capitals for row in messy.rows] == [True] * 14 + [False] * 48


def test_the_messy_file_says_years_in_four_ways() -> None:
    trainees = [row for row in parse_roster(MESSY).rows if row.role == "trainee"]
    assert [row.training_year for row in trainees] == [1, 2, 3, 1] * 12
    assert {row.title for row in trainees} == {"Resident", "Fellow", "Housestaff"}


def test_every_wrong_line_has_its_number_and_its_reason() -> None:
    reasons = {line.line: line.reason for line in parse_roster(MESSY).rejected}
    assert reasons == {
        67: "This person was already in line 21. Remove one of the two lines.",
        68: "There is no e-mail address. Add one: it is how this person signs in.",
        69: "“ben.at.example.edu” is not an e-mail address. Correct it, for example to name@hospital.edu.",
        70: "The end date, 2026-07-01, is before the start date, 2029-06-30. Correct one of them.",
        71: "The last name begins like a formula. Write it as plain text, without = + - or @ in front.",
        72: "The last name contains < or > or other markup. Write it as plain text.",
        73: "“Parking Attendant” is not a role that Hearten knows. Write one of: Resident, Faculty Mentor,"
        " Wellness Lead, Program Director, Associate Program Director, Program Coordinator.",
    }


def test_the_rotations_are_read_whole() -> None:
    found = parse_rotations((DATA / "riverside-rotations.csv").read_bytes())
    assert (len(found.rows), found.rejected) == (288, ())
    night = found.rows[1]
    assert (night.line, night.resident_email, night.rotation) == (3, "mei.ylmaz0@residents.example.edu", "Night float")
    assert (night.starts_on, night.ends_on, night.nights) == (date(2026, 11, 2), date(2026, 11, 29), True)
    assert night.supervisor_email == "bjork.patel11@faculty.example.edu"
    assert not found.rows[0].nights


def test_an_old_excel_file_as_residency_systems_write_it() -> None:
    found = parse_roster((DATA / "residents.xls").read_bytes())
    assert found.rejected == ()
    assert [(r.line, r.first_name, r.last_name, r.role, r.training_year, r.starts_on) for r in found.rows] == [
        (4, "José", "Nguyễn", "trainee", 2, date(2025, 7, 1)),
        (5, "Gergő", "O'Connor", "trainee", 1, date(2026, 7, 1)),
    ]
