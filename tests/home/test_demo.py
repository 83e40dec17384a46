"""The demo program tells the whole story, and stays out of production."""

from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from checkins.models import ListenerPhoto, Offer, Round, Seat, Slot
from followups.models import Task, WrapUp
from home.demo import SIGN_IN, STORY, load
from notices.models import Notice
from programs import tenancy
from programs.models import Membership, Person, Program, Role, RosterReport
from tests.conftest import Keep, TenantClient
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(keep: Keep) -> Program:
    """Told once for all tests here: that takes seconds."""
    return keep(lambda: load(now=NOW))


@pytest.fixture
def demo(loaded: Program, db: None) -> Program:
    tenancy.enter(program_id=loaded.pk, institution_id=loaded.institution_id)
    return loaded


def test_the_demo_is_a_year_deep_and_every_role_signs_in(demo: Program, client: TenantClient, settings: Any) -> None:
    settings.DEMO = True
    assert Membership.objects.filter(role=Role.TRAINEE).count() == 48
    assert Round.objects.filter(state="closed").count() == 4
    assert Offer.objects.filter(state=Offer.State.HELD).exists()
    assert Seat.objects.filter(offer__state=Offer.State.ACCEPTED).exists()
    for door in SIGN_IN:
        assert client.post("/demo/sign-in/", {"email": door.email}).status_code == 302
        page = client.get("/")
        assert page.status_code == 200, door.email
        assert b"Good " in page.content
    client.logout()
    start = client.get("/accounts/login/").content.decode()
    for number, step in enumerate(STORY):
        assert step.title in start
        answer = client.post("/demo/sign-in/", {"step": str(number)})
        assert answer.headers["Location"] == step.path
        assert client.get(step.path).status_code == 200, step.path
    for wrong in ("5", "-1", "x", "9" * 5000):
        assert client.post("/demo/sign-in/", {"step": wrong}).status_code == 404


def test_mei_has_a_time_to_answer(demo: Program) -> None:
    mei = Person.objects.get(email="trainee@demo.hearten.test")
    offer = Offer.objects.get(trainee=mei)
    assert offer.state == Offer.State.HELD
    assert offer.seat.starts_at > NOW


def test_the_mentor_sees_a_name_and_offers_more(demo: Program) -> None:
    mentor = Person.objects.get(email="mentor@demo.hearten.test")
    named = [s for s in Slot.objects.filter(facilitator=mentor).with_names(NOW) if getattr(s, "named_seats", [])]
    assert named


def test_the_mentor_reads_the_wishes_of_whoever_comes_and_is_ready(demo: Program, client: TenantClient) -> None:
    mentor = Person.objects.get(email="mentor@demo.hearten.test")
    slots = Slot.objects.filter(facilitator=mentor, starts_at__gt=NOW).with_names(NOW).order_by("starts_at")
    known = next(slot for slot in slots if getattr(slot, "named_seats", []))
    with time_machine.travel(NOW, tick=False):
        page = client.acting(mentor).get(f"/times/{known.pk}/prepare/").content.decode()
    assert "would like you to know" in page
    assert "Not right after a night shift, please." in page
    assert page.count('name="line"') >= 3


def test_loading_twice_says_so(demo: Program) -> None:
    tenancy.enter()
    with pytest.raises(CommandError, match="already loaded"):
        call_command("load_demo")


def test_nobody_else_is_signed_in_as(demo: Program, client: TenantClient, settings: Any) -> None:
    settings.DEMO = True
    other = Membership.objects.filter(role=Role.TRAINEE).exclude(person__email__startswith="trainee@").first()
    assert other is not None
    assert client.post("/demo/sign-in/", {"email": other.person.email}).status_code == 404
    assert client.post("/demo/sign-in/", {"email": "nobody@example.edu"}).status_code == 404


def test_without_demo_settings_the_address_is_gone(demo: Program, client: TenantClient, settings: Any) -> None:
    settings.DEMO = False
    assert client.post("/demo/sign-in/", {"email": SIGN_IN[0].email}).status_code == 404
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never loaded"):
        call_command("load_demo")


def test_a_year_of_promises_is_told(demo: Program) -> None:
    mei = Person.objects.get(email="trainee@demo.hearten.test")
    mentor = Person.objects.get(email="mentor@demo.hearten.test")
    told = Task.objects.promised_to(mei.pk)
    assert {task.state for task in told} >= {"open", "with_trainee", "done"}
    assert told.filter(thanked_at__isnull=False).exists()
    assert told.filter(owner=mei).exists()
    assert Task.objects.promised_by(mentor.pk).filter(state="open", due_on__lt=NOW.date()).exists()
    assert WrapUp.objects.filter(state=WrapUp.State.NOT_HELD).count() == 1
    # A year of mail is not sent again on the first morning.
    assert Notice.objects.filter(kind__startswith="followups.").count() <= 2


def test_notes_are_switched_on_and_everybody_finds_themselves(
    demo: Program, client: TenantClient, settings: Any
) -> None:
    settings.DEMO = True
    assert demo.notes_allowed or Program.objects.get(pk=demo.pk).notes_allowed
    for door in SIGN_IN:
        client.post("/demo/sign-in/", {"email": door.email})
        assert "Your roles" in client.get("/me/").content.decode(), door.email
    client.post("/demo/sign-in/", {"email": "mentor@demo.hearten.test"})
    page = client.get("/notes/").content.decode()
    assert "Mei Yilmaz" in page
    client.post("/demo/sign-in/", {"email": "trainee@demo.hearten.test"})
    assert "Private notes about a talk with you" in client.get("/me/").content.decode()


def test_a_group_an_absence_and_a_report(demo: Program) -> None:
    session = Slot.objects.get(format="group")
    assert Seat.objects.filter(slot=session, offer__isnull=False).count() >= 4
    away = Slot.objects.filter(withdrawn_why="away")
    assert away.exists()
    # Whoever had chosen one of these times sits elsewhere, or is told to choose.
    assert not Seat.objects.filter(slot__in=away, offer__isnull=False).exists()
    assert RosterReport.objects.get().done_at is None
    assert demo.__class__.objects.get(pk=demo.pk).rounds_open_themselves


def test_listeners_have_faces_and_the_mentor_a_calendar_of_her_own(
    demo: Program, client: TenantClient, settings: Any
) -> None:
    settings.DEMO = True
    assert ListenerPhoto.objects.count() >= 4
    with time_machine.travel(NOW, tick=False):
        client.post("/demo/sign-in/", {"email": "mentor@demo.hearten.test"})
        page = client.get("/times/own-calendar/").content.decode()
        assert "It works" in page
        # No server gives it out, so the page must not say that it is read every hour.
        assert "We read it again on" in page
        # What it was for is not kept.
        assert "Continuity" not in page
        door = client.get("/times/door/").content.decode()
        photo = client.get(door.split('img class="person-badge"')[1].split('src="')[1].split('"')[0])
    assert (photo.status_code, photo.headers["Content-Type"]) == (200, "image/jpeg")
