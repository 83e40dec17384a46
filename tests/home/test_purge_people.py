"""Whoever left is forgotten, and what was done to them cannot be hidden (privacy.md 5)."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from checkins.models import ListenerProfile
from followups.models import Task
from home.purge.leavers import forget_everywhere
from home.purge.running import purge
from programs import tenancy
from programs.models import AccessEvent, Membership, Person, Role
from tests.factories import NOW, TODAY, make_member, make_person, make_program
from tests.followups.notes_world import Noted
from tests.home.past import make_inbox_item, make_leaver, make_old_task
from tests.world import make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]


# --- Leavers --------------------------------------------------------------------------------------------------


def test_who_left_is_forgotten_by_the_program_a_year_later(noted: Noted) -> None:
    gone, program = noted.trainee, noted.world.program
    ListenerProfile.objects.create(program=program, person=gone, about="Tea.")
    make_inbox_item(noted)
    Membership.objects.filter(person=gone).update(ends_on=TODAY)
    # Another program still has them: to forget somebody altogether the database asks its own clock, which stands still.
    make_member(make_program(), person=gone)
    purge(now=NOW + timedelta(days=365))
    assert ListenerProfile.objects.filter(person=gone).exists()
    assert Membership.objects.filter(person=gone).exists()
    purge(now=NOW + timedelta(days=367))
    for model, column in _columns_to_people():
        assert not model._base_manager.filter(**{column: gone}).exists(), model
    # Everybody else is still there.
    assert Membership.objects.filter(person=noted.author).exists()


def _columns_to_people() -> list[tuple[Any, str]]:
    return [
        (model, column.name)
        for model in apps.get_models(include_auto_created=True)
        for column in model._meta.local_concrete_fields
        if column.related_model is Person and model is not AccessEvent
    ]


def test_a_new_role_is_not_leaving(noted: Noted) -> None:
    Membership.objects.filter(person=noted.trainee).update(ends_on=TODAY)
    make_member(noted.world.program, Role.FACILITATOR, person=noted.trainee, starts_on=TODAY)
    purge(now=NOW + timedelta(days=700))
    assert Membership.objects.filter(person=noted.trainee).count() == 2


def test_whoever_still_owes_a_promise_is_not_forgotten_yet(noted: Noted) -> None:
    task = make_old_task(noted, state="open", closed_at=None)
    Membership.objects.filter(person=noted.author).update(ends_on=TODAY)
    purge(now=NOW + timedelta(days=700))
    assert Task.objects.filter(pk=task.pk).exists()
    assert Membership.objects.filter(person=noted.author).exists()


def test_whom_nobody_has_any_more_is_gone_with_name_and_sign_in(noted: Noted) -> None:
    """By the database's own clock, so that no wrong clock of a server can do it."""
    person = make_leaver(noted.world.program)
    make_slot(noted.world.round, person)
    other = make_program()
    with tenancy.inside(program=other):
        ListenerProfile.objects.create(program=other, person=person, about="A row that was overlooked.")
    before = NOW - timedelta(days=400)
    AccessEvent.objects.create(program=noted.world.program, subject=person, actor=noted.author, action="x", at=before)
    kept = AccessEvent.objects.create(
        program=noted.world.program, subject=noted.trainee, actor=person, action="x", at=before
    )
    done = purge(now=NOW)
    assert (done.people, done.left) == (1, 0)
    assert not Person.objects.filter(pk=person.pk).exists()
    kept.refresh_from_db()
    assert kept.actor_id is None
    assert not AccessEvent.objects.filter(subject_id=person.pk).exists()


def test_somebody_of_another_program_keeps_name_and_sign_in(noted: Noted) -> None:
    person = make_leaver(noted.world.program)
    make_member(make_program(), person=person)
    purge(now=NOW)
    assert Person.objects.filter(pk=person.pk).exists()
    assert not Membership.objects.filter(program=noted.world.program, person=person).exists()


def test_somebody_who_was_just_added_is_not_gone(noted: Noted) -> None:
    person = make_person("New Comer")
    assert purge(now=NOW).people == 0
    assert Person.objects.filter(pk=person.pk).exists()


def test_the_database_forgets_events_of_nobody_who_is_still_here(noted: Noted) -> None:
    with pytest.raises(DatabaseError, match="left more than a year ago"), transaction.atomic():
        forget_everywhere(noted.trainee.pk, [noted.world.program])
    assert Person.objects.filter(pk=noted.trainee.pk).exists()


def test_roles_that_were_deleted_to_hide_events_hide_none(noted: Noted) -> None:
    """Somebody took over the application: what it did to a person yesterday stays, whatever rows it deletes."""
    person = make_leaver(noted.world.program)
    AccessEvent.objects.create(program=noted.world.program, subject=person, action="x", at=NOW - timedelta(days=2))
    Membership.objects.filter(person=person).delete()
    assert purge(now=NOW).people == 0
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT hearten_forget_events(%s)", [person.pk])
    assert AccessEvent.objects.filter(subject=person).exists()


# --- Access events --------------------------------------------------------------------------------------------


def test_access_events_go_after_two_years_of_the_databases_clock(noted: Noted) -> None:
    program = noted.world.program
    for at in (NOW - timedelta(days=740), NOW - timedelta(days=720)):
        AccessEvent.objects.create(program=program, subject=noted.trainee, action="looked", at=at)
    purge(now=NOW)
    assert AccessEvent.objects.filter(action="looked").count() == 1
    # A server whose clock is far ahead deletes nothing that is younger.
    purge(now=NOW + timedelta(days=3650))
    assert AccessEvent.objects.filter(action="looked").count() == 1


@pytest.mark.parametrize("statement", ["DELETE FROM programs_accessevent", "UPDATE programs_accessevent SET action=''"])
def test_the_application_changes_no_event_in_any_other_way(statement: str, noted: Noted) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
