"""What a program can show a visitor or a committee: what was offered, kept and answered; no number about anybody."""

from dataclasses import dataclass
from datetime import date, timedelta

from checkins.models import Format, Mode, Round
from checkins.showing import days_text
from followups.models import Window
from followups.published import PARTICIPATION, Page, page_of
from followups.themes.windows import Share
from programs.models import Program

PROMISES = {
    Share.MOST: "Most promises made in this time were kept.",
    Share.HALF: "About half of the promises made in this time were kept.",
    Share.FEWER: "Fewer than half of the promises made in this time were kept.",
}
ROUNDS_A_YEAR = {Program.Cadence.QUARTERLY: 4, Program.Cadence.SEMIANNUAL: 2}
# What was published of talks that everybody is booked for and may decline: with counselors; ours are with faculty.
LITERATURE = (
    ("93 percent came (38 of 41 residents)", "Sofka, J Grad Med Educ 2018;10:63"),
    ("59 percent came (91 of 153 residents)", "J Grad Med Educ 2023;15:734, on opt-out appointments in eight programs"),
    ("55 percent came (59 of 107 residents)", "J Grad Med Educ 2024;16:195, on a change from opt-in to opt-out"),
    ("54 percent came (182 of 334 residents and fellows)", "Anand, J Grad Med Educ 2024;16:611"),
)


@dataclass(frozen=True)
class RoundLine:
    name: str
    dates: str
    times: int
    listeners: int


@dataclass(frozen=True)
class Evidence:
    """The sheet."""

    rounds: list[RoundLine]
    cadence: str
    formats: list[str]
    modes: list[str]
    words: list[str]
    page: Page


def evidence_for(program: Program, day: date) -> Evidence:
    """What is on the sheet, on a day: rounds of the last year, words of published windows, themes and answers."""
    rounds = Round.objects.filter(
        program=program, opened_at__isnull=False, starts_on__gt=day - timedelta(days=365), starts_on__lte=day
    ).order_by("starts_on")
    slots = [slot for each in rounds for slot in each.slots.standing()]
    used = {slot.mode for slot in slots}
    formats = {value for each in rounds for value in each.formats}
    return Evidence(
        rounds=[_line(each) for each in rounds],
        cadence=_cadence(program, len(rounds)),
        formats=[label for value, label in Format.choices if value in formats],
        modes=[label for value, label in Mode.choices if value in used],
        words=_words(program),
        page=page_of(program, day),
    )


def _line(round_: Round) -> RoundLine:
    standing = round_.slots.standing()
    return RoundLine(
        round_.name,
        days_text(round_.starts_on, round_.ends_on),
        standing.count(),
        standing.values("facilitator_id").distinct().count(),
    )


def _cadence(program: Program, held: int) -> str:
    planned = ROUNDS_A_YEAR[Program.Cadence(program.cadence)]
    kept = "as planned" if held >= planned else f"{held} of {planned} planned in the last twelve months"
    return f"{program.get_cadence_display()}: {kept}"


def _words(program: Program) -> list[str]:
    """The latest window's words; written once, when it was published, so that nobody can watch them change."""
    latest = Window.objects.filter(program=program, published_on__isnull=False).order_by("-starts_on").first()
    if latest is None:
        return []
    found = [PARTICIPATION[Share(latest.participation)]] if latest.participation else []
    found += [PROMISES[Share(latest.promises)]] if latest.promises else []
    return [f"{latest.name}: {words}" for words in found]
