"""Inbox, reminders, calendar address, and the two health pages, as their readers meet them."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from notices import actions, registry
from notices.models import CalendarFeed, InboxItem, Notice, NoticeSwitch, SweepMark
from notices.registry import FeedEvent
from notices.rules import hashed
from notices.titles import TITLES
from programs import tenancy
from programs.models import AccessEvent, Membership, Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member, make_program
from tests.notices.kinds import Told, claim_and_deliver, post, registered


def item(program: Program, person: Person, **fields: Any) -> InboxItem:
    with tenancy.inside(program=program):
        notice = post(program, person)
        words = {"subject": "Conversation, 20 min", "text": "First.\n\nSecond.", "created_at": NOW, **fields}
        return InboxItem.objects.create(program=program, recipient=person, notice=notice, **words)


class TestInbox:
    def test_it_says_that_there_is_nothing(self, client: TenantClient, person: Person) -> None:
        page = client.acting(person).get("/inbox/").content.decode()
        assert "Nothing new for you" in page
        assert "No messages yet" in page

    def test_unread_ones_come_first(self, client: TenantClient, program: Program, person: Person) -> None:
        item(program, person, subject="Read one", read_at=NOW, created_at=NOW + timedelta(days=1))
        item(program, person, subject="Old unread", created_at=NOW - timedelta(days=1))
        item(program, person, subject="New unread")
        page = client.acting(person).get("/inbox/").content.decode()
        assert page.index("New unread") < page.index("Old unread") < page.index("Read one")
        assert "2 new messages" in page
        assert "Monday, November 23, 9:00 am" in page

    def test_the_list_shows_what_a_message_says_and_not_its_greeting(
        self, client: TenantClient, program: Program, person: Person
    ) -> None:
        item(program, person, text="Hello Mei,\n\nRavi Osei has kept a time.\n\nSee you")
        page = client.acting(person).get("/inbox/").content.decode()
        assert "<p>Ravi Osei has kept a time.</p>" in page
        assert "Hello Mei" not in page

    def test_messages_of_every_program_one_is_in(self, client: TenantClient, program: Program, person: Person) -> None:
        other = make_program(name="Pediatrics")
        make_member(other, Role.FACILITATOR, person=person)
        item(program, person, subject="From here")
        there = item(other, person, subject="From there")
        page = client.acting(person, "trainee").get("/inbox/").content.decode()
        assert "From here" in page
        assert "Pediatrics" in page
        client.post(f"/inbox/{there.pk}/")
        with tenancy.inside(program=other):
            there.refresh_from_db()
        assert there.read_at is not None

    def test_opening_changes_nothing_and_the_button_marks_it(
        self, client: TenantClient, program: Program, person: Person
    ) -> None:
        one = item(program, person, link="/checkins/one/")
        page = client.acting(person).get(f"/inbox/{one.pk}/").content.decode()
        assert 'href="/checkins/one/"' in page
        assert "Second." in page
        one.refresh_from_db()
        assert one.read_at is None
        assert client.post(f"/inbox/{one.pk}/").headers["Location"] == "/inbox/"
        one.refresh_from_db()
        assert one.read_at is not None

    def test_all_at_once(self, client: TenantClient, program: Program, person: Person) -> None:
        colleague = make_member(program, name="Ada Ito")
        for reader in (person, person, colleague):
            item(program, reader)
        client.acting(person).post("/inbox/")
        assert InboxItem.objects.unread(person.pk).count() == 0
        assert InboxItem.objects.unread(colleague.pk).count() == 1

    @pytest.mark.parametrize("role", [Role.TRAINEE, Role.DIRECTOR, Role.COORDINATOR])
    def test_a_colleagues_message_is_not_there(
        self, client: TenantClient, program: Program, person: Person, role: Role
    ) -> None:
        one = item(program, person)
        client.acting(make_member(program, role, "Ada Ito"))
        assert client.get(f"/inbox/{one.pk}/").status_code == 404
        assert client.post(f"/inbox/{one.pk}/").status_code == 404
        assert client.get(f"/inbox/{uuid.uuid4()}/").status_code == 404
        assert client.delete("/inbox/").status_code == 405

    def test_it_says_when_the_mail_did_not_go(self, client: TenantClient, program: Program, person: Person) -> None:
        one = item(program, person, mail_failed=True)
        assert "We could not mail this" in client.acting(person).get(f"/inbox/{one.pk}/").content.decode()

    def test_words_are_never_markup(self, client: TenantClient, program: Program, person: Person) -> None:
        one = item(program, person, subject="<b>x</b>", text="<script>x</script>", link='"><script>')
        client.acting(person)
        for page in (client.get("/inbox/"), client.get(f"/inbox/{one.pk}/")):
            assert "<script>x" not in page.content.decode()
            assert "<b>x" not in page.content.decode()

    @pytest.mark.parametrize("many", [1, 3])
    def test_queries_do_not_grow(
        self, client: TenantClient, program: Program, person: Person, many: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(many):
            item(program, person)
        client.acting(person)
        # One for the list, one for the count in the bar; the rest is session, role and tenant (two of them the test's).
        with django_assert_num_queries(14):
            client.get("/inbox/")


class TestSettings:
    @pytest.fixture(autouse=True)
    def only_ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """No kinds but those that a test registers."""
        monkeypatch.setattr(registry, "_kinds", {})

    def test_a_reminder_is_switched_off_and_on(self, client: TenantClient, program: Program, person: Person) -> None:
        client.acting(person)
        with registered(Told(), optional=True), registered(Told(), "test.other", optional=True):
            page = client.get("/inbox/settings/").content.decode()
            assert page.count("checked") == 2
            client.post("/inbox/settings/", {"reminders": ["test.other"]})
            assert set(NoticeSwitch.objects.values_list("kind", flat=True)) == {"test.note"}
            assert client.get("/inbox/settings/").content.decode().count("checked") == 1
            client.post("/inbox/settings/", {"reminders": ["test.other", "test.note"], "bare_titles": "on"})
        assert set(NoticeSwitch.objects.values_list("kind", flat=True)) == {TITLES}

    def test_a_kind_that_is_not_optional_cannot_be_switched_off(
        self, client: TenantClient, program: Program, person: Person
    ) -> None:
        with registered(Told()):
            assert "A note" not in client.acting(person).get("/inbox/settings/").content.decode()
            client.post("/inbox/settings/", {})
            assert not NoticeSwitch.objects.filter(kind="test.note").exists()

    def test_a_made_up_kind_is_refused(self, client: TenantClient, program: Program, person: Person) -> None:
        with registered(Told(), optional=True):
            answer = client.acting(person).post("/inbox/settings/", {"reminders": ["test.note", "test.forged"]})
        assert answer.status_code == 422
        assert not NoticeSwitch.objects.exists()

    def test_the_gme_office_has_a_calendar_address_and_no_reminders(
        self, client: TenantClient, program: Program
    ) -> None:
        client.acting(make_member(program, Role.GME_OFFICE))
        page = client.get("/inbox/settings/").content.decode()
        assert "Your calendar address" in page
        assert "Remind me" not in page


class TestCalendarAddress:
    @pytest.fixture(autouse=True)
    def one_talk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Everybody has one talk in each program."""

        def feed(_person: Person, program: Program, _now: Any) -> list[FeedEvent]:
            starts = NOW + timedelta(days=1)
            return [FeedEvent(program.pk, starts, starts + timedelta(minutes=20), "Conversation, 20 min", "Café")]

        monkeypatch.setattr(registry, "_feeds", [feed])

    def make(self, client: TenantClient) -> str:
        page = client.post("/inbox/settings/calendar/")
        address: str = page.context["address"]
        assert address in page.content.decode()
        return address.removeprefix("http://127.0.0.1:8000")

    def uids(self, address: str) -> list[str]:
        answer = Client().get(address)
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert "no-store" in answer.headers["Cache-Control"]
        calendar: Any = Calendar.from_ical(answer.content)
        assert "METHOD" not in calendar
        return [str(event["UID"]) for event in calendar.walk("VEVENT")]

    def test_it_shows_the_talks_without_signing_in(self, client: TenantClient, person: Person) -> None:
        address = self.make(client.acting(person))
        assert len(self.uids(address)) == 1
        assert self.uids(address) == self.uids(address)

    def test_two_peoples_feeds_share_no_uid(self, client: TenantClient, program: Program, person: Person) -> None:
        mine = self.make(client.acting(person))
        theirs = self.make(TenantClient().acting(make_member(program, name="Ada Ito")))
        assert not set(self.uids(mine)) & set(self.uids(theirs))

    def test_only_a_hash_is_kept_and_who_did_it(self, client: TenantClient, person: Person) -> None:
        secret = self.make(client.acting(person)).removeprefix("/calendar/").removesuffix(".ics")
        with tenancy.inside(person_id=person.pk):
            assert CalendarFeed.objects.get().token_hash == hashed(secret)
            event = AccessEvent.objects.get()
        assert (event.actor, event.action) == (person, "made a calendar address")
        assert secret not in client.get("/inbox/settings/").content.decode()

    def test_a_new_one_ends_the_former(self, client: TenantClient, person: Person) -> None:
        former = self.make(client.acting(person))
        self.make(client)
        assert Client().get(former).status_code == 404

    def test_wrong_former_and_left_look_alike(self, client: TenantClient, program: Program, person: Person) -> None:
        address = self.make(client.acting(person))
        client.post("/inbox/settings/calendar/off/")
        left = make_member(program, name="Ada Ito")
        gone = self.make(TenantClient().acting(left))
        Person.objects.filter(pk=left.pk).update(is_active=False)
        answers = [Client().get(path) for path in (address, gone, "/calendar/never-was.ics")]
        assert {answer.status_code for answer in answers} == {404}
        token = re.compile(r'(CSRFToken": |nonce=)"[^"]+"')
        assert len({token.sub("", answer.content.decode()) for answer in answers}) == 1

    def test_a_program_one_has_left_is_not_in_it(self, client: TenantClient, program: Program, person: Person) -> None:
        other = make_program()
        make_member(other, person=person)
        client.acting(person)
        session = client.session
        session["membership"] = str(person.memberships.get(program=program).pk)
        session.save()
        address = self.make(client)
        assert len(self.uids(address)) == 2
        with tenancy.inside(program=other):
            Membership.objects.filter(person=person, program=other).update(ends_on=date(2026, 1, 1))
        assert len(self.uids(address)) == 1

    def test_bare_titles_hold_here_too(self, client: TenantClient, program: Program, person: Person) -> None:
        address = self.make(client.acting(person))
        actions.set_switches(program=program, by=person, off={TITLES})
        feed = Client().get(address).content
        assert b"SUMMARY:Appointment" in feed
        assert b"Conversation" not in feed

    def test_without_the_persons_own_context_there_is_no_address(self, client: TenantClient, person: Person) -> None:
        self.make(client.acting(person))
        with tenancy.inside(program_id=person.memberships.get().program_id):
            assert not CalendarFeed.objects.exists()


