"""That somebody of the staff signed in: what an institution needs to find a stolen password, and no more."""

from datetime import datetime
from uuid import UUID

from programs import tenancy
from programs.acting import memberships_of
from programs.actions.events import SIGNED_IN
from programs.models import AccessEvent, Person, Role


def record_sign_in(*, by: Person, now: datetime) -> None:
    """Write one event for each institution where this person has a role now, and is a trainee nowhere.

    Of trainees nothing is written: when somebody opens Hearten after an offer hints at their answer (privacy.md, T10).
    """
    with tenancy.inside(person_id=by.pk):
        held = memberships_of(by, now)
        if any(each.role == Role.TRAINEE for each in held):
            return
        institutions: set[UUID] = {each.institution_id for each in held}
        AccessEvent.objects.bulk_create(
            AccessEvent(institution_id=pk, actor=by, action=SIGNED_IN, at=now) for pk in sorted(institutions)
        )
