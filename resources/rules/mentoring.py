"""How a mentorship begins, is looked at anew, and ends: plain values in, plain values out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

ASKED, ACTIVE, LED_ON, WITHDRAWN, ENDED = "asked", "active", "led_on", "withdrawn", "ended"
LIVE = frozenset({ASKED, ACTIVE})
# A question is answered within a week or led on; two days before, the mentor is reminded.
ANSWER_WITHIN = timedelta(days=7)
REMIND_BEFORE = timedelta(days=2)
# So that nobody writes to everybody: this many questions can wait for an answer at once.
MOST_ASKED = 3
# Looked at anew after three months, then every half year (R55). Both sides have two weeks.
FIRST_REVIEW, NEXT_REVIEW = timedelta(days=91), timedelta(days=182)
REVIEW_WITHIN = timedelta(days=14)
REVIEW_REMINDER = timedelta(days=7)
# What was not taken up is forgotten after a month, what ended after a year.
FORGET_ASKED, FORGET_ENDED = timedelta(days=30), timedelta(days=365)

RECOMMIT, REFOCUS, PART = "recommit", "refocus", "part"


@dataclass(frozen=True)
class Step:
    """One of six steps before a first meeting (R51)."""

    key: str
    name: str
    about: str


# Our own words for the toolkit's six.
STEPS = (
    Step(
        "end",
        "Begin at the end",
        "What should be true in a year for this to have been worth it? Write one line.",
    ),
    Step("homework", "Do your homework", "Read what your mentor works on. Bring your own story in three sentences."),
    Step("regular", "Meet regularly", "Agree on a rhythm that both of you can keep, such as every six weeks."),
    Step("timeline", "Draw a timeline", "Put two or three dates on it: a draft, an application, a talk."),
    Step("steady", "Be steady", "Come on time, come prepared, and move a meeting rather than drop it."),
    Step("manner", "Be good to work with", "Thank people, keep what you promise, and keep what is said between you."),
)
STEP_KEYS = tuple(step.key for step in STEPS)


def seats_left(room: int, active: int) -> int:
    """How many more mentees somebody has room for; never below none."""
    return max(0, room - active)


def why_not_ask(*, own: bool, live_here: bool, waiting: int, left: int, is_open: bool) -> str:
    """One sentence why somebody cannot be asked now; empty when they can."""
    if own:
        return "This is you. Choose somebody else."
    if live_here:
        return "You have asked already, or you are in touch."
    if not is_open or left <= 0:
        return "There is no room just now. Look for somebody else, or come back in a while."
    if waiting >= MOST_ASKED:
        return f"{MOST_ASKED} of your questions wait for an answer. Wait for one of them, or take one back."
    return ""


def answer_is_late(asked_at: datetime, now: datetime) -> bool:
    """Whether a question waited its week, so that the trainee is led on."""
    return now >= asked_at + ANSWER_WITHIN


def review_due(accepted_on: date, last_review: date | None) -> date:
    """When both sides look at it anew."""
    return accepted_on + FIRST_REVIEW if last_review is None else last_review + NEXT_REVIEW


def outcome(choices: Collection[str]) -> str:
    """What comes of both answers: parting if anybody wishes it, another focus if anybody does, else going on.

    Somebody who did not answer in time leaves it to the other; without any answer it goes on.
    """
    for wish in (PART, REFOCUS):
        if wish in choices:
            return wish
    return RECOMMIT
