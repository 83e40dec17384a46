"""The tasks that set a program up, and how far it is: plain values, worked out anew, nothing ticked by hand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from programs.permissions import Permission


@dataclass(frozen=True)
class Task:
    """One thing to do: why, for how long, and where."""

    key: str
    title: str
    why: str
    minutes: int
    url: str
    button: str
    permission: Permission
    # Without it there is no first round; it cannot be set aside.
    essential: bool = False
    # The file to download and fill in, where there is an import.
    sample: str = ""


# In the order in which each makes the next one easier. Minutes: docs/getting-started.md.
TASKS = (
    Task(
        "people",
        "Bring your people",
        "Trainees, and the faculty who will listen. The list that your residency system exports will do.",
        9,
        "programs:import_roster",
        "Import the roster",
        Permission.ROSTER_WRITE,
        essential=True,
        sample="people",
    ),
    Task(
        "rotations",
        "Say who supervises whom",
        "So that nobody listens to a trainee whom they supervise, and nobody is woken after a night shift.",
        8,
        "programs:import_rotations",
        "Import rotations",
        Permission.ROSTER_WRITE,
        sample="rotations",
    ),
    Task(
        "help",
        "Add whom to call",
        "The number of your hospital for when somebody may not be safe. 988 and 911 are there already.",
        6,
        "triage:add_contact",
        "Add a number",
        Permission.HELP_WRITE,
        essential=True,
    ),
    Task(
        "resources",
        "Tell where help is near",
        "Your counselor, housing desk and childcare: what is down the hall helps more than what is far away.",
        14,
        "resources:import_file",
        "Bring your list",
        Permission.RESOURCES_WRITE,
        sample="resources",
    ),
    Task(
        "mentors",
        "Ask your faculty to be mentors",
        "One click asks all of them. Each describes themselves in three minutes, in their own words.",
        1,
        "resources:mentors",
        "Ask them",
        Permission.MENTORS_INVITE,
    ),
    Task(
        "newcomers",
        "See to the first weeks of newcomers",
        "A list of four inductions is ready. It starts by itself for whoever comes; start it for those who just came.",
        4,
        "resources:induction",
        "Look who is new",
        Permission.INDUCTION_WRITE,
    ),
    Task(
        "quiet",
        "Keep busy times free",
        "Noon conference, pre-rounding, exams: no talk is offered then.",
        2,
        "checkins:blackouts",
        "Block times",
        Permission.ROUND_WRITE,
    ),
    Task(
        "round",
        "Plan the first round",
        "Dates and listeners are suggested. Listeners offer their times next; trainees hear when you open it.",
        3,
        "checkins:plan_round",
        "Plan a round",
        Permission.ROUND_WRITE,
        essential=True,
    ),
)
BY_KEY = {task.key: task for task in TASKS}


class State(StrEnum):
    DONE = "done"
    OPEN = "open"
    ASIDE = "aside"


@dataclass(frozen=True)
class Line:
    """A task of one program."""

    task: Task
    state: State

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.state != State.OPEN


@dataclass(frozen=True)
class Progress:
    """How far a program is, for somebody who may do these tasks."""

    lines: tuple[Line, ...]

    @property
    def done(self) -> int:
        return sum(1 for line in self.lines if line.settled)

    @property
    def next(self) -> Line | None:
        """What to do now: the first that is open."""
        return next((line for line in self.lines if not line.settled), None)

    @property
    def minutes_left(self) -> int:
        return sum(line.task.minutes for line in self.lines if not line.settled)

    @property
    def ready(self) -> bool:
        """Whether everything is there that a first round needs."""
        return all(line.settled for line in self.lines if line.task.essential)


def progress(done: Mapping[str, bool], aside: Collection[str], may: Collection[Permission]) -> Progress:
    """The tasks of whoever has some rights: what is there counts as done, whatever somebody set aside before."""
    return Progress(tuple(Line(task, _state(task, done[task.key], aside)) for task in TASKS if task.permission in may))


def _state(task: Task, done: bool, aside: Collection[str]) -> State:
    if done:
        return State.DONE
    return State.ASIDE if task.key in aside and not task.essential else State.OPEN
