"""How a trainee would like listeners to go on with them (R37): written alone, read again, taken back."""

import pytest
from django.urls import reverse

from checkins.access import follow_up_preferences
from checkins.models import FollowUpPreferences
from checkins.wishing import follow_up_lines
from programs import tenancy
from programs.models import Person, Program
from tests.conftest import TenantClient
from tests.factories import make_member, make_program

pytestmark = pytest.mark.django_db

ADDRESS = "/preferences/follow-up/"
ALL = {
    "approach": "listen",
    "moment": "reflect",
    "rhythm": "as_needed",
    "privacy": ["in_person", "ask_before"],
    "withheld_topics": ["close", "stress"],
    "boundaries": "  No calls  on my day off. ",
    "encouraging": "A short word.",
}


@pytest.fixture
def trainee(program: Program) -> Person:
    return make_member(program)


def _found(program: Program, trainee: Person) -> FollowUpPreferences | None:
    return follow_up_preferences(program=program, trainee=trainee)


def test_everything_is_saved_and_read_again(client: TenantClient, program: Program, trainee: Person) -> None:
    client.acting(trainee)
    answer = client.post(ADDRESS, ALL, follow=True)
    assert answer.redirect_chain == [("/preferences/", 302)]
    found = _found(program, trainee)
    assert found is not None
    assert (found.approach, found.moment, found.rhythm) == ("listen", "reflect", "as_needed")
    assert (found.privacy, found.withheld_topics) == (["in_person", "ask_before"], ["close", "stress"])
    assert found.boundaries == "No calls on my day off."
    page = answer.content.decode()
    for words in ("Mostly listen", "Only I bring up: family and friends, stress and my limits", "A short word."):
        assert words in page
    form = client.get(ADDRESS).content.decode()
    assert form.count("checked") == 3 + 2 + 2


def test_taking_everything_back_leaves_no_row(client: TenantClient, program: Program, trainee: Person) -> None:
    client.acting(trainee)
    client.post(ADDRESS, ALL)
    client.post(ADDRESS, {"boundaries": "   "})
    assert _found(program, trainee) is None
    assert not FollowUpPreferences.objects.exists()
    assert follow_up_lines(None) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"approach": "shout"}, "Choose from the list."),
        ({"withheld_topics": ["gossip"]}, "Choose from the list."),
        ({"privacy": ["loud"]}, "Choose from the list."),
        ({"boundaries": "x" * 161}, "Keep this to 160 characters"),
    ],
)
def test_bad_input_changes_nothing_and_keeps_what_was_typed(
    client: TenantClient, program: Program, trainee: Person, wrong: dict[str, str], sentence: str
) -> None:
    client.acting(trainee)
    answer = client.post(ADDRESS, {"encouraging": "Tea and a chat.", **wrong})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "Tea and a chat." in page
    assert _found(program, trainee) is None


def test_each_trainee_and_program_on_its_own(client: TenantClient, program: Program, trainee: Person) -> None:
    other = make_member(program, name="Jo Kim")
    client.acting(trainee)
    client.post(ADDRESS, ALL)
    assert _found(program, other) is None
    client.acting(other)
    assert "Mostly listen" not in client.get(reverse("checkins:preferences")).content.decode()
    elsewhere = make_program()
    with tenancy.inside(program=elsewhere):
        assert not FollowUpPreferences.objects.exists()
