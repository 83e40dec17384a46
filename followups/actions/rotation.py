"""Giving notes new keys (privacy.md 3): rewrapping, or sealing everything anew after a suspected leak.

One author's key a transaction, and what is done is written in the row itself: a run that is killed leaves each author
either before or after, and the next run goes on with the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.views.decorators.debug import sensitive_variables

from followups.actions.notes import key_place, place
from followups.models import NoteKey, PrivateNote
from followups.sealing import KeyPlace, NotePlace, seal, unseal
from notices import faults
from programs import tenancy
from programs.aead import UnreadableError, new_key
from programs.keyring import Keyring


@dataclass(slots=True)
class Rotated:
    """What a run did, in numbers of keys and notes."""

    rewrapped: int = 0
    resealed: int = 0
    notes: int = 0
    unreadable: int = 0


def rotate(ring: Keyring, *, leaked: bool) -> Rotated:
    """Bring every data key under the newest version of `ring`.

    `leaked`: also replace each data key that was ever under another version, and seal its notes anew. A row that does
    not open is counted and left as it is, so that one altered row stops no other.
    """
    done = Rotated()
    for institution_id, program_id in _programs():
        with tenancy.inside(institution_id=institution_id, program_id=program_id):
            waiting = list(_waiting(ring, leaked).filter(program_id=program_id).values_list("pk", flat=True))
        for pk in waiting:
            try:
                with tenancy.inside(institution_id=institution_id, program_id=program_id):
                    _one(ring, pk, leaked, done)
            except UnreadableError:
                done.unreadable += 1
            faults.point("after_rotated_key")
    return done


def _programs() -> Iterator[tuple[UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT institution_id, program_id FROM hearten_programs()")
        yield from cursor.fetchall()


def _waiting(ring: Keyring, leaked: bool) -> QuerySet[NoteKey]:
    behind = ~Q(version=ring.newest)
    if leaked:
        behind |= ~Q(born_under=ring.newest)
    return NoteKey.objects.filter(behind).order_by("pk")


@sensitive_variables("data_key")
def _one(ring: Keyring, pk: UUID, leaked: bool, done: Rotated) -> None:
    # Whoever writes or opens a note waits here, or we wait for them; then we look again.
    key = _waiting(ring, leaked).select_for_update().filter(pk=pk).first()
    if key is None:
        return
    data_key = ring.unwrap(bytes(key.wrapped), key.version, key_place(key))
    if leaked and key.born_under != ring.newest:
        _seal_anew(ring, key, data_key, done)
        done.resealed += 1
    else:
        key.wrapped, key.version = ring.wrap(data_key, key_place(key)), ring.newest
        key.save(update_fields=["wrapped", "version"])
        done.rewrapped += 1


@sensitive_variables("old", "fresh", "text")
def _seal_anew(ring: Keyring, key: NoteKey, old: bytes, done: Rotated) -> None:
    """Every note of one author under a fresh data key; all or none, since the caller is one transaction.

    A note that was altered opens for nobody any more; it stays as it is, and the others are still saved from the leak.
    """
    fresh, generation = new_key(), key.generation + 1
    new_place = KeyPlace(key.program_id, key.author_id, generation)
    notes = PrivateNote.objects.filter(program_id=key.program_id, author_id=key.author_id)
    saved = []
    for note in notes.select_for_update(of=("self",)).order_by("pk"):
        try:
            text = unseal(bytes(note.sealed), old, place(note))
        except UnreadableError:
            done.unreadable += 1
            continue
        note.sealed, note.generation = seal(text, fresh, NotePlace(note.pk, new_place)), generation
        saved.append(note)
    PrivateNote.objects.bulk_update(saved, ["sealed", "generation"])
    faults.point("half_way_through_a_key")
    key.generation, key.version, key.born_under = generation, ring.newest, ring.newest
    key.wrapped = ring.wrap(fresh, new_place)
    key.save(update_fields=["generation", "version", "born_under", "wrapped"])
    done.notes += len(saved)
