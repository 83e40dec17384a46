"""Celery tasks: ids in, one action."""

from uuid import UUID

from celery import shared_task

from notices.clock import database_now
from resources.actions import links

# Twenty links, each of them slow to the last second, and pauses.
LIMIT = 20 * 60


@shared_task(name="resources.tasks.check_links", time_limit=LIMIT)
def check_links(program_id: str) -> None:
    """Ask for the links of one program's directory that are due."""
    links.check(program_id=UUID(program_id), now=database_now())
