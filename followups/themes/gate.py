"""The gate: whether the shape of who heard whom could ever make somebody certain of anybody's theme (privacy.md 2.5).

People are bits of one number, and a panel (the people whom one person heard, or a group) is a number with its people's
bits set, so that a panel may share people with another.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

# A theme is published where it was raised by k people or more, and by m or more outside of every single panel.
THRESHOLDS = (5, 6, 7)
OUTSIDE = 4
NOBODY = 0


def shape_is_safe(panels: Iterable[int], everybody: int) -> bool:
    """Whether, for every threshold, T1 to T4 leave every theme of everybody open. Looks at who heard whom alone.

    The check is complete, and short because the rule is monotone: one more person with a theme never takes it off the
    page. So of all worlds that fit what an attacker knows, only the fullest matters. Somebody is certainly counted
    exactly if that world is published, and is not published any more without them; then the theme reached one of the
    bounds with nobody to spare. The attacker is nobody in particular (T1) or the person behind a panel, who knows (T2)
    or chooses (T4) every theme in it, and may know of one other that they do not have it (T3).
    Nobody is ever certainly not counted: with one or two people a theme is never published, so "not published" fits
    both answers of anybody.

    Where panels share people, planted themes are tried against each other panel by itself; that errs to the safe side.
    """
    distinct = sorted({panel for panel in panels if panel})
    cells = _cells(distinct, everybody)
    return not any(
        _tips(attacker, bound, silent, _Shape(distinct, everybody, k))
        for attacker in (NOBODY, *distinct)
        for bound in (NOBODY, *distinct)
        if _close(attacker, bound, everybody)
        for silent in (None, *(cell for cell in cells if not cell & (attacker | bound)))
        for k in THRESHOLDS
    )


class _Shape:
    """Panels, people and one threshold."""

    def __init__(self, panels: Sequence[int], everybody: int, k: int) -> None:
        self.panels, self.everybody, self.k = panels, everybody, k

    def need(self, bound: int) -> int:
        """How many people with the theme a bound asks for outside of its panel; of nobody's: among all."""
        return OUTSIDE if bound else self.k


def _close(attacker: int, bound: int, everybody: int) -> bool:
    """Whether the unknown people outside of a bound's panel are few enough for one of them to decide."""
    unknown = (everybody & ~(attacker | bound)).bit_count()
    return 0 < unknown <= max(THRESHOLDS) + 1


def _cells(panels: Sequence[int], everybody: int) -> list[int]:
    """One person for each way of belonging to panels: whoever belongs alike can be told apart by no shape."""
    found: dict[tuple[int, ...], int] = {}
    rest = everybody
    while rest:
        person = rest & -rest
        rest ^= person
        found.setdefault(tuple(panel for panel in panels if panel & person), person)
    return list(found.values())


def _tips(attacker: int, bound: int, silent: int | None, shape: _Shape) -> bool:
    """Whether a planted choice makes one more person outside of the bound's panel decide, all other bounds holding."""
    unknown = (shape.everybody & ~(attacker | bound)).bit_count() - (silent is not None)
    own = (attacker & ~bound).bit_count()
    planted = shape.need(bound) - unknown
    if unknown < 1 or not 0 <= planted <= own:
        return False
    return all(
        _reachable(attacker, bound, other, planted, silent or NOBODY, shape) >= shape.need(other)
        for other in (NOBODY, *shape.panels)
        if other != bound
    )


def _reachable(attacker: int, bound: int, other: int, planted: int, silent: int, shape: _Shape) -> int:
    """The most people with the theme outside of another panel, when so many of the attacker's have it."""
    outside = shape.everybody & ~other
    chosen = min(planted, (attacker & ~bound & outside).bit_count())
    return chosen + (attacker & bound & outside).bit_count() + (outside & ~attacker & ~silent).bit_count()


def panels_of(memberships: Sequence[frozenset[object]]) -> tuple[list[int], int]:
    """Panels and everybody as numbers, from each person's panels in order."""
    panels: Counter[object] = Counter()
    for person, held in enumerate(memberships):
        for name in held:
            panels[name] += 1 << person
    return list(panels.values()), (1 << len(memberships)) - 1
