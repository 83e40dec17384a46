"""The directory that a program has: shared resources, its changes, its own; and what other parts read of it."""

from typing import Any

import pytest

from programs import tenancy
from programs.models import Program
from resources.access import by_keys, offered
from resources.library import read
from resources.models import LocalResource
from resources.shelf import directory_of
from tests.factories import make_program

pytestmark = pytest.mark.django_db
KEY = "uscis"
OWN: dict[str, Any] = {"name": "Immigration desk", "about": "Ask Ada.", "country": "Here", "specialty": "Any"}


def test_without_changes_it_is_the_shared_one_in_its_order(program: Program) -> None:
    assert [entry.key for entry in offered(program)] == [row.key for row in read()]


def test_an_own_one_comes_first_and_a_change_keeps_what_it_leaves_empty(program: Program) -> None:
    own = LocalResource.objects.create(program=program, place=-100, **OWN)
    LocalResource.objects.create(program=program, original_id=KEY, reach="Ask Ada in room 4")
    found = offered(program)
    assert found[0].key == str(own.pk)
    changed = next(entry for entry in found if entry.key == KEY)
    assert (changed.name, changed.reach) == ("USCIS", "Ask Ada in room 4")


def test_a_hidden_one_is_not_offered_but_still_told_about(program: Program) -> None:
    LocalResource.objects.create(program=program, original_id=KEY, hidden=True)
    assert KEY not in {entry.key for entry in offered(program)}
    assert [entry.key for entry in by_keys(program, ["eeoc", KEY, "nothing"])] == ["eeoc", KEY]


def test_another_programs_changes_stay_there(program: Program) -> None:
    LocalResource.objects.create(program=program, original_id=KEY, hidden=True)
    LocalResource.objects.create(program=program, place=-100, **OWN)
    other = make_program()
    with tenancy.inside(program=other):
        assert [entry.key for entry in offered(other)] == [row.key for row in read()]
        # Even asked about the first program: row level security answers.
        assert len(offered(program)) == len(read())


def test_two_queries_however_many_changes(program: Program, django_assert_num_queries: Any) -> None:
    for count in (1, 3):
        for number in range(count):
            LocalResource.objects.create(program=program, place=number, **OWN)
        with django_assert_num_queries(2):
            directory_of(program)
