"""Waking the worker, so that a message leaves in seconds and not at the next full minute."""

import logging
from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.db import connection, transaction

logger = logging.getLogger("hearten.notices")


def nudge_on_commit() -> None:
    """Ask for a look at the outbox once this transaction has committed; once, however often it is asked.

    By the task's name: actions know no tasks. If the queue is down nothing is lost, since the sweep looks every minute.
    """
    _once(_hand_out)


def nudge_accounts_on_commit() -> None:
    """The same for sign-in mails, which somebody is waiting for."""
    _once(_send_account_mails)


def _once(nudge: Callable[[], None]) -> None:
    waiting = (entry[1] for entry in connection.run_on_commit)
    if settings.NOTICES_NUDGE and nudge not in waiting:
        transaction.on_commit(nudge, robust=True)


def _hand_out() -> None:
    _send("notices.tasks.hand_out")


def _send_account_mails() -> None:
    _send("notices.tasks.send_account_mails")


def _send(task: str) -> None:
    try:
        current_app.send_task(task, expires=60, retry=False, ignore_result=True)
    except Exception as error:  # a queue can fail in any way, and a request must not fail with it
        logger.warning("The queue did not answer (%s); the next sweep sends what is due.", type(error).__name__)
