"""The page of a private note: written, opened afresh, refused kindly, and nobody else's (privacy.md 3)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from followups.actions import notes
from followups.models import PrivateNote, WrapUp
from programs import tenancy
from programs.models import AccessEvent, Person, Role
from tests.conftest import TenantClient
from tests.factories import NOW
from tests.followups.notes_world import CANARY, TEXT, Noted, noted_world
from tests.world import make_slot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(settings: Any) -> Iterator[None]:
    settings.DEMO = True  # The second factor has tests of its own.
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def noted(db: None) -> Noted:
    made = noted_world()
    tenancy.enter(program_id=made.world.program.pk, institution_id=made.world.program.institution_id)
    return made


@pytest.fixture
def note(noted: Noted) -> PrivateNote:
    return notes.write_note(slot=noted.slot, trainee=noted.trainee, text=TEXT, by=noted.author, now=NOW)


def _address(noted: Noted, name: str = "note") -> str:
    return reverse(f"followups:{name}", args=[noted.slot.pk])


def _fresh(client: TenantClient, person: Person, minutes_ago: float = 0) -> None:
    """As if signed in with a password some minutes ago."""
    client.acting(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": NOW.timestamp() - 60 * minutes_ago}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def test_a_note_is_written_sealed_and_opened_by_a_button(client: TenantClient, noted: Noted) -> None:
    _fresh(client, noted.author)
    empty = client.get(_address(noted)).content.decode()
    assert "Do you need a note about this talk?" in empty
    for said in ("a court", "a safeguard, not a detector", "You alone can open it", "The best note is none"):
        assert said in empty
    written = client.post(_address(noted), {"text": TEXT})
    assert written.status_code == 302
    closed = client.get(_address(noted))
    assert CANARY not in closed.content.decode()
    opened = client.post(_address(noted, "open_note"))
    assert CANARY in opened.content.decode()
    assert opened.headers["Cache-Control"] == "no-store, private"
    assert CANARY not in client.get(_address(noted)).content.decode()


def test_what_is_refused_is_still_in_the_field_and_kept_nowhere(client: TenantClient, noted: Noted) -> None:
    _fresh(client, noted.author)
    page = client.post(_address(noted), {"text": "Call 312 555 0142 about the garden"}).content.decode()
    assert "Leave out numbers" in page
    assert "Call 312 555 0142 about the garden" in page
    assert not PrivateNote.objects.exists()
    assert not AccessEvent.objects.filter(action=notes.WRITTEN).exists()
    assert "312 555" not in str(dict(client.session))


@pytest.mark.parametrize(("text", "said"), [("", "most talks need no note"), ("x" * 601, "this one has 601")])
def test_nothing_and_too_much_are_refused(text: str, said: str, client: TenantClient, noted: Noted) -> None:
    _fresh(client, noted.author)
    assert said in client.post(_address(noted), {"text": text}).content.decode()


def test_words_of_triage_show_the_way_to_help(client: TenantClient, noted: Noted) -> None:
    _fresh(client, noted.author)
    page = client.post(_address(noted), {"text": "the visa runs out in June"}).content.decode()
    assert "Help now" in page
    assert not PrivateNote.objects.exists()


@pytest.mark.parametrize(("minutes", "opens"), [(14.9, True), (15.1, False), (600, False), (-5, False)])
def test_it_opens_for_whoever_signed_in_within_15_minutes(
    minutes: float, opens: bool, client: TenantClient, note: PrivateNote, noted: Noted
) -> None:
    _fresh(client, noted.author, minutes)
    response = client.post(_address(noted, "open_note"))
    assert (CANARY in response.content.decode()) is opens
    if not opens:
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_reauthenticate"))
        assert AccessEvent.objects.filter(action=notes.OPENED).count() == 0


def test_one_signs_in_afresh_and_comes_back(
    client: TenantClient, note: PrivateNote, noted: Noted, settings: Any
) -> None:
    noted.author.set_password("a long enough phrase")
    noted.author.save()
    _fresh(client, noted.author, 60)
    page = client.get(_address(noted)).content.decode()
    assert "Show that it is me" in page
    where = client.post(_address(noted, "open_note")).headers["Location"]
    # Whoever tries the demo has no password of their own; a real program shows none.
    assert "hearten-demo" in client.get(where).content.decode()
    settings.DEMO = False
    assert "hearten-demo" not in client.get(where).content.decode()
    settings.DEMO = True
    back = client.post(where, {"password": "a long enough phrase"})
    assert back.headers["Location"] == _address(noted)
    assert CANARY in client.post(_address(noted, "open_note")).content.decode()


def test_somebody_elses_fresh_sign_in_in_the_same_browser_does_not_count(
    client: TenantClient, note: PrivateNote, noted: Noted
) -> None:
    _fresh(client, noted.author)
    session = client.session
    session["account_authentication_methods_user"] = str(noted.trainee.pk)
    session.save()
    assert client.post(_address(noted, "open_note")).status_code == 302


def test_a_session_with_nothing_to_sign_in_with_again_is_not_let_through(
    client: TenantClient, note: PrivateNote, noted: Noted
) -> None:
    """allauth's own check lets such people pass; ours does not."""
    noted.author.set_unusable_password()
    noted.author.save()
    client.acting(noted.author)
    assert client.post(_address(noted, "open_note")).status_code == 302


