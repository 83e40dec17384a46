"""What the placing answers: plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Wish(StrEnum):
    """A preference that a slot can leave unmet."""

    SAME_LISTENER = "same_listener"
    PERSON = "person"
    FORMAT = "format"
    KIND = "kind"
    BAD_HOURS = "bad_hours"
    MODE = "mode"
    GOOD_HOURS = "good_hours"
    FIRST_MONTH = "first_month"


# What each unmet wish costs; a placing is as good as the sum over its trainees is low. Whom one talks to and in which
# format weigh most, since they decide whether a trainee comes at all (R8, R9, R67); hours within a working day least.
WISH_COST: dict[Wish, int] = {
    # Not a trainee's wish but the program's for those who have just begun (R3); before all others.
    Wish.FIRST_MONTH: 10,
    Wish.SAME_LISTENER: 8,
    Wish.PERSON: 8,
    Wish.FORMAT: 7,
    Wish.KIND: 6,
    Wish.BAD_HOURS: 5,
    Wish.MODE: 3,
    Wish.GOOD_HOURS: 2,
}


class Reason(StrEnum):
    """Why a trainee has no seat. For the trainee and nobody else: it can rest on what they silently excluded."""

    NO_TIMES = "no_times"  # no slot with a free seat was offered at all
    NEVER_FREE = "never_free"  # those they may meet offer times only when the trainee is away
    ONLY_BLOCKED_PEOPLE = "only_blocked_people"  # everybody who offers times may not be met
    GROUP_TOO_SMALL = "group_too_small"  # only groups were left, and too few would have come
    ALL_TAKEN = "all_taken"  # the seats they could have are needed by others, or limits are reached


class Remedy(StrEnum):
    """One change after which the trainee has a seat and nobody loses theirs.

    "One more than the limit" is one more than what is held, where a limit was lowered below that.
    """

    ONE_MORE_TIME = "one_more_time"  # `facilitator_id` offers one more time on `day`, when the trainee is free
    ONE_MORE_THAT_DAY = "one_more_that_day"  # `facilitator_id` takes one more on `day` than the limit
    ONE_MORE_IN_ROUND = "one_more_in_round"  # `facilitator_id` takes one more in the round than the limit
    ANOTHER_LISTENER = "another_listener"  # somebody else, who is no supervisor, offers a time


@dataclass(frozen=True, slots=True)
class Change:
    remedy: Remedy
    facilitator_id: UUID | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """`unmet` is shown to the trainee alone; `cost` is the sum of WISH_COST over it."""

    trainee_id: UUID
    slot_id: UUID
    facilitator_id: UUID
    unmet: tuple[Wish, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    trainee_id: UUID
    reason: Reason
    change: Change


@dataclass(frozen=True, slots=True)
class Placement:
    """Who sits where. `assignments` and `unplaced` are ordered by trainee id.

    `cost` is the sum of unmet wishes. `spread` is what evenness is measured by: for each facilitator the sum of
    0, 1, 2, ... over their check-ins, those already held included, so that it is lowest when all have as many.
    `optimal` is True when no other placing is better; False only when the choice of groups was not proved (then
    it is proved that none is better with the same groups).
    """

    assignments: tuple[Assignment, ...]
    unplaced: tuple[Unplaced, ...]
    cost: int
    spread: int
    optimal: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Minutes of conversation in the week that begins on `monday`: offered, and needed if nobody moves or declines."""

    monday: date
    offered_minutes: int
    needed_minutes: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Numbers for a director before a round opens; they do not depend on anything a trainee said in private."""

    trainees: int
    seats: int
    unplaced: int
    weeks: tuple[Week, ...]
    # Which one change would give how many of them a time, the most helpful first.
    changes: tuple[tuple[Change, int], ...] = ()
    # False where the round is too large to be worked out while a page waits: then `unplaced` is the least it can be.
    exact: bool = True

    @property
    def hours_a_week(self) -> float:
        """Facilitator-hours that the round needs in an average week with any times offered."""
        return sum(week.needed_minutes for week in self.weeks) / 60 / max(len(self.weeks), 1)