class TestHealth:
    def test_the_process_answers_without_a_database(self) -> None:
        """No database mark on this test: a single query would fail it."""
        answer = Client().get("/healthz")
        assert (answer.status_code, answer.json()) == (200, {"process": "ok"})

    def test_ready(self, db: None) -> None:
        self.swept(timedelta(seconds=70))
        answer = Client().get("/readyz")
        assert answer.status_code == 200
        assert answer.json() == {"database": "ok", "queue_age_minutes": 0, "last_sweep_minutes": 1}

    @pytest.mark.parametrize("ago", [None, timedelta(minutes=6)])
    def test_not_ready_when_nobody_sweeps(self, db: None, ago: timedelta | None) -> None:
        if ago:
            self.swept(ago)
        assert Client().get("/readyz").status_code == 503

    def test_not_ready_when_messages_wait(self, program: Program, person: Person) -> None:
        self.swept(timedelta(0))
        from notices.clock import database_now

        post(program, person, due_at=database_now() - timedelta(minutes=16))
        answer = TenantClient().get("/readyz")
        assert (answer.status_code, answer.json()["queue_age_minutes"]) == (503, 16)

    def test_not_ready_without_a_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def down() -> None:
            raise OperationalError

        monkeypatch.setattr("home.views.health.database_now", down)
        answer = Client().get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"database": "down"})

    def swept(self, ago: timedelta) -> None:
        from notices.clock import database_now

        SweepMark.objects.create(name="sweep", at=database_now() - ago)


def test_the_bar_counts_what_is_unread(client: TenantClient, program: Program, person: Person, told: Told) -> None:
    claim_and_deliver(post(program, person))
    assert Notice.objects.get().state == "sent"
    page = client.acting(person).get(reverse("notices:inbox")).content.decode()
    assert '<span class="unread">1</span>' in page
