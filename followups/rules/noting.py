"""What a private note may hold and how long it lives (privacy.md 3). A safeguard, not a detector: the page says so."""

import re
import unicodedata
from datetime import date, timedelta

from followups.rules.screening import NAME, Concern, Refusal, screen

LIFE = timedelta(days=90)
LONGEST_LIFE = timedelta(days=365)
# "Within 30 days of leaving", with room for a role that ended by mistake and for a server that stood still.
AFTER_LEAVING = timedelta(days=21)

_WORD = re.compile(r"[^\W\d_]+")


def refusal(text: str, *, names: tuple[str, ...]) -> Refusal | None:
    """Why a note is not kept, or None. `names` are the trainee's, in parts. Nothing of the text is in the answer."""
    plain = _one_spelling(text)
    found = screen(plain, names=names)
    if found is None and not _short_names(names).isdisjoint(_WORD.findall(plain)):
        return Refusal(Concern.NAME, NAME)
    return found


def dies_on(written_on: date) -> date:
    """The day on which a new note dies."""
    return written_on + LIFE


def extended(dies: date, written_on: date) -> date:
    """One more life from the day it would die, a year after it was written at most."""
    return min(dies + LIFE, written_on + LONGEST_LIFE)


def _one_spelling(text: str) -> str:
    """One spelling of what looks alike; characters that show nothing are taken out."""
    spelled = unicodedata.normalize("NFKC", text)
    return "".join(char for char in spelled if unicodedata.category(char) != "Cf")


def _short_names(names: tuple[str, ...]) -> set[str]:
    """Names of two letters, which are refused only as they are written: "An" is a name, "an" is not."""
    return {part for name in names for part in _WORD.findall(unicodedata.normalize("NFKC", name)) if len(part) == 2}
