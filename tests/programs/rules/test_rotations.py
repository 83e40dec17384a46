"""The comparison of a rotations file with what is known."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from programs.rosterfile import RotationRow
from programs.rules.rotations import KnownRotation, RotationPlan, plan_rotations

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 29)
PEOPLE = {"t@x.edu": 1, "u@x.edu": 1, "s@x.edu": 1, "r@x.edu": 1}
TRAINEES = {"t@x.edu": 1, "u@x.edu": 1}


def row(line: int = 2, **fields: object) -> RotationRow:
    base = RotationRow(line, "t@x.edu", "Wards A", FIRST, LAST, "s@x.edu")
    return replace(base, **fields)  # type: ignore[arg-type]  # named fields of the row


def known(**fields: object) -> KnownRotation:
    base = KnownRotation(uuid4(), "t@x.edu", "Wards A", FIRST, LAST, "s@x.edu", False)
    return replace(base, **fields)  # type: ignore[arg-type]  # named fields of the supervision


def plan(rows: list[RotationRow], held: list[KnownRotation]) -> RotationPlan:
    return plan_rotations(rows, [], held, trainees=TRAINEES, members=PEOPLE)


def counts(found: RotationPlan) -> tuple[int, int, int, int]:
    return len(found.added), len(found.changed), len(found.unchanged), len(found.rejected)


def test_new_same_and_changed() -> None:
    found = plan([row(), row(3, rotation="MICU"), row(4, rotation="ED", nights=True)], [known(), known(rotation="ED")])
    assert counts(found) == (1, 1, 1, 0)
    assert found.changed[0].differences == (("nights", "no", "yes"),)


def test_the_case_of_a_rotation_does_not_matter() -> None:
    assert counts(plan([row(rotation="WARDS A")], [known()])) == (0, 0, 1, 0)


def test_one_supervisor_for_another_is_a_change() -> None:
    found = plan([row(supervisor_email="r@x.edu")], [known()])
    assert found.changed[0].differences == (("supervisor", "s@x.edu", "r@x.edu"),)
    assert found.absent == []


def test_a_second_supervisor_is_added() -> None:
    assert counts(plan([row(), row(3, supervisor_email="r@x.edu")], [known()])) == (1, 0, 1, 0)


def test_people_who_are_not_there_are_said() -> None:
    found = plan(
        [row(resident_email="no@x.edu"), row(3, resident_email="r@x.edu"), row(4, supervisor_email="no@x.edu")], []
    )
    assert [line.reason.split(".")[0] for line in found.rejected] == [
        "Nobody in this program has the address no@x",
        "r@x",
        "Nobody in this program has the address no@x",
    ]
    assert "not a trainee" in found.rejected[1].reason
    assert "Add this supervisor to People first" in found.rejected[2].reason


def test_only_rotations_of_the_files_people_and_dates_are_named_as_absent() -> None:
    gone = known(rotation="MICU")
    held = [
        known(),
        gone,
        known(rotation="ED", resident_email="u@x.edu"),
        known(rotation="ED", starts_on=date(2026, 1, 1)),
    ]
    assert plan([row()], held).absent == [gone]
    assert plan([], held).absent == []


rows = st.builds(
    RotationRow,
    line=st.just(0),
    resident_email=st.sampled_from(sorted(TRAINEES)),
    rotation=st.sampled_from(["Wards A", "wards a", "MICU"]),
    starts_on=st.sampled_from([FIRST, date(2026, 12, 1)]),
    ends_on=st.just(date(2026, 12, 28)),
    supervisor_email=st.sampled_from(["s@x.edu", "r@x.edu"]),
    nights=st.booleans(),
)


def key(one: RotationRow | KnownRotation) -> tuple[object, ...]:
    return (one.resident_email, one.rotation.casefold(), one.starts_on, one.supervisor_email)


@settings(deadline=None)
@given(st.lists(rows, unique_by=key), st.lists(rows, unique_by=key))
def test_the_same_file_twice_changes_nothing(wanted: list[RotationRow], before: list[RotationRow]) -> None:
    wanted = [replace(one, line=line) for line, one in enumerate(wanted, start=2)]
    held = [
        known(resident_email=one.resident_email, rotation=one.rotation, starts_on=one.starts_on, ends_on=one.ends_on,
              supervisor_email=one.supervisor_email, nights=one.nights)
        for one in before
    ]  # fmt: skip
    once = plan(wanted, held)
    after = {role.supervision_id: role for role in held}
    for change in (*once.added, *once.changed):
        pk = change.known.supervision_id if change.known else uuid4()
        name = change.known.rotation if change.known else change.row.rotation
        after[pk] = KnownRotation(
            pk, change.row.resident_email, name, change.row.starts_on, change.row.ends_on,
            change.row.supervisor_email, change.row.nights,
        )  # fmt: skip
    # What the database would refuse, twice the same, never comes out.
    assert len({key(role) for role in after.values()}) == len(after)
    assert counts(plan(wanted, list(after.values()))) == (0, 0, len(wanted), 0)
