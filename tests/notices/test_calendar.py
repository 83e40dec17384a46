"""What calendars are told: own UID, growing SEQUENCE, a CANCEL only after a REQUEST, each message in its turn."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives

from notices import mail, rules
from notices.actions import set_switches
from notices.ical import calendar_event
from notices.models import CalendarEntry, InboxItem, Notice
from notices.registry import Event
from notices.titles import TITLES
from programs.models import Person, Program
from programs.times import NonexistentTimeError, localize
from tests.factories import NOW, make_member
from tests.notices.kinds import Told, attached, claim_and_deliver, parsed, post

State = Notice.State
SUBJECT = uuid.uuid4()
TALK = Event(NOW + timedelta(days=2), NOW + timedelta(days=2, minutes=20), "Conversation, 20 min", "Garden café")


def facts(sent: EmailMessage) -> tuple[str, int, datetime]:
    calendar, event = parsed(attached(sent))
    return str(calendar["METHOD"]), int(event["SEQUENCE"]), event["DTSTART"].dt


def tell(program: Program, person: Person, occasion: str) -> Notice:
    notice = post(program, person, subject_id=SUBJECT, occasion=occasion)
    claim_and_deliver(notice)
    return notice


def test_a_talk_is_put_in_moved_and_taken_out(
    program: Program, person: Person, told: Told, mails: list[EmailMessage]
) -> None:
    told.says(event=TALK)
    tell(program, person, "1")
    later = replace(TALK, starts_at=TALK.starts_at + timedelta(days=1), ends_at=TALK.ends_at + timedelta(days=1))
    told.says(event=later)
    tell(program, person, "2")
    told.says(event=None, takes_event_out=True)
    tell(program, person, "3")
    assert [facts(sent) for sent in mails] == [
        ("REQUEST", 0, TALK.starts_at),
        ("REQUEST", 1, later.starts_at),
        ("CANCEL", 2, later.starts_at),
    ]
    assert CalendarEntry.objects.get().status == CalendarEntry.Status.CANCELLED


def test_saying_the_same_again_does_not_grow_the_sequence(
    program: Program, person: Person, told: Told, mails: list[EmailMessage]
) -> None:
    told.says(event=TALK)
    tell(program, person, "1")
    tell(program, person, "2")
    assert attached(mails[0]) == attached(mails[1])


def test_two_people_share_nothing_that_a_calendar_shows(
    program: Program, person: Person, told: Told, mails: list[EmailMessage]
) -> None:
    told.says(event=TALK)
    listener = make_member(program, name="Ravi Osei")
    for one in (person, listener):
        claim_and_deliver(post(program, one, subject_id=SUBJECT))
    uids = {str(parsed(attached(sent))[1]["UID"]) for sent in mails}
    assert len(uids) == 2
    assert person.email not in attached(mails[1]).decode()


def test_a_calendar_that_was_never_told_is_never_cancelled(
    program: Program, person: Person, told: Told, mails: list[EmailMessage]
) -> None:
    told.says(event=None, takes_event_out=True)
    assert tell(program, person, "1").state == State.DROPPED
    assert mails == []


def test_an_invitation_that_certainly_did_not_leave_is_not_cancelled_by_mail(
    program: Program, person: Person, told: Told, mails: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_mail: Any) -> None:
        raise mail.NotSentError from ConnectionRefusedError()

    told.says(event=TALK)
    with monkeypatch.context() as patch:
        patch.setattr(mail, "send", refuse)
        tell(program, person, "1")
    told.says(event=None, takes_event_out=True)
    assert tell(program, person, "2").state == State.SENT
    assert mails == []
    # In Hearten both can be read.
    assert InboxItem.objects.count() == 2


def test_an_invitation_that_may_have_left_is_cancelled(
    program: Program, person: Person, told: Told, mails: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(_mail: Any) -> None:
        raise TimeoutError

    told.says(event=TALK)
    with monkeypatch.context() as patch:
        patch.setattr(mail, "send", hang)
        tell(program, person, "1")
    told.says(event=None, takes_event_out=True)
    tell(program, person, "2")
    assert [facts(sent)[:2] for sent in mails] == [("CANCEL", 1)]


def test_the_next_message_waits_for_the_one_that_is_being_sent(
    program: Program, person: Person, told: Told, mails: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    states = []
    working = mail.send

    def meanwhile(message: EmailMultiAlternatives) -> None:
        monkeypatch.setattr(mail, "send", working)
        told.says(event=None, takes_event_out=True)
        states.append(tell(program, person, "2").state)
        working(message)

    monkeypatch.setattr(mail, "send", meanwhile)
    told.says(event=TALK)
    tell(program, person, "1")
    assert states == [State.DUE]
    claim_and_deliver(Notice.objects.get(occasion="2"), NOW + rules.BUSY_WAIT)
    assert [facts(sent)[:2] for sent in mails] == [("REQUEST", 0), ("CANCEL", 1)]


def test_killed_after_the_server_took_it_the_same_goes_again(
    program: Program, person: Person, told: Told, mails: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """F4: same Message-ID, UID, SEQUENCE, and not before the lease has run out."""
    working = mail.send

    def killed(message: EmailMultiAlternatives) -> None:
        working(message)
        raise KeyboardInterrupt  # like a kill, caught by nobody

    told.says(event=TALK)
    notice = post(program, person, subject_id=SUBJECT)
    monkeypatch.setattr(mail, "send", killed)
    with pytest.raises(KeyboardInterrupt):
        claim_and_deliver(notice)
    monkeypatch.setattr(mail, "send", working)
    assert claim_and_deliver(notice, NOW + rules.LEASE - timedelta(seconds=1)) == State.SENDING
    assert claim_and_deliver(notice, NOW + rules.LEASE) == State.SENT
    first, second = mails
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert attached(first) == attached(second)


def test_bare_titles_reach_the_calendar(
    program: Program, person: Person, told: Told, mails: list[EmailMessage]
) -> None:
    set_switches(program=program, by=person, off={TITLES})
    told.says(event=TALK)
    tell(program, person, "1")
    assert "Appointment" in attached(mails[0]).decode()
    assert "Conversation" not in attached(mails[0]).decode()


def entry_at(starts_at: datetime) -> CalendarEntry:
    return CalendarEntry(
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=20), summary="Conversation, 20 min", changed_at=NOW
    )


def test_the_file_asks_nobody_for_an_answer_and_says_nothing_in_public() -> None:
    data = calendar_event(
        entry_at(NOW), attendee="mei@riverside.test", organizer="no-reply@riverside.test", organizer_name="Hearten"
    )
    event = parsed(data)[1]
    assert event["ORGANIZER"] == "mailto:no-reply@riverside.test"
    assert event["ATTENDEE"] == "mailto:mei@riverside.test"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert (event["CLASS"], event["TRANSP"], event["STATUS"]) == ("PRIVATE", "OPAQUE", "CONFIRMED")
    assert "DESCRIPTION" not in event
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


class TestNightsOfChangingClocks:
    """F9: the instant in the file is the wall clock's, before, in and after the hour that is skipped or comes twice."""

    CASES = (
        ("America/New_York", datetime(2026, 3, 8, 1, 30), datetime(2026, 3, 8, 6, 30, tzinfo=UTC)),  # noqa: DTZ001  # wall clock
        ("America/New_York", datetime(2026, 3, 8, 3, 0), datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),  # noqa: DTZ001  # wall clock
        ("America/New_York", datetime(2026, 11, 1, 0, 30), datetime(2026, 11, 1, 4, 30, tzinfo=UTC)),  # noqa: DTZ001  # wall clock
        ("America/New_York", datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # noqa: DTZ001  # wall clock
        ("America/New_York", datetime(2026, 11, 1, 2, 30), datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),  # noqa: DTZ001  # wall clock
        ("America/Phoenix", datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 9, 30, tzinfo=UTC)),  # noqa: DTZ001  # wall clock
        ("America/Phoenix", datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),  # noqa: DTZ001  # wall clock
    )

    @pytest.mark.parametrize(("zone", "wall", "instant"), CASES)
    def test_the_right_instant(self, zone: str, wall: datetime, instant: datetime) -> None:
        data = calendar_event(
            entry_at(localize(wall, zone)), attendee="a@b.test", organizer="c@b.test", organizer_name=""
        )
        assert instant.strftime("DTSTART:%Y%m%dT%H%M%SZ") in data.decode()

    def test_a_time_that_the_clocks_skip_is_refused(self) -> None:
        with pytest.raises(NonexistentTimeError):
            localize(datetime(2026, 3, 8, 2, 30), "America/New_York")  # noqa: DTZ001  # wall clock

    @pytest.mark.parametrize("talk", [wall for _, wall, _ in CASES])
    def test_reminders_go_once_at_the_right_distance(
        self, program: Program, person: Person, told: Told, talk: datetime
    ) -> None:
        """Swept every minute for three hours around an hour's reminder: once, an hour of real time before."""
        starts = localize(talk, "America/New_York") if talk.hour != 2 or talk.month != 3 else NOW
        due = starts - timedelta(hours=1)
        notice = post(program, person, due_at=due, drop_after=rules.reminder_drop_after(due, starts))
        sent = []
        for minute in range(0, 180, 10):
            now = due + timedelta(minutes=minute - 60)
            if claim_and_deliver(notice, now) == State.SENT:
                sent.append(notice.sent_at)
        assert set(sent) == {due}
        assert len(told.rendered) == 1
