"""What a program can show a visitor or a committee: what was offered, kept and answered; no number about anybody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from checkins.models import Format, Mode, Round
from checkins.showing import days_text
from followups.models import Pool, Window
from followups.published import PARTICIPATION, Page, Shown, page_of, pools_shown
from followups.themes.windows import Share
from programs import tenancy
from programs.models import Institution, Program
from programs.times import today

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
    """The sheet of one program."""

    program: Program
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
    slots = [slot for each in rounds for slot in each.slots.as_offered()]
    used = {slot.mode for slot in slots}
    formats = {value for each in rounds for value in each.formats}
    return Evidence(
        program=program,
        rounds=[_line(each) for each in rounds],
        cadence=_cadence(program, len(rounds)),
        formats=[label for value, label in Format.choices if value in formats],
        modes=[label for value, label in Mode.choices if value in used],
        words=_words(program),
        page=page_of(program, day),
    )


def _line(round_: Round) -> RoundLine:
    # As offered: a session that becomes single talks would tell how many had joined it (privacy.md 1).
    standing = round_.slots.as_offered()
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
    published = Window.objects.filter(program=program, published_on__isnull=False)
    return _words_of(published.order_by("-starts_on").first())


def _words_of(latest: Window | Pool | None) -> list[str]:
    if latest is None:
        return []
    found = [PARTICIPATION[Share(latest.participation)]] if latest.participation else []
    found += [PROMISES[Share(latest.promises)]] if latest.promises else []
    return [f"{latest.name}: {words}" for words in found]


@dataclass(frozen=True)
class InstitutionEvidence:
    """The sheet of an institution: each program as its own sheet says it, and what small ones said together."""

    programs: list[Evidence]
    pools: list[Shown]
    pooled_words: list[str]


def evidence_for_institution(institution: Institution, now: datetime) -> InstitutionEvidence:
    """What is on the sheet of the GME office. No sum, and nothing of a program that is not on that program's own sheet.

    Each contribution, round and promise is in one word or theme alone, a program's or its pool's, so that there is
    nothing to subtract (T6).
    """
    found = []
    for program in Program.objects.filter(institution=institution).select_related("institution").order_by("name", "pk"):
        with tenancy.inside(program=program):
            found.append(evidence_for(program, today(now, program.time_zone)))
    pools = pools_shown(institution.pk)
    return InstitutionEvidence(found, pools, _words_of(pools[0].window if pools else None))
