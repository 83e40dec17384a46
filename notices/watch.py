"""How the outbox is doing, across programs: counts and ids alone, for the operator."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from notices.models import SweepMark


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits although it is due, since when, how many were given up, and when the sweep last ran."""

    waiting: int
    oldest: datetime | None
    failed: int
    last_sweep: datetime | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A notice that was given up."""

    institution_id: UUID
    program_id: UUID
    notice_id: UUID
    attempts: int
    last_error: str


def outbox(now: datetime) -> Outbox:
    """The outbox at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting, oldest, failed FROM hearten_outbox(%s)", [now])
        waiting, oldest, failed_count = cursor.fetchone()
    last = SweepMark.objects.filter(name="sweep").values_list("at", flat=True).first()
    return Outbox(waiting, oldest, failed_count, last)


def failed(many: int = 100) -> list[Failed]:
    """Notices that were given up, the oldest first (F5)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM hearten_failed_notices(%s)", [many])
        return [Failed(*row) for row in cursor.fetchall()]
