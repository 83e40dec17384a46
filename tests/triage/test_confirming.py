"""Asking a contact whether it still holds: by a mailed link that expires, works once, and changes nothing if opened."""

import smtplib
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import signing
from django.core.mail import EmailMessage
from django.db import connection
from django.urls import reverse

from notices import mail as mailing
from notices.models import Notice
from programs import tenancy
from programs.models import Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member, make_program
from tests.triage.conftest import details, make_contact
from triage import rules
from triage.access import SALT, link_token
from triage.actions.asking import ask_who_is_due, send_questions
from triage.actions.contacts import change_contact, write_question
from triage.kinds import NEEDS_LOOK, look_after, needs_look, still_needs
from triage.models import Confirmation, Contact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
State = Confirmation.State


def url(question: Confirmation) -> str:
    return reverse("triage:confirm", args=[link_token(question)])


def days_asked(program: Program, contact: Contact, first: datetime, days: int) -> list[int]:
    """On which days of a span the daily job writes a question."""
    for day in range(days):
        ask_who_is_due(program, first + DAY * day)
    asked = Confirmation.objects.filter(contact=contact).order_by("asked_at")
    return [(each.asked_at - first).days for each in asked]


class TestWhen:
    def test_a_new_one_each_week_until_it_answers(self, program: Program) -> None:
        assert days_asked(program, make_contact(program), NOW, 22) == [0, 7, 14, 21]

    def test_a_confirmed_one_a_week_before_its_quarter_is_over(self, program: Program) -> None:
        contact = make_contact(program, confirmed_at=NOW)
        assert days_asked(program, contact, NOW, 100) == [84, 91, 98]

    @pytest.mark.parametrize("fields", [{"mail": ""}, {"bounced_at": NOW}])
    def test_nobody_who_cannot_be_reached(self, program: Program, fields: dict[str, Any]) -> None:
        assert days_asked(program, make_contact(program, **fields), NOW, 8) == []

    def test_the_institutions_once_however_many_programs_it_has(self, program: Program) -> None:
        sister = make_program(program.institution)
        with tenancy.inside(institution_id=program.institution_id):
            contact = make_contact(program, shared=True)
        for each in (program, sister):
            with tenancy.inside(program=each):
                ask_who_is_due(each, NOW)
        assert Confirmation.objects.filter(contact=contact).count() == 1

    def test_old_questions_are_forgotten(self, program: Program) -> None:
        contact = make_contact(program)
        write_question(contact=contact, now=NOW - timedelta(days=366))
        ask_who_is_due(program, NOW)
        assert [each.asked_at for each in contact.confirmations.all()] == [NOW]


