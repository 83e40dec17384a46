"""Goals that can be reached and a plan for each year: gentle help, states and due dates on plain values."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

OPEN, REACHED, LET_GO = "open", "reached", "let_go"
# A plan is asked for when a trainee has settled in, and twice more.
REMIND_AFTER = (timedelta(days=60), timedelta(days=120), timedelta(days=240))
# A plan that was shown and not signed: its mentor is reminded once.
SIGN_WITHIN = timedelta(days=7)
# Half a year after both have signed, they look at it again.
REVIEW_AFTER = timedelta(days=182)
FAR = timedelta(days=366)
SHORT = 15

_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|once|twice|each|every)\b", re.I
)
_PROOF = re.compile(
    r"\b(submit|submitted|accepted|passed|pass|finish|finished|done|signed|presented|present|score|rated|log|logged"
    r"|certificate|draft|list|says|feedback)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(better|more|improve|good|try|learn about|get into|work on|somehow|as much as possible)\b", re.I
)


@dataclass(frozen=True)
class Smart:
    """The five fields of a S.M.A.R.T. goal (R49)."""

    specific: str
    measurable: str
    achievable: str
    relevant: str
    due_on: date | None


def hints(goal: Smart, today: date) -> dict[str, str]:
    """A question for each field that could be sharper; never a refusal."""
    found = {}
    if len(goal.specific) < SHORT or (_VAGUE.search(goal.specific) and not _NUMBER.search(goal.specific)):
        found["specific"] = "What exactly will you do? With whom, where, on which topic?"
    if not (_NUMBER.search(goal.measurable) or _PROOF.search(goal.measurable)):
        found["measurable"] = "How will you know that it is done? A number, a date, or something to hold in your hand?"
    if len(goal.achievable) < SHORT:
        found["achievable"] = "What do you need for it: time, a person, a skill? What could be the first small step?"
    if len(goal.relevant) < SHORT:
        found["relevant"] = "Why does it matter to you, and why now?"
    if goal.due_on is None:
        found["due_on"] = "By when? A date makes it real."
    elif goal.due_on > today + FAR:
        found["due_on"] = "That is more than a year away. What could be reached within a year?"
    elif goal.due_on <= today:
        found["due_on"] = "This day is over. Is it reached, or does it need another date?"
    return found


def progress(done: int, steps: int) -> int:
    """Per cent of the steps that are done, 0 without steps."""
    return round(100 * done / steps) if steps else 0


def year_of(day: date, first_month: int) -> date:
    """The first day of the academic year that a day belongs to."""
    return date(day.year if day.month >= first_month else day.year - 1, first_month, 1)


def plan_is_due(*, today: date, year: date, started_on: date | None, signed: bool) -> bool:
    """Whether a plan of this year is waited for: 60 days after the year, or the training, began (R48)."""
    begins = max(year, started_on) if started_on else year
    return not signed and today >= begins + REMIND_AFTER[0]


def reminders(year: date, started_on: date | None) -> list[date]:
    """The days on which a trainee without a signed plan is reminded."""
    begins = max(year, started_on) if started_on else year
    return [begins + after for after in REMIND_AFTER]
