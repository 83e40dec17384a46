"""Rotation lines."""

import pytest

from programs.rosterfile import UnreadableFileError, parse_rotations

HEAD = "Resident Email,Rotation,Start Date,End Date,Attending Email,Nights"
GOOD = "a@x.edu,Wards A,10/5/2026,11/1/2026,s@x.edu,"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (",Wards,10/5/2026,11/1/2026,s@x.edu,no", "no resident's e-mail address"),
        ("a@x.edu,Wards,10/5/2026,11/1/2026,,no", "no supervisor's e-mail address"),
        ("a@x.edu,Wards,10/5/2026,11/1/2026,A@X.EDU,no", "same e-mail address"),
        ("a@x.edu,,10/5/2026,11/1/2026,s@x.edu,no", "no rotation"),
        ("a@x.edu,Wards,,11/1/2026,s@x.edu,no", "needs a start date and an end date"),
        ("a@x.edu,Wards,11/2/2026,11/1/2026,s@x.edu,no", "is before the start date"),
        ("a@x.edu,Wards,10/5/2026,11/1/2026,s@x.edu,perhaps", "“perhaps” does not say"),
        ("a@x.edu,=Wards,10/5/2026,11/1/2026,s@x.edu,no", "rotation begins like a formula"),
        (f"a@x.edu,{'W' * 121},10/5/2026,11/1/2026,s@x.edu,no", "longer than 120"),
        ("A@x.edu,wards a,2026-10-05,11/2/2026,s@x.edu,no", "already in line 2"),
    ],
)
def test_wrong_lines(line: str, expected: str) -> None:
    found = parse_rotations("\n".join([HEAD, GOOD, line]).encode())
    assert len(found.rows) == 1
    assert expected in found.rejected[0].reason


@pytest.mark.parametrize(("text", "nights"), [("yes", True), ("Y", True), ("x", True), ("", False), ("0", False)])
def test_nights(text: str, nights: bool) -> None:
    assert parse_rotations(f"{HEAD}\n{GOOD}{text}\n".encode()).rows[0].nights is nights


def test_two_supervisors_of_one_rotation_are_two_lines() -> None:
    assert len(parse_rotations(f"{HEAD}\n{GOOD}\n{GOOD.replace('s@', 't@')}\n".encode()).rows) == 2


def test_a_roster_is_not_taken_for_rotations() -> None:
    with pytest.raises(UnreadableFileError, match="no column for Rotation and Supervisor e-mail"):
        parse_rotations(b"name,email,starts_on,ends_on\nA B,a@x.edu,2026-07-01,2026-07-02\n")
