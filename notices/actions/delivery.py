"""Sending one notice: decide and mark it in one transaction, talk to the mail server outside, then mark it sent.

What a kill leaves behind (privacy.md 6), by the last thing that was committed:
- claimed: nothing left; the lease runs out, the next sweep hands it out again (F3);
- sending: it may have left; sent again under the same Message-ID, UID and SEQUENCE (F4);
- sent: done.
No transaction is open while the mail server thinks, so a slow one holds no locks.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Case, F, Value, When

from notices import faults, mail, rules
from notices.actions import calendar
from notices.models import InboxItem, Notice, NoticeSwitch
from notices.querysets import UNSENT
from notices.registry import Message, kind_named
from notices.titles import TITLES, bare_message
from programs import tenancy
from programs.models import Membership, Program
from programs.times import today

logger = logging.getLogger("hearten.notices")
State = Notice.State
LOST = "Lost"  # what `deliver` answers for a notice that is no longer its own


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail that is decided on and not yet sent."""

    notice_id: UUID
    lease: datetime
    mail: EmailMultiAlternatives
    told: calendar.Told | None


def deliver(*, program_id: UUID, notice_id: UUID, now: datetime) -> str:
    """Send one claimed notice if it is still true, and mark what became of it. The state it is in then.

    Harmless for a notice that is no longer claimed: sent meanwhile, cancelled, or moved. Never raises for what is wrong
    with the notice or the mail server; that is written down, and tried again later (F5).
    """
    outgoing: Outgoing | None = None
    try:
        with _program(program_id) as program:
            state, outgoing = _decide(program, notice_id, now)
        if outgoing is None:
            return state
        faults.point("before_send")
        mail.send(outgoing.mail)
        faults.point("after_250")
    except Exception as error:  # any failure is this notice's alone
        with tenancy.inside(program_id=program_id):
            return _failed(notice_id, error, outgoing, now)
    with tenancy.inside(program_id=program_id):
        return _sent(outgoing, now)


@contextmanager
def _program(program_id: UUID) -> Iterator[Program]:
    """A transaction inside the program and its institution."""
    with tenancy.inside(program_id=program_id):
        program = Program.objects.get(pk=program_id)
        tenancy.enter(program_id=program_id, institution_id=program.institution_id)
        yield program


def _decide(program: Program, notice_id: UUID, now: datetime) -> tuple[str, Outgoing | None]:
    """Whether it goes now; if so it is in the inbox and, where mail leaves, marked as being sent."""
    found = Notice.objects.select_related("recipient").select_for_update(of=("self",))
    # Waits for a change that is just cancelling it, and then sees that.
    notice = found.filter(pk=notice_id, state=State.CLAIMED).first()
    if notice is None:
        return LOST, None
    notice.decided_at = now
    kind = kind_named(notice.kind)
    off = set(NoticeSwitch.objects.filter(program=program, person=notice.recipient).values_list("kind", flat=True))
    if rules.too_late(notice.drop_after, now) or (kind.optional and kind.name in off) or not kind.still_true(notice):
        return _close(notice, State.DROPPED), None
    later = kind.hold_until(notice, now) if kind.hold_until else None
    if later is not None and later > now:
        return _wait(notice, later), None
    message = kind.render(notice)
    if not _may_read(notice, message, program, now):
        return _close(notice, State.DROPPED), None
    if TITLES in off:
        message = bare_message(message)
    return _mark(program, notice, message, now)


def _may_read(notice: Notice, message: Message, program: Program, now: datetime) -> bool:
    """A role that ended takes effect at once (privacy.md 1); what stands in a calendar is still taken out."""
    if not notice.recipient.is_active:
        return False
    day = today(now, program.time_zone)
    own = Membership.objects.on(day).filter(program=program, person=notice.recipient)
    return message.takes_event_out or own.exists()


def _mark(program: Program, notice: Notice, message: Message, now: datetime) -> tuple[str, Outgoing | None]:
    lease = now + rules.LEASE if settings.MAIL_LEAVES else None
    told, about = None, message.about or notice.subject_id
    try:
        if message.event is not None:
            told = calendar.put_in(notice=notice, event=message.event, about=about, now=now, by_mail_until=lease)
        elif message.takes_event_out:
            told = calendar.take_out(notice=notice, about=about, now=now, by_mail_until=lease)
            if told is None:
                return _close(notice, State.DROPPED), None
            lease = told.entry.busy_until
    except calendar.BusyError:
        return _wait(notice, now + rules.BUSY_WAIT), None
    _into_inbox(notice, message, now)
    if lease is None:
        notice.sent_at = now
        return _close(notice, State.SENT), None
    notice.state, notice.lease_until = State.SENDING, lease
    notice.save(update_fields=["state", "lease_until"])
    written = mail.build(notice, message, program.institution, told.entry if told else None)
    return State.SENDING, Outgoing(notice.pk, lease, written, told)


def _into_inbox(notice: Notice, message: Message, now: datetime) -> None:
    item = InboxItem(
        program_id=notice.program_id,
        recipient_id=notice.recipient_id,
        notice=notice,
        subject=message.subject,
        text=message.text,
        link=message.inbox_link or message.link,
        created_at=now,
    )
    # There already when an earlier attempt by mail failed.
    InboxItem.objects.bulk_create([item], ignore_conflicts=True)


def _close(notice: Notice, state: Notice.State) -> str:
    notice.state, notice.lease_until = state, None
    notice.save(update_fields=["state", "lease_until", "sent_at"])
    return state


def _wait(notice: Notice, until: datetime) -> str:
    notice.state, notice.lease_until, notice.due_at = State.DUE, None, until
    notice.save(update_fields=["state", "lease_until", "due_at"])
    return State.DUE


def _sent(outgoing: Outgoing, now: datetime) -> str:
    """Mark it sent; one that was cancelled on its way stays cancelled, and is not tried again either way."""
    # Claimed or due again, if our lease ran out meanwhile: it did leave, so it must not leave once more.
    sent = Case(When(state__in=UNSENT, then=Value(State.SENT)), default=F("state"))
    Notice.objects.filter(pk=outgoing.notice_id).update(state=sent, sent_at=now, lease_until=None)
    if outgoing.told is not None:
        calendar.settle(entry_id=outgoing.told.entry.pk)
    return State.SENT


def _failed(notice_id: UUID, error: Exception, outgoing: Outgoing | None, now: datetime) -> str:
    """Write down a failure, by the name of its class alone, and when to try again."""
    cause = error.__cause__ if isinstance(error, mail.NotSentError) and error.__cause__ else error
    logger.warning("A notice was not sent: %s.", type(cause).__name__)
    if outgoing is not None and outgoing.told is not None:
        certain = isinstance(error, mail.NotSentError)
        calendar.settle(entry_id=outgoing.told.entry.pk, mailed=outgoing.told.mailed_before if certain else None)
    # Only while it is still ours: after our lease another worker may have it.
    ours = {"state": State.SENDING, "lease_until": outgoing.lease} if outgoing else {"state": State.CLAIMED}
    notice = Notice.objects.select_for_update().filter(pk=notice_id, **ours).first()
    if notice is None:
        return LOST
    notice.attempts += 1
    notice.last_error = type(cause).__name__
    notice.lease_until = None
    wait = rules.next_attempt(notice.attempts)
    if wait is None:
        notice.state = State.FAILED
        InboxItem.objects.filter(notice=notice).update(mail_failed=True)
    else:
        notice.state, notice.due_at = State.DUE, now + wait
    notice.save(update_fields=["state", "due_at", "attempts", "last_error", "lease_until"])
    return notice.state
