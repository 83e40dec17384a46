"""One notice on its way: sent, dropped, held back, tried again."""

import smtplib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage

from notices import actions, mail, rules
from notices.actions.delivery import deliver
from notices.models import InboxItem, Notice
from notices.titles import TITLES
from programs.models import Membership, Person, Program
from tests.factories import NOW, make_member
from tests.notices.kinds import Told, claim_and_deliver, post, registered

State = Notice.State


def test_without_a_mail_server_it_is_in_the_inbox_and_sent(
    program: Program, person: Person, told: Told, mailoutbox: list[EmailMessage]
) -> None:
    assert claim_and_deliver(post(program, person)) == State.SENT
    item = InboxItem.objects.get()
    assert (item.recipient, item.subject, item.link) == (person, "Conversation, 20 min", "/checkins/one/")
    assert mailoutbox == []


def test_with_a_mail_server_it_is_in_both(
    program: Program, person: Person, told: Told, mails: list[EmailMessage]
) -> None:
    told.says(link="/one-tap/secret/", inbox_link="/checkins/one/")
    notice = post(program, person)
    assert claim_and_deliver(notice) == State.SENT
    assert [sent.extra_headers["Message-ID"] for sent in mails] == [notice.message_id]
    assert "http://127.0.0.1:8000/one-tap/secret/" in str(mails[0].body)
    # The token is for the mail alone.
    assert InboxItem.objects.get().link == "/checkins/one/"
    assert notice.sent_at == NOW
    assert notice.lease_until is None


def test_what_is_no_longer_claimed_is_left_alone(
    program: Program, person: Person, told: Told, mails: list[EmailMessage]
) -> None:
    notice = post(program, person)
    assert deliver(program_id=program.pk, notice_id=notice.pk, now=NOW) == "Lost"
    claim_and_deliver(notice)
    assert deliver(program_id=program.pk, notice_id=notice.pk, now=NOW) == "Lost"
    assert len(mails) == 1


def test_kinds_compare_with_the_deliverys_clock(program: Program, person: Person, told: Told) -> None:
    """Due this very second, by the database; a worker's own clock a moment behind must not make it untrue."""
    seen = []
    told.hold = lambda notice, _now: seen.append(notice.at)
    claim_and_deliver(post(program, person))
    assert seen == [NOW]


def _not_true(_program: Program, _person: Person, told: Told) -> None:
    told.true = False


def _inactive(_program: Program, person: Person, _told: Told) -> None:
    person.is_active = False
    person.save()


def _role_ended(_program: Program, person: Person, _told: Told) -> None:
    Membership.objects.filter(person=person).update(ends_on=date(2026, 11, 22))


@pytest.mark.parametrize("change", [_not_true, _inactive, _role_ended])
def test_what_should_not_reach_its_reader_is_dropped(
    program: Program, person: Person, told: Told, mails: list[EmailMessage], change: Callable[..., None]
) -> None:
    change(program, person, told)
    assert claim_and_deliver(post(program, person)) == State.DROPPED
    assert mails == []
    assert not InboxItem.objects.exists()


@pytest.mark.parametrize(("late", "state"), [(timedelta(0), State.SENT), (timedelta(seconds=1), State.DROPPED)])
def test_nothing_goes_after_its_moment(
    program: Program, person: Person, told: Told, late: timedelta, state: str
) -> None:
    notice = post(program, person, drop_after=NOW + timedelta(hours=2))
    assert claim_and_deliver(notice, NOW + timedelta(hours=2) + late) == state


def test_down_for_26_hours_nothing_goes_for_past_talks(program: Program, person: Person, told: Told) -> None:
    """F10: three reminders of yesterday's talk, and one of tomorrow's that fell due meanwhile."""
    talk = NOW + timedelta(hours=20)
    old = [
        post(program, person, occasion=str(n), due_at=due, drop_after=rules.reminder_drop_after(due, talk))
        for n, due in enumerate((NOW, NOW + timedelta(hours=19), talk - timedelta(minutes=5)))
    ]
    due = NOW + timedelta(hours=25)
    late = post(program, person, due_at=due, drop_after=rules.reminder_drop_after(due, due + timedelta(days=1)))
    back = NOW + timedelta(hours=26)
    assert [claim_and_deliver(notice, back) for notice in old] == [State.DROPPED] * 3
    assert claim_and_deliver(late, back) == State.SENT


@pytest.mark.parametrize(("optional", "state"), [(True, State.DROPPED), (False, State.SENT)])
def test_only_an_optional_kind_can_be_switched_off(
    program: Program, person: Person, optional: bool, state: str
) -> None:
    actions.set_switches(program=program, by=person, off={"test.note"})
    with registered(Told(), optional=optional):
        assert claim_and_deliver(post(program, person)) == state


def test_a_switch_is_for_its_owner_alone(program: Program, person: Person) -> None:
    actions.set_switches(program=program, by=make_member(program, name="Ada Ito"), off={"test.note"})
    with registered(Told(), optional=True):
        assert claim_and_deliver(post(program, person)) == State.SENT


