"""Celery tasks: ids in, one action. The queue may be emptied at any moment; the sweep finds what is still due."""

from uuid import UUID

from celery import shared_task

from notices import faults, rules
from notices.actions import accounts, delivery, sweeping
from notices.clock import database_now

# After its lease a handed-out notice is somebody else's; a message that old in the queue is thrown away unread.
EXPIRES = int(rules.LEASE.total_seconds())
LIMIT = int(rules.DELIVER_LIMIT.total_seconds())


@shared_task(name="notices.tasks.sweep", expires=55)
def sweep() -> None:
    """Once a minute: hand out what is due, run the periodic jobs, hand out what they wrote."""
    hand_out()
    send_account_mails.apply_async(retry=False)
    if sweeping.run_jobs(now=database_now()):
        hand_out()
    send_outside.apply_async(retry=False)
    sweeping.swept(now=database_now())


@shared_task(name="notices.tasks.hand_out")
def hand_out() -> None:
    """Claim what is due and hand each to a worker."""
    for batch in sweeping.claim_batches(now=database_now()):
        faults.point("after_claim")
        for program_id, notice_id in batch:
            deliver.apply_async((str(program_id), str(notice_id)), expires=EXPIRES, retry=False)


@shared_task(name="notices.tasks.deliver", time_limit=LIMIT)
def deliver(program_id: str, notice_id: str) -> None:
    """Send one notice."""
    delivery.deliver(program_id=UUID(program_id), notice_id=UUID(notice_id), now=database_now())


@shared_task(name="notices.tasks.send_account_mails", time_limit=LIMIT)
def send_account_mails() -> None:
    """Send the sign-in mails that wait."""
    accounts.send_account_mails(now=database_now())


@shared_task(name="notices.tasks.send_outside", time_limit=LIMIT)
def send_outside() -> None:
    """Empty the outboxes of other apps, to people who have no account here."""
    sweeping.send_outside(now=database_now())
