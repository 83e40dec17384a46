"""Who gets in, in which role, and when it ends."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from programs import printing, tenancy
from programs.models import Membership, Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member, make_person, make_program
from tests.pages import normalized

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


@pytest.fixture
def director(program: Program) -> Person:
    person = make_member(program, Role.DIRECTOR, "Thandiwe Okonkwo")
    person.set_password(PASSWORD)
    person.save()
    return person


def _sign_in(client: TenantClient, email: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_a_member_signs_in_with_a_password_whatever_the_case_of_the_address(
    client: TenantClient, director: Person
) -> None:
    assert _sign_in(client, director.email.upper()).status_code == 302
    assert b"Acting as program director" in client.get("/").content


def test_nobody_signs_up(client: TenantClient, program: Program) -> None:
    client.post(reverse("account_signup"), {"email": "new@riverside.test", "password1": PASSWORD})
    assert not Person.objects.filter(email="new@riverside.test").exists()


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_known_and_unknown_addresses_get_the_same_answer(client: TenantClient, director: Person, name: str) -> None:
    answers = []
    for email in (director.email, "nobody@riverside.test"):
        response = client.post(reverse(name), {"email": email}, follow=True)
        text = response.content.decode().replace(email, "ADDRESS")
        answers.append((response.status_code, response.redirect_chain, normalized(text)))
        client = TenantClient()
    assert answers[0] == answers[1]


def test_a_wrong_password_and_an_unknown_address_read_alike(client: TenantClient, director: Person) -> None:
    pages = [
        normalized(_sign_in(client, email, "wrong").content).replace(email, "ADDRESS")
        for email in (director.email, "nobody@riverside.test")
    ]
    assert pages[0] == pages[1]


def test_a_role_that_ended_is_gone_at_the_next_request(client: TenantClient, program: Program) -> None:
    person = make_member(program, Role.COORDINATOR)
    client.acting(person)
    assert client.get("/").status_code == 200
    Membership.objects.filter(person=person).update(ends_on=date(2026, 1, 1))
    response = client.get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/role/")
    assert "You have no role in a program" in client.get("/role/").content.decode()


@pytest.mark.parametrize(
    ("zone", "moment", "still"),
    [
        # 11 pm of the last day and 1 am after it, each on the program's own wall clock.
        ("America/Chicago", datetime(2026, 7, 1, 4, 0, tzinfo=UTC), True),
        ("America/Chicago", datetime(2026, 7, 1, 6, 0, tzinfo=UTC), False),
        ("Asia/Tokyo", datetime(2026, 6, 30, 14, 0, tzinfo=UTC), True),
        ("Asia/Tokyo", datetime(2026, 6, 30, 16, 0, tzinfo=UTC), False),
    ],
)
def test_the_last_day_ends_where_the_program_is(client: TenantClient, zone: str, moment: datetime, still: bool) -> None:
    person = make_member(make_program(time_zone=zone), Role.COORDINATOR, ends_on=date(2026, 6, 30))
    with time_machine.travel(moment, tick=False):
        client.force_login(person)
        assert (client.get("/").status_code == 200) is still


def test_disabling_a_person_ends_their_session(client: TenantClient, program: Program) -> None:
    person = make_member(program, Role.COORDINATOR)
    client.acting(person)
    assert client.get("/").status_code == 200
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/").headers["Location"].startswith("/accounts/login/")


def test_rights_never_add_up_across_roles(client: TenantClient, program: Program) -> None:
    person = make_member(program, Role.COORDINATOR)
    make_member(program, Role.FACILITATOR, person=person)
    client.force_login(person)
    assert client.get("/").headers["Location"] == "/role/"
    for role, mine, other in (
        (Role.COORDINATOR, "Acting as coordinator", "Acting as facilitator"),
        (Role.FACILITATOR, "Acting as facilitator", "Acting as coordinator"),
    ):
        picked = Membership.objects.get(person=person, role=role)
        client.post("/role/", {"membership": picked.pk})
        page = client.get("/").content.decode()
        assert mine in page
        assert other not in page


def test_somebody_elses_role_cannot_be_picked(client: TenantClient, program: Program) -> None:
    person, other = make_member(program, Role.TRAINEE), make_member(program, Role.DIRECTOR)
    client.force_login(person)
    theirs = Membership.objects.get(person=other)
    assert client.post("/role/", {"membership": theirs.pk}).status_code == 404


def test_the_role_is_of_one_program(client: TenantClient, program: Program) -> None:
    elsewhere = make_program(name="Surgery")
    person = make_member(program, Role.COORDINATOR)
    make_member(elsewhere, Role.TRAINEE, person=person)
    client.acting(person, Role.TRAINEE)
    page = client.get("/").content.decode()
    assert "Surgery" in page
    assert "Acting as trainee" in page


@pytest.mark.parametrize(
    ("idle", "signed_in"), [(timedelta(hours=7), True), (timedelta(hours=9), False)], ids=["within", "past"]
)
def test_a_session_ends_when_it_is_idle(
    client: TenantClient, director: Person, idle: timedelta, signed_in: bool
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(director)
        client.get("/")
        clock.shift(idle)
        assert (client.get("/").status_code == 200) is signed_in


def test_a_session_ends_after_a_week_however_busy(client: TenantClient, director: Person) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(director)
        for _ in range(23):
            assert client.get("/").status_code == 200
            clock.shift(timedelta(hours=7))
        clock.shift(timedelta(hours=7))
        assert client.get("/").status_code == 302


def test_pages_are_never_kept_by_a_cache(client: TenantClient, director: Person) -> None:
    client.force_login(director)
    for address in ("/", "/accounts/login/", "/privacy/", "/nowhere/"):
        assert "no-store" in client.get(address).headers["Cache-Control"]


def test_a_person_without_any_role_is_told_what_to_do(client: TenantClient, program: Program) -> None:
    client.force_login(make_person())
    tenancy.enter()
    assert "Your coordinator can change that" in client.get("/", follow=True).content.decode()


# --- Whoever has no role any more: their own page, for as long as rows about them are kept ---------------------


@pytest.fixture
def leaver(client: TenantClient, program: Program) -> Person:
    person = make_member(program, Role.TRAINEE, "Ana Souza", ends_on=date(2026, 6, 30))
    client.acting(person)
    return person


def test_whoever_left_is_led_to_what_is_kept_about_them(client: TenantClient, program: Program, leaver: Person) -> None:
    assert client.get("/").headers["Location"] == "/role/"
    page = client.get("/role/").content.decode()
    assert "Your last role is over." in page
    with tenancy.inside(program=program):
        held = Membership.objects.get(person=leaver)
    assert client.post("/role/", {"membership": str(held.pk)}).headers["Location"] == "/me/"
    kept = client.get("/me/").content.decode()
    assert leaver.email in kept
    assert "Look or change" not in kept


@pytest.mark.parametrize("wanted", ["pdf", "json"])
def test_whoever_left_takes_it_along(client: TenantClient, leaver: Person, wanted: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(printing, "draw", lambda page: page.encode())
    response = client.post("/me/download/", {"as": wanted})
    assert response.status_code == 200
    assert leaver.email.encode() in response.content


def test_whoever_left_sees_nothing_else(client: TenantClient, leaver: Person) -> None:
    for address in ("/checkins/", "/inbox/", "/resources/", "/people/me/", "/themes/", "/preferences/", "/rounds/"):
        assert client.get(address).headers.get("Location") == "/role/", address
    assert client.get("/help-now/").status_code == 200
    bar = client.get("/me/").content.decode()
    assert 'class="bar-nav"' not in bar
    assert "/people/me/" not in bar


def test_a_page_after_leaving_is_of_the_own_program_alone(client: TenantClient, leaver: Person) -> None:
    other = make_program()
    stranger = make_member(other, Role.TRAINEE, "Canary Finch", ends_on=date(2026, 6, 30))
    with tenancy.inside(program=other):
        foreign = Membership.objects.get(person=stranger)
    assert client.post("/role/", {"membership": str(foreign.pk)}).status_code == 404
    assert "Canary" not in client.get("/me/").content.decode()


def test_a_role_that_begins_again_is_the_one_acted_in(client: TenantClient, program: Program, leaver: Person) -> None:
    make_member(program, Role.FACILITATOR, person=leaver)
    assert b"Acting as facilitator" in client.get("/").content
    with tenancy.inside(program=program):
        over = Membership.objects.get(person=leaver, role=Role.TRAINEE)
    assert client.post("/role/", {"membership": str(over.pk)}).status_code == 404


def test_a_role_to_come_is_not_one_that_is_over(client: TenantClient, program: Program) -> None:
    person = make_member(program, Role.TRAINEE, "Wei Chen", starts_on=date(2027, 7, 1))
    client.acting(person)
    assert client.get("/me/").headers["Location"] == "/role/"
    assert "Your last role is over." not in client.get("/role/").content.decode()
