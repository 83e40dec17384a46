"""Importing rotations into the database."""

from datetime import date
from pathlib import Path

import pytest

from programs.actions.roster import import_roster
from programs.actions.rotations import export_lines, import_rotations, preview_rotations, remove_rotation
from programs.models import AccessEvent, Program, Role, Supervision
from programs.rosterfile import ROTATION_HEADINGS, parse_roster, parse_rotations, to_csv
from programs.rules.rotations import RotationPlan
from tests.factories import NOW, make_member, make_supervision

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data"
ROTATIONS = (DATA / "riverside-rotations.csv").read_bytes()
HEAD = "resident_email,rotation,starts_on,ends_on,supervisor_email,nights\n"


def run(program: Program, data: bytes | str, *, remove_absent: bool = False) -> RotationPlan:
    data = data.encode() if isinstance(data, str) else data
    return import_rotations(
        program=program, parsed=parse_rotations(data), by=None, now=NOW, remove_absent=remove_absent
    )


def counts(plan: RotationPlan) -> tuple[int, int, int, int]:
    return len(plan.added), len(plan.changed), len(plan.unchanged), len(plan.rejected)


@pytest.fixture
def riverside(program: Program) -> Program:
    roster = (DATA / "riverside-tidy.csv").read_bytes()
    import_roster(program=program, parsed=parse_roster(roster), by=None, now=NOW)
    return program


def test_the_sample_becomes_supervisions_once(riverside: Program) -> None:
    assert counts(run(riverside, ROTATIONS)) == (288, 0, 0, 0)
    night = Supervision.objects.get(trainee__email="mei.ylmaz0@residents.example.edu", starts_on=date(2026, 11, 2))
    assert (night.supervisor.email, night.nights) == ("bjork.patel11@faculty.example.edu", True)
    assert (night.rotation, night.ends_on) == ("Night float", date(2026, 11, 29))
    assert counts(run(riverside, ROTATIONS)) == (0, 0, 288, 0)
    assert Supervision.objects.count() == 288


def test_without_the_roster_every_line_says_what_is_missing(program: Program) -> None:
    plan = run(program, ROTATIONS)
    assert counts(plan) == (0, 0, 0, 288)
    assert "Import the roster first" in plan.rejected[0].reason


def test_a_preview_writes_nothing(riverside: Program) -> None:
    plan = preview_rotations(program=riverside, parsed=parse_rotations(ROTATIONS))
    assert counts(plan) == (288, 0, 0, 0)
    assert Supervision.objects.count() == 0


def test_the_export_comes_back_unchanged(riverside: Program) -> None:
    run(riverside, ROTATIONS)
    data = to_csv(ROTATION_HEADINGS, export_lines(riverside))
    assert sorted(data.decode("utf-8-sig").split("\r\n")) == sorted(ROTATIONS.decode().split("\r\n"))
    assert counts(run(riverside, data)) == (0, 0, 288, 0)


def test_a_correction_changes_supervisor_end_and_nights(program: Program) -> None:
    trainee, one, two = (make_member(program, role) for role in (Role.TRAINEE, Role.FACILITATOR, Role.FACILITATOR))
    run(program, f"{HEAD}{trainee.email},MICU,2026-12-01,2026-12-28,{one.email},no\n")
    plan = run(program, f"{HEAD}{trainee.email},MICU,2026-12-01,2026-12-21,{two.email},yes\n")
    assert counts(plan) == (0, 1, 0, 0)
    only = Supervision.objects.get()
    assert (only.supervisor, only.ends_on, only.nights) == (two, date(2026, 12, 21), True)


def test_what_is_not_in_the_file_stays_unless_asked(program: Program) -> None:
    trainee, one = make_member(program), make_member(program, Role.FACILITATOR)
    run(program, f"{HEAD}{trainee.email},MICU,2026-12-01,2026-12-28,{one.email},no\n")
    other = f"{HEAD}{trainee.email},ED,2026-12-01,2026-12-28,{one.email},no\n"
    assert [role.rotation for role in run(program, other).absent] == ["MICU"]
    assert Supervision.objects.count() == 2
    run(program, other, remove_absent=True)
    assert [held.rotation for held in Supervision.objects.all()] == ["ED"]


def test_an_import_is_recorded_for_whom_it_is_about(program: Program) -> None:
    trainee, one = make_member(program), make_member(program, Role.FACILITATOR)
    run(program, f"{HEAD}{trainee.email},MICU,2026-12-01,2026-12-28,{one.email},no\n")
    events = AccessEvent.objects.values_list("action", "subject__email", "detail")
    assert set(events) == {
        ("rotations imported", None, "added 1, changed 0, removed 0"),
        ("rotations imported", trainee.email, ""),
    }


def test_removing_one_is_recorded(program: Program) -> None:
    trainee, one = make_member(program), make_member(program, Role.FACILITATOR)
    supervision = make_supervision(program, trainee, one)
    remove_rotation(supervision=supervision, by=one, now=NOW)
    assert not Supervision.objects.exists()
    assert AccessEvent.objects.get().action == "rotation removed"
