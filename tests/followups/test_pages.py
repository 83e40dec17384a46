"""The pages of what was agreed: what they keep, refuse and show, and to whom alone."""

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checkins.models import Format, Offer, Round, Slot
from followups.models import SessionMember, Task, WrapUp
from followups.rules.promises import What
from notices.models import Notice
from programs.models import Person, Program, Role
from resources.access import offered
from tests.agreed import make_talk, make_task, make_wrap_up
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member
from tests.reading import HIGHEST, grade

pytestmark = pytest.mark.django_db

DUE = (TODAY + timedelta(days=7)).isoformat()


def _typed(**changes: str) -> dict[str, str]:
    """A whole wrap-up as a browser sends it."""
    return {
        "thanked": "on",
        "confidentiality_said": "on",
        "what_1": "clinic",
        "who_1": "facilitator",
        "due_1": DUE,
        "next_step": "round",
        "step": "done",
        **changes,
    }


def _wrap(client: TenantClient, talk: Slot, **changes: str) -> Any:
    return client.post(f"/wrap-ups/{talk.pk}/", _typed(**changes))


def test_a_wrap_up_is_typed_once_and_then_read(client: TenantClient, talk: Slot, mentor: Person, mei: Person) -> None:
    client.acting(mentor)
    page = client.get(f"/wrap-ups/{talk.pk}/").content.decode()
    assert "What did you agree with Mei Yilmaz?" in page
    answer = _wrap(client, talk, what_2="other", line_2="bring the plan", who_2="trainee", due_2=DUE)
    assert answer.headers["Location"] == f"/wrap-ups/{talk.pk}/recap/"
    tasks = {task.what: task.owner for task in Task.objects.all()}
    assert tasks == {"clinic": mentor, "other": mei}
    # A second window, or the back button.
    assert client.get(f"/wrap-ups/{talk.pk}/").headers["Location"] == f"/wrap-ups/{talk.pk}/recap/"
    assert _wrap(client, talk).status_code in (302, 303)
    assert WrapUp.objects.count() == 1
    recap = client.get(f"/wrap-ups/{talk.pk}/recap/").content.decode()
    line = "Nadia Karimi: change the clinic schedule, by Monday, November 30"
    assert line in recap
    assert line in client.acting(mei).get(f"/wrap-ups/{talk.pk}/recap/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"what_1": "", "line_2": ""}, "heard", "Write down what you agreed, or tick that being heard was enough."),
        ({"heard": "on"}, "heard", "You wrote down something to do."),
        ({"what_1": "other"}, "line_1", "Say in a few words what is to be done"),
        ({"what_1": "visa"}, "what_1", "Choose from the list"),
        ({"due_1": ""}, "due_1", "Choose a day by when."),
        ({"due_1": "soon"}, "due_1", "Write the day as month/day/year"),
        ({"due_1": "2026-11-01"}, "due_1", "Choose a day from today on"),
        ({"due_1": "2036-11-01"}, "due_1", "within a year"),
        ({"line_1": "x" * 81}, "line_1", "A few words are enough"),
        ({"line_1": "ask Mei"}, "line_1", "Leave the name out."),
        ({"line_1": "call 312 555 0142"}, "line_1", "Leave out numbers"),
        ({"resource_1": "nonsense"}, "resource_1", "Choose from the list, or none."),
        ({"introduced_to": "nonsense"}, "introduced_to", "nonsense"),
        ({"next_step": "never"}, "next_step", "Choose one of the three."),
        ({"next_step": "sooner"}, "next_on", "Choose about which day you talk again."),
        ({"next_step": "sooner", "next_on": "2026-11-23"}, "next_on", "Choose a day after today"),
    ],
)
def test_bad_input_gets_one_sentence_and_keeps_what_was_typed(
    client: TenantClient, talk: Slot, mentor: Person, changes: dict[str, str], field: str, sentence: str
) -> None:
    answer = _wrap(client.acting(mentor), talk, **{"line_2": "find a desk", **changes})
    assert answer.status_code == 422
    form = answer.context["form"]
    if sentence != "nonsense":
        assert any(sentence in error for error in form.errors[field])
    assert field in form.errors
    assert changes.get("line_2", "find a desk") in answer.content.decode()
    assert not WrapUp.objects.exists()


