"""Celery tasks that belong to all apps."""

from datetime import datetime, timedelta

from celery import shared_task

from home.purge.compacting import compact
from home.purge.running import purge
from notices.clock import database_now
from notices.models import SweepMark

NAME = "purge"
# At night in the United States, where the programs are; later rather than never.
NIGHT = range(7, 12)
A_DAY, LATE = timedelta(hours=20), timedelta(hours=44)


@shared_task(name="home.tasks.purge_once_a_day")
def purge_once_a_day() -> None:
    """Every hour: purge if it is time."""
    now = database_now()
    if is_time(SweepMark.objects.filter(name=NAME).values_list("at", flat=True).first(), now):
        SweepMark.objects.update_or_create(name=NAME, defaults={"at": now})
        purge(now=now)
        compact()


def is_time(last: datetime | None, now: datetime) -> bool:
    """Once a night, or as soon as the server is up again when a night was missed."""
    if last is None or now - last >= LATE:
        return True
    return now - last >= A_DAY and now.hour in NIGHT
