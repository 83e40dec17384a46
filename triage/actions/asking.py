"""Asking contacts by mail whether they still hold, and what they answer.

A contact has no account, so its mail cannot be a notice (notices/ writes to people). A Confirmation is the outbox row
and the link's single use in one; sending follows the same three steps (docs/decisions/0006-messages.md).
"""

import logging
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from notices import rules as outbox
from notices.mail import send
from programs import tenancy
from programs.models import Program
from triage import rules
from triage.actions.contacts import OPEN, mail_came_back, write_question
from triage.copies import refresh_on_commit
from triage.mailing import written
from triage.models import Confirmation, Contact

logger = logging.getLogger("hearten.triage")
State = Confirmation.State
BATCH = 50
# Four tries in an hour; the next week's question is the one after that.
BACK_OFF = outbox.BACK_OFF[:4]
KEPT = timedelta(days=365)


def ask_who_is_due(program: Program, now: datetime) -> None:
    """The daily job: write a question to each contact of a program and its institution whose time it is.

    Several programs run it for one institution: a contact is looked at under its lock, and asked at most once a week.
    """
    seen = Contact.objects.seen_from(program.institution_id, program.pk)
    for pk in seen.values_list("pk", flat=True):
        # The institution's contacts may be changed by whoever stands in it, also from within a program.
        contact = Contact.objects.select_for_update(of=("self",)).get(pk=pk)
        asked_at = contact.confirmations.aggregate(last=Max("asked_at"))["last"]
        reachable = bool(contact.mail) and contact.bounced_at is None
        if rules.ask_is_due(reachable=reachable, confirmed_at=contact.confirmed_at, asked_at=asked_at, now=now):
            write_question(contact=contact, now=now)
    Confirmation.objects.filter(institution_id=program.institution_id, asked_at__lt=now - KEPT).delete()


def answer(*, confirmation: Confirmation, right: bool, now: datetime) -> None:
    """What the contact says by the mail's button: all is right, or something is not. Uses up every link it has."""
    with transaction.atomic():
        contact = Contact.objects.select_for_update(of=("self",)).get(pk=confirmation.contact_id)
        if right:
            contact.confirmed_at, contact.confirmed_by, contact.disputed_at = now, None, None
            contact.bounced_at = None
        else:
            contact.disputed_at = now
        contact.save(update_fields=["confirmed_at", "confirmed_by", "disputed_at", "bounced_at"])
        contact.confirmations.filter(state__in=OPEN).update(state=State.CLOSED)
        Confirmation.objects.filter(pk=confirmation.pk).update(state=State.USED)
        refresh_on_commit(contact.institution_id, contact.program_id)


# --- Sending ----------------------------------------------------------------------------------------------------


def send_questions(now: datetime) -> int:
    """Mail what is due, one by one; how many left. Two may run at once: a row is claimed under its lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT institution_id, confirmation_id FROM hearten_due_confirmations(%s, %s)", [now, BATCH])
        due: list[tuple[UUID, UUID]] = cursor.fetchall()
    return sum(_send_one(institution_id, pk, now) for institution_id, pk in due)


def _send_one(institution_id: UUID, pk: UUID, now: datetime) -> bool:
    with tenancy.inside(institution_id=institution_id):
        waiting = Confirmation.objects.select_for_update(skip_locked=True, of=("self",))
        found = waiting.filter(pk=pk, state__in=(State.DUE, State.SENDING), due_at__lte=now).first()
        if found is None:
            return False
        contact = Contact.objects.select_related("institution", "program").get(pk=found.contact_id)
        if not contact.mail or contact.bounced_at:
            _close(found, State.CLOSED)
            return False
        # Until then it is ours; a process that dies leaves it to the next sweep.
        found.state, found.due_at, found.attempts = State.SENDING, now + outbox.LEASE, found.attempts + 1
        found.save(update_fields=["state", "due_at", "attempts"])
        mail = written(found, contact)
    try:
        send(mail)
    except Exception as error:  # a mail server can fail in any way, and the next mail must still go
        _failed(institution_id, pk, error, now)
        return False
    with _still_ours(institution_id, pk) as sent:
        if sent is not None:
            _close(sent, State.SENT)
    return True


def _failed(institution_id: UUID, pk: UUID, error: Exception, now: datetime) -> None:
    cause = error.__cause__ or error
    logger.warning("A question to a contact was not sent: %s.", type(cause).__name__)
    with _still_ours(institution_id, pk) as found:
        if found is None:
            return
        found.last_error = type(cause).__name__
        wait = outbox.next_attempt(found.attempts, BACK_OFF)
        if refused_for_good(cause):
            _close(found, State.FAILED)
            contact = Contact.objects.get(pk=found.contact_id)
            tenancy.enter(institution_id=institution_id, program_id=contact.program_id)
            mail_came_back(contact=contact, by=None, now=now)
        elif wait is None:
            _close(found, State.FAILED)
        else:
            found.state, found.due_at = State.DUE, now + wait
            found.save(update_fields=["state", "due_at", "last_error"])


def refused_for_good(error: BaseException) -> bool:
    """Whether the mail server knows no such address: an answer of 5xx to the recipient, not to our mail."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    answers = [code for code, _ in error.recipients.values()]
    return bool(answers) and all(500 <= code < 600 for code in answers)


def _close(found: Confirmation, state: Confirmation.State) -> None:
    found.state = state
    found.save(update_fields=["state", "last_error"])


@contextmanager
def _still_ours(institution_id: UUID, pk: UUID) -> Iterator[Confirmation | None]:
    """The row, locked, while it is being sent; None when it was answered or closed meanwhile."""
    with tenancy.inside(institution_id=institution_id):
        rows = Confirmation.objects.select_for_update(of=("self",))
        yield rows.filter(pk=pk, state=State.SENDING).first()
