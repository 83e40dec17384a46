"""Checking the links of a program's directory: what is due, asked outside any transaction, and what came of it."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction

from programs import tenancy
from programs.models import Program
from resources.fetching import ask
from resources.models import LinkCheck
from resources.rules.links import Answer, Checked, due, failures_after, offline, verdict
from resources.shelf import directory_of

logger = logging.getLogger("hearten.resources")
BATCH = 20
# Between two questions to the same server.
PAUSE_SECONDS = 1.0


def hand_out(program: Program, now: datetime) -> None:
    """The periodic job: if a link is due, ask a worker to look, once this transaction has committed."""
    if settings.LINK_CHECKS and links_due(program, now, most=1):
        check_soon(program)


def check_soon(program: Program) -> None:
    """Have a worker look at the links; by the task's name, since actions know no tasks."""
    transaction.on_commit(lambda: _send(program.pk), robust=True)


def _send(program_id: UUID) -> None:
    try:
        name = "resources.tasks.check_links"
        current_app.send_task(name, args=[str(program_id)], expires=3600, retry=False, ignore_result=True)
    except Exception as error:  # a queue can fail in any way; the next hour asks again
        logger.warning("The queue did not answer (%s); links are checked later.", type(error).__name__)


def links_due(program: Program, now: datetime, most: int = BATCH) -> list[str]:
    """Addresses of the program's directory that are to be asked for now."""
    urls = {entry.url for entry in directory_of(program).shown if entry.url}
    rows = LinkCheck.objects.filter(program=program, url__in=urls)
    return due(urls, {row.url: Checked(row.outcome, row.failures, row.checked_at) for row in rows}, now, most)


def check(*, program_id: UUID, now: datetime, asking: Callable[[str], Answer] = ask) -> int:
    """Ask for the links that are due, one after the other; how many were written down.

    No transaction is open while a server takes its time. If nobody answers at all, the line is probably down and
    nothing is written.
    """
    with tenancy.inside(program_id=program_id):
        program = Program.objects.filter(pk=program_id).first()
    if program is None:
        return 0
    with tenancy.inside(program=program):
        urls = links_due(program, now)
    answers = _asked(urls, asking)
    if not answers or offline(answers.values()):
        return 0
    with tenancy.inside(program_id=program_id):
        return record(program_id=program_id, answers=answers, now=now)


def _asked(urls: list[str], asking: Callable[[str], Answer]) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    last_host = ""
    for url in sorted(urls, key=lambda url: urlsplit(url).netloc):
        host = urlsplit(url).netloc
        if host == last_host:
            time.sleep(PAUSE_SECONDS)
        answers[url] = asking(url)
        last_host = host
    return answers


def record(*, program_id: UUID, answers: Mapping[str, Answer], now: datetime) -> int:
    """Write down how each link stands. How many."""
    before = {row.url: row for row in LinkCheck.objects.filter(program_id=program_id)}
    rows = []
    for url, answer in answers.items():
        old = before.get(url)
        outcome = verdict(answer)
        failures = failures_after(Checked(old.outcome, old.failures, old.checked_at) if old else None, outcome)
        rows.append(LinkCheck(program_id=program_id, url=url, outcome=outcome, failures=failures, checked_at=now))
    LinkCheck.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["program", "url"],
        update_fields=["outcome", "failures", "checked_at"],
    )
    return len(rows)
