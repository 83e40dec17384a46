"""Writing down the messages that a step asks for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from followups.models import Task
from followups.rules.promises import Step
from followups.telling import Hands, Kind, Planned, for_step
from notices.actions import NewNotice, cancel, post_all
from programs.models import Program

# What a later step leaves standing: whoever was thanked or handed a promise must hear of it, whatever comes after.
OUTLIVING = (Kind.ANSWERED, Kind.RELEASED, Kind.THANKS)


def readers_of(task: Task) -> list[UUID]:
    """Whom a promise was made to: one trainee, or everybody who sat in the session."""
    if task.trainee_id is not None:
        return [task.trainee_id]
    if task.wrap_up is None:
        return []
    # Not ordered by the database: a page of many promises has fetched them all before.
    return sorted(member.person_id for member in task.wrap_up.members.all())


def tell_of_step(*, task: Task, step: Step, former_owner_id: UUID | None, now: datetime) -> None:
    """Cancel what is unsent about a promise, and write what this step asks for."""
    superseded = [kind for kind in Kind if kind not in OUTLIVING]
    if step is not Step.THANK:
        cancel(program=task.program, subject_id=task.pk, kinds=superseded, now=now)
    hands = Hands(
        owner_id=task.owner_id,
        former_owner_id=former_owner_id,
        readers=readers_of(task),
        own=task.is_trainees_own,
    )
    tell(program=task.program, subject_id=task.pk, planned=for_step(step, hands), occasion=str(task.turn), now=now)


def tell(*, program: Program, subject_id: UUID, planned: Sequence[Planned], occasion: str, now: datetime) -> None:
    """Write messages about one thing and one occasion of it."""
    post_all(
        program=program,
        notices=[
            NewNotice(
                kind=item.kind,
                subject_id=subject_id,
                recipient_id=item.recipient_id,
                occasion=occasion,
                due_at=now + item.wait,
                drop_after=None,
            )
            for item in planned
        ],
    )
