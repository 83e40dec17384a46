"""Which messages a change of an offer asks for: a pure plan that the actions write down.

Each change cancels what is unsent about the offer and plans anew, so there is never a message about a former time.
Nothing goes to a listener before the name may show, and what a listener is told when it no longer does is one event,
"this time is free again", whatever the trainee did (privacy.md 1).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from checkins.rules import NAME_SHOWS_BEFORE, SEATED, OfferState, name_shows


class Kind(StrEnum):
    """Names under which checkins registers its messages; they are stored, so they don't change."""

    INVITATION = "checkins.invitation"
    CHANGE = "checkins.change"
    CANCELLATION = "checkins.cancellation"
    REMINDER_WEEK = "checkins.reminder_week"
    REMINDER_DAY = "checkins.reminder_day"
    REMINDER_HOUR = "checkins.reminder_hour"
    WITHDRAWN = "checkins.withdrawn"
    REPLACED = "checkins.replaced"
    DROPPED = "checkins.dropped"
    TIMES_OPEN = "checkins.times_open"
    NAMED = "checkins.named"
    FREED = "checkins.freed"
    OFFER_TIMES = "checkins.offer_times"
    AWAY = "checkins.away"
    ROUND_DRAFTED = "checkins.round_drafted"
    ROUND_WAITS = "checkins.round_waits"
    ROUND_OPENED = "checkins.round_opened"
    SINGLE_TALKS = "checkins.single_talks"
    DIGEST = "checkins.digest"
    OWN_LINK = "checkins.own_link"
    MONTHLY = "checkins.monthly"
    ASKED = "checkins.asked"
    ASKED_REMINDER = "checkins.asked_reminder"
    ASK_ANSWERED = "checkins.ask_answered"
    ASK_OPEN = "checkins.ask_open"


REMINDERS = (
    (Kind.REMINDER_WEEK, timedelta(days=7)),
    (Kind.REMINDER_DAY, timedelta(days=1)),
    (Kind.REMINDER_HOUR, timedelta(hours=1)),
)
# A reminder that late is no help any more (privacy.md 6).
REMINDER_LATEST = timedelta(hours=2)


@dataclass(frozen=True)
class Planned:
    """One message to be written: to whom, about which turn of the offer, when, and after when not any more."""

    kind: Kind
    recipient_id: UUID
    occasion: str
    due_at: datetime
    drop_after: datetime | None = None


@dataclass(frozen=True)
class Sitting:
    """Where a trainee sits: the listener and the time, as plain values."""

    facilitator_id: UUID
    starts_at: datetime


def reminders(*, recipient_id: UUID, turn: int, starts_at: datetime, now: datetime) -> list[Planned]:
    """The reminders still ahead of a talk; one whose moment has passed is not sent late."""
    return [
        Planned(
            kind,
            recipient_id,
            str(turn),
            starts_at - ahead,
            min(starts_at - ahead + REMINDER_LATEST, starts_at),
        )
        for kind, ahead in REMINDERS
        if starts_at - ahead > now
    ]


def for_seat(*, trainee_id: UUID, state: OfferState, turn: int, sitting: Sitting, now: datetime) -> list[Planned]:
    """Messages that a taken seat asks for: reminders to the trainee, and the name to the listener when it may show."""
    if state not in SEATED:
        return []
    shows_at = now if state is OfferState.ACCEPTED else max(now, sitting.starts_at - NAME_SHOWS_BEFORE)
    named = Planned(Kind.NAMED, sitting.facilitator_id, str(turn), shows_at, sitting.starts_at)
    return [named, *reminders(recipient_id=trainee_id, turn=turn, starts_at=sitting.starts_at, now=now)]


def for_change(
    *,
    trainee_id: UUID,
    turn: int,
    former: Sitting | None,
    name_showed: bool,
    state: OfferState,
    sitting: Sitting | None,
    now: datetime,
    told: bool = True,
) -> list[Planned]:
    """Everything that a change asks for; `told` is whether the trainee's calendar knows of the seat where it stays.

    The former listener hears that the time is free again only if the name could be seen, and always in the same words:
    declined, moved and taken back are one event.
    """
    planned: list[Planned] = []
    if former and sitting is None:
        planned.append(Planned(Kind.CANCELLATION, trainee_id, str(turn), now, former.starts_at))
    if sitting and (sitting != former or not told):
        planned.append(Planned(Kind.CHANGE, trainee_id, str(turn), now, sitting.starts_at))
    shows = sitting is not None and name_shows(state=state, starts_at=sitting.starts_at, now=now)
    same_listener = former and sitting and former.facilitator_id == sitting.facilitator_id
    if former and name_showed and not (shows and same_listener):
        planned.append(Planned(Kind.FREED, former.facilitator_id, str(turn), now, former.starts_at))
    if sitting:
        planned += for_seat(trainee_id=trainee_id, state=state, turn=turn, sitting=sitting, now=now)
    return planned


def for_loss(
    *, trainee_id: UUID, turn: int, former: Sitting, name_showed: bool, sitting: Sitting | None, now: datetime
) -> list[Planned]:
    """What the loss of a seat asks for that the trainee did not choose; `sitting` is what is kept instead, if anything.

    The former listener hears what they always hear when a name goes (privacy.md 1).
    """
    kind = Kind.REPLACED if sitting else Kind.WITHDRAWN
    planned = [Planned(kind, trainee_id, str(turn), now, (sitting or former).starts_at)]
    shows = sitting is not None and name_shows(state=OfferState.HELD, starts_at=sitting.starts_at, now=now)
    stays = shows and sitting is not None and sitting.facilitator_id == former.facilitator_id
    if name_showed and not stays:
        planned.append(Planned(Kind.FREED, former.facilitator_id, str(turn), now, former.starts_at))
    if sitting:
        planned += for_seat(trainee_id=trainee_id, state=OfferState.HELD, turn=turn, sitting=sitting, now=now)
    return planned
