"""Handing a resource over to a trainee with a few words (R28), and what becomes of it."""

from datetime import datetime, timedelta

from django.db import transaction

from notices.actions import cancel, post
from programs.errors import RefusedError
from programs.models import Person, Program
from resources.kinds import Name
from resources.models import HandedOver
from resources.rules.shelf import Entry

KEPT = timedelta(days=365)


def hand_over(*, program: Program, entry: Entry, trainee: Person, words: str, by: Person, now: datetime) -> HandedOver:
    """Give a trainee a resource with an introduction, and tell them, without naming it in the mail.

    Raises RefusedError when the trainee has it from the same person already.
    """
    with transaction.atomic():
        again = HandedOver.objects.filter(program=program, trainee=trainee, by=by, key=entry.key)
        if again.exists():
            raise RefusedError(f"{trainee.name} has this one from you already.")
        made = HandedOver.objects.create(program=program, trainee=trainee, by=by, key=entry.key, words=words, at=now)
        post(program=program, kind=Name.HANDED_OVER, subject_id=made.pk, recipient=trainee, occasion="1", due_at=now)
    return made


def put_away(*, handed: HandedOver, now: datetime) -> None:
    """The trainee does not need it any more; nobody is told."""
    with transaction.atomic():
        cancel(program=handed.program, subject_id=handed.pk, now=now)
        handed.delete()


def purge(program: Program, now: datetime) -> None:
    """Delete what was handed over a year ago; a periodic job."""
    HandedOver.objects.filter(program=program, at__lt=now - KEPT).delete()
