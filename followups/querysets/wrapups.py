"""Reads of wrap-ups."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from followups.models import WrapUp  # noqa: F401  # names in annotations only


class WrapUpQuerySet(QuerySet["WrapUp"]):
    def with_people(self) -> "WrapUpQuerySet":
        """With what a recap names, in one query."""
        return self.select_related("slot", "program", "facilitator", "trainee", "introduced_to")

    def finished(self) -> "WrapUpQuerySet":
        """Those that are not drafts any more."""
        return self.exclude(state="draft")

    def told_to(self, person_id: UUID) -> "WrapUpQuerySet":
        """What a trainee may read: their own and those of sessions they sat in, and never a draft."""
        return self.finished().filter(Q(trainee_id=person_id) | Q(members__person_id=person_id)).distinct()

    def written_by(self, person_id: UUID) -> "WrapUpQuerySet":
        """A facilitator's own, drafts too."""
        return self.filter(facilitator_id=person_id)