def test_what_belongs_to_triage_leads_there_and_is_nowhere_kept(
    client: TenantClient, talk: Slot, mentor: Person, caplog: pytest.LogCaptureFixture
) -> None:
    for step in ("done", "later"):
        answer = _wrap(client.acting(mentor), talk, line_1="canary harassment", step=step)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "This needs more than a line" in page
        assert "/help-now/" in page
    assert not WrapUp.objects.exists()
    assert "canary" not in caplog.text


def test_the_same_resource_twice_and_an_introduction_nobody_agreed_to(
    client: TenantClient, program: Program, talk: Slot, mentor: Person, zoe: Person
) -> None:
    key = offered(program)[0].key
    client.acting(mentor)
    form = _wrap(client, talk, resource_1=key, resource_2=key, introduced_to=str(zoe.pk)).context["form"]
    assert set(form.errors) == {"resource_2", "introduction_agreed"}
    assert _wrap(client, talk, resource_1=key, introduced_to=str(zoe.pk), introduction_agreed="on").status_code == 302
    found = WrapUp.objects.get()
    assert (found.resources, found.introduced_to) == ([key], zoe)


def test_a_draft_is_left_and_resumed(client: TenantClient, talk: Slot, mentor: Person) -> None:
    client.acting(mentor)
    half = {"step": "later", "line_1": "find a desk", "next_step": "sooner", "resource_1": "", "due_1": ""}
    assert client.post(f"/wrap-ups/{talk.pk}/", half).headers["Location"] == "/tasks/"
    assert "Go on with your wrap-up" in client.get("/tasks/").content.decode()
    form = client.get(f"/wrap-ups/{talk.pk}/").context["form"]
    assert (form["line_1"].value(), form["next_step"].value()) == ("find a desk", "sooner")
    assert _wrap(client, talk, line_1="find a desk").status_code == 302
    assert WrapUp.objects.get().draft == {}


def test_a_group_is_not_asked_who(client: TenantClient, round_: Round, mentor: Person, mei: Person) -> None:
    slot = make_talk(round_, mentor, mei, days=-4, minutes=45, format=Format.GROUP)
    client.acting(mentor)
    page = client.get(f"/wrap-ups/{slot.pk}/")
    assert "who_1" not in page.context["form"].fields
    assert "Mei" not in page.content.decode()
    assert _wrap(client, slot, who_1="trainee").status_code == 302
    assert Task.objects.get().owner == mentor
    assert "Everybody who sat there" in client.acting(mei).get(f"/wrap-ups/{slot.pk}/recap/").content.decode()


def test_not_held_asks_first_and_is_then_over(client: TenantClient, talk: Slot, mentor: Person, mei: Person) -> None:
    client.acting(mentor)
    assert "Nobody is asked why" in client.get(f"/wrap-ups/{talk.pk}/not-held/").content.decode()
    assert not WrapUp.objects.exists()
    assert client.post(f"/wrap-ups/{talk.pk}/not-held/").headers["Location"] == "/tasks/"
    page = client.get("/tasks/").content.decode()
    assert "Did not take place." in page
    assert "Yilmaz" not in page
    assert client.get(f"/wrap-ups/{talk.pk}/").status_code == 404
    assert "did not take place" in client.get(f"/wrap-ups/{talk.pk}/recap/").content.decode()


# Promises


def test_both_sides_see_the_promise_and_how_it_stands(
    client: TenantClient, wrap_up: WrapUp, mentor: Person, mei: Person
) -> None:
    task = make_task(wrap_up)
    own = make_task(wrap_up, owner=mei, what=What.OTHER, line="bring the plan")
    page = client.acting(mentor).get("/tasks/").content.decode()
    assert "For Mei Yilmaz," in page
    assert "by Monday, November 30." in page
    # What a trainee promised themselves is on their own page alone.
    assert "Bring the plan" not in page
    page = client.acting(mei).get("/tasks/").content.decode()
    assert "1 thing is promised to you" in page
    assert "What you said you would do" in page
    assert client.post(f"/tasks/{own.pk}/", {"step": "done"}).headers["Location"] == "/tasks/"
    client.acting(mentor).post(f"/tasks/{task.pk}/", {"step": "done"})
    page = client.acting(mei).get("/tasks/").content.decode()
    assert "Say thank you" in page
    client.post(f"/tasks/{task.pk}/", {"step": "thank"})
    assert "You said thank you." in client.get("/tasks/").content.decode()
    assert "Mei Yilmaz says thank you." in client.acting(mentor).get("/tasks/").content.decode()


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"step": "change", "due_on": ""}, "due_on", "Choose a day."),
        ({"step": "change", "due_on": "2026-01-01"}, "due_on", "from today on"),
        ({"step": "change", "due_on": DUE, "line": "because of the visa"}, "line", "caring hands"),
        ({"step": "drop", "word": ""}, "word", "Say in a few words why"),
        ({"step": "drop", "word": "Mei left"}, "word", "Leave the name out"),
        ({"step": "propose", "person": ""}, "person", "Choose somebody from the list."),
        ({"step": "propose", "person": "nobody"}, "person", "Choose somebody from the list."),
    ],
)
def test_a_step_says_what_it_needs(
    client: TenantClient, wrap_up: WrapUp, mentor: Person, data: dict[str, str], field: str, sentence: str
) -> None:
    task = make_task(wrap_up)
    answer = client.acting(mentor).post(f"/tasks/{task.pk}/", data)
    assert answer.status_code == 422
    assert sentence in answer.context["forms"][data["step"]].errors[field][0]
    task.refresh_from_db()
    assert (task.turn, task.state) == (0, Task.State.OPEN)


