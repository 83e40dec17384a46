"""In which role somebody acts.

Rights never add up across roles (privacy.md 1): a person with several picks one, and each page is of one role.
"""

from dataclasses import dataclass, field
from datetime import date

from programs.models import Institution, Membership, Person, Program, Role
from programs.permissions import ROLE_PERMISSIONS, Permission


@dataclass(frozen=True)
class Acting:
    person: Person
    membership: Membership
    role: Role
    institution: Institution
    program: Program | None
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    def can(self, permission: Permission) -> bool:
        """Whether this role holds the permission; a right of another role of the same person does not count."""
        return permission in self.permissions

    @property
    def here(self) -> Program:
        """The program acted in. Raises LookupError for the GME office, which acts for an institution."""
        if self.program is None:
            raise LookupError("This role belongs to an institution, not a program.")
        return self.program

    @property
    def zone(self) -> str:
        return self.program.time_zone if self.program else "UTC"


def memberships_of(person: Person, day: date) -> list[Membership]:
    """The roles a person may act in on a day; needs the person's own tenant context."""
    return list(
        Membership.objects.on(day)
        .filter(person=person)
        .select_related("program", "institution")
        .order_by("role", "program__name", "pk")
    )


def acting_as(person: Person, membership: Membership) -> Acting:
    """The acting role that a membership gives."""
    role = Role(membership.role)
    return Acting(
        person=person,
        membership=membership,
        role=role,
        institution=membership.institution,
        program=membership.program,
        permissions=ROLE_PERMISSIONS[role],
    )
