"""A program's rounds on the page: planned, opened, closed, and never a count of answers."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse

from checkins.actions.rounds import plan_round, remind_listeners
from checkins.forms.rounds import OpenForm, RoundForm
from checkins.listening import candidates
from checkins.models import Listener, Offer, Round, Seat
from notices.models import Notice
from programs import tenancy
from programs.acting import acting_as
from programs.models import AccessEvent, Evaluation, Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_program
from tests.pages import normalized
from tests.world import make_offer, make_round, make_slot
from triage.access import place_of, safety_numbers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]
ROUNDS, PLAN = "/rounds/", "/rounds/plan/"


@pytest.fixture
def draft(program: Program, mentor: Person) -> Round:
    made = make_round(
        program, state=Round.State.DRAFT, safety_number="", safety_attested_at=None, opened_at=None, name="Winter 2027"
    )
    Listener.objects.create(program=program, round=made, person=mentor)
    return made


def typed(people: Iterable[Person] = (), **changes: Any) -> dict[str, Any]:
    return {
        "name": "Winter 2027", "starts_on": "2027-01-04", "ends_on": "2027-02-12", "participation": "opt_out",
        "minutes": "20", "formats": ["one_on_one"], "listeners": [str(person.pk) for person in people], "leaders": [],
        **changes,
    }  # fmt: skip


def _of(name: str, round_: Round) -> str:
    return reverse(f"checkins:{name}", args=[round_.pk])


def _page(client: TenantClient, person: Person, address: str) -> str:
    response = client.acting(person).get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- The list ---------------------------------------------------------------------------------------------------


def test_no_round_yet(client: TenantClient, director: Person) -> None:
    page = _page(client, director, ROUNDS)
    assert "There has been no round yet." in page
    assert PLAN in page


def test_rounds_are_sentences_with_a_date(
    client: TenantClient, program: Program, director: Person, draft: Round
) -> None:
    make_slot(draft, make_member(program, Role.FACILITATOR))
    make_round(program, name="Fall 2026")
    make_round(program, name="Summer 2026", state=Round.State.CLOSED, closed_at=NOW)
    page = _page(client, director, ROUNDS)
    assert "Being prepared, for November 16 to December 21, 2026. 2 listeners, 1 time offered so far." in page
    assert "Open, November 16 to December 21, 2026. Offers were sent to everyone." in page
    assert "Everyone was offered a check-in." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: TenantClient, program: Program, director: Person, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_slot(make_round(program), make_member(program, Role.FACILITATOR))
    client.acting(director)
    with django_assert_num_queries(14):
        client.get(ROUNDS)


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.FACILITATOR, Role.WELLNESS_LEAD, Role.GME_OFFICE])
@pytest.mark.parametrize("address", [ROUNDS, PLAN])
def test_rounds_are_not_for_everybody(client: TenantClient, program: Program, role: Role, address: str) -> None:
    assert client.acting(make_member(program, role)).get(address).status_code == 404


# --- Planning ---------------------------------------------------------------------------------------------------


def test_a_plan_begins_with_the_next_quarter_and_everybody_who_listens(
    client: TenantClient, program: Program, director: Person, mentor: Person
) -> None:
    evaluator = make_member(program, Role.FACILITATOR, "Vera Evaluator")
    Evaluation.objects.create(program=program, person=evaluator, kind="competency_committee", starts_on=TODAY)
    page = _page(client, director, PLAN)
    assert 'value="Winter 2027"' in page
    assert 'value="2027-01-04"' in page
    ticked = {part.split('value="')[1][:36] for part in page.split("<input")[1:] if "checked" in part.split(">")[0]
              and 'name="l' in part.split(">")[0]}  # fmt: skip
    assert ticked == {str(mentor.pk)}
    assert "They take part in evaluations" in page


def test_a_plan_is_saved_and_its_listeners_are_asked(
    client: TenantClient, program: Program, director: Person, mentor: Person
) -> None:
    response = client.acting(director).post(PLAN, typed([mentor]), follow=True)
    assert "Winter 2027 is prepared. Its listeners are asked to offer times." in response.content.decode()
    made = Round.objects.get()
    assert (made.state, made.minutes, made.starts_on) == (Round.State.DRAFT, 20, date(2027, 1, 4))
    assert [each.person for each in made.listeners.select_related("person")] == [mentor]
    assert [(n.kind, n.recipient_id) for n in Notice.objects.all()] == [("checkins.offer_times", mentor.pk)]
    assert [(e.actor, e.action) for e in AccessEvent.objects.filter(action__contains="round")] == [
        (director, "planned a round")
    ]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": " "}, "name", "Give the round a name"),
        ({"starts_on": ""}, "starts_on", "Choose a first day."),
        ({"ends_on": "2027-01-03"}, "ends_on", "not before the first one"),
        ({"ends_on": "2027-12-31"}, "ends_on", "at most 184 days"),
        ({"minutes": "14"}, "minutes", "15 minutes or more"),
        ({"minutes": "31"}, "minutes", "30 minutes or less"),
        ({"minutes": "a few"}, "minutes", "whole number"),
        ({"formats": []}, "formats", "Tick at least one format."),
        ({"participation": "forced"}, "participation", "Choose one of the two ways"),
        ({"listeners": [str(uuid.uuid4())]}, "listeners", "no longer belongs to the program"),
    ],
)
def test_a_wrong_plan_says_what_to_do_and_keeps_the_input(
    client: TenantClient, program: Program, director: Person, changes: dict[str, Any], field: str, words: str
) -> None:
    data = typed(**changes)
    form = RoundForm(data, people=candidates(program, TODAY))
    assert any(words in error for error in form.errors[field]), form.errors
    page = client.acting(director).post(PLAN, data).content.decode()
    assert "another look" in page
    assert 'value="2027-02-12"' in page or "ends_on" in changes
    assert not Round.objects.exists()


def test_nobody_of_another_program_can_be_made_to_listen(
    client: TenantClient, program: Program, director: Person
) -> None:
    stranger = make_member(make_program(), Role.FACILITATOR)
    client.acting(director).post(PLAN, typed([stranger]))
    assert not Round.objects.exists()


def test_a_prepared_round_changes_and_keeps_whoever_offered(
    client: TenantClient, program: Program, coordinator: Person, mentor: Person, draft: Round
) -> None:
    make_slot(draft, mentor)
    new = make_member(program, Role.WELLNESS_LEAD, "Zoë Lindqvist")
    assert 'value="Winter 2027"' in _page(client, coordinator, _of("change_round", draft))
    client.post(_of("change_round", draft), typed([new], name="Winter, at ease"))
    draft.refresh_from_db()
    assert draft.name == "Winter, at ease"
    assert set(draft.listeners.values_list("person_id", flat=True)) == {mentor.pk, new.pk}


def test_an_open_round_is_not_changed(client: TenantClient, program: Program, director: Person) -> None:
    round_ = make_round(program)
    response = client.acting(director).post(_of("change_round", round_), typed(name="Changed"))
    assert response.status_code == 302
    round_.refresh_from_db()
    assert round_.name == "Winter check-ins"


# --- A prepared round -------------------------------------------------------------------------------------------


def test_the_forecast_is_numbers(
    client: TenantClient, program: Program, director: Person, mentor: Person, draft: Round
) -> None:
    for number in range(3):
        make_member(program, name=f"Trainee {number}")
    make_slot(draft, mentor, days=5)
    page = _page(client, director, _of("round", draft))
    facts = [" ".join(part.split("</dd>")[0].split()) for part in page.split('<dd class="numbers">')[1:]]
    assert facts == ["3", "1", "2 as things stand"]
    assert "week of November 23, 0.3 hours offered, 0.3 hours needed." in page
    assert "1 time offered" in page
    assert "Trainee 0" not in page


def test_listeners_are_asked_again_once_a_day(
    client: TenantClient, program: Program, coordinator: Person, mentor: Person, draft: Round
) -> None:
    busy = make_member(program, Role.FACILITATOR)
    make_slot(draft, busy)
    client.acting(coordinator)
    for _ in range(2):
        client.post(_of("remind_listeners", draft))
    assert [n.recipient_id for n in Notice.objects.filter(kind="checkins.offer_times")] == [mentor.pk]
    assert "They were asked today." in _page(client, coordinator, _of("round", draft))
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        # A day later the session has run out.
        client = TenantClient()
        assert "They were asked today." not in _page(client, coordinator, _of("round", draft))
        client.post(_of("remind_listeners", draft))
    assert Notice.objects.filter(kind="checkins.offer_times").count() == 2


def test_when_all_have_times_everybody_is_asked(
    program: Program, director: Person, mentor: Person, draft: Round
) -> None:
    make_slot(draft, mentor)
    assert remind_listeners(round_=draft, by=director, now=NOW) == [mentor]


def test_a_coordinator_prepares_and_a_director_opens(
    client: TenantClient, program: Program, coordinator: Person, director: Person, draft: Round
) -> None:
    assert "A director opens it" in _page(client, coordinator, _of("round", draft))
    assert client.post(_of("open_round", draft), {"safety_number": "555 0142", "called": "on"}).status_code == 404
    draft.refresh_from_db()
    assert draft.state == Round.State.DRAFT
    assert "I called this number today" in _page(client, director, _of("round", draft))


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR])
def test_opening_needs_a_number_that_was_called(
    client: TenantClient, program: Program, role: Role, mentor: Person, draft: Round
) -> None:
    trainee, leader = make_member(program), make_member(program, role)
    make_slot(draft, mentor)
    client.acting(leader)
    for wrong in ({"safety_number": "555 0142"}, {"called": "on"}, {"safety_number": "ask", "called": "on"}):
        page = client.post(_of("open_round", draft), wrong).content.decode()
        assert "another look" in page
        assert wrong.get("safety_number", "") in page
    assert not Offer.objects.exists()
    opened = client.post(_of("open_round", draft), {"safety_number": "555 0142", "called": "on"}, follow=True)
    assert "Winter 2027 is open. Offers were sent to everyone." in opened.content.decode()
    assert Offer.objects.get().trainee == trainee
    draft.refresh_from_db()
    assert (draft.safety_number, draft.safety_attested_by) == ("555 0142", leader)
    # And from now on it stands on the page for urgent help, where the next round finds it.
    assert safety_numbers(place_of(acting_as(leader, leader.memberships.get())))[0][0] == "555 0142"


@pytest.mark.parametrize("number", ["", "call me", "1-2", "x" * 41, "911"])
def test_a_number_can_be_dialed(number: str) -> None:
    assert "safety_number" in OpenForm({"safety_number": number, "called": "on"}).errors


def test_without_trainees_there_is_nothing_to_open(
    client: TenantClient, program: Program, director: Person, draft: Round
) -> None:
    page = client.acting(director).post(
        _of("open_round", draft), {"safety_number": "555 0142", "called": "on"}, follow=True
    )
    assert "Import the roster first." in page.content.decode()


# --- An open round ----------------------------------------------------------------------------------------------


def _staff_sees(client: TenantClient, program: Program, people: list[Person], round_: Round) -> list[object]:
    found: list[object] = []
    for person in people:
        client.acting(person)
        for address in (ROUNDS, *(_of(name, round_) for name in ("round", "rooms", "close_round", "offered_pdf"))):
            response = client.get(address)
            headers = normalized(str(sorted(response.headers.items())))
            found.append((response.status_code, headers, normalized(response.content.decode("latin-1"))))
    return found


@pytest.mark.parametrize("answers", ["declined", "accepted", "moved", "unplaced", "not now"])
def test_an_open_round_is_the_same_bytes_whatever_trainees_answered(
    client: TenantClient, program: Program, director: Person, coordinator: Person, mentor: Person, answers: str
) -> None:
    round_ = make_round(program)
    slots = [make_slot(round_, mentor, days=days) for days in (9, 10, 11)]
    offers = [
        make_offer(round_, make_member(program, name=f"Trainee {n}"), slot=slots[n], state=Offer.State.HELD)
        for n in (0, 1)
    ]
    people = [director, coordinator]
    before = _staff_sees(client, program, people, round_)
    first = Offer.objects.filter(pk=offers[0].pk)
    if answers == "accepted":
        first.update(state=Offer.State.ACCEPTED, turn=1)
    else:
        Seat.objects.filter(slot=slots[0]).update(offer=None, trainee=None)
        state = {"declined": "declined", "not now": "not_now", "unplaced": "open", "moved": "accepted"}[answers]
        first.update(state=state, turn=1)
        if answers == "moved":
            Seat.objects.filter(slot=slots[2]).update(offer=offers[0], trainee_id=offers[0].trainee_id)
    assert _staff_sees(client, program, people, round_) == before


def test_an_open_round_shows_no_count_of_answers(
    client: TenantClient, program: Program, director: Person, mentor: Person
) -> None:
    round_ = make_round(program)
    for number in range(17):
        make_offer(round_, make_member(program, name=f"Trainee {number}"), state=Offer.State.DECLINED)
    make_slot(round_, mentor)
    page = _page(client, director, _of("round", round_))
    assert "offers were sent to everyone" in page
    assert "17" not in page.split("<main")[1].replace(str(round_.pk), "")
    assert "find a list of who came." in page


@pytest.mark.parametrize("name", ["round", "change_round", "close_round", "rooms", "offered_pdf", "rooms_pdf"])
def test_a_round_of_another_program_is_not_there(client: TenantClient, director: Person, name: str) -> None:
    other = make_program()
    with tenancy.inside(program=other):
        foreign = make_round(other)
    client.acting(director)
    assert client.get(_of(name, foreign)).status_code == 404
    assert client.get(reverse(f"checkins:{name}", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("name", ["remind_listeners", "open_round", "call_off"])
def test_only_a_button_acts(client: TenantClient, program: Program, director: Person, name: str) -> None:
    assert client.acting(director).get(_of(name, make_round(program))).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_a_rounds_page_asks_the_same_number_of_questions(
    client: TenantClient, program: Program, director: Person, count: int, django_assert_num_queries: Any
) -> None:
    round_ = make_round(program)
    for days in range(count):
        make_slot(round_, make_member(program, Role.FACILITATOR), days=days + 2)
    client.acting(director)
    with django_assert_num_queries(15):
        client.get(_of("round", round_))


def test_a_plan_that_fails_leaves_nothing(program: Program, director: Person, mentor: Person) -> None:
    form = RoundForm(typed([mentor]), people=candidates(program, TODAY))
    assert form.is_valid()
    plan = form.plan()
    object.__setattr__(plan, "minutes", 5)
    with pytest.raises(IntegrityError, match="round_15_to_30_minutes"):
        plan_round(program=program, plan=plan, by=director, now=NOW)
