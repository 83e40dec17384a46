"""Whether two windows, laid side by side, could give away who joined, left or stayed (T5, privacy.md 2.8).

"One or two differ, so nothing is published" turned out to be too little: of three who differ, two may have left and one
joined, and a theme that appears then is the joiner's. The same happens outside of a single panel. And people who stayed
the same are narrowed down when the thresholds of two windows enclose their number. The limits below are where a
search over 20,000 pairs of windows found no belief of 0.75 any more; docs/decisions/ has the table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

# Whoever joined, or left, is at least so many together, also outside of any panel; or nobody did.
TOGETHER = 4
# Where somebody came both times, every panel of both windows leaves at least so many outside of it.
AROUND = 16


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Who took part in a decided window, and in which panels; None where that is not known any more."""

    people: Mapping[UUID, frozenset[UUID]] | None

    @property
    def panels(self) -> frozenset[UUID]:
        """Everybody who heard somebody, and every group."""
        return frozenset(panel for held in (self.people or {}).values() for panel in held)


def far_enough(old: Snapshot, new: Snapshot) -> bool:
    """Whether the second window may be looked at, given the first. False where the first is not known."""
    if old.people is None or new.people is None:
        return False
    stayed = old.people.keys() & new.people.keys()
    if not stayed:
        return True
    return (
        _together({who: held for who, held in new.people.items() if who not in stayed}, new.panels)
        and _together({who: held for who, held in old.people.items() if who not in stayed}, old.panels)
        and all(_most_around(snapshot) for snapshot in (old, new))
    )


def _together(changed: Mapping[UUID, frozenset[UUID]], panels: Iterable[UUID]) -> bool:
    """Whether nobody who joined (or left) stands alone: among all, and outside of each panel."""
    if 0 < len(changed) < TOGETHER:
        return False
    return all(not 0 < _outside(changed, panel) < TOGETHER for panel in panels)


def _most_around(snapshot: Snapshot) -> bool:
    return all(_outside(snapshot.people or {}, panel) >= AROUND for panel in snapshot.panels)


def _outside(people: Mapping[UUID, frozenset[UUID]], panel: UUID) -> int:
    return sum(panel not in held for held in people.values())
