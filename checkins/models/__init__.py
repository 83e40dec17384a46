"""Rounds, times, seats and offers; what trainees wish in private; what listeners prepare."""

from checkins.models.asks import Ask
from checkins.models.busy import BusyCalendar, BusySpan
from checkins.models.plans import AskedBefore, ConversationPlan
from checkins.models.preferences import (
    Approach,
    FollowUpPreferences,
    ListenerKind,
    Moment,
    PersonWish,
    Privacy,
    Rhythm,
    SchedulingPreferences,
)
from checkins.models.rounds import (
    Blackout,
    Format,
    Listener,
    ListenerPhoto,
    ListenerProfile,
    Mode,
    Offer,
    Round,
    RoundTally,
    Seat,
    Slot,
    TsTzRange,
    Withdrawn,
    _default_formats,
)

__all__ = [
    "Approach",
    "Ask",
    "AskedBefore",
    "Blackout",
    "BusyCalendar",
    "BusySpan",
    "ConversationPlan",
    "FollowUpPreferences",
    "Format",
    "Listener",
    "ListenerKind",
    "ListenerPhoto",
    "ListenerProfile",
    "Mode",
    "Moment",
    "Offer",
    "PersonWish",
    "Privacy",
    "Rhythm",
    "Round",
    "RoundTally",
    "SchedulingPreferences",
    "Seat",
    "Slot",
    "TsTzRange",
    "Withdrawn",
    # Named by the first migration.
    "_default_formats",
]
