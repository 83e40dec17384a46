"""The house looks after promises, so that none is forgotten: by day, on workdays, at most one reminder a week each."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from checkins.models import Seat, Slot
from checkins.rules import SEATED
from followups.actions.messages import tell
from followups.actions.promises import end, lapse
from followups.meeting import PROMISING
from followups.models import Task, WrapUp
from followups.rules.promises import WORKDAYS, chase_today, lapsed
from followups.telling import Kind, Planned
from notices.models import Notice
from programs.models import Membership, Program, Role
from programs.times import local, today

# Hours of the day, in the program's zone, in which the house writes of its own accord.
DAYTIME = range(9, 18)
CHASES = (Kind.CHASE, Kind.OWN_CHASE)
# A wrap-up is asked for the morning after, and not for a talk that nobody remembers.
ASKED_AFTER, ASKED_WITHIN = timedelta(hours=12), timedelta(days=7)
# A draft that nobody went on with.
DRAFT_KEPT = timedelta(days=30)
KEPT = timedelta(days=365)


def look_after(program: Program, now: datetime) -> None:
    """One round through a program's promises; harmless as often as it runs."""
    here = local(now, program.time_zone)
    if here.hour not in DAYTIME or here.weekday() not in WORKDAYS:
        return
    _ask_to_wrap_up(program, now)
    _end_of_trainees_gone(program, now)
    _lapse(program, now)
    _chase(program, now)


def _ask_to_wrap_up(program: Program, now: datetime) -> None:
    """Ask whoever listened, once and while the round still knows who met: its end would leave nothing to wrap up."""
    talked = Seat.objects.filter(slot=OuterRef("pk"), offer__state__in=SEATED)
    waiting = Slot.objects.standing().filter(
        Exists(talked), program=program, wrap_up__isnull=True, ends_at__range=(now - ASKED_WITHIN, now - ASKED_AFTER)
    )
    for slot in waiting.order_by("pk"):
        planned = [Planned(Kind.WRAP_UP, slot.facilitator_id)]
        tell(program=program, subject_id=slot.pk, planned=planned, occasion="once", now=now)


def _here(program: Program, now: datetime, roles: tuple[Role, ...]) -> set[UUID]:
    held = Membership.objects.on(today(now, program.time_zone)).filter(program=program, role__in=roles)
    return set(held.filter(person__is_active=True).values_list("person_id", flat=True))


def _end_of_trainees_gone(program: Program, now: datetime) -> None:
    trainees = _here(program, now, (Role.TRAINEE,))
    gone = Task.objects.living().filter(program=program, trainee__isnull=False).exclude(trainee_id__in=trainees)
    for task in gone.order_by("pk"):
        end(task=task, now=now)


def _lapse(program: Program, now: datetime) -> None:
    """Put before the trainee what a leaver promised, and what lay for weeks."""
    day, here = today(now, program.time_zone), _here(program, now, PROMISING)
    for task in Task.objects.filter(program=program, state=Task.State.OPEN).order_by("pk"):
        if not task.is_trainees_own and (task.owner_id not in here or lapsed(task.due_on, day)):
            lapse(task=task, now=now)


def _chase(program: Program, now: datetime) -> None:
    day = today(now, program.time_zone)
    open_tasks = Task.objects.filter(program=program, state=Task.State.OPEN, owner__isnull=False)
    of_owner: dict[UUID, list[Task]] = defaultdict(list)
    for task in open_tasks.order_by("pk"):
        if task.owner_id is not None:
            of_owner[task.owner_id].append(task)
    last = _last_chased(program)
    for owner_id, tasks in of_owner.items():
        if chase_today([task.due_on for task in tasks], last.get(owner_id), day):
            kind = Kind.OWN_CHASE if all(task.is_trainees_own for task in tasks) else Kind.CHASE
            planned = [Planned(kind, owner_id)]
            tell(program=program, subject_id=owner_id, planned=planned, occasion=day.isoformat(), now=now)


def _last_chased(program: Program) -> dict[UUID, date]:
    """The day on which each owner was last written to, whatever became of the message."""
    chased = Notice.objects.filter(program=program, kind__in=[str(kind) for kind in CHASES])
    rows = chased.order_by("occasion").values_list("recipient_id", "occasion")
    return {recipient_id: date.fromisoformat(occasion) for recipient_id, occasion in rows}


def forget_old(program: Program, now: datetime) -> int:
    """Delete promises a year after they were closed, wrap-ups a year after, and drafts left for a month. How many."""
    old = now - KEPT
    done = Task.objects.filter(program=program, closed_at__lt=old).delete()[0]
    wrap_ups = WrapUp.objects.filter(program=program, done_at__lt=old, tasks__isnull=True)
    drafts = WrapUp.objects.filter(program=program, state=WrapUp.State.DRAFT, saved_at__lt=now - DRAFT_KEPT)
    return done + wrap_ups.delete()[0] + drafts.delete()[0]
