"""The page on which times are typed, looked at and saved."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from checkins.forms.times import TimesForm
from checkins.models import Format, Listener, ListenerProfile, Round, Seat, Slot
from programs import tenancy
from programs.models import Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member, make_program
from tests.world import make_round

pytestmark = pytest.mark.django_db
BOTH = [Format.ONE_ON_ONE.value, Format.GROUP.value]


@pytest.fixture(autouse=True)
def _today() -> Iterable[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mentor(program: Program) -> Person:
    return make_member(program, Role.FACILITATOR, "Nadia Karimi")


@pytest.fixture
def round_(program: Program, mentor: Person) -> Round:
    made = make_round(program, formats=BOTH)
    Listener.objects.create(program=program, round=made, person=mentor)
    return made


def typed(**changes: Any) -> dict[str, Any]:
    """A weekly hour on Mondays and Thursdays."""
    return {
        "repeat": "weekly", "first_day": "2026-11-30", "last_day": "2026-12-11", "weekdays": ["0", "3"],
        "from_time": "12:00", "to_time": "13:00", "pause": "0", "format": "one_on_one", "group_minutes": "45",
        "seats": "6", "mode": "office", "place": "Office 4.112", "about": "I trained in Lima.", "step": "preview",
        **changes,
    }  # fmt: skip


def _address(round_: Round) -> str:
    return reverse("checkins:offer_times", args=[round_.pk])


def test_the_page_begins_with_what_is_probable(client: TenantClient, mentor: Person, round_: Round) -> None:
    page = client.acting(mentor).get(_address(round_)).content.decode()
    assert "Which times would suit you?" in page
    assert 'value="2026-11-23"' in page
    assert 'value="2026-12-21"' in page


def test_nothing_is_offered_before_it_was_looked_at(client: TenantClient, mentor: Person, round_: Round) -> None:
    page = client.acting(mentor).post(_address(round_), typed(first_day="2026-11-19")).content.decode()
    assert "You would offer 18 times" in page
    assert "Monday, November 30" in page
    assert "12:00 pm, 12:20 pm, 12:40 pm" in page
    assert "Left out: outside the dates of the round" not in page
    assert "Left out: already past" in page
    assert not Slot.objects.exists()
    assert not ListenerProfile.objects.exists()


def test_what_was_looked_at_is_saved(client: TenantClient, mentor: Person, round_: Round) -> None:
    response = client.acting(mentor).post(_address(round_), typed(step="save"), follow=True)
    assert "You offer 12 more times. Thank you." in response.content.decode()
    assert Slot.objects.count() == Seat.objects.count() == 12
    assert ListenerProfile.objects.get().about == "I trained in Lima."


def test_saving_twice_adds_nothing(client: TenantClient, mentor: Person, round_: Round) -> None:
    client.acting(mentor)
    answers = [client.post(_address(round_), typed(step="save"), follow=True).content.decode() for _ in range(2)]
    assert "None of these times could be added" in answers[1]
    assert Slot.objects.count() == 12


def test_changing_keeps_all_that_was_typed(client: TenantClient, mentor: Person, round_: Round) -> None:
    page = client.acting(mentor).post(_address(round_), typed(step="change", place="Room <4>")).content.decode()
    assert 'value="Room &lt;4&gt;"' in page
    assert "needs another look" not in page
    boxes = [part.split(">")[0] for part in page.split('name="weekdays"')[1:]]
    assert ["checked" in box for box in boxes] == [True, False, False, True, False, False, False]
    assert 'value="12:00"' in page


def test_the_preview_carries_everything_to_the_next_step(client: TenantClient, mentor: Person, round_: Round) -> None:
    page = client.acting(mentor).post(_address(round_), typed()).content.decode()
    hidden = dict.fromkeys(typed(), "")
    for name in hidden:
        assert f'name="{name}"' in page
    assert page.count('name="weekdays"') == 2


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"place": ""}, "place", "Say where, so that nobody has to search"),
        ({"place": " "}, "place", "Say where, so that nobody has to search"),
        ({"mode": "video", "place": "http://zoom.test/1"}, "place", "beginning with https://"),
        ({"mode": "video", "place": "zoom"}, "place", "say in a sentence how to get it"),
        ({"mode": "video", "place": "https://"}, "place", "beginning with https://"),
        ({"weekdays": []}, "weekdays", "Tick at least one day of the week."),
        ({"last_day": ""}, "last_day", "Choose the last day"),
        ({"last_day": "2026-11-29"}, "last_day", "turn them round"),
        ({"to_time": ""}, "to_time", "Choose a time to end."),
        ({"to_time": "12:10"}, "to_time", "Leave at least 20 minutes"),
        ({"to_time": "11:00"}, "to_time", "Leave at least 20 minutes"),
        ({"weekdays": ["5"], "last_day": "2026-12-01"}, "to_time", "None of the days you ticked"),
        ({"from_time": "noon"}, "from_time", "Write the time as hours and minutes"),
        ({"first_day": "soon"}, "first_day", "Write the day as month/day/year"),
        ({"repeat": "one", "first_day": "2027-06-01"}, "first_day", "Choose a day within this round"),
        ({"repeat": "one", "from_time": "23:50"}, "from_time", "ends on the same day"),
        ({"about": "x" * 181}, "about", "keep this to 180 characters"),
        ({"format": "group", "seats": "9"}, "seats", "Choose from 3 to 8 people."),
        ({"format": "group", "seats": ""}, "seats", "Choose from 3 to 8 people."),
        ({"pause": "7"}, "pause", "Choose a pause from the list."),
        ({"mode": "boat"}, "mode", "Choose how you meet"),
        ({"repeat": ""}, "repeat", "Choose once or every week."),
    ],
)
def test_an_error_stands_at_its_field_and_keeps_the_input(
    client: TenantClient, mentor: Person, round_: Round, changes: dict[str, Any], field: str, words: str
) -> None:
    data = typed(**changes, step="save")
    form = TimesForm(data, round_=round_)
    assert any(words in error for error in form.errors[field])
    page = client.acting(mentor).post(_address(round_), data).content.decode()
    assert "needs another look" in page or "need another look" in page
    assert "I trained in Lima." in page or len(data["about"]) > 180
    assert not Slot.objects.exists()


def test_a_time_that_the_clocks_skip_is_refused_with_a_sentence(program: Program, mentor: Person) -> None:
    round_ = make_round(program, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 31))
    form = TimesForm(typed(repeat="one", first_day="2027-03-14", from_time="02:30"), round_=round_)
    assert form.errors["from_time"] == [
        "2:30 am does not exist on Sunday, March 14: clocks go forward. Choose another time."
    ]


@pytest.mark.parametrize("place", ["https://video.test/quiet", "I send the link on the day before"])
def test_a_video_call_has_an_address_or_a_sentence(round_: Round, place: str) -> None:
    assert TimesForm(typed(mode="video", place=place), round_=round_).is_valid()


def test_a_single_time_needs_no_more_than_a_day_and_an_hour(round_: Round) -> None:
    form = TimesForm(typed(repeat="one", last_day="", weekdays=[], to_time=""), round_=round_)
    assert form.is_valid(), form.errors
    assert [end - start for start, end in form.walls()] == [timedelta(minutes=20)]


def test_a_group_has_its_own_length_and_seats(round_: Round) -> None:
    form = TimesForm(typed(format="group", to_time="13:30"), round_=round_)
    assert form.is_valid(), form.errors
    assert (form.minutes, form.times().seats, len(form.walls())) == (45, 6, 8)


def test_one_on_one_has_one_seat_whatever_was_chosen_for_groups(round_: Round) -> None:
    form = TimesForm(typed(), round_=round_)
    assert form.is_valid()
    assert (form.minutes, form.times().seats) == (20, 1)


def test_a_round_without_groups_does_not_ask(program: Program) -> None:
    form = TimesForm(typed(format="group"), round_=make_round(program))
    assert "seats" not in form.fields
    assert "format" in form.errors


def test_only_the_rounds_listeners_find_the_page(client: TenantClient, program: Program, round_: Round) -> None:
    for role in (Role.FACILITATOR, Role.TRAINEE, Role.COORDINATOR):
        assert client.acting(make_member(program, role)).get(_address(round_)).status_code == 404


def test_a_round_that_is_over_or_elsewhere_is_not_there(client: TenantClient, program: Program, mentor: Person) -> None:
    over = make_round(program, ends_on=date(2026, 11, 20))
    closed = make_round(program, state=Round.State.CLOSED)
    other = make_program()
    with tenancy.inside(program=other):
        foreign = make_round(other)
        Listener.objects.create(program=other, round=foreign, person=mentor)
    for each in (over, closed):
        Listener.objects.create(program=program, round=each, person=mentor)
    client.acting(mentor, Role.FACILITATOR)
    for each in (over, closed, foreign):
        assert client.get(_address(each)).status_code == 404
    assert client.get(reverse("checkins:offer_times", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("weeks", [1, 3])
def test_queries_do_not_grow_with_the_times_saved(
    client: TenantClient, mentor: Person, round_: Round, weeks: int, django_assert_num_queries: Any
) -> None:
    last = date(2026, 11, 29) + timedelta(weeks=weeks)
    client.acting(mentor)
    with django_assert_num_queries(32):
        client.post(_address(round_), typed(last_day=last.isoformat(), step="save"))
    assert Slot.objects.count() == 6 * weeks