@pytest.mark.parametrize("step", ["", "nonsense", "lapse", "agree", "thank"])
def test_a_step_that_is_not_theirs_changes_nothing(
    client: TenantClient, wrap_up: WrapUp, mentor: Person, step: str
) -> None:
    task = make_task(wrap_up)
    assert client.acting(mentor).post(f"/tasks/{task.pk}/", {"step": step}).status_code == 303
    task.refresh_from_db()
    assert task.turn == 0


def test_a_promise_is_handed_over_from_page_to_page(
    client: TenantClient, wrap_up: WrapUp, mentor: Person, mei: Person, zoe: Person
) -> None:
    task = make_task(wrap_up)
    client.acting(mentor).post(f"/tasks/{task.pk}/", {"step": "propose", "person": str(zoe.pk)})
    assert client.acting(zoe).get(f"/tasks/{task.pk}/").status_code == 404
    page = client.acting(mei).get("/").content.decode()
    assert "A promise to you needs a word" in page
    client.post(f"/tasks/{task.pk}/", {"step": "agree"})
    page = client.acting(zoe).get(f"/tasks/{task.pk}/").content.decode()
    assert "I cannot take this over" in page
    # The talk stays between the two who had it.
    assert "/recap/" not in page
    assert client.get(f"/wrap-ups/{wrap_up.slot_id}/recap/").status_code == 404
    assert client.acting(mentor).get(f"/tasks/{task.pk}/").status_code == 404
    assert client.get(f"/wrap-ups/{wrap_up.slot_id}/recap/").status_code == 200


def test_a_routine_matter_is_noted_from_a_fixed_list(
    client: TenantClient, program: Program, talk: Slot, mentor: Person, mei: Person
) -> None:
    stranger = make_member(program, name="Wei Chen")
    client.acting(mentor)
    form = client.get("/tasks/routine/").context["form"]
    assert set(form.trainees) == {str(mei.pk)}
    assert set(form.fields) == {"trainee", "what", "who", "due_on"}
    typed = {"trainee": str(mei.pk), "what": "housing", "who": "me", "due_on": DUE}
    assert client.post("/tasks/routine/", {**typed, "trainee": str(stranger.pk)}).status_code == 422
    assert client.post("/tasks/routine/", {**typed, "what": "other"}).status_code == 422
    assert client.post("/tasks/routine/", typed).headers["Location"] == "/tasks/"
    assert "Find contacts for housing" in client.acting(mei).get("/tasks/").content.decode()
    client.post("/tasks/routine/", {"what": "study", "due_on": DUE})
    assert Task.objects.get(what="study").owner == mei
    assert Notice.objects.count() == 1


def test_a_name_that_may_not_show_yet_is_in_no_list(
    client: TenantClient, program: Program, round_: Round, mentor: Person
) -> None:
    make_talk(round_, mentor, make_member(program, name="Wei Chen"), days=3)
    Offer.objects.update(state=Offer.State.HELD)
    assert "Wei Chen" not in client.acting(mentor).get("/tasks/routine/").content.decode()


# Nobody else


