"""Load and authorize in one step, or 404: what was agreed is between whoever agreed it (privacy.md 1)."""

from datetime import datetime
from uuid import UUID

from django.http import Http404

from checkins.models import Slot
from followups.meeting import Meeting, meeting_in
from followups.models import Task, WrapUp
from programs.acting import Acting
from programs.permissions import Permission


def meeting_of_facilitator(acting: Acting, slot_id: UUID, now: datetime) -> Meeting:
    """A check-in that the acting facilitator had, from the minute it begins; 404 for another's and for a free time."""
    own = Slot.objects.standing().filter(facilitator=acting.person, program=acting.here, starts_at__lte=now)
    slot = own.select_related("round", "program", "facilitator").filter(pk=slot_id).first()
    found = meeting_in(slot) if slot else None
    if found is None:
        raise Http404
    return found


def wrap_up_to_read(acting: Acting, slot_id: UUID) -> WrapUp:
    """A finished wrap-up, for the two sides of it; each in the role in which they met."""
    found = WrapUp.objects.finished().with_people().filter(slot_id=slot_id, program=acting.here)
    mine = found.told_to(acting.person.pk) if _as_trainee(acting) else found.written_by(acting.person.pk)
    wrap_up = mine.first()
    if wrap_up is None:
        raise Http404
    return wrap_up


def task_of(acting: Acting, pk: UUID) -> Task:
    """A promise, for whoever made it and whoever it was made to; each in the role in which it was made."""
    found = Task.objects.with_people().filter(pk=pk, program=acting.here)
    task = (found.promised_to(acting.person.pk) if _as_trainee(acting) else found.promised_by(acting.person.pk)).first()
    if task is None:
        raise Http404
    return task


def _as_trainee(acting: Acting) -> bool:
    return acting.can(Permission.OWN_OFFER)
