"""Which contacts and local policies somebody works with."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from triage.models import Contact, LocalPolicy  # noqa: F401  # names in annotations only


def _seen_from(program_id: UUID | None) -> Q:
    """The institution's, and those of the program one stands in; no other program's."""
    shared = Q(program_id__isnull=True)
    return shared | Q(program_id=program_id) if program_id else shared


def _own(program_id: UUID | None) -> Q:
    return Q(program_id=program_id) if program_id else Q(program_id__isnull=True)


class ContactQuerySet(QuerySet["Contact"]):
    def seen_from(self, institution_id: UUID, program_id: UUID | None) -> "ContactQuerySet":
        """A program's own and its institution's; without a program the institution's alone. First choices first."""
        found = self.filter(_seen_from(program_id), institution_id=institution_id)
        return found.order_by("backup", "name", "pk")

    def of(self, institution_id: UUID, program_id: UUID | None) -> "ContactQuerySet":
        """What a program (or, without one, the institution) may change: its own."""
        return self.filter(_own(program_id), institution_id=institution_id)


class LocalPolicyQuerySet(QuerySet["LocalPolicy"]):
    def seen_from(self, institution_id: UUID, program_id: UUID | None) -> "LocalPolicyQuerySet":
        """A program's own and its institution's."""
        return self.filter(_seen_from(program_id), institution_id=institution_id).order_by("branch", "pk")

    def of(self, institution_id: UUID, program_id: UUID | None) -> "LocalPolicyQuerySet":
        """What a program (or, without one, the institution) says itself."""
        return self.filter(_own(program_id), institution_id=institution_id)
