"""What was asked last time, kept without saying of whom.

A round forgets who met whom when it closes (privacy.md 1). What a listener asked must outlive it, so it is filed under
a digest of listener and trainee with SECRET_KEY: found again by somebody who asks about both, read by nobody else.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.crypto import salted_hmac

from checkins.models import AskedBefore, Slot


def mark(*, program_id: UUID, listener_id: UUID, trainee_id: UUID) -> str:
    """Under what a pair is filed; another program's pair of the same two people has another one."""
    pair = f"{program_id} {listener_id} {trainee_id}"
    return salted_hmac("checkins.asked", pair, algorithm="sha256").hexdigest()


def marks_of(trainee_id: UUID) -> list[str]:
    """Under what a trainee could be filed here: with each who ever offered a time in the tenant's program."""
    pairs = Slot.objects.order_by().values_list("program_id", "facilitator_id").distinct()
    return [mark(program_id=here, listener_id=listener, trainee_id=trainee_id) for here, listener in pairs]


def asked_before(*, program_id: UUID, listener_id: UUID, trainees: Iterable[UUID], day: date) -> frozenset[str]:
    """Keys of the prompts that this listener had ready last time for any of these trainees; one query."""
    marks = [mark(program_id=program_id, listener_id=listener_id, trainee_id=pk) for pk in trainees]
    if not marks:
        return frozenset()
    rows = AskedBefore.objects.filter(program_id=program_id, mark__in=marks, forget_on__gt=day)
    return frozenset(key for keys in rows.values_list("keys", flat=True) for key in keys)