class TestTheLink:
    @pytest.fixture
    def contact(self, program: Program) -> Contact:
        return make_contact(program)

    @pytest.fixture
    def question(self, contact: Contact) -> Confirmation:
        with time_machine.travel(NOW, tick=False):
            return write_question(contact=contact, now=NOW)

    def opened(
        self, client: TenantClient, address: str, method: str = "get", later: timedelta = DAY, **data: Any
    ) -> Any:
        with time_machine.travel(NOW + later, tick=False):
            return getattr(client, method)(address, data or None)

    @pytest.fixture
    def address(self, question: Confirmation) -> str:
        with time_machine.travel(NOW, tick=False):
            return url(question)

    def test_opening_confirms_nothing(self, client: TenantClient, contact: Contact, address: str) -> None:
        for method in ("get", "head", "get"):
            assert self.opened(client, address, method).status_code == 200
        contact.refresh_from_db()
        assert contact.confirmed_at is None

    def test_the_button_confirms_and_the_link_is_used_up(
        self, client: TenantClient, contact: Contact, address: str
    ) -> None:
        assert "Psychiatry on call" in self.opened(client, address).content.decode()
        assert "Thank you" in self.opened(client, address, "post", answer="right").content.decode()
        contact.refresh_from_db()
        assert contact.confirmed_at == NOW + DAY
        assert contact.confirmed_by is None
        for method in ("get", "post"):
            again = self.opened(client, address, method, later=2 * DAY, answer="right")
            assert again.status_code == 404
            assert "no longer works" in again.content.decode()
        contact.refresh_from_db()
        assert contact.confirmed_at == NOW + DAY

    def test_one_answer_uses_up_every_link(self, client: TenantClient, contact: Contact, address: str) -> None:
        with time_machine.travel(NOW, tick=False):
            newer = url(write_question(contact=contact, now=NOW))
        self.opened(client, newer, "post", answer="right")
        assert self.opened(client, address).status_code == 404

    def test_it_expires(self, client: TenantClient, contact: Contact, address: str) -> None:
        assert self.opened(client, address, later=rules.LINK_LIVES - DAY).status_code == 200
        late = rules.LINK_LIVES + timedelta(seconds=1)
        assert self.opened(client, address, "post", later=late, answer="right").status_code == 404
        contact.refresh_from_db()
        assert contact.confirmed_at is None

    def test_forged_ones_and_those_of_another_purpose_open_nothing(
        self, client: TenantClient, question: Confirmation, address: str
    ) -> None:
        raw = signing.b64_encode(question.institution_id.bytes + question.pk.bytes).decode()
        others = (
            raw,
            signing.TimestampSigner(salt="checkins.offer").sign(raw),
            signing.TimestampSigner(salt=SALT, key="another key that is long enough to be one").sign(raw),
            signing.TimestampSigner(salt=SALT).sign(signing.b64_encode(uuid4().bytes * 2).decode()),
            signing.TimestampSigner(salt=SALT).sign("x"),
            address.rstrip("/").rsplit("/", 1)[-1][:-2] + "xx",
        )
        gone = self.opened(client, reverse("triage:confirm", args=["nothing"]))
        for token in others:
            with time_machine.travel(NOW, tick=False):
                answer = client.post(reverse("triage:confirm", args=[token]), {"answer": "right"})
            assert answer.status_code == 404
            assert answer.content.decode().count("no longer works") == gone.content.decode().count("no longer works")
        assert not Contact.objects.filter(confirmed_at__isnull=False).exists()

    def test_no_means_that_staff_are_told_and_the_page_says_so(
        self, client: TenantClient, contact: Contact, address: str
    ) -> None:
        self.opened(client, address, "post", answer="wrong")
        contact.refresh_from_db()
        assert contact.confirmed_at is None
        assert contact.disputed_at == NOW + DAY

    def test_something_else_than_an_answer_is_asked_again(self, client: TenantClient, address: str) -> None:
        answer = self.opened(client, address, "post", answer="maybe")
        assert answer.status_code == 200
        assert "Yes, all of this is right" in answer.content.decode()

    def test_a_new_address_makes_links_to_the_old_one_worthless(
        self, client: TenantClient, contact: Contact, director: Person, address: str
    ) -> None:
        change_contact(contact=contact, details=details(mail="new@riverside.test"), by=director, now=NOW)
        assert self.opened(client, address).status_code == 404


