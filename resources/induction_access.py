"""Load and authorize inductions, first meetings and reflections: whom they are about and who sees to them, or 404."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from programs.access import first_or_404
from programs.acting import Acting
from programs.models import Membership, Person, Role
from programs.permissions import Permission
from resources.duties import not_the_whole, owned_by
from resources.models import FirstMeeting, Induction, InductionItem, InductionTask, Reflection, Who


def seen_by(acting: Acting) -> QuerySet[Induction]:
    """One's own induction, those that one is responsible for, or, for who follows them all, all of the program."""
    found = Induction.objects.filter(program=acting.here)
    if acting.can(Permission.INDUCTION_WRITE):
        return found
    return found.filter(Q(trainee=acting.person) | Q(responsible=acting.person))


def induction_of(acting: Acting, pk: UUID) -> Induction:
    """One that the acting person sees as a whole."""
    found = seen_by(acting).filter(pk=pk)
    return first_or_404(found.select_related("trainee", "responsible", "program"))


def task_of(acting: Acting, pk: UUID, now: datetime) -> InductionTask:
    """A line of an induction that the acting person sees as a whole; for anybody else, one that is theirs."""
    found = InductionTask.objects.filter(program=acting.here, pk=pk)
    own = owned_by(acting.here, acting.person, now).filter(not_the_whole(acting.person))
    return first_or_404(found.filter(Q(induction__in=seen_by(acting)) | Q(pk__in=own.values("pk"))))


def task_to_hand(acting: Acting, pk: UUID) -> InductionTask:
    """A line of the program's that is not done and not the newcomer's own, so that it can be somebody's by name."""
    found = InductionTask.objects.filter(program=acting.here, pk=pk, done_on=None).exclude(who=Who.TRAINEE)
    return first_or_404(found.select_related("induction__trainee", "induction__responsible", "owner", "program"))


def item_of_program(acting: Acting, pk: UUID) -> InductionItem:
    """A line of the program's own list."""
    return first_or_404(InductionItem.objects.filter(program=acting.here, pk=pk).select_related("program"))


def trainee_of_program(acting: Acting, pk: UUID) -> Membership:
    """Somebody who trains in the program, with their dates."""
    found = Membership.objects.filter(program=acting.here, role=Role.TRAINEE, person_id=pk)
    return first_or_404(found.select_related("person"))


def form_of(acting: Acting, pk: UUID) -> FirstMeeting:
    """The form of a first meeting, for its trainee and its supervisor alone."""
    own = Q(trainee=acting.person) | Q(supervisor=acting.person)
    found = FirstMeeting.objects.filter(own, program=acting.here, pk=pk)
    return first_or_404(found.select_related("trainee", "supervisor", "program"))


def reflection_of(acting: Acting, pk: UUID) -> Reflection:
    """A reflection of the acting trainee."""
    return first_or_404(Reflection.objects.filter(program=acting.here, trainee=acting.person, pk=pk))


def forms_of(acting: Acting) -> list[tuple[FirstMeeting, Person]]:
    """Forms of the acting person, each with the other one."""
    own = Q(trainee=acting.person) | Q(supervisor=acting.person)
    rows = FirstMeeting.objects.filter(own, program=acting.here).select_related("trainee", "supervisor")
    return [
        (row, row.supervisor if row.trainee_id == acting.person.pk else row.trainee)
        for row in rows.order_by("-begun_at", "pk")
    ]
