"""Importing a roster: what the plan says, written in one transaction (issue 2, "People")."""

from collections.abc import Iterator
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from programs import tenancy
from programs.actions import events
from programs.hooks import Change as Changed
from programs.hooks import Happened, changed
from programs.models import AccessEvent, Membership, Person, Program
from programs.names import sort_key
from programs.rosterfile import ParsedFile, RosterRow
from programs.rosterfile.roles import USUAL_TITLES, role_of
from programs.rules.roster import Change, Known, RosterPlan, plan_roster, renamed
from programs.times import today


def preview_roster(*, program: Program, parsed: ParsedFile[RosterRow], by: Person | None, now: datetime) -> RosterPlan:
    """What an import would do, without doing it."""
    with tenancy.inside(program=program):
        return _plan(program, parsed, by, now)


def import_roster(*, program: Program, parsed: ParsedFile[RosterRow], by: Person | None, now: datetime) -> RosterPlan:
    """Write what the file says; the plan that was carried out. All or nothing; importing twice changes nothing.

    `by` is None for a command on the server.
    """
    with tenancy.inside(program=program):
        # One import at a time, so that two of the same file don't both find nobody there.
        Program.objects.select_for_update(no_key=True).get(pk=program.pk)
        plan = _plan(program, parsed, by, now)
        people = _people(plan)
        _rename(plan, people)
        _write_roles(program, plan, people)
        _record(program, plan, people, by, now)
        if plan.added or plan.changed:
            changed(Happened(program, Changed.ROSTER, now))
    return plan


def known_roles(program: Program) -> list[Known]:
    """Every role in the program, past ones included, in the order of names; needs its tenant context."""
    held = Membership.objects.filter(program=program).with_people()
    return [
        Known(
            membership_id=role.pk,
            email=role.person.email,
            first_name=role.person.first_name,
            last_name=role.person.last_name,
            role=role.role,
            title=role.title,
            training_year=role.training_year,
            starts_on=role.starts_on,
            ends_on=role.ends_on,
        )
        for role in held
    ]


def export_lines(program: Program) -> Iterator[tuple[str, str, str, str, int | None, date, date | None]]:
    """Every role as a line under ROSTER_HEADINGS; imported again, it changes nothing."""
    for held in Membership.objects.filter(program=program).with_people():
        # A title that would be read as another role is written as the usual one.
        title = held.title if role_of(held.title) == held.role else USUAL_TITLES[held.role]
        yield (
            held.person.first_name,
            held.person.last_name,
            held.person.email,
            title,
            held.training_year,
            held.starts_on,
            held.ends_on,
        )


def belongs_elsewhere(person: Person, program: Program) -> bool:
    """Whether somebody has or had a role outside this program; asked in the person's own context, where all show."""
    with tenancy.inside(person_id=person.pk):
        return Membership.objects.filter(person=person).exclude(program=program).exists()


def _plan(program: Program, parsed: ParsedFile[RosterRow], by: Person | None, now: datetime) -> RosterPlan:
    known = known_roles(program)
    candidates = Person.objects.filter(email__in=renamed(parsed.rows, known))
    shared = {person.email for person in candidates if belongs_elsewhere(person, program)}
    return plan_roster(
        parsed.rows,
        parsed.rejected,
        known,
        today=today(now, program.time_zone),
        shared=shared,
        own_email=by.email if by else "",
    )


def _people(plan: RosterPlan) -> dict[str, Person]:
    """Everybody the plan writes about, by address; who is new to Hearten is made here."""
    emails = {change.row.email for change in (*plan.added, *plan.changed)}
    there = set(Person.objects.filter(email__in=emails).values_list("email", flat=True))
    new = {change.row.email: change.row for change in plan.added if change.row.email not in there}
    # Another program may add the same person at this moment: the first one's row is the person.
    Person.objects.bulk_create([_person(row) for row in new.values()], ignore_conflicts=True)
    return {person.email: person for person in Person.objects.filter(email__in=emails)}


def _person(row: RosterRow) -> Person:
    return Person(
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        sort_key=sort_key(row.last_name, row.first_name),
        password=make_password(None),
    )


def _rename(plan: RosterPlan, people: dict[str, Person]) -> None:
    changed = []
    for change in (*plan.added, *plan.changed):
        if change.name:
            person = people[change.row.email]
            person.first_name, person.last_name = change.name
            person.sort_key = sort_key(person.last_name, person.first_name)
            changed.append(person)
    Person.objects.bulk_update(changed, ["first_name", "last_name", "sort_key"])


def _write_roles(program: Program, plan: RosterPlan, people: dict[str, Person]) -> None:
    changes = [*plan.added, *plan.changed]
    known = [change.known.membership_id for change in changes if change.known]
    held = {role.pk: role for role in Membership.objects.filter(program=program, pk__in=known)}
    for change in changes:
        if change.known:
            role = held[change.known.membership_id]
            if change.ends_known:
                role.ends_on = change.ends_known
            else:
                _put(role, change)
    Membership.objects.bulk_update(held.values(), ["role", "title", "training_year", "starts_on", "ends_on"])
    Membership.objects.bulk_create(
        _put(
            Membership(program=program, institution_id=program.institution_id, person=people[change.row.email]), change
        )
        for change in changes
        if change.adds_role
    )


def _put(role: Membership, change: Change) -> Membership:
    wish = change.wish
    role.role, role.title, role.training_year = wish.role, wish.title, wish.training_year
    role.starts_on, role.ends_on = wish.starts_on, wish.ends_on
    return role


def _record(program: Program, plan: RosterPlan, people: dict[str, Person], by: Person | None, now: datetime) -> None:
    if not plan.added and not plan.changed:
        return
    counts = f"added {len(plan.added)}, changed {len(plan.changed)}, left out {len(plan.rejected)}"
    made = [events.event(program, events.IMPORTED, by=by, now=now, detail=counts)]
    made += [
        events.event(program, action, by=by, now=now, subject=people[change.row.email], detail=_fields(change))
        for action, changes in ((events.ADDED, plan.added), (events.CHANGED, plan.changed))
        for change in changes
    ]
    AccessEvent.objects.bulk_create(made)


def _fields(change: Change) -> str:
    return ", ".join(what for what, _before, _after in change.differences)
