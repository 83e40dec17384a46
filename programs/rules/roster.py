"""What a roster file would change: the lines of the file against the roles that are known (issue 2, "People").

The rules, in one place:

- A line is one role of one person; the e-mail address says who, the role says which.
- A blank cell changes nothing. Somebody who is not in the file stays, and is named.
- A trainee or listener whom the file gives another role changes role: the old one ends the day before the new one
  starts, or turns into it when the file's dates are the same. Directors, associate directors and coordinators never
  lose their role to a file: a residency system calls them all "faculty", so the new role comes on top, with a remark.
- A name in capitals does not contradict the same name in small letters. A name that another program uses too is left
  alone: nobody renames somebody elsewhere.
- Whoever imports cannot change their own role or dates.
- After the import, the same file changes nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from programs.names import plain
from programs.rosterfile import Rejected, RosterRow
from programs.rosterfile.roles import ASSOCIATE_DIRECTOR, COORDINATOR, DIRECTOR, USUAL_TITLES, role_of

# Roles that a file adds and never takes away.
KEPT = frozenset([DIRECTOR, ASSOCIATE_DIRECTOR, COORDINATOR])


@dataclass(frozen=True, slots=True)
class Known:
    """A role that somebody has or had in the program."""

    membership_id: UUID
    email: str
    first_name: str
    last_name: str
    role: str
    title: str
    training_year: int | None
    starts_on: date
    ends_on: date | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def current(self, day: date) -> bool:
        """Whether the role is not over yet; one that starts later counts."""
        return self.ends_on is None or self.ends_on >= day


@dataclass(frozen=True, slots=True)
class Wish:
    """What a role shall be after the import."""

    role: str
    title: str
    training_year: int | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the file and what comes of it."""

    row: RosterRow
    # The role that is altered; None if one is added.
    known: Known | None
    wish: Wish
    # Last day of `known`, when a new role takes its place from the next day on.
    ends_known: date | None = None
    # The name to store; None leaves it.
    name: tuple[str, str] | None = None
    # What differs, in words, with the value before and after.
    differences: tuple[tuple[str, str, str], ...] = ()
    remark: str = ""

    @property
    def adds_role(self) -> bool:
        return self.known is None or self.ends_known is not None


@dataclass
class RosterPlan:
    """Everything an import would do, in the order of the file."""

    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Change] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    # Current roles of people whom no usable line names.
    absent: list[Known] = field(default_factory=list)


class RefusedLineError(ValueError):
    """A line that contradicts what is known; its text is the reason."""


def renamed(rows: Iterable[RosterRow], known: Iterable[Known]) -> set[str]:
    """Addresses whose name in the file is not the one that is known."""
    names = {held.email: (held.first_name, held.last_name) for held in known}
    return {row.email for row in rows if row.email in names and _new_name(row, names[row.email])}


def plan_roster(
    rows: Sequence[RosterRow],
    rejected: Iterable[Rejected],
    known: Sequence[Known],
    *,
    today: date,
    shared: Collection[str] = (),
    own_email: str = "",
) -> RosterPlan:
    """Compare a file's lines with the known roles of the program, past ones included.

    `today` is the program's date, `shared` holds the addresses of people who belong elsewhere too, `own_email` is the
    importer's address.
    """
    held: dict[str, list[Known]] = {}
    for role in known:
        held.setdefault(role.email, []).append(role)
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.email, set()).add(row.role)
    plan = RosterPlan(rejected=list(rejected))
    for row in rows:
        try:
            change = _compare(row, held.get(row.email, []), wanted[row.email], today, row.email in shared)
            _guard_own(change, own_email)
        except RefusedLineError as error:
            plan.rejected.append(Rejected(row.line, str(error)))
            continue
        bucket = plan.added if change.known is None else plan.changed if change.differences else plan.unchanged
        bucket.append(change)
    plan.rejected.sort(key=lambda line: line.line)
    plan.absent = [role for role in known if role.email not in wanted and role.current(today)]
    return plan


