"""What a person does about what Hearten holds about them, and how a new program reaches whoever sets it up."""

from datetime import datetime

from django.db import transaction

from home.holdings import each, rows_of
from home.kinds import Name
from notices.actions import NewNotice, post_all
from programs import tenancy
from programs.acting import Acting
from programs.actions.starting import Leader, start_program
from programs.models import AccessEvent, Institution, Person, Program

DELETED_OWN = "own data deleted"


def deletable(what: str) -> str | None:
    """The title of what somebody may delete under this word, or None."""
    return next((mine.title for _, mine in each() if mine.delete and mine.delete == what), None)


def delete_own(*, what: str, acting: Acting, now: datetime) -> int:
    """Delete one's own rows under a word of the inventory, in the program acted in. How many; 0 for an unknown word."""
    count = 0
    with transaction.atomic():
        for table, mine in each():
            if mine.delete and mine.delete == what:
                count += rows_of(table, mine, acting.person).delete()[0]
        if count:
            AccessEvent.objects.create(
                program=acting.program,
                institution=acting.institution,
                actor=acting.person,
                subject=acting.person,
                action=DELETED_OWN,
                at=now,
                detail=what,
            )
    return count


def begin_program(
    *, institution: Institution, name: str, time_zone: str, leader: Leader, by: Person, now: datetime
) -> tuple[Program, Person]:
    """Start a program and tell whoever it is handed to. Raises RefusedError as `start_program` does."""
    with transaction.atomic():
        made, person = start_program(
            institution=institution, name=name, time_zone=time_zone, leader=leader, by=by, now=now
        )
        with tenancy.inside(program=made):
            post_all(program=made, notices=[NewNotice(Name.WELCOME, made.pk, person.pk, "1", now)])
    return made, person
