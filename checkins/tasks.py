"""Celery tasks: ids in, one action. The queue may be emptied at any moment; the sweep asks again."""

from uuid import UUID

from celery import shared_task

from checkins.actions import busy
from checkins.actions.opening import open_asked
from notices.clock import database_now

# Seconds; longer than the network and the largest calendar take. What takes longer is not worth it.
CALENDAR_LIMIT = 60


@shared_task(name="checkins.tasks.open_round", expires=600)
def open_round(program_id: str, round_id: str) -> None:
    """Open a round that somebody asked to open."""
    open_asked(program_id=UUID(program_id), round_id=UUID(round_id), now=database_now())


@shared_task(name=busy.TASK, time_limit=CALENDAR_LIMIT)
def read_calendar(program_id: str, calendar_id: str) -> None:
    """Read one facilitator's calendar."""
    busy.read_calendar(program_id=UUID(program_id), calendar_id=UUID(calendar_id), now=database_now())
