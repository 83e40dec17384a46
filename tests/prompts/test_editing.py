"""Changing a program's library, each change with a way back."""

from typing import Any

import pytest

from programs import tenancy
from programs.errors import RefusedError
from programs.models import AccessEvent, Person, Program, Role
from prompts.actions import editing
from prompts.actions.editing import Editing
from prompts.models import LibraryChange, LocalPrompt, Prompt
from prompts.rules import Entry
from prompts.shelf import shelf_of
from tests.factories import NOW, make_member, make_program

pytestmark = pytest.mark.django_db
KEY, FIXED = "support-2", "closing-privacy"


@pytest.fixture
def coordinator(program: Program) -> Person:
    return make_member(program, Role.COORDINATOR)


def _now(program: Program, by: Person) -> Editing:
    return Editing(program, shelf_of(program), by, NOW)


def _entry(program: Program, key: str) -> Entry:
    entry = shelf_of(program).entry(key)
    assert entry is not None
    return entry


def _stored() -> list[tuple[Any, ...]]:
    return list(LocalPrompt.objects.order_by("pk").values_list())


def _keys(program: Program, category: str = "support") -> list[str]:
    return [entry.key for entry in shelf_of(program).section(category).entries]


def test_rewording_keeps_the_original_beside_it(program: Program, coordinator: Person) -> None:
    original = Prompt.objects.get(pk=KEY).text
    editing.reword(_now(program, coordinator), _entry(program, KEY), text="Who taught you best, and how?")
    entry = _entry(program, KEY)
    assert (entry.text, entry.original) == ("Who taught you best, and how?", original)
    assert Prompt.objects.get(pk=KEY).text == original


def test_the_librarys_own_words_typed_again_are_no_rewording(program: Program, coordinator: Person) -> None:
    original = Prompt.objects.get(pk=KEY).text
    assert editing.reword(_now(program, coordinator), _entry(program, KEY), text=original) is None
    editing.reword(_now(program, coordinator), _entry(program, KEY), text="Ours?")
    editing.reword(_now(program, coordinator), _entry(program, KEY), text=original)
    assert not _entry(program, KEY).reworded


def test_a_guess_and_its_open_question_can_both_be_reworded(program: Program, coordinator: Person) -> None:
    entry = _entry(program, "open-family")
    editing.reword(_now(program, coordinator), entry, text=entry.text, instead_of="You must feel alone here.")
    assert _entry(program, "open-family").instead_of == "You must feel alone here."


def test_hiding_and_showing(program: Program, coordinator: Person) -> None:
    editing.set_hidden(_now(program, coordinator), _entry(program, KEY), hidden=True)
    assert _entry(program, KEY).hidden
    editing.set_hidden(_now(program, coordinator), _entry(program, KEY), hidden=False)
    assert not _entry(program, KEY).hidden


def test_what_must_be_said_cannot_be_hidden(program: Program, coordinator: Person) -> None:
    with pytest.raises(RefusedError, match="has to be said"):
        editing.set_hidden(_now(program, coordinator), _entry(program, FIXED), hidden=True)
    assert _stored() == []


def test_moving_changes_places_with_the_neighbour(program: Program, coordinator: Person) -> None:
    before = _keys(program)
    editing.move(_now(program, coordinator), _entry(program, KEY), up=True)
    assert _keys(program) == [before[1], before[0], *before[2:]]
    editing.move(_now(program, coordinator), _entry(program, KEY), up=False)
    assert _keys(program) == before


def test_the_first_cannot_move_up_nor_the_last_down(program: Program, coordinator: Person) -> None:
    assert editing.move(_now(program, coordinator), _entry(program, "support-1"), up=True) is None
    assert editing.move(_now(program, coordinator), _entry(program, "support-7"), up=False) is None


def test_sub_questions_move_among_themselves_and_with_their_question(program: Program, coordinator: Person) -> None:
    editing.move(_now(program, coordinator), _entry(program, "connection-3b"), up=True)
    editing.move(_now(program, coordinator), _entry(program, "connection-3"), up=True)
    assert _keys(program, "connection")[1:4] == ["connection-3", "connection-3b", "connection-3a"]


def test_an_own_prompt_stands_at_the_end_and_can_move(program: Program, coordinator: Person) -> None:
    for text in ("Ours, one?", "Ours, two?"):
        editing.add(_now(program, coordinator), category="support", text=text, lean="both", topics=frozenset())
    texts = [entry.text for entry in shelf_of(program).section("support").entries]
    assert texts[-2:] == ["Ours, one?", "Ours, two?"]
    editing.move(_now(program, coordinator), shelf_of(program).section("support").entries[-1], up=True)
    assert [e.text for e in shelf_of(program).section("support").entries][-2:] == ["Ours, two?", "Ours, one?"]


