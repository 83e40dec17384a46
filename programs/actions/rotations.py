"""Importing rotations, and removing one by hand: who supervises whom (issue 2, "People"; R9, R15)."""

from collections.abc import Iterator
from datetime import date, datetime

from programs import tenancy
from programs.actions import events
from programs.errors import RefusedError
from programs.hooks import Change, Happened, changed
from programs.models import AccessEvent, Membership, Person, Program, Role, Supervision
from programs.rosterfile import ParsedFile, RotationRow
from programs.rules.rotations import KnownRotation, RotationPlan, plan_rotations


def preview_rotations(*, program: Program, parsed: ParsedFile[RotationRow]) -> RotationPlan:
    """What an import would do, without doing it."""
    with tenancy.inside(program=program):
        return _plan(program, parsed, _members(program))


def import_rotations(
    *,
    program: Program,
    parsed: ParsedFile[RotationRow],
    by: Person | None,
    now: datetime,
    remove_absent: bool = False,
) -> RotationPlan:
    """Write what the file says; the plan that was carried out. All or nothing; importing twice changes nothing.

    `remove_absent` also removes the rotations that the plan names as not in the file. `by` is None for a command.
    """
    with tenancy.inside(program=program):
        # One import at a time, as for the roster.
        Program.objects.select_for_update(no_key=True).get(pk=program.pk)
        members = _members(program)
        plan = _plan(program, parsed, members)
        _write(program, plan, members)
        if remove_absent:
            gone = [role.supervision_id for role in plan.absent]
            Supervision.objects.filter(program=program, pk__in=gone).delete()
        _record(program, plan, members, by, now, removed=plan.absent if remove_absent else [])
        changed(Happened(program, Change.ROTATIONS, now))
    return plan


def add_rotation(
    *,
    program: Program,
    trainee: Person,
    supervisor: Person,
    rotation: str,
    dates: tuple[date, date],
    nights: bool,
    by: Person,
    now: datetime,
) -> Supervision:
    """Add one rotation by hand; first and last day both count. Raises RefusedError if it is there already."""
    with tenancy.inside(program=program):
        made, new = Supervision.objects.get_or_create(
            program=program,
            trainee=trainee,
            supervisor=supervisor,
            rotation=rotation,
            starts_on=dates[0],
            defaults={"ends_on": dates[1], "nights": nights},
        )
        if not new:
            raise RefusedError(f"{trainee.name} already has {rotation} from that day on. Remove it first to change it.")
        events.event(program, events.ROTATION_ADDED, by=by, now=now, subject=trainee).save()
        changed(Happened(program, Change.ROTATIONS, now))
    return made


def remove_rotation(*, supervision: Supervision, by: Person, now: datetime) -> None:
    """Take a rotation out that is not true."""
    with tenancy.inside(program=supervision.program):
        events.event(supervision.program, events.ROTATION_REMOVED, by=by, now=now, subject=supervision.trainee).save()
        supervision.delete()


def known_rotations(program: Program) -> list[KnownRotation]:
    """Every supervision in the program; needs its tenant context."""
    return [
        KnownRotation(
            supervision_id=held.pk,
            resident_email=held.trainee.email,
            rotation=held.rotation,
            starts_on=held.starts_on,
            ends_on=held.ends_on,
            supervisor_email=held.supervisor.email,
            nights=held.nights,
        )
        for held in Supervision.objects.filter(program=program).with_people()
    ]


def export_lines(program: Program) -> Iterator[tuple[str, str, date, date, str, bool]]:
    """Every supervision as a line under ROTATION_HEADINGS; imported again, it changes nothing."""
    for held in known_rotations(program):
        yield (held.resident_email, held.rotation, held.starts_on, held.ends_on, held.supervisor_email, held.nights)


class _Members:
    """The program's people by address, whatever their role, and which of them train or trained here."""

    def __init__(self, program: Program) -> None:
        self.everybody: dict[str, Person] = {}
        self.trainees: dict[str, Person] = {}
        for role in Membership.objects.filter(program=program).select_related("person"):
            self.everybody[role.person.email] = role.person
            if role.role == Role.TRAINEE:
                self.trainees[role.person.email] = role.person


def _members(program: Program) -> _Members:
    return _Members(program)


def _plan(program: Program, parsed: ParsedFile[RotationRow], members: _Members) -> RotationPlan:
    return plan_rotations(
        parsed.rows,
        parsed.rejected,
        known_rotations(program),
        trainees=members.trainees,
        members=members.everybody,
    )


def _write(program: Program, plan: RotationPlan, members: _Members) -> None:
    ids = [change.known.supervision_id for change in plan.changed if change.known]
    held = {found.pk: found for found in Supervision.objects.filter(program=program, pk__in=ids)}
    for change in plan.changed:
        if change.known:
            found = held[change.known.supervision_id]
            found.supervisor = members.everybody[change.row.supervisor_email]
            found.ends_on, found.nights = change.row.ends_on, change.row.nights
    Supervision.objects.bulk_update(held.values(), ["supervisor", "ends_on", "nights"])
    Supervision.objects.bulk_create(
        Supervision(
            program=program,
            trainee=members.trainees[change.row.resident_email],
            supervisor=members.everybody[change.row.supervisor_email],
            rotation=change.row.rotation,
            starts_on=change.row.starts_on,
            ends_on=change.row.ends_on,
            nights=change.row.nights,
        )
        for change in plan.added
    )


def _record(
    program: Program,
    plan: RotationPlan,
    members: _Members,
    by: Person | None,
    now: datetime,
    removed: list[KnownRotation],
) -> None:
    """One event for the import, and one for each trainee whose rotations it touched."""
    if not plan.added and not plan.changed and not removed:
        return
    counts = f"added {len(plan.added)}, changed {len(plan.changed)}, removed {len(removed)}"
    touched = {change.row.resident_email for change in (*plan.added, *plan.changed)}
    touched |= {role.resident_email for role in removed}
    made = [events.event(program, events.ROTATIONS_IMPORTED, by=by, now=now, detail=counts)]
    made += [
        events.event(program, events.ROTATIONS_IMPORTED, by=by, now=now, subject=members.everybody[email])
        for email in sorted(touched)
    ]
    AccessEvent.objects.bulk_create(made)
