"""Which messages a step of a promise asks for: a pure plan that the actions write down.

Each step cancels what is unsent about the promise and plans anew, so nobody reads of a state that is over. Whoever
takes a step is not written to about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from followups.rules.promises import Step


class Kind(StrEnum):
    """Names under which followups registers its messages; they are stored, so they don't change."""

    RECAP = "followups.recap"
    NOT_HELD = "followups.not_held"
    INTRODUCTION = "followups.introduction"
    PROMISED = "followups.promised"
    KEPT = "followups.kept"
    CHANGED = "followups.changed"
    DROPPED = "followups.dropped"
    ASKED = "followups.asked"
    ANSWERED = "followups.answered"
    GIVEN = "followups.given"
    WAITS = "followups.waits"
    RELEASED = "followups.released"
    THANKS = "followups.thanks"
    WRAP_UP = "followups.wrap_up"
    CHASE = "followups.chase"
    OWN_CHASE = "followups.own_chase"


# So long a slip of the finger can be taken back before anybody reads of it.
SECOND_THOUGHTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Hands:
    """Whose hands a promise is in: who made it, who did before this step, whom it was made to."""

    owner_id: UUID | None
    former_owner_id: UUID | None
    readers: Sequence[UUID]
    own: bool = False


@dataclass(frozen=True)
class Planned:
    """One message: what, to whom, and how long from now."""

    kind: Kind
    recipient_id: UUID
    wait: timedelta = timedelta(0)


_TO_READERS = {
    Step.DONE: (Kind.KEPT, SECOND_THOUGHTS),
    Step.CHANGE: (Kind.CHANGED, SECOND_THOUGHTS),
    Step.DROP: (Kind.DROPPED, SECOND_THOUGHTS),
    Step.PROPOSE: (Kind.ASKED, SECOND_THOUGHTS),
    Step.RETURN: (Kind.ASKED, SECOND_THOUGHTS),
    Step.LAPSE: (Kind.ASKED, timedelta(0)),
}
_TO_OWNER = {
    Step.AGREE: Kind.GIVEN,
    Step.GIVE: Kind.GIVEN,
    Step.KEEP: Kind.ANSWERED,
    Step.WAIT: Kind.WAITS,
    Step.LET_GO: Kind.RELEASED,
    Step.THANK: Kind.THANKS,
}


def for_step(step: Step, hands: Hands) -> list[Planned]:
    """Everything that a step asks for. What a trainee promised themselves is told to nobody."""
    if hands.own:
        return []
    if step in _TO_READERS:
        kind, wait = _TO_READERS[step]
        return [Planned(kind, reader, wait) for reader in hands.readers]
    if step not in _TO_OWNER:
        return []
    planned = [Planned(_TO_OWNER[step], hands.owner_id)] if hands.owner_id else []
    if step is Step.AGREE and hands.former_owner_id:
        planned.append(Planned(Kind.ANSWERED, hands.former_owner_id))
    return planned
