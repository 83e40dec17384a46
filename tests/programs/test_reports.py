"""Somebody says that their line is wrong: a task for who keeps the roster, that mentions nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from programs.actions.reports import forget_old
from programs.models import Person, Program, Role, RosterReport
from tests.conftest import TenantClient
from tests.factories import NOW, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainee(program: Program) -> Person:
    return make_member(program)


@pytest.fixture
def coordinator(program: Program) -> Person:
    return make_member(program, Role.COORDINATOR, "Ana Ruiz")


@pytest.fixture(autouse=True)
def _demo(settings: pytest.FixtureRequest) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]  # The second factor has tests of its own.


def test_from_the_report_to_done(client: TenantClient, trainee: Person, coordinator: Person) -> None:
    page = client.acting(trainee).get(reverse("programs:my_place")).content.decode()
    assert reverse("programs:report_line") in page
    client.post(reverse("programs:report_line"), {"text": " From December 1 I am  on Clinic. "})
    client.logout()
    client.acting(coordinator)
    assert "A line of the roster is wrong" in client.get("/").content.decode()
    page = client.get(reverse("programs:reports")).content.decode()
    assert "From December 1 I am on Clinic." in page
    main = page.split("<main")[1].lower()
    assert "check-in" not in main
    assert "talk" not in main
    report = RosterReport.objects.get()
    client.post(reverse("programs:report_done", args=[report.pk]))
    assert "No line waits" in client.get(reverse("programs:reports")).content.decode()
    report.refresh_from_db()
    assert report.done_at is not None


@pytest.mark.parametrize(("text", "says"), [("", "Write in a sentence"), ("x" * 301, "Keep it to 300")])
def test_nothing_and_too_much_are_refused(client: TenantClient, trainee: Person, text: str, says: str) -> None:
    response = client.acting(trainee).post(reverse("programs:report_line"), {"text": text})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert text in response.content.decode()
    assert not RosterReport.objects.exists()


def test_it_is_forgotten_a_year_after_it_is_done(program: Program, trainee: Person) -> None:
    for done_at in (None, NOW - timedelta(days=364), NOW - timedelta(days=366)):
        RosterReport.objects.create(
            program=program, person=trainee, text="Clinic", made_at=NOW - timedelta(days=500), done_at=done_at
        )
    forget_old(program, NOW)
    assert RosterReport.objects.count() == 2
