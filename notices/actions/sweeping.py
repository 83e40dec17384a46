"""The sweep: claims what is due in every program, and runs the periodic jobs.

Two may run at once (two beats, F8): a row is claimed under its lock, and whoever finds it locked or claimed goes on.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import connection

from notices import registry, rules
from notices.actions import accounts
from notices.actions.delivery import deliver
from notices.models import CalendarEntry, JobMark, Notice, SweepMark
from notices.querysets import UNSENT
from programs import tenancy
from programs.models import Program

logger = logging.getLogger("hearten.notices")
type Claim = tuple[UUID, UUID]  # program, notice

BATCH = 100
# A sweep a minute is never quite a minute after the last one.
EARLY = timedelta(seconds=30)
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=90)


def claim_batches(*, now: datetime) -> Iterator[list[Claim]]:
    """Claim what is due, a batch at a time, and commit each before it is given out."""
    while batch := _claim_batch(now):
        yield batch


def _claim_batch(now: datetime) -> list[Claim]:
    claims: list[Claim] = []
    for (institution_id, program_id), rows in groupby(sorted(_due(now)), key=lambda row: row[:2]):
        with tenancy.inside(institution_id=institution_id, program_id=program_id):
            due = Notice.objects.claimable(now).filter(pk__in=[row[2] for row in rows])
            mine = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True))
            Notice.objects.filter(pk__in=mine).update(state=Notice.State.CLAIMED, lease_until=now + rules.LEASE)
        claims += [(program_id, pk) for pk in mine]
    return claims


def _due(now: datetime) -> list[tuple[UUID, UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT institution_id, program_id, notice_id FROM hearten_due_notices(%s, %s)", [now, BATCH])
        rows: list[tuple[UUID, UUID, UUID]] = cursor.fetchall()
    return rows


def run_jobs(*, now: datetime) -> int:
    """Run every periodic job whose time has come, for every program; one that fails stops no other. How many ran."""
    if not registry.jobs():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT institution_id, program_id FROM hearten_programs()")
        programs: list[tuple[UUID, UUID]] = cursor.fetchall()
    return sum(_run_jobs_of(institution_id, program_id, now) for institution_id, program_id in programs)


def _run_jobs_of(institution_id: UUID, program_id: UUID, now: datetime) -> int:
    with tenancy.inside(institution_id=institution_id, program_id=program_id):
        ran_at = dict(JobMark.objects.filter(program_id=program_id).values_list("name", "ran_at"))
    ran = 0
    for job in registry.jobs():
        if now - ran_at.get(job.name, NEVER) < job.every - EARLY:
            continue
        try:
            with tenancy.inside(institution_id=institution_id, program_id=program_id):
                ran += _run_job(job, program_id, now)
        except Exception as error:  # a job is an app's own code; the next one must run all the same
            # Without a traceback, which could show a person's data.
            logger.error("The job %s failed (%s); it runs again in a minute.", job.name, type(error).__name__)
    return ran


def _run_job(job: registry.Job, program_id: UUID, now: datetime) -> int:
    """Run one job in the transaction that marks it: killed in the middle, neither has happened."""
    JobMark.objects.bulk_create([JobMark(program_id=program_id, name=job.name, ran_at=NEVER)], ignore_conflicts=True)
    mark = JobMark.objects.select_for_update(skip_locked=True).filter(program_id=program_id, name=job.name).first()
    if mark is None or now - mark.ran_at < job.every - EARLY:
        return 0
    job.run(Program.objects.select_related("institution").get(pk=program_id), now)
    mark.ran_at = now
    mark.save(update_fields=["ran_at"])
    return 1


def send_outside(*, now: datetime) -> int:
    """Empty the outboxes of other apps; one that fails stops no other. How many mails left."""
    sent = 0
    for send in registry.senders():
        try:
            sent += send(now)
        except Exception as error:  # an app's own code; the next one must run all the same
            logger.error("An outbox failed (%s); it is tried again in a minute.", type(error).__name__)
    return sent


def swept(*, now: datetime) -> None:
    """Note that a sweep ran through; the readiness page looks at it."""
    SweepMark.objects.update_or_create(name="sweep", defaults={"at": now})


def run_inline(*, now: datetime) -> dict[str, int]:
    """A whole sweep in this process, deliveries included: what became of how many (`manage.py sweep`)."""
    done = Counter(dict.fromkeys(("sent", "dropped", "due", "failed"), 0))
    jobs = run_jobs(now=now)
    for batch in claim_batches(now=now):
        done.update(deliver(program_id=program_id, notice_id=pk, now=now) for program_id, pk in batch)
    mails = accounts.send_account_mails(now=now)
    outside = send_outside(now=now)
    swept(now=now)
    return {
        "sent": done["sent"],
        "dropped": done["dropped"],
        "postponed": done["due"],
        "failed": done["failed"],
        "account_mails": mails,
        "outside_mails": outside,
        "jobs": jobs,
    }


def purge(program: Program, now: datetime) -> None:
    """Delete finished notices with their inbox items, and calendar entries, 90 days after they mattered."""
    old = now - KEPT
    Notice.objects.filter(program=program, due_at__lt=old).exclude(state__in=UNSENT).delete()
    CalendarEntry.objects.filter(program=program, ends_at__lt=old).delete()