PAGES = ("note", "open_note", "keep_note_longer", "delete_note")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FACILITATOR])
@pytest.mark.parametrize("name", PAGES)
def test_to_everybody_else_it_is_not_there(
    name: str, role: Role, client: TenantClient, note: PrivateNote, noted: Noted
) -> None:
    _fresh(client, noted.world.people[role])
    for method in (client.get, client.post):
        assert method(_address(noted, name)).status_code in (404, 405)
    assert PrivateNote.objects.count() == 1


def test_the_trainee_cannot_open_it_and_nobody_else_deletes_it_unread(
    client: TenantClient, note: PrivateNote, noted: Noted
) -> None:
    address = reverse("followups:delete_note_unread", args=[note.pk])
    for role, person in noted.world.people.items():
        client.acting(person)
        assert client.post(address).status_code == 404, role
    _fresh(client, noted.trainee)
    assert client.post(_address(noted, "open_note")).status_code == 404
    asked = client.get(address).content.decode()
    assert "Delete this note, unread?" in asked
    assert CANARY not in asked
    assert PrivateNote.objects.exists()
    assert client.post(address).status_code == 302
    assert not PrivateNote.objects.exists()
    assert client.get(address).status_code == 404


def test_a_time_that_nobody_took_and_one_ahead_have_no_page(client: TenantClient, noted: Noted) -> None:
    _fresh(client, noted.author)
    free = make_slot(noted.world.round, noted.author, starts_at=NOW - timedelta(hours=5))
    for slot in (free, noted.world.slots[0]):
        assert client.get(reverse("followups:note", args=[slot.pk])).status_code == 404


@pytest.mark.parametrize(("state", "status"), [(WrapUp.State.DRAFT, 200), (WrapUp.State.NOT_HELD, 404)])
def test_after_the_round_a_wrap_up_says_who_it_was(state: str, status: int, client: TenantClient, noted: Noted) -> None:
    free = make_slot(noted.world.round, noted.author, starts_at=NOW - timedelta(hours=5))
    WrapUp.objects.create(
        program=noted.world.program,
        slot=free,
        facilitator=noted.author,
        # One that was not held names nobody.
        trainee=noted.trainee if state == WrapUp.State.DRAFT else None,
        state=state,
        saved_at=NOW,
        done_at=None if state == WrapUp.State.DRAFT else NOW,
    )
    _fresh(client, noted.author)
    assert client.get(reverse("followups:note", args=[free.pk])).status_code == status


def test_switched_off_nothing_new_is_written_and_what_is_there_stays(
    client: TenantClient, note: PrivateNote, noted: Noted
) -> None:
    program = noted.world.program
    program.notes_allowed = False
    program.save()
    _fresh(client, noted.author)
    page = client.get(_address(noted)).content.decode()
    assert "Your program keeps no private notes" in page
    assert "Open it" in page
    client.post(_address(noted), {"text": "Spring."})
    assert CANARY in client.post(_address(noted, "open_note")).content.decode()


def test_it_is_kept_longer_and_deleted_by_buttons(client: TenantClient, note: PrivateNote, noted: Noted) -> None:
    _fresh(client, noted.author)
    client.post(_address(noted, "keep_note_longer"))
    note.refresh_from_db()
    assert (note.dies_on - note.written_on).days == 180
    assert "Your private notes" in client.get(reverse("followups:notes")).content.decode()
    assert reverse("followups:notes") in client.get(reverse("checkins:calendar")).content.decode()
    assert client.post(_address(noted, "delete_note")).status_code == 302
    assert "You keep no private notes" in client.get(reverse("followups:notes")).content.decode()


def test_an_altered_note_says_so_and_can_be_deleted(client: TenantClient, note: PrivateNote, noted: Noted) -> None:
    PrivateNote.objects.update(sealed=b"\0" * 2442)
    _fresh(client, noted.author)
    page = client.post(_address(noted, "open_note"), follow=True).content.decode()
    assert "cannot be opened any more" in page
    client.post(_address(noted, "delete_note"))
    assert not PrivateNote.objects.exists()


def test_the_demo_signs_in_afresh_by_its_buttons(client: TenantClient, noted: Noted, note: PrivateNote) -> None:
    Person.objects.filter(pk=noted.author.pk).update(email="mentor@demo.hearten.test")
    client.post("/demo/sign-in/", {"email": "mentor@demo.hearten.test"})
    assert CANARY in client.post(_address(noted, "open_note")).content.decode()
