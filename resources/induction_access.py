"""Load and authorize inductions, first meetings and reflections: whom they are about and who sees to them, or 404."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from programs.acting import Acting
from programs.models import Membership, Person, Role
from programs.permissions import Permission
from resources.models import FirstMeeting, Induction, InductionItem, InductionTask, Reflection


def induction_of(acting: Acting, pk: UUID) -> Induction:
    """One's own induction, one that one is responsible for, or, for who follows them all, any of the program."""
    found = Induction.objects.filter(program=acting.here, pk=pk)
    if not acting.can(Permission.INDUCTION_WRITE):
        found = found.filter(Q(trainee=acting.person) | Q(responsible=acting.person))
    row = found.select_related("trainee", "responsible", "program").first()
    if row is None:
        raise Http404
    return row


def task_of(acting: Acting, pk: UUID) -> InductionTask:
    """A line of an induction that the acting person may see."""
    found = InductionTask.objects.filter(program=acting.here, pk=pk).first()
    if found is None:
        raise Http404
    induction_of(acting, found.induction_id)
    return found


def item_of_program(acting: Acting, pk: UUID) -> InductionItem:
    """A line of the program's own list."""
    found = InductionItem.objects.filter(program=acting.here, pk=pk).select_related("program").first()
    if found is None:
        raise Http404
    return found


def trainee_of_program(acting: Acting, pk: UUID) -> Membership:
    """Somebody who trains in the program, with their dates."""
    found = Membership.objects.filter(program=acting.here, role=Role.TRAINEE, person_id=pk)
    row = found.select_related("person").first()
    if row is None:
        raise Http404
    return row


def form_of(acting: Acting, pk: UUID) -> FirstMeeting:
    """The form of a first meeting, for its trainee and its supervisor alone."""
    own = Q(trainee=acting.person) | Q(supervisor=acting.person)
    found = FirstMeeting.objects.filter(own, program=acting.here, pk=pk)
    row = found.select_related("trainee", "supervisor", "program").first()
    if row is None:
        raise Http404
    return row


def reflection_of(acting: Acting, pk: UUID) -> Reflection:
    """A reflection of the acting trainee."""
    found = Reflection.objects.filter(program=acting.here, trainee=acting.person, pk=pk).first()
    if found is None:
        raise Http404
    return found


def forms_of(acting: Acting) -> list[tuple[FirstMeeting, Person]]:
    """Forms of the acting person, each with the other one."""
    own = Q(trainee=acting.person) | Q(supervisor=acting.person)
    rows = FirstMeeting.objects.filter(own, program=acting.here).select_related("trainee", "supervisor")
    return [
        (row, row.supervisor if row.trainee_id == acting.person.pk else row.trainee)
        for row in rows.order_by("-begun_at", "pk")
    ]
