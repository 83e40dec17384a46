"""People and roles changed by hand. Nobody changes their own role, so that nobody gives themselves a right.

An e-mail address cannot be changed here at all: it is the login, and whoever could change somebody's address could
sign in as them. A wrong one is put right by ending the role and adding the person anew.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from programs import tenancy
from programs.actions import events
from programs.actions.roster import belongs_elsewhere
from programs.errors import RefusedError
from programs.hooks import Change, Happened
from programs.hooks import changed as tell_of
from programs.models import Membership, Person, Program, Role
from programs.times import today

OWN_ROLE = "Nobody changes their own role. Ask a colleague who may change the roster."


@dataclass(frozen=True, slots=True)
class RoleValues:
    """What a role is made of; the training year only counts for trainees."""

    role: Role
    title: str
    training_year: int | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in two parts, of which one may be empty."""

    first: str
    last: str


def add_person(
    *, program: Program, email: str, name: Name, values: RoleValues, by: Person, now: datetime
) -> tuple[Person, bool]:
    """Add somebody by hand; the person, and whether the name given was taken.

    Somebody whom Hearten knows from another program keeps their name. Raises RefusedError as `add_role` does.
    """
    with tenancy.inside(program=program):
        person = Person.objects.filter(email=email).first()
        new = person is None
        if person is None:
            person = Person.objects.create_user(email, first_name=name.first, last_name=name.last)
        add_role(program=program, person=person, values=values, by=by, now=now)
    return person, new or (person.first_name, person.last_name) == (name.first, name.last)


def add_role(*, program: Program, person: Person, values: RoleValues, by: Person, now: datetime) -> Membership:
    """Give somebody a role in the program. Raises RefusedError if they have it already, or it is one's own."""
    if person == by:
        raise RefusedError(OWN_ROLE)
    with tenancy.inside(program=program):
        # One change of a roster at a time, as for imports: two adding the same person both find nobody there.
        Program.objects.select_for_update(no_key=True).get(pk=program.pk)
        if Membership.objects.filter(program=program, person=person, role=values.role).exists():
            raise RefusedError(
                f"{person.name} already has or had the role {values.role.label.lower()} here. Change its dates instead."
            )
        made = Membership.objects.create(
            program=program,
            institution_id=program.institution_id,
            person=person,
            role=values.role,
            title=values.title,
            training_year=_year(values),
            starts_on=values.starts_on,
            ends_on=values.ends_on,
        )
        events.event(program, events.ADDED, by=by, now=now, subject=person).save()
        tell_of(Happened(program, Change.ROSTER, now))
    return made


def change_role(*, membership: Membership, values: RoleValues, by: Person, now: datetime) -> list[str]:
    """Change a role; the names of what changed. Raises RefusedError for one's own, or a role they have already."""
    if membership.person == by:
        raise RefusedError(OWN_ROLE)
    wished = {
        "role": values.role,
        "title": values.title,
        "training year": _year(values),
        "start": values.starts_on,
        "end": values.ends_on,
    }
    fields = dict(zip(wished, ("role", "title", "training_year", "starts_on", "ends_on"), strict=True))
    changed = [what for what, field in fields.items() if getattr(membership, field) != wished[what]]
    if not changed:
        return []
    program = _program_of(membership)
    with tenancy.inside(program=program):
        same = Membership.objects.filter(program=program, person=membership.person, role=values.role)
        if same.exclude(pk=membership.pk).exists():
            raise RefusedError(
                f"{membership.person.name} already has or had the role {values.role.label.lower()} here."
                " Change that one instead."
            )
        for what in changed:
            setattr(membership, fields[what], wished[what])
        membership.save()
        events.event(
            program, events.CHANGED, by=by, now=now, subject=membership.person, detail=", ".join(changed)
        ).save()
        tell_of(Happened(program, Change.ROSTER, now))
    return changed


def end_role(*, membership: Membership, by: Person, now: datetime) -> None:
    """End a role now: from the next request on it gives no right. Raises RefusedError for one's own.

    Its last day was yesterday; one that began today, or has not begun, never was.
    """
    if membership.person == by:
        raise RefusedError(OWN_ROLE)
    program = _program_of(membership)
    yesterday = today(now, program.time_zone) - timedelta(days=1)
    with tenancy.inside(program=program):
        events.event(program, events.ENDED, by=by, now=now, subject=membership.person).save()
        if membership.starts_on > yesterday:
            membership.delete()
        elif membership.ends_on is None or membership.ends_on > yesterday:
            membership.ends_on = yesterday
            membership.save()
        tell_of(Happened(program, Change.ROSTER, now))


def rename(*, program: Program, person: Person, name: Name, by: Person, now: datetime) -> bool:
    """Correct a name; whether anything changed. Raises RefusedError for somebody another program knows too."""
    if (person.first_name, person.last_name) == (name.first, name.last):
        return False
    if belongs_elsewhere(person, program):
        raise RefusedError(f"{person.name} belongs to another program too, so the name cannot be changed here.")
    with tenancy.inside(program=program):
        person.first_name, person.last_name = name.first, name.last
        person.save()
        events.event(program, events.RENAMED, by=by, now=now, subject=person).save()
    return True


def _year(values: RoleValues) -> int | None:
    return values.training_year if values.role == Role.TRAINEE else None


def _program_of(membership: Membership) -> Program:
    if membership.program is None:
        raise RefusedError("Roles of the GME office are given by the institution.")
    return membership.program
