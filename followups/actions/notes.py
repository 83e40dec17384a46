"""Writing, opening and ending private notes (privacy.md 3). Plain text goes in and out here and nowhere else.

Whoever writes or opens a note locks its author's key first: a rotation either comes before or after, never in between.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.views.decorators.debug import sensitive_variables

from checkins.models import Slot
from followups.models import NoteKey, PrivateNote
from followups.rules import noting
from followups.sealing import LONGEST, KeyPlace, NotePlace, seal, unseal
from programs.aead import new_key
from programs.errors import RefusedError
from programs.keyring import keyring
from programs.models import AccessEvent, Membership, Person, Program
from programs.times import today

WRITTEN = "private note written"
OPENED = "private note opened by its writer"
EXTENDED = "private note kept longer"
DELETED = "private note deleted"
DELETED_UNREAD = "private note about oneself deleted unread"


@sensitive_variables("text", "data_key")
def write_note(*, slot: Slot, trainee: Person, text: str, by: Person, now: datetime) -> PrivateNote:
    """Seal a note about a talk, over the former one if there is one; it dies 90 days after it was first written.

    Raises RefusedError where the program keeps no notes, and for a text that may not be kept (the form says why).
    """
    program = slot.program
    if not program.notes_allowed:
        raise RefusedError("Your program keeps no private notes.")
    if not text.strip() or len(text) > LONGEST or noting.refusal(text, names=_names(trainee)):
        raise RefusedError("This note cannot be kept as it is.")
    with transaction.atomic():
        # One writer at a time: the first of two leaves one note, the second writes over it.
        Slot.objects.select_for_update(no_key=True).get(pk=slot.pk)
        key, data_key = _key_to_write(program, by)
        note = PrivateNote.objects.filter(slot=slot, author=by).first() or _new(slot, trainee, by, now)
        note.generation = key.generation
        note.sealed = seal(text, data_key, place(note))
        note.save()
        _record(note, WRITTEN, by, now)
    return note


@sensitive_variables("data_key")
def open_note(*, note: PrivateNote, by: Person, now: datetime) -> str:
    """The text, for its author alone. Raises UnreadableError for an altered row, LookupError for anybody else.

    That it was opened is an access event which the trainee can see.
    """
    if note.author_id != by.pk:
        raise LookupError("Only its author opens a note.")
    with transaction.atomic():
        key = NoteKey.objects.select_for_update().get(program_id=note.program_id, author=by)
        found = PrivateNote.objects.get(pk=note.pk, author=by)
        data_key = keyring().unwrap(bytes(key.wrapped), key.version, key_place(key))
        text = unseal(bytes(found.sealed), data_key, place(found))
        _record(found, OPENED, by, now)
    return text


def extend_note(*, note: PrivateNote, by: Person, now: datetime) -> PrivateNote:
    """Let a note live 90 days longer, a year after it was written at most. Raises RefusedError beyond that."""
    with transaction.atomic():
        found = PrivateNote.objects.select_for_update(of=("self",)).get(pk=note.pk, author=by)
        later = noting.extended(found.dies_on, found.written_on)
        if later <= found.dies_on:
            raise RefusedError("A note lives for a year at most. This one has reached it.")
        found.dies_on = later
        found.save(update_fields=["dies_on"])
        _record(found, EXTENDED, by, now)
    return found


def delete_note(*, note: PrivateNote, by: Person, now: datetime) -> None:
    """Delete a note: its author, or unread the trainee it is about. Raises LookupError for anybody else."""
    if by.pk not in (note.author_id, note.trainee_id):
        raise LookupError("Only its author or the trainee deletes a note.")
    with transaction.atomic():
        _record(note, DELETED if by.pk == note.author_id else DELETED_UNREAD, by, now)
        _delete(note.program_id, PrivateNote.objects.filter(pk=note.pk))


def purge_notes(program: Program, now: datetime) -> int:
    """Delete notes whose day has come, or whose author or trainee left three weeks ago, and keys without a note."""
    with transaction.atomic():
        return _delete(program.pk, due_notes(program, today(now, program.time_zone)))


def due_notes(program: Program, day: date) -> QuerySet[PrivateNote]:
    """Notes that must not be there any more on a day."""
    stays = Membership.objects.filter(program=program).exclude(ends_on__lt=day - noting.AFTER_LEAVING)
    return PrivateNote.objects.filter(program=program).filter(
        Q(dies_on__lte=day)
        | ~Exists(stays.filter(person=OuterRef("author")))
        | ~Exists(stays.filter(person=OuterRef("trainee")))
    )


def place(note: PrivateNote) -> NotePlace:
    """What a note's seal is bound to."""
    return NotePlace(note.pk, KeyPlace(note.program_id, note.author_id, note.generation))


def key_place(key: NoteKey) -> KeyPlace:
    """What a data key's wrapping is bound to."""
    return KeyPlace(key.program_id, key.author_id, key.generation)


def _key_to_write(program: Program, author: Person) -> tuple[NoteKey, bytes]:
    """The author's data key, locked; a new one for the first note."""
    ring = keyring()
    fresh = new_key()
    first = KeyPlace(program.pk, author.pk, 1)
    NoteKey.objects.bulk_create(
        [
            NoteKey(
                program=program,
                author=author,
                version=ring.newest,
                born_under=ring.newest,
                wrapped=ring.wrap(fresh, first),
            )
        ],
        # The key that is there already stays.
        ignore_conflicts=True,
    )
    key = NoteKey.objects.select_for_update(of=("self",)).get(program=program, author=author)
    return key, ring.unwrap(bytes(key.wrapped), key.version, key_place(key))


def _new(slot: Slot, trainee: Person, author: Person, now: datetime) -> PrivateNote:
    day = today(now, slot.program.time_zone)
    return PrivateNote(
        program=slot.program, slot=slot, author=author, trainee=trainee, written_on=day, dies_on=noting.dies_on(day)
    )


def _delete(program_id: UUID, notes: QuerySet[PrivateNote]) -> int:
    count, _ = notes.delete()
    # Without a key what a disk still holds of a deleted note opens for nobody.
    left = PrivateNote.objects.filter(program_id=program_id, author=OuterRef("author"))
    NoteKey.objects.filter(~Exists(left), program_id=program_id).delete()
    return count


def _names(person: Person) -> tuple[str, ...]:
    return (person.first_name, person.last_name)


def _record(note: PrivateNote, action: str, by: Person, now: datetime) -> None:
    AccessEvent.objects.create(
        program_id=note.program_id,
        institution_id=note.program.institution_id,
        actor=by,
        subject_id=note.trainee_id,
        action=action,
        at=now,
    )
