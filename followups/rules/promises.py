"""What a promise is about, which states it goes through, who may do what with it, and when it is chased.

A promise is always in somebody's hands: its owner's while it is open, the trainee's when the owner left or let it lie
(privacy.md 1: it moves to another person only when the trainee says so). So none is forgotten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from programs.errors import RefusedError


class What(StrEnum):
    """The short list that a promise is picked from (R30, R43)."""

    CLINIC = "clinic"
    CALL = "call"
    MEET = "meet"
    SEND = "send"
    HOUSING = "housing"
    CHILDCARE = "childcare"
    LANGUAGE = "language"
    ACCESS = "access"
    STUDY = "study"
    TALK = "talk"
    OTHER = "other"


@dataclass(frozen=True)
class Phrase:
    """A promise as it is made ("change the clinic schedule") and as it is kept ("Your clinic schedule is changed")."""

    made: str
    kept: str


PHRASES: dict[What, Phrase] = {
    What.CLINIC: Phrase("change the clinic schedule", "Your clinic schedule is changed"),
    What.CALL: Phrase("look at the plan of calls and nights", "The plan of your calls and nights was looked at"),
    What.MEET: Phrase("introduce somebody who can help", "You were introduced to somebody who can help"),
    What.SEND: Phrase("send a link or a contact", "The link or contact was sent to you"),
    What.HOUSING: Phrase("find contacts for housing", "There are contacts for housing for you"),
    What.CHILDCARE: Phrase("find contacts for childcare", "There are contacts for childcare for you"),
    What.LANGUAGE: Phrase("find help with language and communication", "There is help with language for you"),
    What.ACCESS: Phrase("sort out a badge, access or equipment", "Your badge, access or equipment is sorted out"),
    What.STUDY: Phrase("find support for study or research", "There is support for study or research for you"),
    What.TALK: Phrase("find a time for another talk", "There is a time for another talk"),
}
# What a routine matter can become without a word of one's own (privacy.md 4).
ROUTINE = tuple(PHRASES)


def made_text(what: str, line: str) -> str:
    """A promise in words, to follow a name: "change the clinic schedule (Thursdays)"."""
    if what == What.OTHER:
        return line
    made = PHRASES[What(what)].made
    return f"{made} ({line})" if line else made


def kept_text(what: str, line: str) -> str:
    """A kept promise in a sentence without its end: "Your clinic schedule is changed, as agreed"."""
    if what == What.OTHER:
        return f"Done, as agreed: {line}"
    return f"{PHRASES[What(what)].kept}, as agreed"


class State(StrEnum):
    OPEN = "open"
    WITH_TRAINEE = "with_trainee"
    DONE = "done"
    DROPPED = "dropped"


class Step(StrEnum):
    """What can happen to a promise."""

    DONE = "done"
    REOPEN = "reopen"
    CHANGE = "change"
    DROP = "drop"
    PROPOSE = "propose"
    RETURN = "return"
    AGREE = "agree"
    KEEP = "keep"
    GIVE = "give"
    WAIT = "wait"
    LET_GO = "let_go"
    THANK = "thank"
    # By the house itself: the owner left, or the promise lay too long.
    LAPSE = "lapse"


# From a state, by a step, to a state; whatever is not listed is refused.
TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.OPEN, Step.DONE): State.DONE,
    (State.WITH_TRAINEE, Step.DONE): State.DONE,
    # A second tap on the same button is not an error.
    (State.DONE, Step.DONE): State.DONE,
    (State.DONE, Step.REOPEN): State.OPEN,
    (State.OPEN, Step.CHANGE): State.OPEN,
    (State.OPEN, Step.DROP): State.DROPPED,
    (State.OPEN, Step.PROPOSE): State.OPEN,
    (State.OPEN, Step.RETURN): State.WITH_TRAINEE,
    (State.OPEN, Step.AGREE): State.OPEN,
    (State.OPEN, Step.KEEP): State.OPEN,
    (State.WITH_TRAINEE, Step.GIVE): State.OPEN,
    (State.WITH_TRAINEE, Step.WAIT): State.OPEN,
    (State.OPEN, Step.LET_GO): State.DROPPED,
    (State.WITH_TRAINEE, Step.LET_GO): State.DROPPED,
    (State.DONE, Step.THANK): State.DONE,
    (State.OPEN, Step.LAPSE): State.WITH_TRAINEE,
}
OWNERS = frozenset({Step.DONE, Step.REOPEN, Step.CHANGE, Step.DROP, Step.PROPOSE, Step.RETURN})
TRAINEES = frozenset({Step.AGREE, Step.KEEP, Step.GIVE, Step.WAIT, Step.LET_GO, Step.THANK})
CLOSED = frozenset({State.DONE, State.DROPPED})

NOT_NOW = "That cannot be done with this promise any more. Here is how it stands now."


@dataclass(frozen=True)
class Facts:
    """What decides who may do what with a promise."""

    state: State
    # Whether the person looking made it, and whether it was made to them; both for what a trainee promised.
    owner: bool
    trainee: bool
    group: bool = False
    # Somebody else is proposed and the trainee has not answered.
    proposed: bool = False
    # The owner came to it by the trainee's choice, so they may give it back to the trainee.
    given: bool = False
    owner_here: bool = True
    thanked: bool = False


def allowed(step: Step, facts: Facts) -> bool:
    """Whether the person looking may take a step now."""
    if (facts.state, step) not in TRANSITIONS or step is Step.LAPSE:
        return False
    if not (step in OWNERS and facts.owner) and not (step in TRAINEES and facts.trainee):
        return False
    own = facts.owner and facts.trainee
    return {
        Step.REOPEN: not facts.thanked,
        # A group has nobody who could agree for all of it.
        Step.PROPOSE: not own and not facts.group and not facts.proposed,
        Step.RETURN: not own and facts.given and not facts.proposed,
        Step.AGREE: facts.proposed,
        Step.KEEP: facts.proposed,
        Step.WAIT: facts.owner_here,
        # Whoever promised it drops it with a word; one of a group speaks for it only when it must be decided.
        Step.LET_GO: not facts.owner and (not facts.group or facts.state is State.WITH_TRAINEE),
        Step.THANK: not own and not facts.thanked,
    }.get(step, True)


def after(step: Step, facts: Facts) -> State:
    """The state that a step leads to. Raises RefusedError for whoever may not take it now."""
    if not allowed(step, facts):
        raise RefusedError(NOT_NOW)
    return TRANSITIONS[facts.state, step]


# Chasing: kindly, before and after, and never twice within a week.
CHASE_EVERY = timedelta(days=7)
WARN_AHEAD = timedelta(days=3)
# What falls due until the next message may come is named in this one.
LISTED_AHEAD = timedelta(days=7)
# After three reminders the trainee is asked instead.
LATE_AFTER = timedelta(days=21)
WORKDAYS = range(5)


def wants_chasing(due_on: date, today: date) -> bool:
    """Whether an open promise is a reason to write to its owner today."""
    return due_on - WARN_AHEAD <= today <= due_on + LATE_AFTER


def listed(due_on: date, today: date) -> bool:
    """Whether a message to its owner names an open promise today."""
    return today >= due_on - LISTED_AHEAD


def chase_today(dues: Iterable[date], last: date | None, today: date) -> bool:
    """Whether an owner is written to today: on a workday, with a reason, and a week or more after the last time."""
    if today.weekday() not in WORKDAYS or (last is not None and today - last < CHASE_EVERY):
        return False
    return any(wants_chasing(due_on, today) for due_on in dues)


def lapsed(due_on: date, today: date) -> bool:
    """Whether a promise has lain so long that the trainee is asked what should become of it."""
    return today > due_on + LATE_AFTER
