"""What a person does about what Hearten holds about them."""

from datetime import datetime

from django.db import transaction

from home.holdings import each, rows_of
from programs.acting import Acting
from programs.models import AccessEvent

DELETED_OWN = "own data deleted"


def deletable(what: str) -> str | None:
    """The title of what somebody may delete under this word, or None."""
    return next((mine.title for _, mine in each() if mine.delete and mine.delete == what), None)


def delete_own(*, what: str, acting: Acting, now: datetime) -> int:
    """Delete one's own rows under a word of the inventory, in the program acted in. How many; 0 for an unknown word."""
    count = 0
    with transaction.atomic():
        for table, mine in each():
            if mine.delete and mine.delete == what:
                count += rows_of(table, mine, acting.person).delete()[0]
        if count:
            AccessEvent.objects.create(
                program=acting.program,
                institution=acting.institution,
                actor=acting.person,
                subject=acting.person,
                action=DELETED_OWN,
                at=now,
                detail=what,
            )
    return count
