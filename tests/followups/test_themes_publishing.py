"""Publishing what was gathered: once, when it is due, and nothing is left of it (privacy.md 2)."""

from datetime import date, timedelta
from typing import Any

import pytest

from checkins.models import RoundTally
from followups import vault
from followups.actions import gathering, themes
from followups.models import Contribution, Pool, Window
from programs import tenancy
from programs.models import Person, Program
from tests.factories import make_institution, make_member, make_program
from tests.followups.gathered import (
    BELONGING,
    DUE,
    NOVEMBER,
    REST,
    at,
    count_in,
    make_listeners,
    make_talks,
    make_trainees,
    opened,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]


def test_published_once_after_thirty_days_and_destroyed(
    gathered: Window, program: Program, django_capture_on_commit_callbacks: Any
) -> None:
    assert gathering.publish_due(program=program, day=DUE - timedelta(days=1)) == []
    with django_capture_on_commit_callbacks(execute=True):
        gathering.publish_due(program=program, day=DUE)
    gathered.refresh_from_db()
    assert (gathered.themes, gathered.published_on) == ([BELONGING], DUE)
    assert not Contribution.objects.exists()
    assert vault.key_of(gathered.pk) is None
    assert gathering.publish_due(program=program, day=DUE + timedelta(days=1)) == []


def test_who_leaves_or_stays_changes_nothing_that_appeared(gathered: Window, program: Program) -> None:
    """T8 and T9: the result stands, whatever happens to roster, people or panels afterwards."""
    gathering.publish_due(program=program, day=DUE)
    program.memberships.filter(person__last_name__in=[str(n) for n in range(30)]).update(ends_on=DUE)
    gathering.nightly(program, at(DUE + timedelta(days=3)))
    gathered.refresh_from_db()
    assert gathered.themes == [BELONGING]


def test_one_who_joins_is_not_counted_the_next_time(gathered: Window, program: Program, trainees: list[Person]) -> None:
    """T5 across storage: what the next window must know is handed on, sealed, and used."""
    joiner = make_member(program)
    after = opened(program, date(2027, 1, 2))
    gathering.publish_due(program=program, day=DUE)
    after.refresh_from_db()
    spring = date(2027, 3, 1)
    slots = make_talks(program, [slot.facilitator for slot in gathered_slots(program)], spring)
    count_in(slots, [*trainees, joiner], [BELONGING], spring)
    gathering.publish_due(program=program, day=after.span.due)
    after.refresh_from_db()
    assert (after.published_on, after.themes) == (after.span.due, [])


def test_the_same_people_may_be_heard_again(gathered: Window, program: Program, trainees: list[Person]) -> None:
    after = opened(program, date(2027, 1, 2))
    gathering.publish_due(program=program, day=DUE)
    spring = date(2027, 3, 1)
    slots = make_talks(program, [slot.facilitator for slot in gathered_slots(program)], spring)
    count_in(slots, trainees, [REST], spring)
    gathering.publish_due(program=program, day=after.span.due)
    after.refresh_from_db()
    assert after.themes == [REST]


def gathered_slots(program: Program) -> list[Any]:
    return list(program.slots.select_related("facilitator").order_by("facilitator__last_name"))


def test_a_lost_key_says_nothing_rather_than_fails(gathered: Window, program: Program, trainees: list[Person]) -> None:
    vault.destroy_key(gathered.pk)
    gathering.nightly(program, at(NOVEMBER))
    themes.withdraw(program=program, by=trainees[0], now=at(NOVEMBER))
    gathering.publish_due(program=program, day=DUE)
    gathered.refresh_from_db()
    assert (gathered.themes, gathered.published_on) == ([], DUE)


def test_a_pool_is_published_as_one(db: None, django_capture_on_commit_callbacks: Any) -> None:
    institution = make_institution()
    programs = [make_program(institution) for _ in range(3)]
    people = {program.pk: make_trainees(program, 10) for program in programs}
    tenancy.enter(program_id=programs[0].pk, institution_id=institution.pk)
    opened(programs[0])
    for program in programs:
        with tenancy.inside(program=program):
            count_in(make_talks(program, make_listeners(program, 1)), people[program.pk], [BELONGING])
    pool = Pool.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        gathering.publish_due(program=programs[0], day=pool.span.due)
    pool.refresh_from_db()
    assert pool.themes == [BELONGING]
    assert vault.key_of(pool.pk) is None
    for program in programs:
        with tenancy.inside(program=program):
            assert Window.objects.get().themes == [BELONGING]
            assert not Contribution.objects.exists()


def test_nothing_can_be_solved_from_program_and_pool(db: None) -> None:
    """T6: every contribution is in one sum alone, and a pool's programs all show the pool's own words, no others."""
    institution = make_institution()
    large, *small = [make_program(institution) for _ in range(4)]
    make_trainees(large, 30)
    for program in small:
        make_trainees(program, 9)
    for program in (large, *small):
        tenancy.enter(program_id=program.pk, institution_id=institution.pk)
        gathering.nightly(program, at(NOVEMBER))
    sums: dict[Any, int] = {}
    for program in (large, *small):
        with tenancy.inside(program=program):
            (window,) = Window.objects.all()
            sums[window.aggregate] = sums.get(window.aggregate, 0) + window.contributions.count()
    assert sorted(sums.values()) == [27, 30]
    assert Pool.objects.get().pk in sums


def test_participation_is_a_word_and_its_counts_are_gone(gathered: Window, program: Program) -> None:
    round_ = program.rounds.get()
    RoundTally.objects.create(program=program, round=round_, eligible=40, held=30)
    gathering.publish_due(program=program, day=DUE)
    gathered.refresh_from_db()
    assert gathered.participation == "most"
    assert not RoundTally.objects.exists()


def test_an_emptied_memory_is_not_taken_for_nobody(gathered: Window, program: Program) -> None:
    Window.objects.update(memory=b"")
    gathering.publish_due(program=program, day=DUE)
    gathered.refresh_from_db()
    assert (gathered.published_on, gathered.themes) == (DUE, [])
