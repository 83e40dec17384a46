"""Files of resources: read line by line, looked at, written as one change; and out and in again without a change."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs.models import Person, Program, Role
from programs.rosterfile import to_csv, to_xlsx
from resources.actions import directory as actions
from resources.actions.directory import Keeping
from resources.actions.importing import import_rows, plan
from resources.filing import HEADINGS, ParsedResources, lines_of, parse_resources
from resources.models import LocalResource
from resources.shelf import directory_of
from resources.showing import CHOICES
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member

pytestmark = pytest.mark.django_db
HEAD = "Key,Name,What it is,For,Helps with,Country,How to reach,Web address,Last checked,Hidden,Order"


@pytest.fixture
def coordinator(program: Program) -> Person:
    return make_member(program, Role.COORDINATOR)


def _keeping(program: Program, by: Person) -> Keeping:
    return Keeping(program, directory_of(program), by, NOW)


def _read(program: Program, *lines: str) -> ParsedResources:
    data = "\n".join((HEAD, *lines)).encode()
    return parse_resources(data, directory_of(program).entries, CHOICES, TODAY)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nothing,,,,,,,,,,", "no resource with the key “nothing”"),
        (",Desk,,,,Here,,,,,", "does not say what it is"),
        (",Desk,A desk.,,,,,,,,", "for which country"),
        (",,A desk.,,,Here,,,,,", "no name"),
        (",=1+1,A desk.,,,Here,,,,,", "begins like a formula"),
        (",Desk,<b>A</b> desk.,,,Here,,,,,", "contains < or >"),
        (",Desk,A desk.,Martians,,Here,,,,,", "“Martians” cannot stand under “For”"),
        (",Desk,A desk.,,Housing; Nonsense,Here,,,,,", "“Nonsense” cannot stand"),
        (",Desk,A desk.,,,Here,,javascript:x,,,", "is no web address"),
        (",Desk,A desk.,,,Here,,,2030-01-01,,", "still to come"),
        (",Desk,A desk.,,,Here,,,,perhaps,", "whether it is hidden"),
        (",Desk,A desk.,,,Here,,,,,first", "no place in an order"),
        (f",Desk,{'a' * 401},,,Here,,,,,", "longer than 400"),
        (",Desk,A desk.,,,Here,+cmd|x,,,,", "begins like a formula"),
    ],
)
def test_a_wrong_line_is_left_out_with_its_reason(line: str, reason: str, program: Program) -> None:
    found = _read(program, line, ",Good,A good one.,Trainees,Money,Here,+1 312 555 0100,,,,")
    assert [row.line for row in found.rows] == [3]
    assert reason in found.rejected[0].reason


def test_new_lines_are_added_known_names_changed_and_empty_cells_leave_what_is_there(
    program: Program, coordinator: Person
) -> None:
    found = _read(
        program,
        ",Desk,A desk.,Trainees; Mentors and supervisors,Money,Here,+1 312 555 0100,,2026-11-01,,",
        ",uscis,,,,,Ask Ada,,,,",
        "eeoc,,,,,,,,,yes,",
        "lifeline-988,,,,,,,,,yes,",
    )
    assert found.rejected == ()
    planned = plan(_keeping(program, coordinator), found.rows)
    assert [outcome for _, outcome in planned.outcomes] == ["added", "changed", "hidden", "unchanged"]
    assert import_rows(_keeping(program, coordinator), found.rows) == 3
    entries = {entry.name: entry for entry in directory_of(program).entries}
    desk = entries["Desk"]
    assert (desk.audiences, desk.needs, desk.reach) == (("trainee", "mentor"), ("money",), "+1 312 555 0100")
    assert desk.specialty == "Any specialty"
    assert entries["USCIS"].reach == "Ask Ada"
    assert entries["USCIS"].about
    # The crisis line stays for everybody.
    assert not next(e for e in directory_of(program).entries if e.key == "lifeline-988").hidden


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_out_and_in_again_changes_nothing(kind: str, program: Program, coordinator: Person) -> None:
    keeping = _keeping(program, coordinator)
    actions.add(keeping, {"name": "Desk", "about": "A desk, “quoted”.", "country": "Here", "specialty": "Any",
                          "reach": "+1 312 555 0100", "audiences": ["trainee"], "needs": ["money"]})  # fmt: skip
    entry = next(e for e in _keeping(program, coordinator).directory.entries if e.key == "uscis")
    actions.set_hidden(_keeping(program, coordinator), entry, hidden=True)
    actions.put_first(_keeping(program, coordinator), entry)
    entries = directory_of(program).entries
    rows = lines_of(entries, CHOICES)
    data = to_csv(HEADINGS, rows) if kind == "csv" else to_xlsx("Resources", HEADINGS, rows)
    found = parse_resources(data, entries, CHOICES, TODAY)
    assert found.rejected == ()
    assert plan(_keeping(program, coordinator), found.rows).counts == {"unchanged": len(entries)}


def test_an_order_in_a_file_is_taken_over(program: Program, coordinator: Person) -> None:
    entries = directory_of(program).entries
    lines = [f"{entry.key},,,,,,,,,,{len(entries) - at}" for at, entry in enumerate(entries)]
    import_rows(_keeping(program, coordinator), _read(program, *lines).rows)
    assert [e.key for e in directory_of(program).entries] == [e.key for e in reversed(entries)]


def test_looked_at_first_then_written(client: TenantClient, program: Program, coordinator: Person) -> None:
    client.acting(coordinator)
    address = reverse("resources:import_file")
    file = SimpleUploadedFile("ours.csv", f"{HEAD}\n,Desk,A desk.,,,Here,,,,,\n,,,,,,x,,,,\n".encode())
    page = client.post(address, {"file": file})
    assert b"There is no name" in page.content
    assert not LocalResource.objects.exists()
    sealed: Any = page.context["sealed"]
    assert client.post(address, {"sealed": sealed}).status_code == 302
    assert LocalResource.objects.get().name == "Desk"
    # Lines sealed for one person do not open for another.
    client.acting(make_member(program, Role.DIRECTOR))
    answer = client.post(address, {"sealed": sealed}, follow=True)
    assert b"choose the file again" in answer.content


@pytest.mark.parametrize("name", ["people.pdf", "empty.csv", "noise.csv"])
def test_a_file_that_cannot_be_used_says_why(
    name: str, client: TenantClient, program: Program, coordinator: Person
) -> None:
    content = {"people.pdf": b"%PDF-1.7 nothing", "empty.csv": b" ", "noise.csv": b"\x00\x01\x02"}[name]
    client.acting(coordinator)
    page = client.post(reverse("resources:import_file"), {"file": SimpleUploadedFile(name, content)})
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
