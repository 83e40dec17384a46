"""Load and authorize in one step, or 404: never a sign that somebody is there for another program."""

from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404

from programs.acting import Acting
from programs.models import Membership, Person, Program, Supervision


def first_or_404[Row: Model](rows: QuerySet[Row]) -> Row:
    """The first of these rows, or 404: whoever may not see it learns no more than that."""
    found = rows.first()
    if found is None:
        raise Http404
    return found


def program_to_read(acting: Acting, pk: UUID) -> Program:
    """A program whose roster the acting role may read: its own, or for the GME office any of its institution's."""
    allowed = Program.objects.filter(institution=acting.institution)
    if acting.program is not None:
        allowed = allowed.filter(pk=acting.program.pk)
    return first_or_404(allowed.select_related("institution").filter(pk=pk))


def person_in_program(acting: Acting, pk: UUID) -> Person:
    """Somebody who has or had a role in the acting person's program."""
    here = Membership.objects.filter(program=acting.here, person_id=pk).select_related("person").first()
    if here is None:
        raise Http404
    return here.person


def role_in_program(acting: Acting, pk: UUID) -> Membership:
    """A role in the acting person's program."""
    return first_or_404(
        Membership.objects.filter(program=acting.here).select_related("person", "program").filter(pk=pk)
    )


def rotation_in_program(acting: Acting, pk: UUID) -> Supervision:
    """A supervision in the acting person's program."""
    return first_or_404(
        Supervision.objects.filter(program=acting.here).select_related("trainee", "supervisor", "program").filter(pk=pk)
    )
