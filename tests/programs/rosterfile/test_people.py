"""Roster lines: which column is which, and what each line means."""

import pytest

from programs.rosterfile import ParsedFile, RosterRow, UnreadableFileError, parse_roster


def parse(*lines: str) -> ParsedFile[RosterRow]:
    return parse_roster("\n".join(lines).encode())


def only(*lines: str) -> RosterRow:
    found = parse(*lines)
    assert found.rejected == ()
    (row,) = found.rows
    return row


def reason(*lines: str) -> str:
    (rejected,) = parse(*lines).rejected
    return rejected.reason


@pytest.mark.parametrize(
    "headings",
    [
        "first_name|last_name|email|role|pgy|starts_on|ends_on",
        "First Name|Last Name|Email Address|Personnel Type|PGY Level|Start Date|End Date",
        "GIVEN NAME|SURNAME|E-mail|Title|Level|Begin Date|Graduation Date",
        "Resident First Name|Resident Last Name|Work Email|Position|Training Year|From|To",
        "Prénom First|Last|Courriel Email|Job Title|R-Level|Start|Expected Completion Date",
    ],
)
def test_headings_of_many_systems(headings: str) -> None:
    if headings.startswith("Prénom"):
        headings = headings.replace("Prénom ", "").replace("Courriel ", "")
    row = only(headings, "Zoë|Pérez|zoe@example.edu|Resident|PGY-2|7/1/2025|6/30/2028")
    assert (row.name, row.email, row.role, row.training_year) == ("Zoë Pérez", "zoe@example.edu", "trainee", 2)
    assert (str(row.starts_on), str(row.ends_on)) == ("2025-07-01", "2028-06-30")


def test_a_list_of_residents_by_name_status_and_level() -> None:
    row = only("Resident;Email Address;Status;Level", '"Pérez, Zoë";zoe@example.edu;Active;R2')
    assert (row.first_name, row.last_name, row.role, row.training_year) == ("Zoë", "Pérez", "trainee", 2)


def test_a_status_may_hold_the_role_and_year() -> None:
    row = only("Name;Email;Status", '"Pérez, Zoë";zoe@example.edu;Resident 2')
    assert (row.role, row.training_year) == ("trainee", 2)


@pytest.mark.parametrize("status", ["Inactive", "Graduated 6/2026", "Terminated", "Resigned"])
def test_somebody_who_left_is_left_out(status: str) -> None:
    assert "no longer in the program" in reason(
        "Name;Email;Role;Status", f'"Pérez, Zoë";z@example.edu;Resident;{status}'
    )


def test_a_leave_is_nobodys_business() -> None:
    assert only("Name;Email;Role;Status", '"Pérez, Zoë";z@example.edu;Resident;Leave of Absence').role == "trainee"


def test_where_people_come_from_is_left_out_on_purpose() -> None:
    found = parse(
        "Name,Email,Role,IMG Status,Visa Type,Citizenship,Country of Birth,Medical School,ECFMG #,Gender,Pager",
        '"Pérez, Zoë",zoe@example.edu,Resident,IMG,J-1,Utopia,Utopia,Utopia U,1234,F,555',
    )
    assert found.left_out == (
        "IMG Status", "Visa Type", "Citizenship", "Country of Birth", "Medical School", "ECFMG #", "Gender",
    )  # fmt: skip
    assert found.unused == ("Pager",)
    assert not {"J-1", "Utopia", "1234", "IMG"} & set(str(found.rows).replace("'", " ").split())


def test_report_lines_repeated_headings_and_footers_are_no_people() -> None:
    found = parse(
        "Riverside,,,", "Report generated 11/20/2026,,,", "Name,Email,Role,PGY",
        '"Pérez, Zoë",zoe@example.edu,Resident,1', "Name,Email,Role,PGY", ",,,",
        '"Lim, An",an@example.edu,Resident,2', "Total: 2,,,", "2 records,,,", "Page 1 of 1,,,", "Confidential,,,",
    )  # fmt: skip
    assert [row.line for row in found.rows] == [4, 7]
    assert found.rejected == ()