class TestTheMail:
    def test_it_carries_the_link_and_says_who_asks(self, program: Program, mailoutbox: list[EmailMessage]) -> None:
        question = write_question(contact=make_contact(program), now=NOW)
        assert send_questions(NOW) == 1
        (mail,) = mailoutbox
        assert mail.to == ["Psychiatry on call <oncall@riverside.test>"]
        assert "/help-now/confirm/" in mail.body
        assert program.name in mail.body
        assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
        question.refresh_from_db()
        assert question.state == State.SENT
        assert send_questions(NOW) == 0

    def _sent_with(self, error: Exception, monkeypatch: pytest.MonkeyPatch, contact: Contact) -> Confirmation:
        def fail(_mail: object) -> None:
            raise mailing.NotSentError from error

        monkeypatch.setattr("triage.actions.asking.send", fail)
        question = write_question(contact=contact, now=NOW)
        assert send_questions(NOW) == 0
        question.refresh_from_db()
        contact.refresh_from_db()
        return question

    def test_an_address_that_the_server_does_not_know_counts_as_bounced(
        self, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        contact = make_contact(program)
        refused = smtplib.SMTPRecipientsRefused({contact.mail: (550, b"No such user")})
        assert self._sent_with(refused, monkeypatch, contact).state == State.FAILED
        assert contact.bounced_at == NOW

    @pytest.mark.parametrize(
        "error",
        [
            smtplib.SMTPRecipientsRefused({"oncall@riverside.test": (451, b"Later")}),
            smtplib.SMTPDataError(554, b"Spam"),
            ConnectionRefusedError(),
        ],
        ids=["later", "spam", "down"],
    )
    def test_anything_else_is_tried_again_and_says_nothing_about_the_address(
        self, program: Program, error: Exception, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        contact = make_contact(program)
        question = self._sent_with(error, monkeypatch, contact)
        assert (question.state, question.due_at > NOW, contact.bounced_at) == (State.DUE, True, None)
        for _ in range(6):
            question.refresh_from_db()
            send_questions(question.due_at)
        question.refresh_from_db()
        assert question.state == State.FAILED

    def test_an_answer_while_it_is_being_sent_stands(self, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        question = write_question(contact=make_contact(program), now=NOW)
        used = Confirmation.objects.filter(pk=question.pk)

        def answered(_mail: object) -> None:
            with tenancy.inside(institution_id=program.institution_id):
                used.update(state=State.USED)

        monkeypatch.setattr("triage.actions.asking.send", answered)
        send_questions(NOW)
        assert used.get().state == State.USED


class TestChasing:
    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"confirmed_at": NOW}, False),
            ({}, False),  # its first week
            ({"created_at": NOW - timedelta(days=8)}, True),
            ({"confirmed_at": NOW - timedelta(days=92)}, True),
            ({"confirmed_at": NOW, "bounced_at": NOW}, True),
            ({"confirmed_at": NOW, "disputed_at": NOW}, True),
        ],
        ids=["confirmed", "new", "never", "lapsed", "bounced", "disputed"],
    )
    def test_staff_hear_of_those_that_need_them_once_a_week(
        self, program: Program, director: Person, fields: dict[str, Any], told: bool
    ) -> None:
        coordinator = make_member(program, Role.COORDINATOR)
        for role in (Role.TRAINEE, Role.FACILITATOR):
            make_member(program, role)
        make_contact(program, **fields)
        for day in range(3):
            look_after(program, NOW + DAY * day)
        found = Notice.objects.filter(kind=NEEDS_LOOK)
        assert set(found.values_list("recipient_id", flat=True)) == ({director.pk, coordinator.pk} if told else set())
        assert found.count() == (2 if told else 0)
        look_after(program, NOW + 5 * DAY)
        assert found.count() == (2 if told else 0)
        look_after(program, NOW + 7 * DAY)
        # A new one has had its week by then.
        assert found.count() == (4 if told else 0 if fields else 2)

    def test_the_message_names_each_and_is_dropped_when_all_is_well(self, program: Program, director: Person) -> None:
        contact = make_contact(program, created_at=NOW - timedelta(days=8))
        look_after(program, NOW)
        notice = Notice.objects.get(kind=NEEDS_LOOK)
        notice.decided_at = NOW
        assert still_needs(notice)
        assert "Psychiatry on call: not yet confirmed" in needs_look(notice).text
        Contact.objects.filter(pk=contact.pk).update(confirmed_at=NOW)
        assert not still_needs(notice)

    def test_no_job_ever_takes_a_contact_away(self, program: Program) -> None:
        make_contact(program, bounced_at=NOW, created_at=NOW)
        for week in range(0, 400, 50):
            look_after(program, NOW + DAY * week)
        assert Contact.objects.count() == 1


def test_another_institutions_questions_are_out_of_sight(program: Program) -> None:
    other = make_program()
    with tenancy.inside(program=other):
        write_question(contact=make_contact(other), now=NOW)
    assert not Confirmation.objects.exists()
    assert not Contact.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hearten_due_confirmations(%s, 10)", [NOW])
        assert cursor.fetchone() == (1,)
