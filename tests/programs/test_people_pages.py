"""The list of people, one person's page, and one's own line."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.models import AccessEvent, Membership, Person, Program, Role, Supervision
from tests.conftest import TenantClient
from tests.factories import TODAY, make_institution, make_member, make_person, make_program, make_supervision

pytestmark = pytest.mark.django_db
PEOPLE = "/people/"


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """The second factor has tests of its own."""
    settings.DEMO = True


@pytest.fixture
def coordinator(program: Program, client: TenantClient) -> Person:
    person = make_member(program, Role.COORDINATOR, "Minh Castellanos")
    client.acting(person)
    return person


def find(client: TenantClient, **wanted: str) -> str:
    """The results alone: the frame names whoever is signed in."""
    return str(client.post(PEOPLE, wanted, headers={"HX-Request": "true"}).content.decode())


def test_an_empty_program_is_told_to_import(client: TenantClient, coordinator: Person) -> None:
    page = client.get(PEOPLE).content.decode()
    assert "Nobody trains here yet" in page
    assert reverse("programs:import_roster") in page


def test_people_are_found_without_accents_and_capitals(
    client: TenantClient, program: Program, coordinator: Person
) -> None:
    for name in ("Qiang Øvergård", "İpek Müller", "Wei Chen"):
        make_member(program, name=name)
    assert "Øvergård" in find(client, q="OVERGARD")
    page = find(client, q="mull ip")
    assert "İpek Müller" in page
    assert "Wei Chen" not in page
    assert "Nobody fits this" in find(client, q="zzz")


def test_people_are_found_by_group_year_and_time(client: TenantClient, program: Program, coordinator: Person) -> None:
    make_member(program, name="First Year", training_year=1)
    make_member(program, name="Second Year", training_year=2)
    make_member(program, Role.FACILITATOR, "Kind Listener")
    make_member(program, name="Gone Before", ends_on=date(2025, 12, 31))
    make_member(program, name="Comes Later", starts_on=TODAY + timedelta(days=100))
    names = ("First Year", "Second Year", "Kind Listener", "Gone Before", "Comes Later", "Minh Castellanos")

    def seen(**wanted: str) -> set[str]:
        page = find(client, **wanted)
        return {name for name in names if name in page}

    assert seen(when="now") == {"First Year", "Second Year", "Kind Listener", "Minh Castellanos"}
    assert seen(group="trainees", year="2") == {"Second Year"}
    assert seen(group="listeners") == {"Kind Listener"}
    assert seen(group="leaders") == {"Minh Castellanos"}
    assert seen(when="past") == {"Gone Before"}
    assert seen(when="coming") == {"Comes Later"}


def test_a_choice_that_is_not_offered_finds_nobody_and_breaks_nothing(
    client: TenantClient, program: Program, coordinator: Person
) -> None:
    make_member(program, name="Wei Chen")
    response = client.post(PEOPLE, {"group": "everyone", "year": "x", "page": "-1"})
    assert response.status_code == 200
    assert "Wei Chen" not in response.content.decode()


def test_a_name_with_markup_is_shown_as_text(client: TenantClient, program: Program, coordinator: Person) -> None:
    person = make_member(program, person=make_person("Eve X", "eve@x.edu"))
    Person.objects.filter(pk=person.pk).update(last_name="<script>alert(1)</script>")
    for address in (PEOPLE, reverse("programs:person", args=[person.pk])):
        page = client.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_search_with_htmx_gets_the_results_alone(client: TenantClient, program: Program, coordinator: Person) -> None:
    make_member(program, name="Wei Chen")
    part = client.post(PEOPLE, {"q": "chen"}, headers={"HX-Request": "true"}).content.decode()
    assert "Wei Chen" in part
    assert "<html" not in part


def test_long_lists_come_in_pages(client: TenantClient, program: Program, coordinator: Person) -> None:
    for number in range(101):
        make_member(program, name=f"Ann Trainee{number:03}")
    assert "Trainee100" not in client.get(PEOPLE).content.decode()
    page = find(client, page="2", group="trainees")
    assert "Trainee100" in page
    assert "Trainee099" not in page


@pytest.mark.parametrize(
    ("address", "limit"), [("programs:people", 9), ("programs:rotations", 9), ("programs:my_place", 9)]
)
def test_the_number_of_queries_does_not_grow(
    client: TenantClient, program: Program, coordinator: Person, address: str, limit: int
) -> None:
    client.get(PEOPLE)  # the session's own first writes

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse(address)).status_code == 200
        return len(captured)

    def one_more(number: int) -> None:
        trainee = make_member(program, name=f"Ann Trainee{number}")
        make_supervision(program, trainee, make_member(program, Role.FACILITATOR, name=f"Ann Listener{number}"))
        make_member(program, Role.COORDINATOR, name=f"Ann Keeper{number}")

    one_more(1)
    first = queries()
    one_more(2)
    one_more(3)
    assert queries() == first
    # Besides the frame: session, person, tenant, roles and unread messages.
    assert first <= limit + 9


def test_the_person_page_does_not_query_by_role(client: TenantClient, program: Program, coordinator: Person) -> None:
    one, many = make_member(program, name="One Role"), make_member(program, name="Many Roles")
    for role in (Role.FACILITATOR, Role.WELLNESS_LEAD):
        make_member(program, role, person=many)
    for days in (0, 30, 60):
        make_supervision(program, many, one, starts_on=TODAY, ends_on=TODAY + timedelta(days=days), rotation=f"R{days}")
    make_supervision(program, one, many)
    client.get(PEOPLE)
    counts = []
    for person in (one, many):
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("programs:person", args=[person.pk]))
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_is_the_roster_and_is_written_down(
    client: TenantClient, program: Program, coordinator: Person, kind: str
) -> None:
    formula = make_member(program, person=make_person("Eve X", "eve@x.edu"), title="Resident", training_year=2)
    Person.objects.filter(pk=formula.pk).update(last_name="=1+1")
    response = client.post(reverse("programs:export_people"), {"as": kind})
    assert response.headers["Content-Disposition"] == f'attachment; filename="{program.slug}-people.{kind}"'
    assert "no-store" in response.headers["Cache-Control"]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
        rows = [["" if cell is None else str(cell)[:10] for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows[0][:5] == ["first_name", "last_name", "email", "role", "pgy"] or kind == "xlsx"
    assert ["Eve", "'=1+1", "eve@x.edu", "Resident", "2"] in [row[:5] for row in rows]
    assert AccessEvent.objects.get(action="roster exported").actor == coordinator


def test_the_office_reads_each_program_of_its_own_institution(client: TenantClient, program: Program) -> None:
    make_member(program, name="Wei Chen")
    office = make_member(program, Role.GME_OFFICE, "Elena Sørensen")
    other = make_program(institution=program.institution, name="Surgery")
    make_member(other, name="Rosa Vargas")
    foreign = make_program(make_institution(), name="Elsewhere")
    client.acting(office)
    page = client.get(PEOPLE).content.decode()
    assert "Internal Medicine" in page
    assert "Surgery" in page
    assert "Elsewhere" not in page
    page = client.get(reverse("programs:people_of_program", args=[other.pk])).content.decode()
    assert "Rosa Vargas" in page
    assert "Wei Chen" not in page
    assert reverse("programs:import_roster") not in page
    assert client.get(reverse("programs:people_of_program", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("programs:rotations_of_program", args=[foreign.pk])).status_code == 404


@pytest.mark.parametrize("name", ["people_of_program", "rotations_of_program"])
def test_a_coordinator_reads_no_sister_program(
    client: TenantClient, program: Program, coordinator: Person, name: str
) -> None:
    sister = make_program(institution=program.institution, name="Surgery")
    assert client.get(reverse(f"programs:{name}", args=[sister.pk])).status_code == 404
    assert client.get(reverse(f"programs:{name}", args=[program.pk])).status_code == 200


def test_one_own_line_and_nobody_elses(client: TenantClient, program: Program, coordinator: Person) -> None:
    trainee, other = make_member(program, name="Mei Yilmaz", training_year=1), make_member(program, name="Wei Chen")
    boss = make_member(program, Role.FACILITATOR, "Nadia Karimi")
    make_supervision(program, trainee, boss, rotation="MICU", nights=True)
    make_supervision(program, other, boss, rotation="Clinic")
    client.acting(trainee)
    page = client.get(reverse("programs:my_place")).content.decode()
    for there in ("Mei Yilmaz", "PGY-1", "MICU", "Nadia Karimi", "nights", coordinator.email):
        assert there in page
    assert "Wei Chen" not in page
    assert "Clinic" not in page
    client.acting(boss)
    page = client.get(reverse("programs:my_place")).content.decode()
    assert "MICU" not in page
    assert "Mei Yilmaz" not in page


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.FACILITATOR, Role.WELLNESS_LEAD])
def test_trainees_and_listeners_see_no_roster(client: TenantClient, program: Program, role: Role) -> None:
    client.acting(make_member(program, role))
    for name in ("people", "rotations", "import_roster", "add_person"):
        assert client.get(reverse(f"programs:{name}")).status_code == 404


def test_without_a_second_factor_the_roster_stays_closed(
    client: TenantClient, coordinator: Person, settings: Any
) -> None:
    settings.DEMO = False
    assert client.get(PEOPLE).headers["Location"] == "/second-factor/?next=%2Fpeople%2F"
    assert client.post(reverse("programs:export_people")).headers["Location"].startswith("/second-factor/")


def test_rotations_are_listed_by_rotation_and_time(client: TenantClient, program: Program, coordinator: Person) -> None:
    trainee, boss = make_member(program, name="Mei Yilmaz"), make_member(program, Role.FACILITATOR, "Nadia Karimi")
    make_supervision(program, trainee, boss, rotation="MICU", nights=True)
    later = {"starts_on": TODAY + timedelta(days=60), "ends_on": TODAY + timedelta(days=90)}
    make_supervision(program, trainee, boss, rotation="Clinic", **later)
    address = reverse("programs:rotations")
    page = client.get(address).content.decode()
    assert "MICU" in page
    assert "Clinic" not in page
    assert "Clinic" in client.get(address, {"when": "coming"}).content.decode()
    assert "No rotations in this time" in client.get(address, {"when": "past"}).content.decode()
    assert client.get(address, {"when": "<x>"}).status_code == 200


def test_a_rotation_is_added_and_removed_by_hand(client: TenantClient, program: Program, coordinator: Person) -> None:
    trainee, boss = make_member(program, name="Mei Yilmaz"), make_member(program, Role.FACILITATOR, "Nadia Karimi")
    typed = {
        "trainee": trainee.pk, "supervisor": boss.pk, "rotation": "MICU",
        "starts_on": "2026-12-01", "ends_on": "2026-12-28", "nights": "on",
    }  # fmt: skip
    address = reverse("programs:add_rotation")
    assert client.post(address, typed).headers["Location"] == reverse("programs:rotations")
    made = Supervision.objects.get()
    assert (made.trainee, made.supervisor, made.nights) == (trainee, boss, True)
    again = client.post(address, typed)
    assert again.status_code == 422
    assert "already has MICU" in again.content.decode()
    client.post(reverse("programs:remove_rotation", args=[made.pk]))
    assert not Supervision.objects.exists()
    assert set(AccessEvent.objects.values_list("action", "subject__email")) == {
        ("rotation added", trainee.email),
        ("rotation removed", trainee.email),
    }


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"trainee": ""}, "Choose a trainee."),
        ({"rotation": "=1+1"}, "begins like a formula"),
        ({"ends_on": "2026-11-01"}, "not before the first one"),
        ({"supervisor": "SAME"}, "nobody supervises themselves"),
        ({"supervisor": "FOREIGN"}, "Choose a supervisor from the list."),
        ({"starts_on": "soon"}, "Write the day as month/day/year"),
    ],
)
def test_a_wrong_rotation_keeps_what_was_typed(
    client: TenantClient, program: Program, coordinator: Person, wrong: dict[str, str], sentence: str
) -> None:
    trainee, boss = make_member(program, name="Mei Yilmaz"), make_member(program, Role.FACILITATOR, "Nadia Karimi")
    stranger = make_member(make_program(), Role.FACILITATOR)
    typed = {
        "trainee": str(trainee.pk), "supervisor": str(boss.pk), "rotation": "Night float",
        "starts_on": "2026-12-01", "ends_on": "2026-12-28",
    }  # fmt: skip
    special = {"SAME": str(trainee.pk), "FOREIGN": str(stranger.pk)}
    typed |= {name: special.get(value, value) for name, value in wrong.items()}
    response = client.post(reverse("programs:add_rotation"), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "2026-12-28" in page or "ends_on" in wrong
    assert not Supervision.objects.exists()
    assert not Membership.objects.filter(person=stranger).exists()