@pytest.mark.parametrize(
    "role", [Role.FACILITATOR, Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR, Role.COORDINATOR, Role.GME_OFFICE, Role.TRAINEE]
)
def test_nobody_else_reads_or_changes_any_of_it(
    client: TenantClient, program: Program, round_: Round, mentor: Person, mei: Person, role: Role
) -> None:
    slot = make_talk(round_, mentor, mei)
    draft = make_wrap_up(slot, mei, state="draft", done_at=None, next_step="", draft={"line_1": "canary"})
    finished = make_wrap_up(make_talk(round_, mentor, days=-5), mei)
    task = make_task(finished, what=What.OTHER, line="canary")
    client.acting(make_member(program, role, "Sam Other"))
    for address in (
        f"/wrap-ups/{draft.slot_id}/",
        f"/wrap-ups/{draft.slot_id}/not-held/",
        f"/wrap-ups/{finished.slot_id}/recap/",
        f"/tasks/{task.pk}/",
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"step": "done"}).status_code in (404, 405)
    for address in ("/tasks/", "/", "/tasks/routine/"):
        page = client.get(address).content.decode()
        assert "canary" not in page
        assert "Yilmaz" not in page
    task.refresh_from_db()
    assert task.state == Task.State.OPEN


def test_a_draft_is_its_writers_alone(client: TenantClient, talk: Slot, mei: Person) -> None:
    make_wrap_up(talk, mei, state="draft", done_at=None, next_step="", draft={"line_1": "canary"})
    client.acting(mei)
    assert client.get(f"/wrap-ups/{talk.pk}/recap/").status_code == 404
    assert "canary" not in client.get("/tasks/").content.decode()


def test_whoever_sat_in_another_session_reads_nothing(
    client: TenantClient, program: Program, round_: Round, mentor: Person, mei: Person
) -> None:
    slot = make_talk(round_, mentor, days=-4, minutes=45, format=Format.GROUP)
    wrap_up = make_wrap_up(slot, None)
    SessionMember.objects.create(program=program, wrap_up=wrap_up, person=make_member(program, name="Wei Chen"))
    task = make_task(wrap_up)
    client.acting(mei)
    assert client.get(f"/tasks/{task.pk}/").status_code == 404
    assert client.get(f"/wrap-ups/{slot.pk}/recap/").status_code == 404
    assert client.get("/tasks/").context["open"] == []


def test_a_get_changes_nothing(client: TenantClient, talk: Slot, mentor: Person) -> None:
    client.acting(mentor)
    for address in (f"/wrap-ups/{talk.pk}/", f"/wrap-ups/{talk.pk}/not-held/", "/tasks/", "/tasks/routine/"):
        assert client.get(address).status_code == 200
    assert not WrapUp.objects.exists()
    assert not Notice.objects.filter(due_at__gte=NOW).exists()


def test_many_promises_take_as_many_queries_as_few(
    client: TenantClient, program: Program, round_: Round, wrap_up: WrapUp, mentor: Person, mei: Person
) -> None:
    def queries(person: Person) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.acting(person).get("/tasks/").status_code == 200
        return len(captured)

    group = make_wrap_up(make_talk(round_, mentor, days=-6, minutes=45, format=Format.GROUP), None)
    SessionMember.objects.create(program=program, wrap_up=group, person=mei)
    make_task(wrap_up)
    make_task(group)
    # The first time is not compared: it fills caches that have nothing to do with promises.
    _, few = [[queries(person) for person in (mentor, mei)] for _ in range(2)]
    for number in range(8):
        make_task(wrap_up if number % 2 else group, due_on=TODAY + timedelta(days=number))
    assert [queries(mentor), queries(mei)] == few


# Words for trainees

MAIL = Path(__file__).resolve().parents[2] / "templates" / "followups" / "mail"
TO_TRAINEES = ("recap", "not_held", "introduction", "promised", "kept", "changed", "dropped", "asked")


@pytest.mark.parametrize("name", TO_TRAINEES)
def test_what_trainees_read_is_easy(name: str) -> None:
    text = re.sub(r"\{%.*?%\}", " ", (MAIL / f"{name}.txt").read_text())
    assert grade(re.sub(r"\{\{.*?\}\}", "a name", text)) <= HIGHEST


def test_the_recap_and_the_list_of_promises_are_easy(
    client: TenantClient, talk: Slot, mentor: Person, mei: Person
) -> None:
    assert _wrap(client.acting(mentor), talk).status_code == 302
    client.acting(mei)
    for address in (f"/wrap-ups/{talk.pk}/recap/", "/tasks/", "/tasks/routine/"):
        page = client.get(address).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        text = html.unescape(re.sub(r"<[^>]+>", "\n", main))
        assert grade(text) <= HIGHEST, address
