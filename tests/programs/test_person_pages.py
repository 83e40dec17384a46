"""One person's page: name, roles and dates, changed by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from programs import tenancy
from programs.models import AccessEvent, Membership, Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_person, make_program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """The second factor has tests of its own."""
    settings.DEMO = True


@pytest.fixture
def coordinator(program: Program, client: TenantClient) -> Person:
    person = make_member(program, Role.COORDINATOR, "Minh Castellanos")
    client.acting(person)
    return person


def role(**fields: str) -> dict[str, str]:
    return {"role": "facilitator", "title": "", "training_year": "", "starts_on": "2026-07-01", "ends_on": "", **fields}


def new(**fields: str) -> dict[str, str]:
    return {"first_name": "Zoë", "last_name": "Pérez", "email": "Zoe@X.edu", **role(**fields)}


def events() -> set[tuple[str, str | None, str]]:
    return set(AccessEvent.objects.values_list("action", "subject__email", "detail"))


def held_by(person: Person) -> Membership:
    return Membership.objects.get(person=person)


def test_a_person_is_added_by_hand(client: TenantClient, program: Program, coordinator: Person) -> None:
    response = client.post(reverse("programs:add_person"), new(title="Chief Resident"))
    person = Person.objects.get(email="zoe@x.edu")
    assert response.headers["Location"] == reverse("programs:person", args=[person.pk])
    made = held_by(person)
    assert (made.role, made.title, made.starts_on, made.ends_on) == (
        "facilitator", "Chief Resident", date(2026, 7, 1), None,
    )  # fmt: skip
    assert not person.has_usable_password()
    assert events() == {("role added", "zoe@x.edu", "")}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": ""}, "Write the e-mail address"),
        ({"email": "zoe.at.x.edu"}, "is not an e-mail address"),
        ({"first_name": "", "last_name": ""}, "Write a first or a last name."),
        ({"first_name": "", "last_name": "", "role": ""}, "Write a first or a last name."),
        ({"first_name": "=1+1"}, "begins like a formula"),
        ({"last_name": "<b>x</b>"}, "or other markup"),
        ({"last_name": "x" * 101}, "Keep the last name to 100 characters."),
        ({"role": ""}, "Choose a role."),
        ({"role": "gme_office"}, "Choose a role from the list."),
        ({"title": "Program Director"}, "This title says Program director."),
        ({"starts_on": ""}, "Choose a first day."),
        ({"starts_on": "31/12/2026"}, "Write the day as month/day/year"),
        ({"ends_on": "2026-06-30"}, "not before the first one"),
        ({"role": "trainee", "training_year": "0"}, "from 1 to 10"),
        ({"role": "trainee", "training_year": "two"}, "as a number"),
    ],
)
def test_wrong_input_says_what_to_do_and_keeps_what_was_typed(
    client: TenantClient, coordinator: Person, wrong: dict[str, str], sentence: str
) -> None:
    people = Person.objects.count()
    response = client.post(reverse("programs:add_person"), new(**wrong) | wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Zoë" in page or "first_name" in wrong
    assert Person.objects.count() == people
    assert not events()


def test_somebody_known_elsewhere_keeps_their_name(client: TenantClient, program: Program, coordinator: Person) -> None:
    person = make_member(make_program(), person=make_person("Zora Smith", "zoe@x.edu"))
    response = client.post(reverse("programs:add_person"), new(), follow=True)
    person.refresh_from_db()
    assert person.name == "Zora Smith"
    assert "the name stays as it is there" in response.content.decode()
    assert Membership.objects.filter(program=program, person=person).count() == 1


def test_the_same_role_is_not_given_twice(client: TenantClient, program: Program, coordinator: Person) -> None:
    client.post(reverse("programs:add_person"), new())
    again = client.post(reverse("programs:add_person"), new())
    assert again.status_code == 422
    assert "already has or had the role facilitator here" in again.content.decode()
    assert Membership.objects.filter(person__email="zoe@x.edu").count() == 1


def test_a_refusal_leaves_no_half_made_person(client: TenantClient, program: Program, coordinator: Person) -> None:
    response = client.post(reverse("programs:add_person"), new() | {"email": coordinator.email})
    assert response.status_code == 422
    assert "Nobody changes their own role" in response.content.decode()
    assert Membership.objects.filter(person=coordinator).count() == 1


def test_a_second_role_is_added(client: TenantClient, program: Program, coordinator: Person) -> None:
    person = make_member(program)
    client.post(reverse("programs:add_role", args=[person.pk]), role(role="wellness_lead"))
    assert set(Membership.objects.filter(person=person).values_list("role", "title")) == {
        ("trainee", "Trainee"),
        ("wellness_lead", "Wellness Lead"),
    }


def test_a_role_is_changed_and_what_changed_is_written_down(
    client: TenantClient, program: Program, coordinator: Person
) -> None:
    person = make_member(program, training_year=1, title="Resident", starts_on=date(2026, 7, 1))
    held = held_by(person)
    typed = role(role="trainee", title="Fellow", training_year="4", ends_on="2029-06-30")
    client.post(reverse("programs:change_role", args=[held.pk]), typed)
    held.refresh_from_db()
    assert (held.title, held.training_year, held.ends_on) == ("Fellow", 4, date(2029, 6, 30))
    assert events() == {("role changed", person.email, "title, training year, end")}
    client.post(reverse("programs:change_role", args=[held.pk]), typed)
    assert AccessEvent.objects.count() == 1


def test_only_trainees_have_a_training_year(client: TenantClient, program: Program, coordinator: Person) -> None:
    held = held_by(make_member(program, training_year=3))
    client.post(reverse("programs:change_role", args=[held.pk]), role(training_year="3"))
    held.refresh_from_db()
    assert (held.role, held.training_year) == ("facilitator", None)


def test_a_role_is_not_changed_into_one_they_have(client: TenantClient, program: Program, coordinator: Person) -> None:
    person = make_member(program)
    make_member(program, Role.FACILITATOR, person=person)
    held = Membership.objects.get(person=person, role=Role.TRAINEE)
    response = client.post(reverse("programs:change_role", args=[held.pk]), role())
    assert response.status_code == 422
    assert "Change that one instead" in response.content.decode()


def test_a_role_that_is_ended_gives_nothing_at_the_next_request(
    client: TenantClient, program: Program, coordinator: Person
) -> None:
    with time_machine.travel(NOW, tick=False):
        colleague = make_member(program, Role.DIRECTOR, "Thandiwe Okonkwo")
        theirs = TenantClient().acting(colleague)
        assert theirs.get("/people/").status_code == 200
        held = held_by(colleague)
        client.acting(coordinator)
        response = client.post(reverse("programs:end_role", args=[held.pk]), follow=True)
        assert "no longer program director, as of now" in response.content.decode()
        assert theirs.get("/people/").headers["Location"] == "/role/"
    held.refresh_from_db()
    assert held.ends_on == TODAY - timedelta(days=1)
    assert events() == {("role ended", colleague.email, "")}


@pytest.mark.parametrize("days", [0, 30])
def test_a_role_that_has_not_begun_is_taken_back(
    client: TenantClient, program: Program, coordinator: Person, days: int
) -> None:
    with time_machine.travel(NOW, tick=False):
        client.acting(coordinator)
        person = make_member(program, starts_on=TODAY + timedelta(days=days))
        response = client.post(reverse("programs:end_role", args=[held_by(person).pk]))
    assert response.headers["Location"] == reverse("programs:people")
    assert not Membership.objects.filter(person=person).exists()


def test_a_role_that_is_over_keeps_its_last_day(client: TenantClient, program: Program, coordinator: Person) -> None:
    person = make_member(program, ends_on=date(2026, 1, 31))
    client.post(reverse("programs:end_role", args=[held_by(person).pk]))
    assert held_by(person).ends_on == date(2026, 1, 31)


def test_nobody_changes_or_ends_their_own_role(client: TenantClient, program: Program, coordinator: Person) -> None:
    held = held_by(coordinator)
    changed = client.post(reverse("programs:change_role", args=[held.pk]), role(role="director"))
    assert "Nobody changes their own role" in changed.content.decode()
    ended = client.post(reverse("programs:end_role", args=[held.pk]), follow=True)
    assert "Nobody changes their own role" in ended.content.decode()
    added = client.post(reverse("programs:add_role", args=[coordinator.pk]), role(role="director"))
    assert "Nobody changes their own role" in added.content.decode()
    assert held_by(coordinator).role == "coordinator"
    assert held_by(coordinator).ends_on is None
    page = client.get(reverse("programs:person", args=[coordinator.pk])).content.decode()
    assert "End now" not in page


def test_a_name_is_corrected(client: TenantClient, program: Program, coordinator: Person) -> None:
    person = make_member(program, person=make_person("Zoe Perez", "zoe@x.edu"))
    address = reverse("programs:person", args=[person.pk])
    client.post(address, {"first_name": "Zoë", "last_name": "Pérez"})
    person.refresh_from_db()
    assert (person.name, person.sort_key) == ("Zoë Pérez", "perez zoe")
    assert events() == {("name changed", "zoe@x.edu", "")}


def test_a_name_of_somebody_in_two_programs_is_not(client: TenantClient, program: Program, coordinator: Person) -> None:
    person = make_member(program, person=make_person("Zoe Perez", "zoe@x.edu"))
    make_member(make_program(), person=person)
    address = reverse("programs:person", args=[person.pk])
    assert "Save the name" not in client.get(address).content.decode()
    client.post(address, {"first_name": "Evil", "last_name": "Twin"})
    person.refresh_from_db()
    assert person.name == "Zoe Perez"


def test_an_address_cannot_be_changed(client: TenantClient, program: Program, coordinator: Person) -> None:
    person = make_member(program)
    before = person.email
    address = reverse("programs:person", args=[person.pk])
    client.post(address, {"first_name": "A", "last_name": "B", "email": "mine@x.edu"})
    person.refresh_from_db()
    assert (person.name, person.email) == ("A B", before)


@pytest.mark.parametrize("name", ["person", "add_role"])
def test_somebody_of_another_program_is_not_there(client: TenantClient, coordinator: Person, name: str) -> None:
    stranger = make_member(make_program())
    assert client.get(reverse(f"programs:{name}", args=[stranger.pk])).status_code == 404


@pytest.mark.parametrize("name", ["change_role", "end_role"])
def test_a_role_of_another_program_is_not_there(client: TenantClient, coordinator: Person, name: str) -> None:
    other = make_program()
    stranger = make_member(other)
    with tenancy.inside(program=other):
        held = held_by(stranger)
    assert client.post(reverse(f"programs:{name}", args=[held.pk]), role()).status_code == 404
    with tenancy.inside(program=other):
        assert held_by(stranger).role == "trainee"


def test_own_roles_elsewhere_are_not_edited_from_here(
    client: TenantClient, program: Program, coordinator: Person
) -> None:
    """The database shows a person all their own roles; this program's pages must not."""
    other = make_program(name="Surgery")
    make_member(other, Role.DIRECTOR, person=coordinator)
    client.acting(coordinator, Role.COORDINATOR)
    page = client.get(reverse("programs:person", args=[coordinator.pk])).content.decode()
    assert "Program director" not in page
    with tenancy.inside(program=other):
        held = Membership.objects.get(person=coordinator, program=other)
    assert client.get(reverse("programs:change_role", args=[held.pk])).status_code == 404