def test_only_own_prompts_change_what_they_are_about(program: Program, coordinator: Person) -> None:
    with pytest.raises(RefusedError, match="only their words"):
        editing.change_own(
            _now(program, coordinator), _entry(program, KEY), text="?", instead_of="", lean="", topics=frozenset()
        )
    editing.add(_now(program, coordinator), category="support", text="Ours?", lean="both", topics=frozenset())
    own = shelf_of(program).section("support").entries[-1]
    with pytest.raises(RefusedError, match="no other words"):
        editing.restore(_now(program, coordinator), own)
    editing.change_own(
        _now(program, coordinator), own, text="Ours, better?", instead_of="", lean="strain", topics=frozenset({"team"})
    )
    changed = _entry(program, own.key)
    assert (changed.text, changed.lean, changed.topics) == ("Ours, better?", "strain", frozenset({"team"}))


def _reword(now: Editing, program: Program) -> None:
    editing.reword(now, _entry(program, KEY), text="Ours?")


def _hide(now: Editing, program: Program) -> None:
    editing.set_hidden(now, _entry(program, KEY), hidden=True)


def _move(now: Editing, program: Program) -> None:
    editing.move(now, _entry(program, KEY), up=True)


def _add(now: Editing, program: Program) -> None:
    editing.add(now, category="support", text="Ours?", lean="both", topics=frozenset({"team"}))


class TestTakingBack:
    @pytest.mark.parametrize("act", [_reword, _hide, _move, _add], ids=lambda act: act.__name__.strip("_"))
    def test_every_change_can_be_taken_back_and_taking_back_too(
        self, act: Any, program: Program, coordinator: Person
    ) -> None:
        before = shelf_of(program)
        act(_now(program, coordinator), program)
        after = shelf_of(program)
        assert after != before
        first = LibraryChange.objects.get()
        second = editing.undo(first, by=coordinator, now=NOW)
        assert shelf_of(program) == before
        editing.undo(second, by=coordinator, now=NOW)
        assert shelf_of(program) == after

    def test_a_change_over_an_earlier_one_goes_back_to_that_one(self, program: Program, coordinator: Person) -> None:
        _reword(_now(program, coordinator), program)
        later = editing.reword(_now(program, coordinator), _entry(program, KEY), text="Ours, later?")
        assert later is not None
        editing.undo(later, by=coordinator, now=NOW)
        assert _entry(program, KEY).text == "Ours?"

    def test_not_twice(self, program: Program, coordinator: Person) -> None:
        _hide(_now(program, coordinator), program)
        change = LibraryChange.objects.get()
        editing.undo(change, by=coordinator, now=NOW)
        with pytest.raises(RefusedError, match="already taken back"):
            editing.undo(change, by=coordinator, now=NOW)

    def test_not_under_a_later_change(self, program: Program, coordinator: Person) -> None:
        _hide(_now(program, coordinator), program)
        change = LibraryChange.objects.get()
        _reword(_now(program, coordinator), program)
        before = _stored()
        with pytest.raises(RefusedError, match="later change back first"):
            editing.undo(change, by=coordinator, now=NOW)
        assert _stored() == before


def test_who_changed_the_library_is_written_with_the_change(program: Program, coordinator: Person) -> None:
    _reword(_now(program, coordinator), program)
    event = AccessEvent.objects.get()
    assert (event.actor, event.action) == (coordinator, "changed the prompt library")
    # An audit trail must not become a second copy.
    assert event.detail == ""


def test_nothing_is_recorded_where_nothing_changes(program: Program, coordinator: Person) -> None:
    editing.set_hidden(_now(program, coordinator), _entry(program, KEY), hidden=False)
    assert not LibraryChange.objects.exists()
    assert _stored() == []


def test_another_program_sees_the_library_as_it_came(program: Program, coordinator: Person) -> None:
    _reword(_now(program, coordinator), program)
    other = make_program()
    with tenancy.inside(program=other):
        assert not any(entry.reworded or entry.own for entry in shelf_of(other).entries)
        assert not LibraryChange.objects.exists()


def test_reading_the_library_takes_four_queries_however_much_was_changed(
    program: Program, coordinator: Person, django_assert_num_queries: Any
) -> None:
    for count in (1, 3):
        for number in range(count):
            editing.add(
                _now(program, coordinator), category="support", text=f"{number}?", lean="both", topics=frozenset()
            )
        with django_assert_num_queries(4):
            shelf_of(program)
