"""What appeared, as pages say it: the same for everybody who reads it (privacy.md 2.6). Reads no contribution."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from checkins.heard import Heard
from followups.models import Answer, Pool, Window
from followups.themes import THEMES, Lean, Theme, of_lean
from followups.themes.windows import Share
from programs.models import Program

# "Too few", "not safe to publish" and "nothing passed" are told in this one sentence (privacy.md 2.3).
NOTHING = (
    "There is nothing to show for this time: too few talks could be counted, or nothing was raised by several people,"
    " or it could not be told without giving somebody away."
)


PARTICIPATION = {
    Share.MOST: "Most trainees came to a talk in this time.",
    Share.HALF: "About half of the trainees came to a talk in this time.",
    Share.FEWER: "Fewer than half of the trainees came to a talk in this time.",
}


@dataclass(frozen=True)
class Said:
    """A published theme, and what the program answered."""

    theme: Theme
    answer: Answer | None


@dataclass(frozen=True)
class Shown:
    """One published window."""

    window: Window | Pool
    name: str
    strengths: Sequence[Said]
    strains: Sequence[Said]
    participation: str
    # Whether small programs said it together, so that nobody takes it for their own program alone.
    together: bool

    @property
    def empty(self) -> bool:
        return not self.strengths and not self.strains

    @property
    def names(self) -> list[str]:
        """Its themes by name, strengths first."""
        return [said.theme.name for said in (*self.strengths, *self.strains)]


@dataclass(frozen=True)
class Page:
    """All that a program's page of themes says."""

    latest: Shown | None
    earlier: Sequence[Shown]
    # The window that is being gathered, and when it may appear; None for a program too small to gather any.
    open: Window | None
    waiting: Sequence[Window]


def page_of(program: Program, day: date) -> Page:
    """What everybody in a program reads, on a day."""
    windows = list(Window.objects.filter(program=program).select_related("pool").order_by("-starts_on"))
    published = [window for window in windows if window.published_on is not None]
    answers = answers_to(published)
    shown = [_shown(window, answers) for window in published]
    return Page(
        latest=shown[0] if shown else None,
        earlier=shown[1:],
        open=next((window for window in windows if window.published_on is None and window.ends_on >= day), None),
        waiting=[window for window in windows if window.published_on is None and window.ends_on < day],
    )


def answers_to(windows: Iterable[Window]) -> dict[tuple[object, str], Answer]:
    """Answers by window and theme."""
    found = Answer.objects.filter(window__in=list(windows)).order_by("answered_on", "pk")
    return {(answer.window_id, answer.theme): answer for answer in found}


def pools_shown(institution_id: UUID) -> list[Shown]:
    """Published pools of an institution, the latest first."""
    found = Pool.objects.filter(institution_id=institution_id, published_on__isnull=False).order_by("-starts_on")
    return [_shown(pool, {}) for pool in found]


def _shown(window: Window | Pool, answers: dict[tuple[object, str], Answer]) -> Shown:
    def of(lean: Lean) -> list[Said]:
        return [Said(t, answers.get((window.pk, t.key))) for t in of_lean(lean) if t.key in window.themes]

    word = PARTICIPATION[Share(window.participation)] if window.participation else ""
    together = isinstance(window, Pool) or window.pool_id is not None
    return Shown(window, window.name, of(Lean.STRENGTH), of(Lean.STRAIN), word, together)


def unanswered(program: Program) -> list[tuple[Window, Theme]]:
    """Themes of the latest published window that wait for an answer."""
    latest = Window.objects.filter(program=program, published_on__isnull=False).order_by("-starts_on").first()
    if latest is None:
        return []
    known = answers_to([latest])
    themes = [theme for lean in (Lean.STRAIN, Lean.STRENGTH) for theme in of_lean(lean) if theme.key in latest.themes]
    return [(latest, theme) for theme in themes if (latest.pk, theme.key) not in known]


def to_review(program: Program, day: date) -> list[Answer]:
    """Answers of which nobody has said what became of them: when their day has come, or a later window appeared."""
    open_ones = Q(reviewed_on__isnull=True) | Q(outcome=Answer.Outcome.GOING_ON)
    last = Window.objects.filter(program=program, published_on__isnull=False).order_by("-starts_on").first()
    found = Answer.objects.filter(open_ones, program=program).select_related("window").order_by("due_on", "pk")
    return [each for each in found if _is_due(each, last, day)]


def _is_due(answer: Answer, last: Window | None, day: date) -> bool:
    if answer.reviewed_on is not None:
        # Still going on when it was asked; asked again when the next window has appeared.
        return last is not None and last.published_on is not None and answer.reviewed_on < last.published_on
    return answer.due_on <= day or (last is not None and answer.window_id != last.pk)


# At the door a trainee reads one or two things, not a report; older ones stay on the page of themes.
AT_THE_DOOR, FOR = 2, timedelta(days=365)


def told_at_the_door(program: Program, day: date) -> list[Heard]:
    """The latest answers to published themes, those that came true first; one that was let go is not told."""
    found = Answer.objects.filter(program=program, answered_on__gt=day - FOR).exclude(outcome=Answer.Outcome.LET_GO)
    names = {theme.key: theme.name for theme in THEMES}
    latest = sorted(found, key=lambda answer: (answer.outcome == Answer.Outcome.DONE, answer.answered_on, answer.theme))
    return [Heard(names[answer.theme], answer.action) for answer in reversed(latest[-AT_THE_DOOR:])]