def _compare(row: RosterRow, held: list[Known], wanted: set[str], today: date, shared: bool) -> Change:
    same = next((role for role in held if role.role == row.role), None)
    if same:
        change = _same_role(row, same)
    else:
        others = [role for role in held if role.current(today) and role.role not in wanted]
        movable = [role for role in others if role.role not in KEPT and not _over_before(role, row.starts_on)]
        # Two lines, or two roles, and it would be a guess which became which.
        if len(movable) == 1 and len(wanted - {role.role for role in held}) == 1:
            change = _other_role(row, movable[0], today)
        else:
            wish = Wish(row.role, row.title, row.training_year, row.starts_on or today, row.ends_on)
            change = Change(row, None, wish, remark=_still(others))
    _check_dates(change.wish)
    return _with_name(change, held, shared)


def _over_before(role: Known, start: date | None) -> bool:
    """Whether a role ends by itself before a new one starts."""
    return bool(start and role.ends_on and role.ends_on < start)


def _same_role(row: RosterRow, known: Known) -> Change:
    starts_on = row.starts_on or known.starts_on
    # Somebody who comes back after the known end starts anew; else a blank end leaves the known one.
    returns = known.ends_on is not None and row.starts_on is not None and row.starts_on > known.ends_on
    ends_on = row.ends_on if row.ends_on or returns else known.ends_on
    wish = Wish(known.role, _title(row, known), row.training_year or known.training_year, starts_on, ends_on)
    return Change(row, known, wish, differences=_differences(known, wish))


def _other_role(row: RosterRow, known: Known, today: date) -> Change:
    starts_on = row.starts_on or max(today, known.starts_on)
    wish = Wish(row.role, row.title, row.training_year, starts_on, row.ends_on)
    differences = _differences(known, wish)
    if starts_on <= known.starts_on:
        return Change(row, known, wish, differences=differences)
    return Change(row, known, wish, ends_known=starts_on - timedelta(days=1), differences=differences)


def _check_dates(wish: Wish) -> None:
    if wish.ends_on and wish.ends_on < wish.starts_on:
        raise RefusedLineError(
            f"With this line the role would end on {wish.ends_on}, before it starts on {wish.starts_on}."
            " Give both dates."
        )


def _title(row: RosterRow, known: Known) -> str:
    """The file's title, unless it says the same in other letters, or only the role where a title of our own stands."""
    if row.title.casefold() == known.title.casefold():
        return known.title
    if row.title == USUAL_TITLES[known.role] and role_of(known.title) != known.role:
        return known.title
    return row.title


def _differences(known: Known, wish: Wish) -> tuple[tuple[str, str, str], ...]:
    pairs = (
        ("role", USUAL_TITLES.get(known.role, known.role), USUAL_TITLES[wish.role]),
        ("title", known.title, wish.title),
        ("training year", _text(known.training_year), _text(wish.training_year)),
        ("start", _text(known.starts_on), _text(wish.starts_on)),
        ("end", _text(known.ends_on), _text(wish.ends_on)),
    )
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def _text(value: date | int | None) -> str:
    return "none" if value is None else str(value)


def _still(others: Sequence[Known]) -> str:
    """A remark about roles that the file does not name and that stay."""
    if not others:
        return ""
    titles = " and ".join(USUAL_TITLES.get(role.role, role.role) for role in others)
    return f"Stays {titles} too; end that role on their page if it is over."


def _new_name(row: RosterRow, known: tuple[str, str]) -> bool:
    if (row.first_name, row.last_name) == known:
        return False
    return not (row.capitals and plain(row.name) == plain(" ".join(known)))


def _with_name(change: Change, held: list[Known], shared: bool) -> Change:
    """The same change with the name that it brings, or a remark that it is left."""
    if not held:
        return change
    before = (held[0].first_name, held[0].last_name)
    if not _new_name(change.row, before):
        return change
    if shared:
        remark = f"The name stays {held[0].name}: another program uses it too. {change.remark}"
        return replace(change, remark=remark.strip())
    difference = ("name", held[0].name, change.row.name)
    return replace(
        change,
        name=(change.row.first_name, change.row.last_name),
        differences=(difference, *change.differences),
    )


def _guard_own(change: Change, own_email: str) -> None:
    if change.row.email != own_email:
        return
    if change.known is None or {"role", "start", "end"} & {what for what, _, _ in change.differences}:
        raise RefusedLineError("This is you. Ask a colleague who may change the roster to change your own role.")
