"""People who left: a year later a program forgets them, and Hearten does when no program has them any more."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import Exists, OuterRef

from checkins.actions.preparing import forget_asked
from checkins.models import Seat
from followups.models import Task
from programs import tenancy
from programs.models import AccessEvent, Membership, Person, Program

KEPT = timedelta(days=365)
type Reference = tuple[type[models.Model], models.ForeignKey[Any, Any]]


def leavers(program: Program, day: date) -> models.QuerySet[Person]:
    """Who had a role in the program and none for a year; needs its tenant.

    Not whoever promised something that is still open: it is in nobody's hands until the trainee has said whose it is.
    """
    held = Membership.objects.filter(program=program, person=OuterRef("pk"))
    owed = _open_promises(program).filter(wrap_up__facilitator=OuterRef("pk"))
    return Person.objects.filter(Exists(held), ~Exists(held.exclude(ends_on__lt=day - KEPT)), ~Exists(owed))


def _open_promises(program: Program) -> models.QuerySet[Task]:
    return Task.objects.filter(program=program, closed_at__isnull=True)


def forget_here(program: Program, person: Person) -> Counter[str]:
    """Delete every row of a program that is about a person, and take them out of the others. How many, by table.

    What happened to them is left to the two years of access events: the application can delete none of those.
    """
    done: Counter[str] = Counter()
    # Both together: a seat is taken by an offer and a trainee, or by neither.
    Seat.objects.filter(program=program, trainee=person).update(offer=None, trainee=None)
    done["checkins_askedbefore"] += forget_asked(program=program, person=person)
    for model, column in references(in_programs=True):
        rows = model._base_manager.filter(program=program, **{column.name: person})
        if column.null and column.remote_field.on_delete is models.SET_NULL:
            rows.update(**{column.name: None})
        else:
            done[model._meta.db_table] += rows.delete()[0]
    return done


def forget_everywhere(person_id: UUID, programs: list[Program]) -> Counter[str]:
    """Delete somebody whom no program has had for a year: their rows in every program, their sign-in, their name.

    Nothing while a promise of theirs is open. Raises DatabaseError when the database finds that they are still here, or
    that something refers to them; the caller's transaction then keeps everything.
    """
    done: Counter[str] = Counter()
    person = Person.objects.get(pk=person_id)
    with connection.cursor() as cursor:
        # First, while roles and events still say that they are gone.
        cursor.execute("SELECT hearten_forget_events(%s)", [person_id])
    for program in programs:
        with tenancy.inside(program=program):
            done += forget_here(program, person)
    with tenancy.inside(person_id=person_id), connection.cursor() as cursor:
        done["programs_membership"] += Membership.objects.filter(person=person).delete()[0]
        for model, column in references(in_programs=False):
            done[model._meta.db_table] += model._base_manager.filter(**{column.name: person}).delete()[0]
        # Straight, since Django would first try to change access events; the database finds what was overlooked.
        cursor.execute("DELETE FROM programs_person WHERE id = %s", [person_id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    done["programs_person"] += 1
    return done


def gone_people(day: date, programs: list[Program]) -> list[UUID]:
    """Whom no program has had for a year, and about whom nothing happened in it, an open promise included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM hearten_gone_people(%s)", [day - KEPT])
        found = [row[0] for row in cursor.fetchall()]
    owing: set[UUID | None] = set()
    for program in programs if found else []:
        with tenancy.inside(program=program):
            owed = _open_promises(program).filter(wrap_up__facilitator__in=found)
            owing |= set(owed.values_list("wrap_up__facilitator_id", flat=True))
    return [person_id for person_id in found if person_id not in owing]


def references(*, in_programs: bool) -> Iterator[Reference]:
    """Every foreign key to a person, of tables that belong to programs or of those that do not."""
    for model in apps.get_models(include_auto_created=True):
        names = {each.name for each in model._meta.local_concrete_fields}
        # Roles of the GME office belong to no program; events to nobody but time.
        if model is AccessEvent or ("program" in names) is not in_programs:
            continue
        for column in model._meta.local_concrete_fields:
            if isinstance(column, models.ForeignKey) and column.related_model is Person:
                yield model, column