def test_a_person_called_total_is_a_person() -> None:
    assert only("Last Name,First Name,Email,Role", "Total,Ann,ann@example.edu,Resident").last_name == "Total"


def test_separate_name_columns_win_over_a_joint_one() -> None:
    row = only("Name,Last Name,First Name,Email,Role", "zp,Pérez,Zoë,z@example.edu,Resident")
    assert row.name == "Zoë Pérez"


def test_the_work_address_wins_over_a_private_one() -> None:
    row = only("Name,Personal Email,Email,Role", "Zoë Pérez,zoe@home.example,z@example.edu,Resident")
    assert row.email == "z@example.edu"


def test_one_person_with_two_roles_is_no_repetition() -> None:
    found = parse("Name,Email,Role", "Zoë Pérez,z@example.edu,Chief Resident", "Zoë Pérez,Z@example.edu,Resident")
    assert [row.role for row in found.rows] == ["facilitator", "trainee"]


def test_the_same_role_twice_is_refused_under_any_title() -> None:
    assert "already in line 2" in reason(
        "Name,Email,Role", "Zoë Pérez,z@example.edu,Resident", "ZOE PEREZ,Z@EXAMPLE.EDU,Fellow"
    )


def test_one_address_for_two_people_is_refused() -> None:
    assert "Line 2 gives this e-mail address to another name" in reason(
        "Name,Email,Role", "Zoë Pérez,z@example.edu,Resident", "An Lim,z@example.edu,Coordinator"
    )


def test_a_wrong_line_does_not_claim_an_address() -> None:
    found = parse("Name,Email,Role", "Zoë Pérez,z@example.edu,Gardener", "Zoë Pérez,z@example.edu,Resident")
    assert [row.line for row in found.rows] == [3]


def test_a_single_name_is_enough() -> None:
    assert only("Last Name,First Name,Email,Role", "Suharto,FNU,s@example.edu,Resident").name == "Suharto"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (",,n@example.edu,Resident,1", "There is no name"),
        ("12,34,n@example.edu,Resident,1", "There is no name"),
        (f"{'x' * 101},A,n@example.edu,Resident,1", "longer than 100"),
        ("B,A,n@example.edu,,", "There is no role"),
        ("B,A,n@example.edu,GME Office,", "given by the institution"),
        ("B,A,n@example.edu,Resident,PGY-12", "training year, “PGY-12”"),
        ("B,@A,n@example.edu,Resident,1", "first name begins like a formula"),
        ("B,A,n@example.edu,<i>Resident</i>,1", "role contains < or >"),
        ("B,A,+1@example.edu,Resident,1", "e-mail address begins like a formula"),
    ],
)
def test_wrong_lines(line: str, expected: str) -> None:
    assert expected in reason("Last Name,First Name,Email,Role,PGY", line)


def test_a_year_beside_a_faculty_title_does_not_matter() -> None:
    assert only("Name,Email,Role,Level", "Zoë Pérez,z@example.edu,Faculty,Associate").training_year is None


def test_a_short_line_lacks_its_last_cells() -> None:
    row = only("Name,Email,Role,PGY,Start,End", "Zoë Pérez,z@example.edu,Resident")
    assert (row.training_year, row.starts_on, row.ends_on) == (None, None, None)


def test_a_day_first_file_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match=r"Line 2 .*day first"):
        parse("Name,Email,Role,Start,End", "Zoë Pérez,z@example.edu,Resident,01/07/2026,30/06/2029")


def test_a_file_without_roles_names_what_is_missing() -> None:
    with pytest.raises(UnreadableFileError, match="line 2 have no column for Role"):
        parse("Riverside", "Name,Email", "Zoë Pérez,z@example.edu")
