"""Importing a roster into the database: what is written, by whom, and what is rolled back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from programs import tenancy
from programs.actions import roster
from programs.actions.roster import import_roster, preview_roster
from programs.models import AccessEvent, Membership, Person, Program, Role
from programs.rosterfile import ROSTER_HEADINGS, parse_roster, to_csv, to_xlsx
from programs.rules.roster import RosterPlan
from tests.factories import NOW, make_member, make_person, make_program

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data"
TIDY, MESSY = ((DATA / f"riverside-{name}.csv").read_bytes() for name in ("tidy", "messy"))


@pytest.fixture
def coordinator(program: Program) -> Person:
    return make_member(program, Role.COORDINATOR, "Minh Ozturk")


def run(program: Program, data: bytes | str, by: Person | None = None) -> RosterPlan:
    data = data.encode() if isinstance(data, str) else data
    return import_roster(program=program, parsed=parse_roster(data), by=by, now=NOW)


def counts(plan: RosterPlan) -> tuple[int, int, int, int]:
    return len(plan.added), len(plan.changed), len(plan.unchanged), len(plan.rejected)


def stored(program: Program) -> list[tuple[Any, ...]]:
    roles = Membership.objects.filter(program=program).order_by("pk")
    return list(
        roles.values_list(
            "pk", "person__email", "person__first_name", "person__last_name", "role", "title", "training_year",
            "starts_on", "ends_on",
        )
    )  # fmt: skip


def test_the_tidy_file_makes_everybody(program: Program) -> None:
    assert counts(run(program, TIDY)) == (62, 0, 0, 0)
    assert Membership.objects.filter(program=program, role=Role.TRAINEE).count() == 48
    person = Person.objects.get(email="qiang.vergard19@residents.example.edu")
    assert (person.name, person.sort_key, person.has_usable_password()) == ("Qiang Øvergård", "overgard qiang", False)
    role = Membership.objects.get(person=person)
    assert (role.role, role.title, role.training_year) == ("trainee", "Resident", 2)
    assert (role.starts_on, role.ends_on, role.institution_id) == (
        date(2025, 7, 1),
        date(2028, 6, 30),
        program.institution_id,
    )


@pytest.mark.parametrize("data", [TIDY, MESSY], ids=["tidy", "messy"])
def test_importing_twice_changes_nothing(program: Program, data: bytes) -> None:
    run(program, data)
    before, events = stored(program), AccessEvent.objects.count()
    again = run(program, data)
    assert counts(again)[:3] == (0, 0, 62)
    assert (stored(program), AccessEvent.objects.count()) == (before, events)


def test_the_messy_file_after_the_tidy_one_renames_nobody(program: Program) -> None:
    run(program, TIDY)
    names = {row[1]: row[2:4] for row in stored(program)}
    plan = run(program, MESSY)
    assert counts(plan)[0] == 0
    assert {row[1]: row[2:4] for row in stored(program)} == names
    assert {what for change in plan.changed for what, _, _ in change.differences} == {"title", "training year"}


def test_a_preview_writes_nothing(program: Program) -> None:
    people = Person.objects.count()
    plan = preview_roster(program=program, parsed=parse_roster(TIDY), by=None, now=NOW)
    assert counts(plan) == (62, 0, 0, 0)
    assert (Person.objects.count(), Membership.objects.count(), AccessEvent.objects.count()) == (people, 0, 0)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_comes_back_unchanged(program: Program, kind: str) -> None:
    run(program, TIDY)
    make_member(program, Role.FACILITATOR, "Ana O'Neil", title="Tea and listening")
    make_member(program, Role.TRAINEE, "LEE CHO", title="", training_year=None)
    lines = roster.export_lines(program)
    data = to_csv(ROSTER_HEADINGS, lines) if kind == "csv" else to_xlsx("People", ROSTER_HEADINGS, lines)
    assert counts(run(program, data)) == (0, 0, 64, 0)


def test_the_export_has_the_columns_of_the_tidy_file(program: Program) -> None:
    run(program, TIDY)
    exported = to_csv(ROSTER_HEADINGS, roster.export_lines(program)).decode("utf-8-sig").split("\r\n")
    tidy = TIDY.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    assert exported[0] == tidy[0]
    assert sorted(exported) == sorted(tidy)


def test_a_role_change_ends_one_and_starts_the_other(program: Program) -> None:
    run(program, "Name,Email,Role,PGY,Start\nZoë Pérez,zoe@x.edu,Resident,3,2024-07-01\n")
    plan = run(program, "Name,Email,Role,PGY,Start\nZoë Pérez,zoe@x.edu,Chief Resident,,2026-12-01\n")
    assert counts(plan) == (0, 1, 0, 0)
    roles = {role.role: role for role in Membership.objects.filter(person__email="zoe@x.edu")}
    assert roles["trainee"].ends_on == date(2026, 11, 30)
    assert (roles["facilitator"].starts_on, roles["facilitator"].title) == (date(2026, 12, 1), "Chief Resident")


def test_somebody_of_another_program_gets_a_second_role_and_keeps_the_name(program: Program) -> None:
    person = make_member(make_program(), Role.FACILITATOR, person=make_person("Zoë Pérez", "zoe@x.edu"))
    plan = run(program, f"Name,Email,Role\nZora Perez-Smith,{person.email},Faculty Mentor\n")
    assert counts(plan) == (1, 0, 0, 0)
    assert Membership.objects.get(program=program).person == person
    person.refresh_from_db()
    assert person.name == "Zoë Pérez"
    # Once both programs have them, neither renames them.
    again = run(program, f"Name,Email,Role\nZora Perez-Smith,{person.email},Faculty Mentor\n")
    assert counts(again) == (0, 0, 1, 0)
    assert "another program uses it" in again.unchanged[0].remark


def test_somebody_of_this_program_alone_is_renamed(program: Program) -> None:
    person = make_person("Zoë Pérez", "zoe@x.edu")
    make_member(program, Role.TRAINEE, person=person, title="Resident")
    plan = run(program, f"Name,Email,Role\nZora Müller,{person.email},Resident\n")
    assert [change.differences for change in plan.changed] == [(("name", "Zoë Pérez", "Zora Müller"),)]
    person.refresh_from_db()
    assert (person.name, person.sort_key) == ("Zora Müller", "muller zora")


def test_an_unknown_person_elsewhere_with_no_role_here_is_not_renamed(program: Program) -> None:
    person = make_person("Zoë Pérez", "zoe@x.edu")
    run(program, f"Name,Email,Role\nZora Müller,{person.email},Resident\n")
    person.refresh_from_db()
    assert person.name == "Zoë Pérez"


def test_the_importer_cannot_change_their_own_role(program: Program, coordinator: Person) -> None:
    plan = run(program, f"Name,Email,Role\n{coordinator.name},{coordinator.email},Program Director\n", coordinator)
    assert counts(plan) == (0, 0, 0, 1)
    assert Membership.objects.get(person=coordinator).role == "coordinator"


def test_every_change_is_recorded_with_who_and_without_values(program: Program, coordinator: Person) -> None:
    run(program, "Name,Email,Role,PGY\nZoë Pérez,zoe@x.edu,Resident,1\n", coordinator)
    run(program, "Name,Email,Role,PGY\nZora Pérez,zoe@x.edu,Resident,2\n", coordinator)
    events = AccessEvent.objects.order_by("subject_id", "detail").values_list(
        "action", "actor__email", "subject__email", "detail", "at"
    )
    mail, zoe = coordinator.email, "zoe@x.edu"
    assert set(events) == {
        ("roster imported", mail, None, "added 1, changed 0, left out 0", NOW),
        ("roster imported", mail, None, "added 0, changed 1, left out 0", NOW),
        ("role added", mail, zoe, "", NOW),
        ("role changed", mail, zoe, "name, training year", NOW),
    }


def test_a_failure_rolls_everything_back(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    people = Person.objects.count()

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the last step fails")

    monkeypatch.setattr(roster, "_record", fail)
    with pytest.raises(RuntimeError, match="last step"):
        run(program, TIDY)
    assert (Person.objects.count(), Membership.objects.count()) == (people, 0)


def test_another_program_sees_nothing_of_it(program: Program) -> None:
    run(program, TIDY)
    with tenancy.inside(program=make_program()):
        assert Membership.objects.count() == 0
        assert AccessEvent.objects.count() == 0


def test_the_number_of_queries_does_not_grow_with_the_file(program: Program) -> None:
    def queries(lines: int, start: int) -> int:
        text = "Name,Email,Role\n" + "".join(f"P{n},p{n}@x.edu,Resident\n" for n in range(start, start + lines))
        with connection.execute_wrapper(count := Counter()):
            run(program, text)
        return count.calls

    assert queries(1, 0) == queries(300, 1)


class Counter:
    """Counts statements."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, execute: Any, *args: Any) -> Any:
        self.calls += 1
        return execute(*args)
