"""What a program decides about itself."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from programs.actions.settings import change_settings
from programs.forms.settings import SettingsForm, as_typed
from programs.models import AccessEvent, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member
from tests.world import make_round, make_slot

pytestmark = pytest.mark.django_db
PAGE = "/program/"


@pytest.fixture(autouse=True)
def _now(settings: Any) -> Iterator[None]:
    settings.DEMO = True  # The second factor has tests of its own.
    with time_machine.travel(NOW, tick=False):
        yield


def typed(program: Program, **changes: Any) -> dict[str, Any]:
    plain = {name: value for name, value in as_typed(program).items() if value is not False}
    return {**plain, **changes}


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR, Role.COORDINATOR])
def test_settings_are_changed_and_recorded_by_name(client: TenantClient, program: Program, role: Role) -> None:
    person = make_member(program, role)
    data = typed(program, time_zone="America/Phoenix", checkin_minutes="30", leaders_take_part="on")
    assert "Saved." in client.acting(person).post(PAGE, data, follow=True).content.decode()
    program.refresh_from_db()
    assert (program.time_zone, program.checkin_minutes, program.leaders_take_part) == ("America/Phoenix", 30, True)
    event = AccessEvent.objects.get(action="settings changed")
    assert (event.actor, event.detail) == (person, "time_zone, checkin_minutes, leaders_take_part")


def test_the_same_settings_change_nothing(client: TenantClient, program: Program) -> None:
    person = make_member(program, Role.DIRECTOR)
    page = client.acting(person).post(PAGE, typed(program), follow=True).content.decode()
    assert "Nothing was different" in page
    assert not AccessEvent.objects.filter(action="settings changed").exists()


def test_a_new_zone_moves_no_instant(client: TenantClient, program: Program) -> None:
    mentor = make_member(program, Role.FACILITATOR)
    slot = make_slot(make_round(program), mentor)
    before = slot.starts_at
    client.acting(make_member(program, Role.DIRECTOR)).post(PAGE, typed(program, time_zone="America/New_York"))
    slot.refresh_from_db()
    assert slot.starts_at == before
    assert "10:00 to 10:20 am, New York time" in client.acting(mentor).get("/times/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "Write the program's name."),
        ({"time_zone": "Mars/Base"}, "time_zone", "from the list"),
        ({"academic_year_start": "13"}, "academic_year_start", "from the list"),
        ({"cadence": ""}, "cadence", "every quarter or twice a year"),
        ({"participation": ""}, "participation", "how trainees take part"),
        ({"checkin_minutes": "45"}, "checkin_minutes", "30 minutes or less"),
    ],
)
def test_an_error_keeps_the_input(
    client: TenantClient, program: Program, changes: dict[str, Any], field: str, words: str
) -> None:
    data = typed(program, **{"name": "Renamed", **changes})
    assert any(words in error for error in SettingsForm(data).errors[field])
    page = client.acting(make_member(program, Role.DIRECTOR)).post(PAGE, data).content.decode()
    assert "One thing needs another look" in page
    assert "Renamed" in page or "name" in changes
    program.refresh_from_db()
    assert program.name == "Internal Medicine"


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.FACILITATOR, Role.WELLNESS_LEAD, Role.GME_OFFICE])
def test_others_find_nothing(client: TenantClient, program: Program, role: Role) -> None:
    assert client.acting(make_member(program, role)).get(PAGE).status_code == 404


def test_settings_need_a_second_factor_outside_the_demo(client: TenantClient, program: Program, settings: Any) -> None:
    settings.DEMO = False
    response = client.acting(make_member(program, Role.DIRECTOR)).get(PAGE)
    assert response.status_code == 302
    assert "second-factor" in response.headers["Location"]


def test_a_change_that_fails_leaves_no_event(program: Program) -> None:
    person = make_member(program, Role.DIRECTOR)
    with pytest.raises(ValidationError, match="checkin_minutes"):
        change_settings(program=program, values={"checkin_minutes": 90}, by=person, now=NOW)
    assert not AccessEvent.objects.filter(action="settings changed").exists()
