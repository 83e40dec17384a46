"""Load and authorize in one step, or 404: what was agreed is between whoever agreed it (privacy.md 1)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404

from checkins.models import Format, Slot
from followups.meeting import Meeting, meeting_in
from followups.models import PrivateNote, Task, WrapUp
from programs.access import first_or_404
from programs.acting import Acting
from programs.models import Person
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
    return first_or_404(mine)


def task_of(acting: Acting, pk: UUID) -> Task:
    """A promise, for whoever made it and whoever it was made to; each in the role in which it was made."""
    found = Task.objects.with_people().filter(pk=pk, program=acting.here)
    return first_or_404(
        found.promised_to(acting.person.pk) if _as_trainee(acting) else found.promised_by(acting.person.pk)
    )


@dataclass(frozen=True)
class Talk:
    """One's own check-in with one person, with the note about it if there is one."""

    slot: Slot
    trainee: Person
    note: PrivateNote | None


def talk_to_note(acting: Acting, slot_id: UUID, now: datetime) -> Talk:
    """A one-on-one check-in of the acting facilitator's own, and their note about it (privacy.md 3).

    The note outlives the round, and still knows whom it is about when nothing else does.
    """
    own = Slot.objects.filter(facilitator=acting.person, program=acting.here, format=Format.ONE_ON_ONE)
    slot = own.standing().select_related("round", "program").filter(pk=slot_id, starts_at__lte=now).first()
    if slot is None:
        raise Http404
    note = PrivateNote.objects.select_related("trainee").filter(slot=slot, author=acting.person).first()
    if note is not None:
        return Talk(slot, note.trainee, note)
    meeting = meeting_in(slot)
    if meeting is None or meeting.trainee is None:
        raise Http404
    return Talk(slot, meeting.trainee, None)


def own_note(acting: Acting, slot_id: UUID) -> PrivateNote:
    """A note of the acting facilitator's own, by its check-in."""
    notes = PrivateNote.objects.select_related("program", "trainee", "slot")
    return first_or_404(notes.filter(slot_id=slot_id, author=acting.person, program=acting.here))


def note_about_oneself(acting: Acting, pk: UUID) -> PrivateNote:
    """A note that somebody wrote about the acting person, to have it deleted unread."""
    notes = PrivateNote.objects.select_related("program", "author", "slot").defer("sealed")
    return first_or_404(notes.filter(pk=pk, trainee=acting.person, program=acting.here))


def _as_trainee(acting: Acting) -> bool:
    return acting.can(Permission.OWN_OFFER)
