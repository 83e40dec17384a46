"""A message as a mail: in the listener's name, from the institution's domain, with nothing in its headers to read."""

import smtplib
import socket
from contextlib import suppress
from email.headerregistry import Address

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from notices.ical import calendar_event, method_of
from notices.models import CalendarEntry, Notice
from notices.registry import Message
from programs.models import Institution

# The mailer that reaches the world; "default" is the outbox for sign-in mails (config/env.py).
LEAVING = "leaving"
# Nobody wrote it, so nobody's holiday notice should answer it (RFC 3834; the second is Exchange's).
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class NotSentError(Exception):
    """The mail certainly did not leave; `cause` says why."""


def sender(institution: Institution) -> str:
    """The address that mail comes from: the institution's domain, so that it is recognised and passes its filters."""
    return f"no-reply@{institution.email_domain}" if institution.email_domain else settings.DEFAULT_FROM_EMAIL


def absolute(link: str) -> str:
    """A link that works in a mail."""
    return f"{settings.SITE_URL}{link}" if link.startswith("/") else link


def build(
    notice: Notice, message: Message, institution: Institution, entry: CalendarEntry | None
) -> EmailMultiAlternatives:
    """The mail, whole. Raises ValueError for a name or address that cannot stand in a header."""
    address, recipient = sender(institution), notice.recipient
    words = {
        "message": message,
        "paragraphs": message.text.split("\n\n"),
        "link": absolute(message.link),
        "institution": institution,
    }
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=render_to_string("notices/mail.txt", words),
        from_email=str(Address(display_name=f"{message.sender_name} via Hearten", addr_spec=address)),
        to=[str(Address(display_name=recipient.name, addr_spec=recipient.email))],
        headers={"Message-ID": notice.message_id, **HEADERS},
    )
    mail.attach_alternative(render_to_string("notices/mail.html", words), "text/html")
    if entry is not None:
        data = calendar_event(entry, attendee=recipient.email, organizer=address, organizer_name="Hearten")
        # Twice, as calendars send it themselves: beside the text for those that act on it, attached for the others.
        mail.attach_alternative(data.decode(), f"text/calendar; method={method_of(entry)}")
        mail.attach("invite.ics", data, "application/ics")
    return mail


def send(mail: EmailMultiAlternatives) -> None:
    """Hand a mail to the mail server. Raises NotSentError, or another error when it may have left nevertheless."""
    server: BaseEmailBackend = mailers[LEAVING]
    try:
        try:
            server.open()
        except Exception as error:
            raise NotSentError from error
        try:
            server.send_messages([mail])
        except Exception as error:
            if certainly_not_sent(error):
                raise NotSentError from error
            raise
    finally:
        _close(server)


def certainly_not_sent(error: Exception) -> bool:
    """Whether the server said no, or was never reached; after a time-out or a broken line nobody can know."""
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return False
    # smtplib's errors are OSErrors too, but each of them is an answer of the server.
    told_no = (smtplib.SMTPException, ConnectionRefusedError, socket.gaierror)
    return isinstance(error, told_no) or not isinstance(error, OSError)


def _close(server: BaseEmailBackend) -> None:
    # The mail is through, or its failure is on its way up: a quarrel over saying goodbye must not change either.
    with suppress(Exception):
        server.close()
