"""The GME office's page of sign-ins and changed roles: what is written down, what is shown, and what never is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from programs import tenancy
from programs.actions import events
from programs.actions.signing_in import record_sign_in
from programs.models import AccessEvent, Institution, Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_institution, make_member, make_person, make_program

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"
PAGE = "/institution/events/"


@pytest.fixture(autouse=True)
def demo(settings: Any) -> Iterator[None]:
    """The second factor has tests of its own."""
    settings.DEMO = True
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def institution(db: None) -> Institution:
    return make_institution()


@pytest.fixture
def medicine(institution: Institution) -> Program:
    return make_program(institution, name="Internal Medicine")


@pytest.fixture
def surgery(institution: Institution) -> Program:
    return make_program(institution, name="General Surgery")


@pytest.fixture
def office(medicine: Program, client: TenantClient) -> Person:
    person = make_member(medicine, Role.GME_OFFICE, "Elena Sørensen")
    client.acting(person)
    return person


def happened(program: Program, action: str, by: Person, subject: Person | None = None, **about: Any) -> None:
    days, detail = about.get("days", 1), about.get("detail", "")
    with tenancy.inside(program=program):
        events.event(program, action, by=by, now=NOW - timedelta(days=days), subject=subject, detail=detail).save()


def sign_ins(institution: Institution) -> list[str]:
    with tenancy.inside(institution_id=institution.pk):
        found = AccessEvent.objects.filter(action=events.SIGNED_IN, program=None)
        return sorted(event.actor.name for event in found if event.actor)


def read(client: TenantClient, **query: str) -> str:
    response = client.get(PAGE, query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_staff_who_sign_in_are_written_down_and_trainees_never(
    client: TenantClient, institution: Institution, medicine: Program
) -> None:
    both = make_member(medicine, Role.TRAINEE, "Kofi Chief")
    make_member(medicine, Role.FACILITATOR, person=both)
    people = [make_member(medicine, Role.DIRECTOR, "Thandiwe Okonkwo"), make_member(medicine, Role.TRAINEE), both]
    for person in people:
        person.set_password(PASSWORD)
        person.save()
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        client.logout()
    client.post(reverse("account_login"), {"login": people[0].email, "password": "wrong"})
    assert sign_ins(institution) == ["Thandiwe Okonkwo"]


def test_somebody_of_two_institutions_is_written_down_once_in_each(institution: Institution, medicine: Program) -> None:
    elsewhere = make_institution()
    person = make_member(medicine, Role.FACILITATOR, "Nadia Karimi")
    make_member(medicine, Role.DIRECTOR, person=person)
    make_member(make_program(elsewhere), Role.FACILITATOR, person=person)
    record_sign_in(by=person, now=NOW)
    assert (sign_ins(institution), sign_ins(elsewhere)) == (["Nadia Karimi"], ["Nadia Karimi"])


def test_the_office_sees_sign_ins_and_roles_of_every_program_the_newest_first(
    client: TenantClient, office: Person, medicine: Program, surgery: Program
) -> None:
    minh, mei = make_member(medicine, Role.COORDINATOR, "Minh Castellanos"), make_person("Mei Yilmaz")
    happened(medicine, events.ADDED, minh, mei, days=3)
    happened(surgery, events.CHANGED, minh, mei, days=2, detail="ends_on, title")
    happened(medicine, events.ENDED, minh, mei, days=1)
    record_sign_in(by=minh, now=NOW - timedelta(hours=1))
    page = read(client)
    said = [
        "Signed in",
        "Ended the role of Mei Yilmaz",
        "Changed the role of Mei Yilmaz (last day, title)",
        "Gave a role to Mei Yilmaz",
    ]
    assert sorted(said, key=page.index) == said
    assert "4 events" in page
    assert "Nov 23, 2026, 2:00 pm UTC" in page


def test_no_other_event_and_no_other_institution_shows(client: TenantClient, office: Person, medicine: Program) -> None:
    minh = make_member(medicine, Role.COORDINATOR, "Minh Castellanos")
    for action in ("sent somebody a link", "private note opened", events.EXPORTED, events.ROTATION_ADDED):
        happened(medicine, action, minh, make_person("Canary Finch"))
    stranger = make_program(make_institution())
    happened(stranger, events.ADDED, make_person("Far Away"), make_person("Canary Finch"))
    record_sign_in(by=make_member(stranger, Role.DIRECTOR, "Far Away"), now=NOW)
    for query in ({}, {"program": str(stranger.pk)}, {"kind": "private notes"}, {"days": "100000"}):
        page = read(client, **query)
        assert "Canary Finch" not in page
        assert "Far Away" not in page
        assert "Nothing like this happened" in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({}, {"in medicine", "signed in"}),
        ({"kind": "roles"}, {"in medicine"}),
        ({"kind": "sign-ins"}, {"signed in"}),
        ({"days": "365"}, {"in medicine", "in surgery", "signed in"}),
        ({"days": "365", "program": "surgery"}, {"in surgery"}),
        ({"days": "x", "kind": "<b>", "program": "1", "page": "-4"}, {"in medicine", "signed in"}),
    ],
)
def test_the_list_is_narrowed(
    client: TenantClient, office: Person, medicine: Program, surgery: Program, query: dict[str, str], seen: set[str]
) -> None:
    minh = make_member(medicine, Role.COORDINATOR, "Minh Castellanos")
    happened(medicine, events.ADDED, minh, make_person("Ana Souza"), days=2)
    happened(surgery, events.ADDED, minh, make_person("Wei Chen"), days=60)
    record_sign_in(by=minh, now=NOW - timedelta(days=3))
    page = read(client, **{name: str(surgery.pk) if word == "surgery" else word for name, word in query.items()})
    words = {"in medicine": "Ana Souza", "in surgery": "Wei Chen", "signed in": '<td data-label="What">Signed in'}
    assert {name for name, word in words.items() if word in page} == seen


def test_a_long_list_comes_in_pages_without_a_gap(
    client: TenantClient, office: Person, medicine: Program, surgery: Program
) -> None:
    minh = make_member(medicine, Role.COORDINATOR, "Minh Castellanos")
    for number in range(60):
        subject = make_person(f"Person Number{number:02}")
        happened((medicine, surgery)[number % 2], events.ADDED, minh, subject, days=number % 20)
    pages = [read(client, kind="roles", page=number) for number in ("1", "2")]
    shown = [{number for number in range(60) if f"Number{number:02}" in page} for page in pages]
    assert [len(found) for found in shown] == [50, 10]
    assert shown[0] | shown[1] == set(range(60))
    assert "?kind=roles&amp;page=2" in pages[0]
