"""You said, we did: a director's answer to a published theme, and later what became of it. Trainees read both."""

from dataclasses import dataclass
from datetime import date, datetime

from followups.models import Answer, Window
from programs.errors import RefusedError
from programs.models import AccessEvent, Person
from programs.times import today


@dataclass(frozen=True)
class Planned:
    """What is done, and by when."""

    action: str
    due_on: date


def answer(*, window: Window, theme: str, planned: Planned, by: Person, now: datetime) -> Answer:
    """Answer a theme, or change the answer while nobody has said what became of it. Raises RefusedError otherwise."""
    if theme not in window.themes:
        raise RefusedError("Only a theme that appeared can be answered.")
    found = Answer.objects.select_for_update(of=("self",)).filter(window=window, theme=theme).first()
    if found is not None and found.reviewed_on is not None:
        raise RefusedError("This answer is closed: it was said already what became of it.")
    made = found or Answer(program_id=window.program_id, window=window, theme=theme)
    made.action, made.due_on, made.by = planned.action, planned.due_on, by
    made.answered_on = today(now, window.program.time_zone)
    made.save()
    _record(window, by, "answered a theme", now)
    return made


def review(*, found: Answer, outcome: str, word: str, by: Person, now: datetime) -> Answer:
    """Say what became of an answer: done, still going on (asked again next time), or let go."""
    mine = Answer.objects.select_for_update(of=("self",)).select_related("window__program").get(pk=found.pk)
    if mine.reviewed_on is not None and mine.outcome != Answer.Outcome.GOING_ON:
        raise RefusedError("It was said already what became of this.")
    mine.outcome, mine.word = outcome, word
    mine.reviewed_on = today(now, mine.window.program.time_zone)
    mine.save()
    _record(mine.window, by, "reviewed an answer", now)
    return mine


def _record(window: Window, by: Person, action: str, now: datetime) -> None:
    AccessEvent.objects.create(program_id=window.program_id, actor=by, action=action, at=now, detail=window.name)
