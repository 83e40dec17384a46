"""People and rotations as pages say them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from programs.models import Membership, Role, Supervision

# A resident trains and a coordinator coordinates; that a mentor or chief listens needs saying.
_SAID_BY_ROLE = (Role.FACILITATOR, Role.WELLNESS_LEAD)


def date_text(day: date) -> str:
    """ "Jul 1, 2026", short enough for a table."""
    return f"{day:%b} {day.day}, {day.year}"


def span(starts_on: date, ends_on: date | None, today: date) -> str:
    """A role's dates as people say them."""
    if starts_on > today:
        return f"from {date_text(starts_on)}" + (f" to {date_text(ends_on)}" if ends_on else "")
    if ends_on is None:
        return f"since {date_text(starts_on)}"
    if ends_on < today:
        return f"{date_text(starts_on)} to {date_text(ends_on)}"
    return f"until {date_text(ends_on)}"


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role in a list."""

    pk: UUID
    person_pk: UUID
    name: str
    initials: str
    title: str
    # The role in Hearten's words, where the title does not say it.
    role: str
    year: str
    span: str
    current: bool
    title_leaves_open: bool

    @property
    def what(self) -> str:
        """Title, and the role where the title leaves it open: "Chief Resident (facilitator)"."""
        return f"{self.title} ({self.role.lower()})" if self.title_leaves_open else self.title


def role_line(held: Membership, today: date) -> RoleLine:
    """A role as a line; needs its person loaded."""
    return RoleLine(
        pk=held.pk,
        person_pk=held.person_id,
        name=held.person.name,
        initials=held.person.initials,
        title=held.title or held.label,
        role=held.label,
        year=f"PGY-{held.training_year}" if held.training_year else "",
        span=span(held.starts_on, held.ends_on, today),
        current=held.holds_on(today),
        title_leaves_open=held.role in _SAID_BY_ROLE and held.title.casefold() != held.label.casefold(),
    )


@dataclass(frozen=True, slots=True)
class RotationLine:
    """One supervision in a list."""

    pk: UUID
    rotation: str
    trainee: str
    supervisor: str
    dates: str
    nights: bool


def rotation_line(held: Supervision) -> RotationLine:
    """A supervision as a line; needs trainee and supervisor loaded."""
    return RotationLine(
        pk=held.pk,
        rotation=held.rotation,
        trainee=held.trainee.name,
        supervisor=held.supervisor.name,
        dates=f"{date_text(held.starts_on)} to {date_text(held.ends_on)}",
        nights=held.nights,
    )


def by_rotation(lines: Iterable[RotationLine]) -> list[tuple[str, list[RotationLine]]]:
    """Lines under the name of their rotation, in the order of names."""
    grouped: dict[str, list[RotationLine]] = {}
    for line in lines:
        grouped.setdefault(line.rotation, []).append(line)
    return sorted(grouped.items(), key=lambda item: item[0].casefold())
