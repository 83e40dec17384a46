"""In which role somebody acts.

Rights never add up across roles (privacy.md 1): a person with several picks one, and each page is of one role.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from programs.models import Institution, Membership, Person, Program, Role
from programs.permissions import AFTER_LEAVING, ROLE_PERMISSIONS, Permission
from programs.times import today


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


def memberships_of(person: Person, now: datetime) -> list[Membership]:
    """The roles a person may act in now, each by the date where its program is; needs the person's own tenant context.

    A role's last day ends at midnight in Chicago or Honolulu, not in Greenwich.
    """
    found = (
        Membership.objects.filter(person=person, starts_on__lte=now.date() + timedelta(days=1))
        .exclude(ends_on__lt=now.date() - timedelta(days=1))
        .select_related("program", "institution")
        .order_by("role", "program__name", "pk")
    )
    return [held for held in found if held.holds_on(today(now, held.program.time_zone if held.program else "UTC"))]


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


def ended_memberships_of(person: Person, now: datetime) -> list[Membership]:
    """The roles that are over, the one that ended last first; needs the person's own tenant context."""
    found = (
        Membership.objects.filter(person=person, ends_on__lte=now.date() + timedelta(days=1))
        .select_related("program", "institution")
        .order_by("-ends_on", "role", "pk")
    )
    ended = [(held, today(now, held.program.time_zone if held.program else "UTC")) for held in found]
    return [held for held, day in ended if held.ends_on and held.ends_on < day]


def acting_after(person: Person, membership: Membership) -> Acting:
    """What is left of a role that ended."""
    former = acting_as(person, membership)
    return replace(former, permissions=former.permissions & AFTER_LEAVING)
