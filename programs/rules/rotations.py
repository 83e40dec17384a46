"""What a file of rotations would change: its lines against the supervisions that are known (issue 2, "People").

- A line is one person supervised by one other on one rotation from a first day on; those four say which it is.
- Where one supervisor of a rotation was known and the file names another one, the supervisor changes.
- What is not in the file stays, unless the reader says to remove it; only rotations of people in the file, starting
  within its dates, are ever named for that.
- After the import, the same file changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from programs.rosterfile import Rejected, RotationRow

type Key = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class KnownRotation:
    """A supervision that is stored."""

    supervision_id: UUID
    resident_email: str
    rotation: str
    starts_on: date
    ends_on: date
    supervisor_email: str
    nights: bool

    @property
    def key(self) -> Key:
        return (self.resident_email, self.rotation.casefold(), self.starts_on)


@dataclass(frozen=True, slots=True)
class RotationChange:
    """One line of the file and what comes of it."""

    row: RotationRow
    known: KnownRotation | None
    differences: tuple[tuple[str, str, str], ...] = ()


@dataclass
class RotationPlan:
    """Everything an import would do, in the order of the file."""

    added: list[RotationChange] = field(default_factory=list)
    changed: list[RotationChange] = field(default_factory=list)
    unchanged: list[RotationChange] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    absent: list[KnownRotation] = field(default_factory=list)


def plan_rotations(
    rows: Sequence[RotationRow],
    rejected: Iterable[Rejected],
    known: Sequence[KnownRotation],
    *,
    trainees: Mapping[str, object],
    members: Mapping[str, object],
) -> RotationPlan:
    """Compare a file's lines with what is known; `trainees` and `members` are the program's people by address."""
    plan = RotationPlan(rejected=list(rejected))
    usable = []
    for row in rows:
        if reason := _refusal(row, trainees, members):
            plan.rejected.append(Rejected(row.line, reason))
        else:
            usable.append(row)
    plan.rejected.sort(key=lambda line: line.line)
    matches = _matched(usable, known)
    for row in usable:
        change = _compare(row, matches.get(row.line))
        bucket = plan.added if change.known is None else plan.changed if change.differences else plan.unchanged
        bucket.append(change)
    plan.absent = _absent(usable, known, {match.supervision_id for match in matches.values()})
    return plan


def _refusal(row: RotationRow, trainees: Mapping[str, object], members: Mapping[str, object]) -> str:
    if row.resident_email not in members:
        return f"Nobody in this program has the address {row.resident_email}. Import the roster first, or correct it."
    if row.resident_email not in trainees:
        return f"{row.resident_email} is not a trainee in this program. Correct the address, or leave the line out."
    if row.supervisor_email not in members:
        return f"Nobody in this program has the address {row.supervisor_email}. Add this supervisor to People first."
    return ""


def _matched(rows: Sequence[RotationRow], known: Sequence[KnownRotation]) -> dict[int, KnownRotation]:
    """The known supervision of each line, by line number."""
    exact = {(role.key, role.supervisor_email): role for role in known}
    found = {}
    for row in rows:
        if match := exact.pop((_key(row), row.supervisor_email), None):
            found[row.line] = match
    # What is left on both sides: one of each is the same rotation under another supervisor.
    left_known: dict[Key, list[KnownRotation]] = {}
    for (key, _), role in exact.items():
        left_known.setdefault(key, []).append(role)
    left_rows: dict[Key, list[RotationRow]] = {}
    for row in rows:
        if row.line not in found:
            left_rows.setdefault(_key(row), []).append(row)
    for key, unmatched in left_rows.items():
        candidates = left_known.get(key, [])
        if len(unmatched) == 1 and len(candidates) == 1:
            found[unmatched[0].line] = candidates[0]
    return found


def _key(row: RotationRow) -> Key:
    return (row.resident_email, row.rotation.casefold(), row.starts_on)


def _compare(row: RotationRow, known: KnownRotation | None) -> RotationChange:
    if known is None:
        return RotationChange(row, None)
    pairs = (
        ("supervisor", known.supervisor_email, row.supervisor_email),
        ("end", str(known.ends_on), str(row.ends_on)),
        ("nights", "yes" if known.nights else "no", "yes" if row.nights else "no"),
    )
    return RotationChange(row, known, tuple(pair for pair in pairs if pair[1] != pair[2]))


def _absent(rows: Sequence[RotationRow], known: Sequence[KnownRotation], matched: set[UUID]) -> list[KnownRotation]:
    if not rows:
        return []
    residents = {row.resident_email for row in rows}
    first, last = min(row.starts_on for row in rows), max(row.ends_on for row in rows)
    return [
        role
        for role in known
        if role.supervision_id not in matched and role.resident_email in residents and first <= role.starts_on <= last
    ]
