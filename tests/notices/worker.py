"""What the real workers of test_faults.py run: `celery -A tests.notices.worker worker`.

The Celery application as it is, with one more kind of message, whose truth is a row that the test changes.
"""

from dataclasses import replace
from datetime import timedelta

import django

from config.celery import app

django.setup()

from notices.models import JobMark, Notice  # noqa: E402  # models need the set-up
from notices.registry import Event, Kind, Message, register  # noqa: E402  # the same

__all__ = ["app"]

WORDS = Message(subject="Conversation, 20 min", text="Words.", sender_name="Ravi Osei", link="/")


def talk(notice: Notice) -> Message:
    """A talk takes place at its mark's time; without a mark it is off."""
    mark = JobMark.objects.filter(name=str(notice.subject_id)).first()
    if mark is None:
        return replace(WORDS, takes_event_out=True)
    return replace(WORDS, event=Event(mark.ran_at, mark.ran_at + timedelta(minutes=20), WORDS.subject, "Café"))


register(Kind("test.talk", "A talk", render=talk, still_true=lambda _notice: True))
register(Kind("test.note", "A note", render=lambda _notice: WORDS, still_true=lambda _notice: True))