def test_it_waits_for_the_end_of_the_sleep_after_a_night(program: Program, person: Person, told: Told) -> None:
    nights = [(date(2026, 11, 22), date(2026, 11, 22))]
    told.hold = lambda _notice, now: rules.waking(now, nights, "America/Chicago")
    notice = post(program, person)
    assert claim_and_deliver(notice) == State.DUE
    assert notice.due_at == datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
    assert not InboxItem.objects.exists()
    assert claim_and_deliver(notice, notice.due_at) == State.SENT


def test_a_reminder_held_past_its_moment_is_dropped(program: Program, person: Person, told: Told) -> None:
    told.hold = lambda _notice, now: NOW + timedelta(hours=6) if now < NOW + timedelta(hours=6) else None
    notice = post(program, person, drop_after=NOW + timedelta(hours=2))
    claim_and_deliver(notice)
    assert claim_and_deliver(notice, NOW + timedelta(hours=6)) == State.DROPPED


def test_titles_can_say_even_less(program: Program, person: Person, told: Told, mails: list[EmailMessage]) -> None:
    actions.set_switches(program=program, by=person, off={TITLES})
    claim_and_deliver(post(program, person))
    assert mails[0].subject == "A message for you in Hearten"


class TestFailures:
    """F5: one message's trouble is its own."""

    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
        """Errors that sending raises, one after the other; then it works."""
        errors: list[Exception] = []
        working = mail.send

        def send(message: Any) -> None:
            if errors:
                raise errors.pop(0)
            working(message)

        monkeypatch.setattr(mail, "send", send)
        return errors

    def test_a_failure_waits_and_is_tried_again(
        self, program: Program, person: Person, told: Told, mails: list[EmailMessage], broken: list[Exception]
    ) -> None:
        broken.append(TimeoutError("mei.yilmaz@riverside.test did not answer"))
        notice = post(program, person)
        assert claim_and_deliver(notice) == State.DUE
        assert (notice.attempts, notice.due_at, notice.last_error) == (1, NOW + timedelta(minutes=1), "TimeoutError")
        assert claim_and_deliver(notice, NOW + timedelta(minutes=1)) == State.SENT
        assert len(mails) == 1
        assert InboxItem.objects.count() == 1

    def test_the_cause_is_named_by_its_class_alone(
        self, program: Program, person: Person, told: Told, mails: list[EmailMessage], broken: list[Exception]
    ) -> None:
        refused = mail.NotSentError()
        refused.__cause__ = smtplib.SMTPDataError(550, b"no mei.yilmaz here")
        broken.append(refused)
        notice = post(program, person)
        claim_and_deliver(notice)
        assert notice.last_error == "SMTPDataError"

    def test_it_is_given_up_visibly_and_can_be_retried(
        self, program: Program, person: Person, told: Told, mails: list[EmailMessage], broken: list[Exception]
    ) -> None:
        broken += [TimeoutError() for _ in range(len(rules.BACK_OFF) + 1)]
        notice, now = post(program, person), NOW
        for wait in rules.BACK_OFF:
            assert claim_and_deliver(notice, now) == State.DUE
            now += wait
        assert claim_and_deliver(notice, now) == State.FAILED
        assert InboxItem.objects.get().mail_failed
        assert actions.retry(program_id=program.pk, notice_ids=[notice.pk], now=now) == 1
        assert claim_and_deliver(notice, now) == State.SENT

    def test_a_poisoned_one_stops_no_other(
        self, program: Program, person: Person, told: Told, mails: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        poisoned = post(program, person, kind="test.unknown")
        others = [post(program, person) for _ in range(3)]
        assert claim_and_deliver(poisoned) == State.DUE
        assert poisoned.last_error == "UnknownKindError"
        for other in others:
            deliver(program_id=program.pk, notice_id=other.pk, now=NOW)
        assert len(mails) == 3

    def test_a_name_that_forges_a_header_goes_nowhere(
        self, program: Program, person: Person, told: Told, mails: list[EmailMessage]
    ) -> None:
        told.says(sender_name="Ravi\r\nBcc: everybody@riverside.test")
        notice = post(program, person)
        assert claim_and_deliver(notice) == State.DUE
        assert (notice.last_error, mails) == ("ValueError", [])

    def test_cancelled_on_its_way_it_is_not_tried_again(
        self, program: Program, person: Person, told: Told, mails: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        notice = post(program, person)

        def send(_message: Any) -> None:
            actions.cancel(program=program, subject_id=notice.subject_id, now=NOW)
            raise TimeoutError

        monkeypatch.setattr(mail, "send", send)
        assert claim_and_deliver(notice) == State.CANCELLED
        assert claim_and_deliver(notice, NOW + timedelta(days=1)) == State.CANCELLED

    def test_one_that_outlived_its_lease_is_not_sent_again(
        self, program: Program, person: Person, told: Told, mails: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        notice = post(program, person)
        Notice.objects.filter(pk=notice.pk).update(state=State.SENDING, lease_until=NOW)
        working = mail.send

        def slow(message: Any) -> None:
            working(message)
            # Meanwhile a sweep thought the sender dead.
            Notice.objects.filter(pk=notice.pk).update(state=State.CLAIMED, lease_until=NOW + rules.LEASE)

        monkeypatch.setattr(mail, "send", slow)
        assert claim_and_deliver(notice) == State.SENT
        assert claim_and_deliver(notice, NOW + timedelta(hours=1)) == State.SENT
        assert len(mails) == 1
