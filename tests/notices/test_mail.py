"""The mail itself: who it seems to come from, what its headers give away, which failures are certain."""

import smtplib
import socket
from collections.abc import Sequence
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from typing import Any, ClassVar

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notices.mail import certainly_not_sent
from notices.registry import Event
from programs.models import Institution, Person, Program
from tests.factories import NOW, make_member, make_person
from tests.notices.kinds import Told, claim_and_deliver, post

TALK = Event(NOW + timedelta(days=2), NOW + timedelta(days=2, minutes=20), "Conversation, 20 min", "Garden café")
# Everything a mail's head may hold; a new header must be thought about here.
ALLOWED = {
    "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
    "Content-Type",
}  # fmt: skip


def written(mail: EmailMessage) -> Any:
    """The mail as its reader's program parses it."""
    return BytesParser(policy=policy.default).parsebytes(mail.message(policy=policy.SMTP).as_bytes())


def test_it_comes_in_the_listeners_name_from_the_institution(
    program: Program, person: Person, told: Told, mails: list[EmailMessage]
) -> None:
    told.says(sender_name='Zoë "Zed" Ågren, MD')
    claim_and_deliver(post(program, person))
    sender = written(mails[0])["From"].addresses[0]
    assert sender.display_name == 'Zoë "Zed" Ågren, MD via Hearten'
    assert sender.addr_spec == "no-reply@riverside.test"


def test_without_a_domain_it_comes_from_the_site(
    program: Program, person: Person, told: Told, mails: list[EmailMessage]
) -> None:
    Institution.objects.update(email_domain="")
    claim_and_deliver(post(program, person))
    assert written(mails[0])["From"].addresses[0].addr_spec == "no-reply@hearten.test"


def test_its_head_holds_nothing_else(program: Program, person: Person, told: Told, mails: list[EmailMessage]) -> None:
    """F14: no kind, no id of a thing, no hint at an answer."""
    told.says(event=TALK)
    notice = post(program, person)
    claim_and_deliver(notice)
    mail = written(mails[0])
    assert set(mail.keys()) <= ALLOWED
    assert mail["Auto-Submitted"] == "auto-generated"
    raw = mails[0].message(policy=policy.SMTP).as_string()
    for hidden in (notice.pk, notice.subject_id, notice.recipient_id, program.pk):
        assert str(hidden) not in raw
        assert hidden.hex not in raw
    assert "test.note" not in raw


def test_the_calendar_is_beside_the_text_and_attached(
    program: Program, person: Person, told: Told, mails: list[EmailMessage]
) -> None:
    told.says(event=TALK)
    claim_and_deliver(post(program, person))
    parts = {part.get_content_type(): part for part in written(mails[0]).walk()}
    assert {"text/plain", "text/html", "text/calendar", "application/ics"} <= set(parts)
    beside = parts["text/calendar"]
    assert (beside["Content-Type"].params["method"], beside.get_content_disposition()) == ("REQUEST", None)
    assert beside.get_content().splitlines() == parts["application/ics"].get_content().decode().splitlines()


def test_words_are_escaped_in_html_and_plain_in_text(
    program: Program, person: Person, told: Told, mails: list[EmailMessage]
) -> None:
    told.says(text="Mind & heart <3\n\nSee you", link_label="Say <yes>")
    claim_and_deliver(post(program, person))
    mail = written(mails[0])
    assert "Mind & heart <3" in mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert "Mind &amp; heart &lt;3" in html
    assert "Say &lt;yes&gt;" in html


@pytest.mark.parametrize("name", ["O'Brien-Ñandú Þór", "Nguyễn Thị Minh Khai", "李 小龍", "A, B; C <d@e.test>"])
def test_names_of_every_kind_survive(program: Program, told: Told, mails: list[EmailMessage], name: str) -> None:
    claim_and_deliver(post(program, make_member(program, person=make_person(name, "n@riverside.test"))))
    assert written(mails[0])["To"].addresses[0].display_name == name


@pytest.mark.parametrize(
    ("error", "certain"),
    [
        (smtplib.SMTPDataError(451, b"later"), True),
        (smtplib.SMTPDataError(550, b"no"), True),
        (smtplib.SMTPRecipientsRefused({}), True),
        (smtplib.SMTPSenderRefused(553, b"no", "a@b.test"), True),
        (ConnectionRefusedError(), True),
        (socket.gaierror(), True),
        (ValueError(), True),
        (smtplib.SMTPServerDisconnected(), False),
        (TimeoutError(), False),
        (ConnectionResetError(), False),
        (BrokenPipeError(), False),
    ],
)
def test_which_failures_are_certain(error: Exception, certain: bool) -> None:
    assert certainly_not_sent(error) is certain


class Rude(BaseEmailBackend):
    """A mail server that takes the mail and then breaks off the goodbye."""

    taken: ClassVar[list[EmailMessage]] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.taken.extend(email_messages)
        return len(email_messages)

    def close(self) -> None:
        raise TimeoutError


def test_a_quarrel_over_the_goodbye_is_no_failure(program: Program, person: Person, told: Told, settings: Any) -> None:
    settings.MAIL_LEAVES = True
    settings.MAILERS = {"leaving": {"BACKEND": f"{__name__}.Rude"}}
    Rude.taken.clear()
    assert claim_and_deliver(post(program, person)) == "sent"
    assert len(Rude.taken) == 1
