"""What a listener has ready for one conversation, decided on plain values: no database, no clock.

What to suggest is decided in prompts/rules.py; here a saved choice meets what may be asked today.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from prompts.rules import Asked, Entry, offered, suggested

# More would turn a short talk into an interview.
MOST_PLANNED = 8
# What somebody typed for one conversation is of no use once it is over.
WORDS_KEPT = timedelta(days=1)
# Half a year and a few weeks: the next talk of a semiannual cadence still knows what the last one asked.
ASKED_KEPT = timedelta(days=200)


@dataclass(frozen=True)
class Line:
    """A question that a listener chose, in words for this conversation alone; empty: the program's own words."""

    key: str
    text: str = ""


@dataclass(frozen=True)
class Question:
    """A question as it will be asked."""

    entry: Entry
    text: str

    @property
    def key(self) -> str:
        return self.entry.key

    @property
    def reworded(self) -> bool:
        return self.text != self.entry.text


@dataclass(frozen=True)
class Planned:
    """What is ready to be asked; `left_out` counts what was chosen and is now for the trainee alone to raise."""

    questions: Sequence[Question]
    left_out: int = 0
    suggested: bool = False


def planned(entries: Sequence[Entry], lines: Sequence[Line] | None, asked: Asked) -> Planned:
    """The saved choice, or a suggestion where nothing was saved (`lines` None).

    Whatever was saved earlier, a question that a program hid since is gone, and one on a topic that the trainee wants
    to raise alone is left out (R37).
    """
    if lines is None:
        return Planned([Question(entry, entry.text) for entry in suggested(entries, asked)], suggested=True)
    shown = {entry.key: entry for entry in offered(entries, ())}
    may = {entry.key for entry in offered(entries, asked.alone)}
    known = [line for line in lines if line.key in shown]
    questions = [Question(shown[line.key], line.text or shown[line.key].text) for line in known if line.key in may]
    return Planned(questions, left_out=len(known) - len(questions))


def may_be_added(entries: Iterable[Entry], alone: Collection[str], chosen: Collection[str]) -> list[Entry]:
    """What the library still has to offer: not hidden, not chosen yet, on no topic of the trainee's own."""
    return [entry for entry in offered(entries, alone) if entry.key not in chosen]


def as_lines(questions: Iterable[Question], drop: Collection[str] = (), add: Iterable[Entry] = ()) -> list[Line]:
    """A choice to save: without what is dropped, with what is added at its end; own words only where they differ."""
    kept = [Line(q.key, q.text if q.reworded else "") for q in questions if q.key not in drop]
    return kept + [Line(entry.key) for entry in add]
