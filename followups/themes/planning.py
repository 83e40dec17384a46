"""How likely a program is to learn something, from sizes alone: how many trainees, how many who listen (privacy.md 2).

Nothing that anybody said goes in, so it can be told before a window opens. It plays made-up windows through the real
rule: 250 times, always with the same dice, so that the same sizes get the same words.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from followups.themes.change import Snapshot
from followups.themes.publishing import Contributor, Outcome, publish, snapshot_of

PLAYS = 250
# As many of those who are offered a talk come to it where everybody is offered one, and a theme that a third raise.
ATTENDANCE, RATE = 0.8, 0.3
_THEME = "theme"
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Trainees, and who listens to them, shared out evenly."""

    trainees: int
    listeners: int


@lru_cache(maxsize=2000)
def chance(sizes: Sizes, attendance: float = ATTENDANCE, rate: float = RATE, *, again: bool = False) -> float:
    """How often a theme appears that is raised at a rate; from 0 to 1.

    In a first window or, with `again`, in the one after it, with the same trainees and listeners: then whoever came
    newly or stayed away this time must not stand alone (T5), which is the harder thing in a small program.
    """
    if sizes.listeners < 1:
        return 0.0
    dice = random.Random(f"{sizes} {attendance} {rate}")  # noqa: S311  # dice for a forecast; nothing secret comes of it
    return sum(_play(sizes, attendance, rate, dice, again=again) for _ in range(PLAYS)) / PLAYS


def _play(sizes: Sizes, attendance: float, rate: float, dice: random.Random, *, again: bool) -> bool:
    former: list[Snapshot] = []
    if again:
        before = _came(sizes, attendance, rate, dice)
        former = [snapshot_of(before)] if _published(before, dice, ()).decided else []
    return bool(_published(_came(sizes, attendance, rate, dice), dice, former).themes)


def _came(sizes: Sizes, attendance: float, rate: float, dice: random.Random) -> list[Contributor]:
    came = [number for number in range(sizes.trainees) if dice.random() < attendance]
    return [
        Contributor(
            UUID(int=number + 1),
            frozenset({UUID(int=10_000 + number % sizes.listeners)}),
            frozenset({_THEME} if dice.random() < rate else ()),
        )
        for number in came
    ]


def _published(people: Sequence[Contributor], dice: random.Random, former: Sequence[Snapshot]) -> Outcome:
    secret = dice.randbytes(32)
    return publish(people, themes=(_THEME,), secret=secret, program=_NOBODY, window=_NOBODY, former=former)


def in_words(likely: float) -> str:
    """A chance as people say it."""
    for at_least, words in (
        (0.85, "almost certainly"),
        (0.6, "probably"),
        (0.4, "about as likely as not"),
        (0.15, "sometimes"),
        (0.03, "seldom"),
    ):
        if likely >= at_least:
            return words
    return "practically never"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a program may expect, and what would change it; sentences."""

    words: str
    sentence: str
    changes: tuple[str, ...]
    # Of the window after one that was told; empty where it is no harder.
    later: str = ""


def forecast(sizes: Sizes) -> Forecast:
    """The planner's words for a program of these sizes."""
    now = chance(sizes)
    words = in_words(now)
    listeners = "listener" if sizes.listeners == 1 else "listeners"
    sentence = (
        f"With {sizes.trainees} trainees and {sizes.listeners} {listeners},"
        f" something that a third of the trainees raise would {words} appear."
        if words not in ("about as likely as not",)
        else f"With {sizes.trainees} trainees and {sizes.listeners} {listeners}, it is about as likely as not that"
        " something that a third of the trainees raise would appear."
    )
    return Forecast(words, sentence, tuple(_changes(sizes, now)), _later(sizes, now))


def _later(sizes: Sizes, now: float) -> str:
    then = chance(sizes, again=True)
    words = in_words(then)
    if words == in_words(now) or then > now:
        return ""
    appear = "it is about as likely as not to appear" if words.startswith("about") else f"it would {words} appear"
    return (
        f"In the window after one that told something, with the same people, {appear}:"
        " nobody who came newly, or stayed away this time, may stand alone."
    )


_ORDINALS = {2: "A second", 3: "A third", 4: "A fourth", 5: "A fifth", 6: "A sixth"}


def _changes(sizes: Sizes, now: float) -> list[str]:
    tried = []
    more = Sizes(sizes.trainees, sizes.listeners + 1)
    tried.append((chance(more), f"{_ORDINALS.get(more.listeners, 'One more')} listener"))
    tried.append((chance(sizes, attendance=0.95), "Talks at times that suit nearly everybody"))
    return [f"{what} would {_effect(now, then)}." for then, what in tried if then > now + 0.04]


def _effect(now: float, then: float) -> str:
    if now < 0.03:
        return f"make it appear {in_words(then)}" if then < 0.4 else "make it likely"
    ratio = then / now
    if ratio >= 2.6:
        return "make it several times as likely"
    if ratio >= 1.6:
        return "about double it"
    return "make it clearly likelier" if ratio >= 1.2 else "help a little"
