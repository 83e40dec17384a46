"""How reliable listeners' times were, for a director: from times alone, so that nothing of a trainee is in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from checkins.models import Slot, Withdrawn
from programs.models import Program

LOOKS_BACK = timedelta(days=365)
# Given back that shortly before, a time is hard to replace.
SHORT = timedelta(hours=48)


@dataclass(frozen=True)
class Reliability:
    """One listener's times of a year."""

    name: str
    offered: int
    given_back: int
    shortly: int


def of_listeners(program: Program, now: datetime) -> list[Reliability]:
    """Times offered, given back, and of those shortly before, by listener in the order of names; one query.

    What a listener did not decide (a day called off, a group held as single talks) counts as offered and nothing more.
    """
    own = Q(withdrawn_why__in=(Withdrawn.GIVEN_BACK, Withdrawn.AWAY)) | Q(withdrawn_why="", withdrawn_at__isnull=False)
    slots = Slot.objects.filter(
        program=program, part_of__isnull=True, round__asked=False, starts_at__gt=now - LOOKS_BACK
    )
    found = slots.values("facilitator__sort_key", "facilitator__first_name", "facilitator__last_name", "facilitator")
    counted = found.annotate(
        offered=Count("pk"),
        given_back=Count("pk", filter=own),
        shortly=Count("pk", filter=own & Q(withdrawn_at__gt=F("starts_at") - SHORT)),
    )
    return [
        Reliability(
            f"{row['facilitator__first_name']} {row['facilitator__last_name']}".strip(),
            row["offered"],
            row["given_back"],
            row["shortly"],
        )
        for row in counted.order_by("facilitator__sort_key", "facilitator")
    ]
