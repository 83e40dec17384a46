"""What a program learns, and never from whom: one bit a theme, or nothing at all.

Pure: plain values in, published themes out; no clock, no database. docs/themes.md says the same for newcomers.

The promise. From one published window nobody becomes certain of anybody's theme: neither whoever knows who took part
(T1), nor a listener who knows all that her own people raised (T2), also with a trainee's help (T3), also when she chose
what was written down for them (T4). From two windows nobody comes to believe that somebody who joined, left or stayed
raised a theme (T5).

Its limits. It speaks of certainty, not of chance: a theme on the page makes everybody's share in it likelier. Two
listeners who put what they know together, or a listener with two trainees, are outside of it. What is said in the
room is known to whoever was in it. Who met whom can be known in a small program; themes assume that it is.

Where it comes from. Counts below a limit are commonly left out of tables, and then found by subtraction (L. H. Cox,
"Suppression Methodology and Statistical Disclosure Control", JASA 1980); a group that agrees gives each of its members
away (A. Machanavajjhala and others, "l-Diversity", 2007). So no count is published, every panel is subtracted before a
theme may show, and the shape is checked against whoever sits inside. That releases add up over time is the lesson
behind differential privacy (C. Dwork, 2006).
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from followups.themes.change import Snapshot, far_enough
from followups.themes.gate import OUTSIDE, THRESHOLDS, panels_of, shape_is_safe

CONTRIBUTORS = 10


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who was asked, also who agreed to nothing; who heard them (people, groups), what stood in the end."""

    who: UUID
    panels: frozenset[UUID]
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What appears. `decided`, whether the themes were looked at, is for the next window alone and shown to nobody.

    Too few, not safe and nothing raised often enough all have no themes, and are told in one and the same sentence.
    """

    themes: tuple[str, ...] = ()
    decided: bool = False


def publish(
    contributors: Sequence[Contributor],
    *,
    themes: Sequence[str],
    secret: bytes,
    program: UUID,
    window: UUID,
    former: Sequence[Snapshot] = (),
) -> Outcome:
    """The themes of one window of one program or pool, in the order given (privacy.md 2.3 to 2.8).

    `secret` draws the thresholds and must never be stored beside the contributions. `former` are the decided windows
    of the last two years. Raises ValueError when somebody is counted twice.
    """
    if len({each.who for each in contributors}) != len(contributors):
        raise ValueError("A person counts once a window.")
    if len(contributors) < CONTRIBUTORS:
        return Outcome()
    panels, everybody = panels_of([each.panels for each in contributors])
    if not shape_is_safe(panels, everybody):
        return Outcome()
    if not all(far_enough(old, snapshot_of(contributors)) for old in former):
        return Outcome()
    return Outcome(
        themes=tuple(theme for theme in themes if _raised(theme, contributors, panels, secret, program, window)),
        decided=True,
    )


def threshold(secret: bytes, program: UUID, window: UUID, theme: str) -> int:
    """How many people a theme needs: 5, 6 or 7, the same whenever asked, and known to nobody without the secret."""
    said = b"\0".join((program.bytes, window.bytes, theme.encode()))
    drawn = hmac.new(secret, said, hashlib.sha256).digest()
    return THRESHOLDS[int.from_bytes(drawn[:8]) % len(THRESHOLDS)]


def snapshot_of(contributors: Sequence[Contributor]) -> Snapshot:
    """What a later window must know of this one: who took part and in which panels, never a theme."""
    return Snapshot({each.who: each.panels for each in contributors})


def _raised(
    theme: str, contributors: Sequence[Contributor], panels: Sequence[int], secret: bytes, program: UUID, window: UUID
) -> bool:
    """Whether several trainees raised it: k or more of all, m or more outside of every panel."""
    holders = sum(1 << place for place, each in enumerate(contributors) if theme in each.themes)
    if holders.bit_count() < threshold(secret, program, window, theme):
        return False
    return all((holders & ~panel).bit_count() >= OUTSIDE for panel in panels)
