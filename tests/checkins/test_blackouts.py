"""Blocked times: a program's and a listener's own."""

import uuid
from datetime import date, time
from typing import Any

import pytest
from django.urls import reverse

from checkins.actions.slots import add_blackout
from checkins.forms.blackouts import BlackoutForm
from checkins.models import Blackout
from checkins.rules import BlackoutTimes
from programs import tenancy
from programs.models import Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import TODAY, make_member, make_program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]
OWN, PROGRAMS = "/times/blocked/", "/blackouts/"


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "label": "Noon conference", "starts_on": "2026-11-24", "ends_on": "2027-06-30", "weekday": "1",
        "from_time": "12:00", "to_time": "13:00", **changes,
    }  # fmt: skip


def _blocked(program: Program, person: Person | None, label: str = "Clinic") -> Blackout:
    return add_blackout(program=program, person=person, label=label, times=BlackoutTimes(TODAY, TODAY))


def test_a_conference_is_blocked_for_everybody(client: TenantClient, coordinator: Person) -> None:
    page = client.acting(coordinator).post(PROGRAMS, typed(), follow=True).content.decode()
    assert "Noon conference is blocked from now on." in page
    assert "Tuesdays, November 24, 2026 to June 30, 2027, 12:00 to 1:00 pm" in page
    made = Blackout.objects.get()
    assert (made.person, made.weekday, made.from_time, made.to_time) == (None, 1, time(12), time(13))


def test_a_single_whole_day_needs_one_date(client: TenantClient, mentor: Person) -> None:
    client.acting(mentor).post(OWN, typed(ends_on="", weekday="", from_time="", to_time="", label="Leave"))
    made = Blackout.objects.get()
    assert (made.person, made.starts_on, made.ends_on, made.from_time) == (
        mentor, date(2026, 11, 24), date(2026, 11, 24), None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"label": " "}, "label", "Give it a short name"),
        ({"label": "x" * 61}, "label", "60 characters"),
        ({"starts_on": ""}, "starts_on", "Choose a first day."),
        ({"starts_on": "tomorrow"}, "starts_on", "Write the day as"),
        ({"ends_on": "2026-11-23"}, "ends_on", "not before the first one"),
        ({"to_time": ""}, "to_time", "Say until when"),
        ({"from_time": ""}, "from_time", "Say from when"),
        ({"to_time": "12:00"}, "to_time", "after the beginning"),
        ({"from_time": "noon"}, "from_time", "Write the time as"),
    ],
)
def test_an_error_keeps_the_input(
    client: TenantClient, coordinator: Person, changes: dict[str, Any], field: str, words: str
) -> None:
    data = typed(**changes)
    assert any(words in error for error in BlackoutForm(data).errors[field])
    page = client.acting(coordinator).post(PROGRAMS, data).content.decode()
    assert "another look" in page
    assert 'value="2027-06-30"' in page or "ends_on" in changes
    assert not Blackout.objects.exists()


def test_each_page_lists_its_own_and_the_past_is_gone(
    client: TenantClient, program: Program, mentor: Person, coordinator: Person
) -> None:
    _blocked(program, None, "Grand rounds")
    _blocked(program, mentor, "Night shift")
    _blocked(program, make_member(program, Role.FACILITATOR), "Somebody's leave")
    past = BlackoutTimes(date(2026, 1, 1), date(2026, 2, 1))
    add_blackout(program=program, person=None, label="Long over", times=past)
    own, programs = (
        client.acting(who).get(address).content.decode() for who, address in ((mentor, OWN), (coordinator, PROGRAMS))
    )
    assert ["Night shift" in own, "Grand rounds" in own] == [True, False]
    assert ["Night shift" in programs, "Grand rounds" in programs] == [False, True]
    assert "leave" not in (own + programs).replace("Leave", "").replace("Nights, leave", "")
    assert "Long over" not in programs


def test_one_is_removed(client: TenantClient, program: Program, mentor: Person, coordinator: Person) -> None:
    own, programs = _blocked(program, mentor), _blocked(program, None)
    for who, name, which in ((mentor, "remove_own_blackout", own), (coordinator, "remove_blackout", programs)):
        page = client.acting(who).post(reverse(f"checkins:{name}", args=[which.pk]), follow=True).content.decode()
        assert "Clinic is no longer blocked." in page
    assert not Blackout.objects.exists()


def test_nobody_removes_anothers(client: TenantClient, program: Program, mentor: Person, coordinator: Person) -> None:
    other = make_program()
    with tenancy.inside(program=other):
        foreign = _blocked(other, None)
    others, own, everybodys = (
        _blocked(program, make_member(program)),
        _blocked(program, mentor),
        _blocked(program, None),
    )
    for who, name, pks in (
        (mentor, "remove_own_blackout", [others.pk, everybodys.pk, foreign.pk, uuid.uuid4()]),
        (coordinator, "remove_blackout", [own.pk, foreign.pk]),
    ):
        client.acting(who)
        for pk in pks:
            assert client.post(reverse(f"checkins:{name}", args=[pk])).status_code == 404
    assert Blackout.objects.count() == 3


def test_only_a_button_removes(client: TenantClient, program: Program, mentor: Person) -> None:
    address = reverse("checkins:remove_own_blackout", args=[_blocked(program, mentor).pk])
    assert client.acting(mentor).get(address).status_code == 405
    assert Blackout.objects.exists()


@pytest.mark.parametrize(
    ("role", "address"), [(Role.TRAINEE, OWN), (Role.COORDINATOR, OWN), (Role.FACILITATOR, PROGRAMS)]
)
def test_pages_are_for_whom_they_concern(client: TenantClient, program: Program, role: Role, address: str) -> None:
    assert client.acting(make_member(program, role)).get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_one_query(
    client: TenantClient, program: Program, coordinator: Person, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        _blocked(program, None)
    client.acting(coordinator)
    with django_assert_num_queries(14):
        client.get(PROGRAMS)
