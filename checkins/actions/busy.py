"""Keeping and reading the address of a facilitator's own calendar (R10), so that nothing is offered twice."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction

from checkins.busy import Problem, ReadError
from checkins.busy.fetching import checked, fetch
from checkins.busy.reading import Span, busy_spans
from checkins.models import BusyCalendar, BusySpan
from programs import tenancy
from programs.models import Person, Program
from programs.sealing import seal, unseal

logger = logging.getLogger("hearten.checkins")
TASK = "checkins.tasks.read_calendar"
PURPOSE = "checkins.busy"
# The seal's own age matters to nobody here; the address lives until its owner takes it away.
SEAL_LIVES = timedelta(days=36_500)
READ_EVERY = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=1)
# A worker that died over a calendar leaves it for the next hour.
CLAIMED_FOR = timedelta(minutes=30)
# Rounds are planned that far ahead.
LOOKS_AHEAD = timedelta(days=190)


def save_address(*, program: Program, person: Person, address: str, now: datetime) -> BusyCalendar:
    """Keep a calendar's address, sealed, in place of a former one; a worker reads it soon.

    Raises ReadError for what is no https address.
    """
    checked(address)
    values = {"sealed": seal(address.strip(), PURPOSE), "due_at": now, "read_at": None, "problem": "", "failures": 0}
    with transaction.atomic():
        kept, _ = BusyCalendar.objects.update_or_create(program=program, person=person, defaults=values)
        kept.spans.all().delete()
    return kept


def remove_address(*, program: Program, person: Person) -> None:
    """Forget the address and all that was read there."""
    BusyCalendar.objects.filter(program=program, person=person).delete()


def hand_out(program: Program, now: datetime) -> None:
    """A job: give every calendar that is due to a worker, once."""
    due = BusyCalendar.objects.filter(program=program, due_at__lte=now).select_for_update(skip_locked=True)
    for pk in list(due.values_list("pk", flat=True)):
        BusyCalendar.objects.filter(pk=pk).update(due_at=now + CLAIMED_FOR)
        transaction.on_commit(partial(_send, program.pk, pk), robust=True)


def _send(program_id: UUID, calendar_id: UUID) -> None:
    try:
        arguments = [str(program_id), str(calendar_id)]
        current_app.send_task(TASK, args=arguments, expires=600, retry=False, ignore_result=True)
    except Exception as error:  # a queue can fail in any way; the calendar is due again in half an hour
        logger.warning("The queue did not answer (%s); a calendar is read later.", type(error).__name__)


def read_calendar(*, program_id: UUID, calendar_id: UUID, now: datetime) -> None:
    """Read one calendar and keep when its owner is busy. What stood before stays when it cannot be read.

    The network is asked outside of any transaction.
    """
    with tenancy.inside(program_id=program_id):
        found = BusyCalendar.objects.filter(pk=calendar_id).select_related("program").first()
    if found is None:
        return
    try:
        spans = _read(found, now)
    except ReadError as error:
        _failed(found, error.problem, now)
    else:
        _keep(found, spans, now)


def _read(calendar: BusyCalendar, now: datetime) -> Sequence[Span]:
    address = unseal(calendar.sealed, PURPOSE, SEAL_LIVES)
    if address is None:
        raise ReadError(Problem.SEALED)
    data = fetch(address)
    return busy_spans(data, first=now, last=now + LOOKS_AHEAD, zone=calendar.program.time_zone)


def _keep(calendar: BusyCalendar, spans: Sequence[Span], now: datetime) -> None:
    with tenancy.inside(program_id=calendar.program_id):
        # Somebody may have given another address while this one was read.
        still = BusyCalendar.objects.select_for_update().filter(pk=calendar.pk, sealed=calendar.sealed)
        if not still.exists():
            return
        BusySpan.objects.filter(calendar=calendar).delete()
        BusySpan.objects.bulk_create(
            BusySpan(program_id=calendar.program_id, calendar=calendar, starts_at=start, ends_at=end)
            for start, end in spans
        )
        still.update(read_at=now, due_at=now + READ_EVERY, problem="", failures=0)


def _failed(calendar: BusyCalendar, problem: Problem, now: datetime) -> None:
    wait = min(READ_EVERY * 2 ** min(calendar.failures, 5), LONGEST_WAIT)
    with tenancy.inside(program_id=calendar.program_id):
        mine = BusyCalendar.objects.filter(pk=calendar.pk, sealed=calendar.sealed)
        mine.update(problem=problem, failures=min(calendar.failures + 1, 100), due_at=now + wait)


def busy_of(program: Program, person: Person, now: datetime) -> list[Span]:
    """When a facilitator's own calendar says that they are busy, from now on."""
    mine = BusySpan.objects.filter(calendar__program=program, calendar__person=person, ends_at__gt=now)
    return list(mine.order_by("starts_at").values_list("starts_at", "ends_at"))
