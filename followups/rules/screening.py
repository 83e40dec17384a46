"""What a short line or a note is kindly refused for (privacy.md 3). A safeguard, not a detector.

Whatever was refused is named by its kind alone and never repeated, so that no log or page keeps it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from programs.names import plain


class Concern(StrEnum):
    """Why a text is refused."""

    IDENTIFIER = "identifier"
    NAME = "name"
    # Bigger than a line: the page shows the way to triage instead.
    HELP = "help"


@dataclass(frozen=True)
class Refusal:
    """A concern, and one kind sentence for whoever typed the text."""

    concern: Concern
    sentence: str


IDENTIFIER = "Leave out numbers, addresses and links that point to a person. Say in a few words what is to be done."
NAME = "Leave the name out. It is clear whom this is about, and a line without a name cannot hurt anybody."
HELP = "This belongs in caring hands, not in a line here. “Help now” shows whom to call; nothing you typed was kept."

# A number that somebody is known by, however it is spaced: social security, A-number, SEVIS, passport, phone, record.
_IDENTIFIERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b\d{3}[-. ]?\d{2}[-. ]?\d{4}\b",
        r"\bA[-# ]?\d{7,9}\b",
        r"\bN\d{9,10}\b",
        r"\b[A-Z]{1,2}\d{6,9}\b",
        r"(?<!\d)(?:\+?\d{1,3}[-. ]*)?\(?\d{3}\)?[-. ]*\d{3}[-. ]*\d{4}(?!\d)",
        r"(?<!\d)\d{3}[-.]\d{4}(?!\d)",
        r"\+\d[\d\-. ()]{6,}\d",
        r"\b(?:mrn|medical record|record (?:no|number)|chart (?:no|number))\b",
        r"\b(?:ssn|social security|passport|sevis|a-number|alien number)\b",
        r"\d{6,}",
        r"[\w.+-]+@[\w-]+\.\w",
        r"\b(?:https?://|www\.)\S",
        r"\b[\w-]+\.(?:com|org|edu|net|gov|io|us|uk)\b",
    )
)

# Stems, as whole words or the beginnings of words, after accents and capitals are gone.
_STEMS = (
    # Safety
    "suicid", "self-harm", "self harm", "selfharm", "harm (?:him|her|them|my|your)sel", "harming", "overdos",
    "kill(?:s|ed|ing)? (?:him|her|them|my|your)sel", "end (?:his|her|their|my) life", "want(?:s|ed)? to die", "homicid",
    "intoxicat", "drunk", "weapon", "threat", "unsafe", "not safe",
    # Assault and mistreatment
    "assault", "rape", "raped", "molest", "harass", "abus", "mistreat", "discriminat", "racis", "sexis", "bully",
    "bullie", "retaliat", "stalk", "grope", "hit (?:him|her|them|me)\\b", "title ix",
    # Diagnoses
    "depress", "bipolar", "schizo", "psychos", "psychot", "psychiatr", "anxiety", "panic attack", "ptsd", "adhd",
    "autis", "anorexi", "bulimi", "eating disorder", "addict", "alcohol", "substance use", "opioid", "diagnos",
    "disorder", "cancer", "tumor", "hiv\\b", "epilep", "diabet", "pregnan", "miscarr", "abortion", "medication",
    "antidepress", "ssri", "therapist", "therapy",
    # Visa and status
    "visa", "immigra", "green card", "greencard", "deport", "asylum", "j-?1\\b", "h-?1-?b\\b", "o-?1 visa", "f-?1 visa",
    "uscis", "i-?94\\b", "ds-?2019", "ead card", "work permit", "undocumented", "daca\\b", "citizenship",
)  # fmt: skip
# Where somebody works is no diagnosis; what follows must be a place of work and not of care.
_WORK = re.compile(
    r"\b(?:psychiatr(?:y|ic)|cancer|diabetes|hiv|addiction(?: medicine)?|(?:physical|occupational) therapy)"
    r" (?:rotation|elective|lecture|conference|ward|service|consult)s?\b"
)
_HELP = re.compile(r"(?<![a-z0-9])(?:" + "|".join(_STEMS) + ")")
# Shorter parts of names are words of their own ("An", "Li" in "line" is not matched, but "an" is everywhere).
_SHORTEST_NAME = 3


def screen(text: str, *, names: Iterable[str] = ()) -> Refusal | None:
    """Why a text cannot be kept, or None. `names` are people it must not name: each part of three letters or more.

    Words of safety, assault, diagnosis or visa status come first, since they lead to help (privacy.md 3).
    """
    lowered = plain(text)
    if _HELP.search(_WORK.sub("", lowered)):
        return Refusal(Concern.HELP, HELP)
    if any(pattern.search(text) for pattern in _IDENTIFIERS):
        return Refusal(Concern.IDENTIFIER, IDENTIFIER)
    if _names_somebody(lowered, names):
        return Refusal(Concern.NAME, NAME)
    return None


def _names_somebody(lowered: str, names: Iterable[str]) -> bool:
    words = set(re.findall(r"[a-z]+(?:['-][a-z]+)*", lowered))
    words |= {part for word in words for part in re.split(r"['-]", word)}
    parts = {part for name in names for part in re.split(r"[\s-]+", plain(name)) if len(part) >= _SHORTEST_NAME}
    return not words.isdisjoint(parts)
