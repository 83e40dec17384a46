"""The Celery application: `celery -A config worker`, `celery -A config beat`."""

import os
from contextlib import suppress
from typing import Any

from celery import Celery
from celery.signals import beat_init
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("hearten")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def _sweep_at_once(**_signal: Any) -> None:
    """What fell due while nothing ran goes out now, and not a minute later."""
    # Without a queue the next tick asks again.
    with suppress(OperationalError):
        app.send_task("notices.tasks.sweep", expires=55, retry=False)
