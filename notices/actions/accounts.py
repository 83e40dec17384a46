"""Sign-in codes and password links: through an outbox too, so that no request waits for a mail server.

Known and unknown addresses do the same work at the same moment: a row is written and the worker woken. Only the worker
looks whether the address is somebody's, so neither the answer nor its time tells (privacy.md 7).
"""

import json
from datetime import datetime
from email.headerregistry import Address
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction

from notices import mail, rules
from notices.models import AccountMail
from notices.nudge import nudge_accounts_on_commit
from notices.sealing import seal, unseal
from programs.models import Person

# Until then a mail belongs to the worker that picked it up.
PICKED_UP = rules.LEASE


def write_account_mail(*, message: EmailMessage, now: datetime) -> int:
    """Put a mail that is not about a program into the outbox, once for each recipient. How many."""
    html = next((str(a.content) for a in getattr(message, "alternatives", []) if a.mimetype == "text/html"), "")
    sealed = seal(json.dumps({"subject": str(message.subject), "text": str(message.body), "html": html}))
    addresses = [address.strip().lower() for address in message.recipients()]
    known = {person.email: person for person in Person.objects.filter(email__in=addresses, is_active=True)}
    with transaction.atomic():
        AccountMail.objects.bulk_create(
            AccountMail(recipient=known.get(address), sealed=sealed, created_at=now, due_at=now)
            for address in addresses
        )
        nudge_accounts_on_commit()
    return len(addresses)


def send_account_mails(*, now: datetime) -> int:
    """Send what waits, one by one, and delete it. How many were sent."""
    AccountMail.objects.filter(created_at__lt=now - rules.ACCOUNT_MAIL_LIVES).delete()
    sent = 0
    while (picked := _pick_up(now)) is not None:
        sent += _send(picked, now)
    return sent


def _pick_up(now: datetime) -> AccountMail | None:
    with transaction.atomic():
        waiting = AccountMail.objects.select_for_update(skip_locked=True, of=("self",)).select_related("recipient")
        found = waiting.filter(due_at__lte=now).order_by("due_at").first()
        if found is not None:
            # Two workers, or a killed one: nobody else takes it before this moment.
            AccountMail.objects.filter(pk=found.pk).update(due_at=now + PICKED_UP)
    return found


def _send(picked: AccountMail, now: datetime) -> int:
    try:
        if picked.recipient is not None:
            mail.send(_written(picked, picked.recipient))
    except Exception as error:  # a mail server can fail in any way, and the next mail must still go
        _failed(picked.pk, error, now)
        return 0
    AccountMail.objects.filter(pk=picked.pk).delete()
    return int(picked.recipient is not None)


def _written(picked: AccountMail, recipient: Person) -> EmailMultiAlternatives:
    words = json.loads(unseal(picked.sealed))
    written = EmailMultiAlternatives(
        subject=words["subject"],
        body=words["text"],
        from_email=str(Address(display_name="Hearten", addr_spec=settings.DEFAULT_FROM_EMAIL)),
        to=[str(Address(display_name=recipient.name, addr_spec=recipient.email))],
        headers={"Message-ID": picked.message_id, **mail.HEADERS},
    )
    if words["html"]:
        written.attach_alternative(words["html"], "text/html")
    return written


def _failed(pk: UUID, error: Exception, now: datetime) -> None:
    cause = error.__cause__ or error
    with transaction.atomic():
        found = AccountMail.objects.select_for_update().filter(pk=pk).first()
        if found is None:
            return
        found.attempts += 1
        found.last_error = type(cause).__name__
        wait = rules.next_attempt(found.attempts, rules.ACCOUNT_BACK_OFF)
        if wait is None:
            # By now its code has run out; a new one is a click away.
            found.delete()
            return
        found.due_at = now + wait
        found.save(update_fields=["attempts", "last_error", "due_at"])
