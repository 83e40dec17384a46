"""What Hearten holds about me: complete for its person, closed to everybody else (privacy.md 5)."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from checkins.models import FollowUpPreferences, ListenerProfile, Offer
from followups.actions import notes
from followups.models import PrivateNote
from home.holdings import each
from home.inventory.mine import FOUND_ANOTHER_WAY, SECTIONS
from home.inventory.retention import model_of
from notices.models import InboxItem, Notice
from programs import tenancy
from programs.models import AccessEvent, Person, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member
from tests.followups.notes_world import CANARY, TEXT, Noted, noted_world, talk_of
from tests.pages import normalized
from tests.samples import kwargs_for


@pytest.fixture(autouse=True)
def _now(settings: Any) -> Iterator[None]:
    settings.DEMO = True
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def noted(db: None) -> Noted:
    made = noted_world()
    tenancy.enter(program_id=made.world.program.pk, institution_id=made.world.program.institution_id)
    notes.write_note(slot=made.slot, trainee=made.trainee, text=TEXT, by=made.author, now=NOW)
    return made


# --- The table that says whose a row is -----------------------------------------------------------------------


def _about_people(model: type[models.Model]) -> set[str]:
    return {f.name for f in model._meta.local_concrete_fields if f.related_model is Person}


@pytest.mark.parametrize(
    ("table", "mine"), list(each()), ids=lambda value: value if isinstance(value, str) else value.title
)
def test_what_is_said_of_a_table_fits_its_model(table: str, mine: Any) -> None:
    model = model_of(table)
    names = {field.name for field in model._meta.local_concrete_fields}
    assert mine.section in SECTIONS
    assert mine.by in {"pk", FOUND_ANOTHER_WAY.get(table)} or mine.by in _about_people(model)
    assert set(mine.unsaid.split()) <= names
    # What is sealed or hashed is never shown, whatever else is added to a table.
    secret = {f.name for f in model._meta.local_concrete_fields if isinstance(f, models.BinaryField)}
    secret |= names & {"password", "token_hash", "sealed", "wrapped", "data"}
    assert secret <= set(mine.unsaid.split())
    assert not mine.page or reverse(mine.page)


# --- The page -------------------------------------------------------------------------------------------------


def _page(client: TenantClient, person: Person) -> str:
    client.acting(person)
    return normalized(client.get(reverse("home:me")).content)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_every_role_has_the_page(role: Role, client: TenantClient, noted: Noted) -> None:
    page = _page(client, noted.world.people[role])
    for said in ("Who you are", "Your roles", "Who can see it", noted.world.people[role].email):
        assert said in page


@pytest.mark.django_db
def test_a_trainee_reads_everything_about_the_talk_and_never_the_note(client: TenantClient, noted: Noted) -> None:
    page = _page(client, noted.trainee)
    for said in ("What you were offered, and your answer", "Accepted", "Private notes about a talk with you"):
        assert said in page
    assert notes.WRITTEN in page
    assert noted.author.name in page
    note = PrivateNote.objects.get()
    assert reverse("followups:delete_note_unread", args=[note.pk]) in page
    assert CANARY not in page


@pytest.mark.django_db
def test_a_listener_finds_no_trace_of_who_holds_a_time(client: TenantClient, noted: Noted) -> None:
    """The world's trainee holds a time ten days ahead, and a message about the name waits for its day."""
    listener, trainee = noted.author, noted.world.people[Role.TRAINEE]
    Notice.objects.create(
        program=noted.world.program,
        kind="checkins.named",
        subject_id=noted.world.offers[0].pk,
        recipient=listener,
        occasion="1",
        due_at=NOW + timedelta(days=9),
    )
    before = _page(client, listener)
    assert trainee.name not in before
    assert "That a message was sent to you" not in before
    Offer.objects.filter(pk=noted.world.offers[0].pk).update(state=Offer.State.OPEN)
    assert _page(client, listener) == before


