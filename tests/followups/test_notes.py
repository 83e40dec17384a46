"""Private notes: who can open one, what an altered row does, and when it is gone (privacy.md 3)."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from followups.actions import notes
from followups.models import NoteKey, PrivateNote
from programs import tenancy
from programs.aead import UnreadableError
from programs.errors import RefusedError
from programs.models import AccessEvent, Membership, Person, Program, Role
from tests.factories import NOW, TODAY, make_member, make_program
from tests.followups.notes_world import TEXT, Noted, noted_world, talk_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(db: None) -> Noted:
    made = noted_world()
    tenancy.enter(program_id=made.world.program.pk, institution_id=made.world.program.institution_id)
    return made


@pytest.fixture
def note(noted: Noted) -> PrivateNote:
    return notes.write_note(slot=noted.slot, trainee=noted.trainee, text=TEXT, by=noted.author, now=NOW)


def test_its_author_opens_it_and_the_trainee_can_see_that(note: PrivateNote, noted: Noted) -> None:
    assert notes.open_note(note=note, by=noted.author, now=NOW) == TEXT
    events = AccessEvent.objects.filter(subject=noted.trainee, actor=noted.author).order_by("action")
    assert [(event.action, event.detail) for event in events] == [(notes.OPENED, ""), (notes.WRITTEN, "")]


def test_nobody_else_opens_it(note: PrivateNote, noted: Noted) -> None:
    for person in (noted.trainee, *(p for role, p in noted.world.people.items() if role != Role.FACILITATOR)):
        with pytest.raises(LookupError):
            notes.open_note(note=note, by=person, now=NOW)


def test_a_second_writing_goes_over_the_first_and_keeps_its_day(note: PrivateNote, noted: Noted) -> None:
    later = NOW + timedelta(days=10)
    again = notes.write_note(slot=noted.slot, trainee=noted.trainee, text="Spring.", by=noted.author, now=later)
    assert (again.pk, again.written_on, PrivateNote.objects.count()) == (note.pk, note.written_on, 1)
    assert notes.open_note(note=again, by=noted.author, now=later) == "Spring."
    assert bytes(again.sealed) != bytes(note.sealed)


@pytest.mark.parametrize("text", ["", "  ", "x" * 601, "Samir again", "call 312 555 0142", "the visa"])
def test_what_the_form_refuses_no_other_way_in_keeps(text: str, noted: Noted) -> None:
    with pytest.raises(RefusedError):
        notes.write_note(slot=noted.slot, trainee=noted.trainee, text=text, by=noted.author, now=NOW)
    assert not PrivateNote.objects.exists()


def test_a_program_that_keeps_no_notes_keeps_none(noted: Noted) -> None:
    noted.slot.program.notes_allowed = False
    with pytest.raises(RefusedError, match="keeps no private notes"):
        notes.write_note(slot=noted.slot, trainee=noted.trainee, text=TEXT, by=noted.author, now=NOW)


def test_notes_are_off_until_a_program_turns_them_on() -> None:
    assert make_program().notes_allowed is False


# --- Altered and swapped rows ---------------------------------------------------------------------------------


def _opens(note: PrivateNote, author: Person) -> bool:
    try:
        notes.open_note(note=note, by=author, now=NOW)
    except UnreadableError:
        return False
    return True


@pytest.mark.parametrize("place", [0, 11, 12, 20, -17, -16, -1])
def test_a_flipped_bit_in_the_row_is_found(place: int, note: PrivateNote, noted: Noted) -> None:
    altered = bytearray(note.sealed)
    altered[place] ^= 1
    PrivateNote.objects.filter(pk=note.pk).update(sealed=bytes(altered))
    assert not _opens(note, noted.author)


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_flipped_bit_in_the_key_is_found(place: int, note: PrivateNote, noted: Noted) -> None:
    key = NoteKey.objects.get(author=noted.author)
    altered = bytearray(key.wrapped)
    altered[place] ^= 1
    NoteKey.objects.filter(pk=key.pk).update(wrapped=bytes(altered))
    assert not _opens(note, noted.author)


def test_two_notes_of_one_author_that_were_swapped_do_not_open(note: PrivateNote, noted: Noted) -> None:
    other = notes.write_note(
        slot=talk_of(noted.world, noted.author, make_member(noted.world.program, name="Ana Lima"), hours=4),
        trainee=noted.world.people[Role.TRAINEE],
        text="Another.",
        by=noted.author,
        now=NOW,
    )
    PrivateNote.objects.filter(pk=note.pk).update(sealed=other.sealed)
    PrivateNote.objects.filter(pk=other.pk).update(sealed=note.sealed)
    assert not _opens(note, noted.author)
    assert not _opens(other, noted.author)


def test_a_row_given_to_another_author_does_not_open(note: PrivateNote, noted: Noted) -> None:
    """Somebody with the database alone makes the note theirs, key and all."""
    thief = noted.world.people[Role.DIRECTOR]
    PrivateNote.objects.filter(pk=note.pk).update(author=thief)
    NoteKey.objects.filter(author=noted.author).update(author=thief)
    note.author = thief
    assert not _opens(note, thief)


def test_a_row_in_another_generation_does_not_open(note: PrivateNote, noted: Noted) -> None:
    NoteKey.objects.filter(author=noted.author).update(generation=2)
    assert not _opens(note, noted.author)


def test_a_row_copied_into_another_program_does_not_open(note: PrivateNote, noted: Noted) -> None:
    key = NoteKey.objects.get(author=noted.author)
    other = noted_world()
    with tenancy.inside(program=other.world.program):
        copied = PrivateNote.objects.create(
            program=other.world.program,
            slot=other.slot,
            author=noted.author,
            trainee=other.trainee,
            generation=1,
            sealed=note.sealed,
            written_on=TODAY,
            dies_on=TODAY,
        )
        NoteKey.objects.create(
            program=other.world.program, author=noted.author, version="1", born_under="1", wrapped=key.wrapped
        )
        assert not _opens(copied, noted.author)


def test_without_its_key_version_it_does_not_open(note: PrivateNote, noted: Noted) -> None:
    NoteKey.objects.filter(author=noted.author).update(version="lost")
    assert not _opens(note, noted.author)


# --- What the database keeps by itself ------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*Role, None])
def test_the_database_shows_a_note_to_its_two_people_alone(role: Role | None, note: PrivateNote, noted: Noted) -> None:
    """Even a query without any filter, in the right program."""
    person = noted.world.people[role] if role else noted.trainee
    program = noted.world.program
    with tenancy.inside(program_id=program.pk, institution_id=program.institution_id, person_id=person.pk):
        seen = PrivateNote.objects.filter(slot=noted.slot).count()
        keys = NoteKey.objects.count()
    assert seen == (1 if person in (noted.author, noted.trainee) else 0)
    assert keys == (1 if person == noted.author else 0)


def test_another_program_and_no_program_see_nothing(note: PrivateNote) -> None:
    with tenancy.inside(program=make_program()):
        assert not PrivateNote.objects.exists()
    with tenancy.inside(person_id=note.author_id):
        assert not PrivateNote.objects.exists()


def test_the_database_refuses_a_second_note_a_talk_and_a_life_over_a_year(note: PrivateNote, noted: Noted) -> None:
    copy = {"program": note.program, "author": note.author, "generation": 1, "sealed": b"", "trainee": noted.trainee}
    for fields in (
        {"slot": noted.slot, "written_on": TODAY, "dies_on": TODAY},
        {"slot": noted.world.slots[0], "written_on": TODAY, "dies_on": TODAY + timedelta(days=366)},
        {"slot": noted.world.slots[0], "written_on": TODAY, "dies_on": TODAY - timedelta(days=1)},
        {"slot": noted.world.slots[0], "written_on": TODAY, "dies_on": TODAY, "author": noted.trainee},
    ):
        with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
            PrivateNote.objects.create(**{**copy, **fields})


# --- When it is gone ------------------------------------------------------------------------------------------


def _purged(program: Program, now: datetime) -> tuple[int, int]:
    notes.purge_notes(program, now)
    return PrivateNote.objects.filter(program=program).count(), NoteKey.objects.filter(program=program).count()


def test_a_note_dies_after_90_days_with_its_key(note: PrivateNote, noted: Noted) -> None:
    program = noted.world.program
    assert _purged(program, NOW + timedelta(days=89)) == (1, 1)
    assert _purged(program, NOW + timedelta(days=90)) == (0, 0)


def test_a_note_can_live_longer_but_not_beyond_a_year(note: PrivateNote, noted: Noted) -> None:
    for _ in range(4):
        note = notes.extend_note(note=note, by=noted.author, now=NOW)
    assert note.dies_on == TODAY + timedelta(days=365)
    with pytest.raises(RefusedError, match="a year at most"):
        notes.extend_note(note=note, by=noted.author, now=NOW)
    assert _purged(noted.world.program, NOW + timedelta(days=364)) == (1, 1)
    assert _purged(noted.world.program, NOW + timedelta(days=365)) == (0, 0)


def test_nobody_but_its_author_extends_it(note: PrivateNote, noted: Noted) -> None:
    with pytest.raises(PrivateNote.DoesNotExist):
        notes.extend_note(note=note, by=noted.trainee, now=NOW)


@pytest.mark.parametrize("leaver", ["author", "trainee"])
def test_a_note_is_gone_within_30_days_of_leaving(leaver: str, note: PrivateNote, noted: Noted) -> None:
    person = getattr(noted, leaver)
    Membership.objects.filter(person=person).update(ends_on=TODAY)
    assert _purged(noted.world.program, NOW + timedelta(days=20)) == (1, 1)
    assert _purged(noted.world.program, NOW + timedelta(days=29)) == (0, 0)


def test_somebody_who_takes_another_role_has_not_left(note: PrivateNote, noted: Noted) -> None:
    Membership.objects.filter(person=noted.trainee).update(ends_on=date(2026, 6, 30))
    make_member(noted.world.program, Role.FACILITATOR, person=noted.trainee, starts_on=date(2026, 7, 1))
    assert _purged(noted.world.program, NOW + timedelta(days=30)) == (1, 1)


@pytest.mark.parametrize(("who", "event"), [("author", notes.DELETED), ("trainee", notes.DELETED_UNREAD)])
def test_either_of_the_two_deletes_it_with_its_key(who: str, event: str, note: PrivateNote, noted: Noted) -> None:
    notes.delete_note(note=note, by=getattr(noted, who), now=NOW)
    assert (PrivateNote.objects.count(), NoteKey.objects.count()) == (0, 0)
    assert AccessEvent.objects.filter(action=event, subject=noted.trainee).count() == 1


def test_a_key_stays_while_its_author_has_another_note(note: PrivateNote, noted: Noted) -> None:
    other = notes.write_note(
        slot=talk_of(noted.world, noted.author, noted.world.people[Role.TRAINEE], hours=4),
        trainee=noted.world.people[Role.TRAINEE],
        text="Another.",
        by=noted.author,
        now=NOW,
    )
    notes.delete_note(note=note, by=noted.author, now=NOW)
    assert notes.open_note(note=other, by=noted.author, now=NOW) == "Another."


def test_a_stranger_does_not_delete_it(note: PrivateNote, noted: Noted) -> None:
    with pytest.raises(LookupError):
        notes.delete_note(note=note, by=noted.world.people[Role.DIRECTOR], now=NOW)


def test_a_note_refers_to_its_own_program_alone(note: PrivateNote) -> None:
    other = noted_world()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        PrivateNote.objects.filter(pk=note.pk).update(slot=other.slot)
