"""Keeping the contacts of a program or institution."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from programs.models import AccessEvent, Person, Program
from triage.copies import refresh_on_commit
from triage.models import Branch, Confirmation, Contact, LocalPolicy

State = Confirmation.State
OPEN = (State.DUE, State.SENDING, State.SENT, State.FAILED)


@dataclass(frozen=True)
class Details:
    """What is said about a contact."""

    name: str
    role: str
    phone: str
    mail: str
    branches: Sequence[str]
    backup: bool
    time_zone: str
    always: bool
    weekly: list[dict[str, Any]]
    next_steps: str


def add_contact(
    *, institution_id: UUID, program_id: UUID | None, details: Details, by: Person, now: datetime
) -> Contact:
    """Add a contact, which is asked by mail whether it agrees; until then the page says "not yet confirmed"."""
    with transaction.atomic():
        made = Contact.objects.create(
            institution_id=institution_id, program_id=program_id, created_at=now, **_fields(details)
        )
        if made.mail:
            write_question(contact=made, now=now)
        _changed(made, "added a contact", by, now, made.name)
    return made


def write_question(*, contact: Contact, now: datetime) -> Confirmation:
    """Write one question; the sweep mails it. Older links go on working until they are too old."""
    return Confirmation.objects.create(institution_id=contact.institution_id, contact=contact, asked_at=now, due_at=now)


def change_contact(*, contact: Contact, details: Details, by: Person, now: datetime) -> list[str]:
    """Change a contact; the names of what differs. How to reach it changed: it has to confirm itself anew."""
    with transaction.atomic():
        found = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        fields = _fields(details)
        changed = [name for name, value in fields.items() if getattr(found, name) != value]
        for name in changed:
            setattr(found, name, fields[name])
        found.disputed_at = None if changed else found.disputed_at
        if {"name", "phone", "mail"} & set(changed):
            found.confirmed_at = found.confirmed_by = None
        if "mail" in changed:
            found.bounced_at = None
            # Whoever has the old address must not confirm the new one.
            found.confirmations.filter(state__in=OPEN).update(state=State.CLOSED)
        if changed:
            found.save()
            _changed(found, "changed a contact", by, now, ", ".join(changed))
    return changed


def remove_contact(*, contact: Contact, by: Person, now: datetime) -> None:
    """Take a contact off the page, with the mails that asked it. Only somebody does that, never a job."""
    with transaction.atomic():
        _changed(contact, "removed a contact", by, now, contact.name)
        contact.delete()


def called(*, contact: Contact, by: Person, now: datetime) -> None:
    """Somebody of the staff called the number and it holds: as good as the contact's own click."""
    with transaction.atomic():
        contact.confirmed_at, contact.confirmed_by, contact.disputed_at = now, by, None
        contact.save(update_fields=["confirmed_at", "confirmed_by", "disputed_at"])
        contact.confirmations.filter(state__in=OPEN).update(state=State.CLOSED)
        _changed(contact, "called a contact", by, now, contact.name)


def mail_came_back(*, contact: Contact, by: Person | None, now: datetime) -> None:
    """Mail to the contact is not delivered (`by` None: its mail server said so): it is shown as such until changed."""
    with transaction.atomic():
        contact.bounced_at = now
        contact.save(update_fields=["bounced_at"])
        _changed(contact, "mail to a contact came back", by, now, contact.name)


def attest_number(*, program: Program, number: str, by: Person, now: datetime) -> Contact | None:
    """The number that a director says she called before a round opens, on the page's safety branch (R40).

    A contact there with this number counts as called; otherwise the number becomes one. None for a national line, which
    is on the page already.
    """
    digits = dialed(number)
    if digits in ("988", "911"):
        return None
    with transaction.atomic():
        seen = Contact.objects.seen_from(program.institution_id, program.pk).filter(branches__contains=[Branch.SAFETY])
        known = [contact for contact in seen if dialed(contact.phone) == digits]
        if not known:
            known = [_from_number(program, number, now)]
        # A program cannot write to its institution's contact; that a director called it stands with the round.
        own = next((contact for contact in known if contact.program_id), None)
        if own is not None:
            called(contact=own, by=by, now=now)
    return own or known[0]


def _from_number(program: Program, number: str, now: datetime) -> Contact:
    return Contact.objects.create(
        institution_id=program.institution_id,
        program=program,
        branches=[Branch.SAFETY],
        name="Emergency and crisis number here",
        role="Named by the program director",
        phone=number,
        time_zone=program.time_zone,
        # The form asks for a number that answers at any hour.
        always=True,
        created_at=now,
    )


def dialed(number: str) -> str:
    """A number as its digits, without the country's 1, so that two ways of writing it are one."""
    digits = re.sub(r"\D", "", number)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def set_policies(
    *, institution_id: UUID, program_id: UUID | None, said: Mapping[str, tuple[str, str]], by: Person, now: datetime
) -> list[str]:
    """What a place says about each branch, as text and link; the branches that changed.

    With neither text nor link, what it inherits stands again.
    """
    with transaction.atomic():
        own = LocalPolicy.objects.select_for_update().of(institution_id, program_id)
        known = {policy.branch: policy for policy in own}
        before = {branch: (policy.text, policy.link) for branch, policy in known.items()}
        changed = [branch for branch, words in said.items() if before.get(branch, ("", "")) != words]
        for branch in changed:
            made = LocalPolicy(institution_id=institution_id, program_id=program_id, branch=branch)
            policy = known.get(branch, made)
            policy.text, policy.link = said[branch]
            policy.changed_at = now
            if policy.text or policy.link:
                policy.save()
            else:
                policy.delete()
        if changed:
            _record(institution_id, program_id, "changed local policies", by, now, ", ".join(changed))
            refresh_on_commit(institution_id, program_id)
    return changed


def _fields(details: Details) -> dict[str, Any]:
    return {**asdict(details), "branches": list(details.branches)}


def _changed(contact: Contact, action: str, by: Person | None, now: datetime, detail: str) -> None:
    _record(contact.institution_id, contact.program_id, action, by, now, detail)
    refresh_on_commit(contact.institution_id, contact.program_id)


def _record(
    institution_id: UUID, program_id: UUID | None, action: str, by: Person | None, now: datetime, detail: str
) -> None:
    AccessEvent.objects.create(
        institution_id=institution_id, program_id=program_id, actor=by, action=action, at=now, detail=detail[:300]
    )
