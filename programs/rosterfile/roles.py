"""From a job title to a role (R12), and from "PGY-2" to a training year.

Roles are plain words here, the values of `programs.models.Role`; a test holds the two together.
"""

import re

from programs.names import plain
from programs.rosterfile.errors import CellError
from programs.rosterfile.text import quoted

TRAINEE, FACILITATOR, WELLNESS_LEAD = "trainee", "facilitator", "wellness_lead"
DIRECTOR, ASSOCIATE_DIRECTOR, COORDINATOR = "director", "associate_director", "coordinator"

# What the export writes, and the title of a role that was given none.
USUAL_TITLES = {
    TRAINEE: "Resident",
    FACILITATOR: "Faculty Mentor",
    WELLNESS_LEAD: "Wellness Lead",
    DIRECTOR: "Program Director",
    ASSOCIATE_DIRECTOR: "Associate Program Director",
    COORDINATOR: "Program Coordinator",
}
_KNOWN = ", ".join(USUAL_TITLES.values())
_GME = re.compile(r"\b(gme|graduate medical education|dio|designated institutional official)\b")
# Tried from the top: "Chief Resident" listens, "Resident Coordinator" coordinates, "Associate Program Director" is one.
_TITLES = [
    (re.compile(r"\b(former|past|alumn\w*|graduate[ds]?|retired|medical student|observer)\b"), None),
    (re.compile(r"\b(wellness|well being|wellbeing)\b"), WELLNESS_LEAD),
    (_GME, None),
    (
        re.compile(
            r"\b(associate|assistant|assoc|asst|deputy|vice)\b.*\b(program|residency|fellowship)\b.*\bdirector\b"
            r"|^(associate|assistant) director$"
            r"|\bapd\b|\b(associate|assistant) pd\b"
        ),
        ASSOCIATE_DIRECTOR,
    ),
    (re.compile(r"\b(program|programme|residency|fellowship)\b.*\bdirector\b|\bpd\b|^director$"), DIRECTOR),
    (
        re.compile(
            r"\bcoordinator\b|\bliaison\b"
            r"|\b(program|residency|fellowship|education) (administrator|manager|assistant)\b"
        ),
        COORDINATOR,
    ),
    (
        re.compile(r"\b(mentor|advis[eo]r|faculty|attending|preceptor|coach|chief|facilitator|professor|instructor)\b"),
        FACILITATOR,
    ),
    (
        re.compile(r"\b(residents?|fellows?|house ?staff|house officers?|interns?|trainees?|registrar|pgy ?\d*)\b"),
        TRAINEE,
    ),
]
_YEAR_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "intern": 1}
_YEAR = re.compile(
    r"(?:(?:pgy|pl|r|f|year|yr|level|resident|fellow|pg|training year)\s*)?(\d{1,2})(?:st|nd|rd|th)?(?: year)?"
)
MAX_YEAR = 10


def role_of(title: str) -> str | None:
    """The role that a title means; None if it means none that a program's roster can give."""
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", plain(title)).split())
    for pattern, role in _TITLES:
        if pattern.search(words):
            return role
    return None


def read_role(title: str) -> str:
    """The role of a roster line. Raises CellError for a title that gives none."""
    role = role_of(title)
    if role:
        return role
    if _GME.search(plain(title)):
        raise CellError("Roles in the GME office are given by the institution, not by a program's roster.")
    raise CellError(f"{quoted(title)} is not a role that Hearten knows. Write one of: {_KNOWN}.")


def read_year(text: str) -> int | None:
    """The training year of "PGY-1", "R3", "pgy 2 (categorical)" or "2"; None if empty. Raises CellError."""
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", plain(text)).split())
    if not words:
        return None
    if words.split()[0] in _YEAR_WORDS:
        return _YEAR_WORDS[words.split()[0]]
    found = _YEAR.match(words)
    rest = words[found.end() :] if found else words
    if found and not re.search(r"\d", rest) and 1 <= int(found[1]) <= MAX_YEAR:
        return int(found[1])
    raise CellError(f"The training year, {quoted(text)}, is not one from 1 to {MAX_YEAR}. Write it as PGY-2 or 2.")