@pytest.mark.django_db
def test_nobody_finds_their_name_in_somebody_elses_wishes(client: TenantClient, noted: Noted) -> None:
    FollowUpPreferences.objects.create(program=noted.world.program, trainee=noted.trainee)
    assert "How you would like to be followed up" in _page(client, noted.trainee)
    for role in Role:
        assert "How you would like to be followed up" not in _page(client, noted.world.people[role])


# --- The downloads --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_json_holds_every_row_with_its_answers(client: TenantClient, noted: Noted) -> None:
    client.acting(noted.trainee)
    response = client.post(reverse("home:me_download"), {"as": "json"})
    assert response.headers["Content-Disposition"].endswith('me.json"')
    assert response.headers["Cache-Control"] == "no-store, private"
    held = {each["title"]: each for each in json.loads(response.content)["held"]}
    note = held["Private notes about a talk with you"]
    assert note["rows"][0]["sealed"] == "kept, not shown"
    assert note["rows"][0]["dies_on"] == "2027-02-21"
    assert all(answer["what for"] and answer["who can see it"] and answer["kept"] for answer in note["answers"])
    assert held["You"]["rows"][0]["password"] == "kept, not shown"
    assert CANARY not in response.content.decode()


@pytest.mark.django_db
def test_the_pdf_says_the_same_on_paper(client: TenantClient, noted: Noted) -> None:
    client.acting(noted.trainee)
    made = client.post(reverse("home:me_download"), {"as": "pdf"})
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made.content)).pages)
    assert "Private notes about a talk with you" in text.replace("\n", " ")
    assert CANARY not in text


# --- Deleting -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_ones_own_is_deleted_after_a_question_and_nobody_elses(client: TenantClient, noted: Noted) -> None:
    program, other = noted.world.program, noted.world.people[Role.WELLNESS_LEAD]
    for person in (noted.author, other):
        ListenerProfile.objects.create(program=program, person=person, about="Tea.")
    client.acting(noted.author)
    address = reverse("home:me_delete")
    assert "What you say of yourself" in client.get(address, {"what": "profile"}).content.decode()
    assert ListenerProfile.objects.count() == 2
    assert client.post(address, {"what": "profile"}).status_code == 302
    assert [profile.person for profile in ListenerProfile.objects.all()] == [other]
    event = AccessEvent.objects.get(subject=noted.author, action="own data deleted")
    assert event.detail == "profile"


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["", "roles", "programs_membership", "nonsense"])
def test_what_the_program_needs_is_not_deleted_here(what: str, client: TenantClient, noted: Noted) -> None:
    client.acting(noted.author)
    assert client.get(reverse("home:me_delete"), {"what": what}).status_code == 302
    assert client.post(reverse("home:me_delete"), {"what": what}).status_code == 302
    assert "Your roles" in _page(client, noted.author)
    assert not AccessEvent.objects.filter(action="own data deleted").exists()


@pytest.mark.django_db
def test_messages_are_deleted_here_and_not_in_another_program(client: TenantClient, noted: Noted) -> None:
    kwargs_for("message", noted.world, Role.TRAINEE)
    client.acting(noted.world.people[Role.TRAINEE])
    client.post(reverse("home:me_delete"), {"what": "messages"})
    assert not InboxItem.objects.exists()


@pytest.mark.django_db
def test_the_page_takes_as_many_queries_for_many_rows_as_for_one(client: TenantClient, noted: Noted) -> None:
    client.acting(noted.author)
    counts = []
    for hours in (0, 5, 8):
        if hours:
            other = make_member(noted.world.program, name=f"Resident {hours}")
            slot = talk_of(noted.world, noted.author, other, hours=hours)
            notes.write_note(slot=slot, trainee=other, text="Spring.", by=noted.author, now=NOW)
        client.get(reverse("home:me"))
        with CaptureQueriesContext(connection) as made:
            client.get(reverse("home:me"))
        counts.append(len(made))
    assert len(set(counts)) == 1
