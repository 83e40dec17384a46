"""The fixed list of themes: six strengths worth keeping, six strains worth easing; what programs did about each.

Safety, mistreatment and immigration are never themes: they go to people who can act (triage). Our own words; what a
program might do leans on the works named, which the library of questions credits in full.
"""

from dataclasses import dataclass
from enum import StrEnum

GUIDE = "Check-in guide (Intealth, 2026)"
TOOLKIT = "IMG toolkit, mentorship (AMA)"
NHS = "IMG resources for educators (NHS England)"
SYMES = "Symes, Acad Med 2022;97:420"
DYRBYE = "Dyrbye, Acad Med 2020;95:1428"
BURTSON = "Burtson, J Grad Med Educ 2026;18:213"


class Lean(StrEnum):
    STRENGTH = "strength"
    STRAIN = "strain"


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. `place` is its bit in a stored contribution and never changes; a dropped theme leaves a gap."""

    place: int
    key: str
    lean: Lean
    name: str
    # As a trainee would tick it.
    tick: str
    means: str
    done: tuple[str, ...]
    source: str


THEMES: tuple[Theme, ...] = (
    Theme(
        0, "belonging", Lean.STRENGTH, "Belonging to the team", "I feel part of the team",
        "Trainees feel welcome where they work: they are known by name and can ask for help.",
        (
            "Keep whatever brings new people in: a meal in the first week, a named partner for the first month.",
            "Ask the teams where this is strongest how they begin a rotation, and pass it on.",
        ),
        f"{GUIDE}, connection and belonging; {BURTSON}",
    ),
    Theme(
        1, "leaders", Lean.STRENGTH, "Leaders who listen", "Leaders here listen",
        "Trainees find that chiefs, faculty or the program's leaders hear them and come back with an answer.",
        (
            "Keep the hours at which leaders can be reached, also in busy months.",
            "Say what became of each suggestion, also of those that could not be followed.",
        ),
        DYRBYE,
    ),
    Theme(
        2, "meaning", Lean.STRENGTH, "Work that means something", "My work here means something to me",
        "Trainees see why their work matters: time with patients, a case that went well, a craft that grows.",
        (
            "Guard the time at the bedside when schedules change.",
            "Open a conference now and then with a story of what went well.",
        ),
        f"{GUIDE}, meaning and motivation; {BURTSON}",
    ),
    Theme(
        3, "mentoring", Lean.STRENGTH, "Mentors who make time", "Somebody here guides me",
        "Trainees have somebody to think ahead with, about work and beyond it.",
        (
            "Thank the mentors, and count their hours as work.",
            "Offer each newcomer more than one kind of mentor: a peer, a career mentor, one for research.",
        ),
        TOOLKIT,
    ),
    Theme(
        4, "peers", Lean.STRENGTH, "Peers who help each other", "We help each other",
        "Trainees lean on each other: they share shifts, shortcuts and meals.",
        (
            "Keep the hour that belongs to trainees alone.",
            "Let older trainees welcome the newcomers who share their way into the program.",
        ),
        f"{GUIDE}, strengths and coping; {SYMES}",
    ),
    Theme(
        5, "teaching", Lean.STRENGTH, "Teaching that helps", "The teaching here helps me grow",
        "Trainees learn in a way that suits them: questions are welcome and explanations are given in time.",
        (
            "Find out which sessions are meant, and protect them from the pager.",
            "Let good teachers show colleagues how they do it.",
        ),
        f"{GUIDE}, support needs and opportunities",
    ),
    Theme(
        6, "customs", Lean.STRAIN, "Unwritten rules", "The unwritten rules are hard to read",
        "Trainees lose time and ease over how things are done: whom to call, how to speak up, what a note must say.",
        (
            "Write the ten unwritten rules down, with the trainees who learned them last.",
            "Practice speaking up and phone calls in the first month, without marks.",
        ),
        f"{NHS}; {SYMES}",
    ),
    Theme(
        7, "feedback", Lean.STRAIN, "Feedback that stays away", "I don't know how I am doing",
        "Trainees do not learn in time whether they are on the right way, or hear it only when something went wrong.",
        (
            "Agree on two minutes of feedback at the end of a week, one thing to keep and one to try.",
            "Tell trainees what is meant for learning only, and what is not.",
        ),
        f"{GUIDE}, support needs and opportunities",
    ),
    Theme(
        8, "distance", Lean.STRAIN, "Far from one's own people", "The people close to me are far away",
        "Trainees miss family and friends, and days off are too short or too scattered to see them.",
        (
            "Put days off together where the schedule can bear it, and say so early enough to book a journey.",
            "Know the days that matter to people, and trade shifts around them.",
        ),
        f"{GUIDE}, adjustment; {SYMES}",
    ),
    Theme(
        9, "paperwork", Lean.STRAIN, "Records and paperwork", "Records and paperwork eat my time",
        "The electronic record, forms and messages take hours that were meant for patients, learning or rest.",
        (
            "Give each newcomer a second hour with the record, some weeks in, when the questions have come.",
            "Go through one form a month and ask who still needs it.",
        ),
        f"{NHS}, induction to records; {DYRBYE}",
    ),
    Theme(
        10, "rest", Lean.STRAIN, "Schedules that leave no rest", "My schedule leaves me too little rest",
        "Shifts, switches between days and nights, or late changes leave too little time to recover.",
        (
            "Look at the weeks after nights first; small changes there are felt at once.",
            "Publish schedules earlier, and ask before changing them.",
        ),
        f"{GUIDE}, adjustment; {DYRBYE}",
    ),
    Theme(
        11, "settling", Lean.STRAIN, "Settling in: home, children, getting around",
        "Life outside work is hard to set up",
        "Housing, childcare, a license to drive or a bank account cost newcomers time and worry.",
        (
            "Make one page of what worked for those who came before, and keep somebody's name on it.",
            "Ask housing and human resources to be there in the first week.",
        ),
        f"{NHS}, welcome and pastoral induction; {SYMES}",
    ),
)  # fmt: skip

BY_KEY = {theme.key: theme for theme in THEMES}
# In the order in which pages show them: alphabetical, so that the order tells nothing.
ALPHABETICAL = tuple(sorted(THEMES, key=lambda theme: theme.name))
KEYS = tuple(theme.key for theme in ALPHABETICAL)


def of_lean(lean: Lean) -> tuple[Theme, ...]:
    """Strengths or strains, alphabetical."""
    return tuple(theme for theme in ALPHABETICAL if theme.lean == lean)
