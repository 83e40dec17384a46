"""Reads of promises."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, Q, QuerySet

if TYPE_CHECKING:
    from followups.models import Task  # noqa: F401  # names in annotations only


class TaskQuerySet(QuerySet["Task"]):
    def with_people(self) -> "TaskQuerySet":
        """With what a line names, and whom a group's promises were made to: two queries."""
        found = self.select_related("program", "wrap_up", "trainee", "owner", "proposed_to")
        return found.prefetch_related("wrap_up__members")

    def promised_by(self, person_id: UUID) -> "TaskQuerySet":
        """What somebody on the staff promised; a trainee's own are on the trainee's page."""
        return self.filter(owner_id=person_id).exclude(trainee_id=F("owner_id"), trainee__isnull=False)

    def promised_to(self, person_id: UUID) -> "TaskQuerySet":
        """What a trainee may read: what was promised to them or to a session they sat in, and what they promised."""
        mine = Q(trainee_id=person_id) | Q(trainee__isnull=True, wrap_up__members__person_id=person_id)
        return self.filter(mine).distinct()

    def living(self) -> "TaskQuerySet":
        """Neither done nor let go."""
        return self.filter(state__in=("open", "with_trainee"))
