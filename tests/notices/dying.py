"""A process that writes a message with a change, and is killed: `python -m tests.notices.dying WHEN PROGRAM PERSON`."""

import os
import signal
import sys
import uuid

import django

django.setup()

from django.db import transaction  # noqa: E402  # after the set-up
from django.utils import timezone  # noqa: E402

from notices import actions  # noqa: E402
from programs import tenancy  # noqa: E402
from programs.models import Person, Program  # noqa: E402


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(when: str, program_id: str, person_id: str) -> None:
    with tenancy.inside(program_id=uuid.UUID(program_id)):
        # First in the queue of what follows the commit, so before the worker is woken.
        transaction.on_commit(die)
        actions.post(
            program=Program.objects.get(pk=program_id),
            kind="test.note",
            subject_id=uuid.uuid4(),
            recipient=Person.objects.get(pk=person_id),
            occasion="1",
            due_at=timezone.now(),
        )
        if when == "before_commit":
            die()


main(*sys.argv[1:])
