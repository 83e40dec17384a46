"""What was agreed, in words: the same on the page and in the message, for both sides (R30)."""

from collections.abc import Sequence
from dataclasses import dataclass

from followups.meeting import day_of
from followups.models import Task, WrapUp
from programs.times import day_text
from resources.access import by_keys

NEXT = {
    WrapUp.Next.ROUND: "We talk again with the next round.",
    WrapUp.Next.ON_REQUEST: "We talk again when you ask for it.",
}


@dataclass(frozen=True)
class Part:
    """A heading and its lines."""

    title: str
    lines: Sequence[str]


def promise_line(task: Task) -> str:
    """ "Nadia Karimi: change the clinic schedule, by Friday, December 4"."""
    owner = task.owner.name if task.owner else "Somebody"
    return f"{owner}: {task.text}, by {day_text(task.due_on)}"


def parts_of(wrap_up: WrapUp, tasks: Sequence[Task]) -> list[Part]:
    """A finished wrap-up in words; `tasks` as they stand now."""
    found = [Part(f"Thank you for this talk on {day_of(wrap_up.slot)}", [])]
    if tasks:
        found.append(Part("What we agreed", [promise_line(task) for task in tasks]))
    if wrap_up.heard:
        found.append(Part("What we agreed", ["Nothing needs doing. Being heard was enough."]))
    if wrap_up.resources:
        found.append(Part("What can help, if you like", _help(wrap_up)))
    if wrap_up.introduced_to is not None and wrap_up.trainee is not None:
        line = f"{wrap_up.facilitator.name} introduces {wrap_up.trainee.name} to {wrap_up.introduced_to.name}."
        found.append(Part("An introduction", [line]))
    if wrap_up.next_step:
        found.append(Part("The next talk", [_next(wrap_up)]))
    found.append(Part("What stays here", [_trust(wrap_up), "The door stays open. You can ask for a talk at any time."]))
    return found


def _help(wrap_up: WrapUp) -> list[str]:
    """Each resource with how to reach it (R28)."""
    return [
        " ".join(filter(None, [f"{each.name}: {each.about}", each.reach, each.url]))
        for each in by_keys(wrap_up.program, wrap_up.resources)
    ]


def _next(wrap_up: WrapUp) -> str:
    if wrap_up.next_on is not None:
        return f"We talk again around {day_text(wrap_up.next_on)}."
    return NEXT[WrapUp.Next(wrap_up.next_step)]


def _trust(wrap_up: WrapUp) -> str:
    """Confidentiality with its exceptions (R33)."""
    where = "in the group" if wrap_up.is_group else "between the two of us"
    return f"What was said stays {where}, unless somebody may be in danger or the law asks for a report."


def text_of(parts: Sequence[Part]) -> str:
    """The parts as a message's paragraphs."""
    # A backslash ends a line within a paragraph, as in the templates of messages.
    return "\n\n".join(" \\\n".join([f"{part.title}.", *part.lines]) for part in parts)
