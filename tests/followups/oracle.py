"""What an attacker can be certain of, by brute force; shares no code with the product and has the rule from privacy.md.

A shape is the number of contributors of each panel. A world says how many in each panel raised a theme (whoever sits in
the same panel cannot be told apart), and a theme shows in it, or not. Someone is found out when every world that fits
what is seen and known has the same answer for them.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

type Bits = NDArray[np.bool_]
type Shape = tuple[int, ...]
type Chances = NDArray[np.float64]

KS = (5, 6, 7)
M = 4


def shown(shape: Shape, k: int, m: int = M) -> Bits:
    """For every world of a shape, whether the theme shows in it."""
    counts = np.indices([size + 1 for size in shape])
    total = counts.sum(axis=0)
    result: Bits = (total >= k) & (total - counts.max(axis=0) >= m)
    return result


@cache
def attacks(shape: Shape, ks: Sequence[int] = KS, m: int = M) -> frozenset[str]:
    """The names of the attacks on one window that succeed against a shape, whoever attacks and whatever was raised."""
    return frozenset(name for k in ks for name in _found(shown(shape, k, m), shape))


def _found(shows: Bits, shape: Shape) -> Iterator[str]:
    panels = range(len(shape))
    for seen in (shows, ~shows):
        if _certain(seen, shape, None, None, 0):
            yield "T1"
        for own in panels:
            if _certain(seen, shape, own, None, 0):
                # She may have heard it so (T2) or have written it down so (T4).
                yield from ("T2", "T4")
            elif any(_certain(seen, shape, own, other, has) for other in panels for has in (0, 1) if other != own):
                yield "T3"


def _certain(seen: Bits, shape: Shape, own: int | None, other: int | None, has: int) -> bool:
    """Whether somebody outside of the own panel has one answer in all worlds left, for any count of the own panel.

    `other`: the panel of one more person whose answer (`has`) is known.
    """
    worlds = seen
    if other is not None:
        # The worlds in which that person may have that answer.
        within = slice(1, None) if has else slice(0, shape[other])
        worlds = worlds[tuple(within if axis == other else slice(None) for axis in range(len(shape)))]
    for panel, size in enumerate(shape):
        # That other person is left out of their panel: `has` was subtracted by the slice.
        unknown = size - (panel == other)
        if panel == own or unknown < 1:
            continue
        axes = tuple(axis for axis in range(len(shape)) if axis not in (panel, own))
        possible = worlds.any(axis=axes)
        rows = possible if own is None or own < panel else possible.T
        if _one_answer(rows.reshape(-1, unknown + 1)):
            return True
    return False


def _one_answer(rows: Bits) -> bool:
    """Whether in some row, that has any world, the panel is all or nothing."""
    alone = rows.sum(axis=1) == 1
    return bool((alone & (rows[:, 0] | rows[:, -1])).any())


def overlapping(panels: Sequence[frozenset[int]], people: int, ks: Sequence[int] = KS) -> frozenset[str]:
    """The same, person by person, for panels that may share people; every one of the 2^people worlds."""
    worlds = np.arange(1 << people)
    held: Bits = (worlds[:, None] >> np.arange(people) & 1).astype(bool)
    found: set[str] = set()
    for k in ks:
        shows = held.sum(axis=1) >= k
        for panel in panels:
            shows &= held[:, [person for person in range(people) if person not in panel]].sum(axis=1) >= M
        for own in (frozenset[int](), *panels):
            found |= _person_by_person(held, shows, own, people)
    return frozenset(found)


def _person_by_person(held: Bits, shows: Bits, own: frozenset[int], people: int) -> set[str]:
    others = [person for person in range(people) if person not in own]
    found = {"T2" if own else "T1"} if _anyone(held, shows, sorted(own), others) else set()
    for friend in others if own else ():
        if _anyone(held, shows, [*sorted(own), friend], [person for person in others if person != friend]):
            found.add("T3")
    return found


def _anyone(held: Bits, shows: Bits, known: list[int], targets: list[int]) -> bool:
    said = held[:, known] @ (1 << np.arange(len(known)))
    size = 1 << len(known)
    for seen in (shows, ~shows):
        total = np.bincount(said[seen], minlength=size)
        for target in targets:
            with_it = np.bincount(said[seen & held[:, target]], minlength=size)
            if ((total > 0) & ((with_it == 0) | (with_it == total))).any():
                return True
    return False


type Cell = tuple[int | None, int | None, int]  # panel then (None: did not take part), panel now, how many people


def believed(cells: Sequence[Cell], rate: float, ks: Sequence[int] = KS) -> float:
    """T5: the most that anybody's belief grows to from two windows, where the first alone left it at 0.5 or less.

    Everybody raises a theme with chance `rate`, by themselves; who came both times did not change.
    """
    counts, first, second = _two_windows(tuple(cells), tuple(ks))
    weight = np.ones(counts.shape[1:])
    for count, (_, _, size) in zip(counts, cells, strict=True):
        weight *= _binomial(size, rate)[count]
    most = 0.0
    for one, two in product((first, 1 - first), (second, 1 - second)):
        before, after = weight * one, weight * one * two
        # What practically never happens is not waited for.
        if after.sum() < 1e-9:
            continue
        then, now = (counts.reshape(len(cells), -1) @ chance.ravel() / chance.sum() for chance in (before, after))
        for (_, _, size), had, has in zip(cells, then, now, strict=True):
            if had / size <= 0.5 + 1e-9:
                most = max(most, float(has / size))
    return most


@lru_cache(maxsize=1)
def _two_windows(cells: tuple[Cell, ...], ks: tuple[int, ...]) -> tuple[NDArray[np.int_], Chances, Chances]:
    """Every world, and the chance of each window to show the theme in it: the same whatever the rate."""
    counts = np.indices([size + 1 for _, _, size in cells])
    first, second = (_chance(counts, [cell[when] for cell in cells], ks) for when in (0, 1))
    return counts, first, second


def _binomial(size: int, rate: float) -> NDArray[np.float64]:
    ways = [len(list(combinations(range(size), count))) for count in range(size + 1)]
    return np.array([way * rate**count * (1 - rate) ** (size - count) for count, way in enumerate(ways)])


def _chance(counts: NDArray[np.int_], panels: Sequence[int | None], ks: Sequence[int]) -> Chances:
    """For every world, the chance over the secret threshold that the theme shows."""
    by_panel: dict[int, NDArray[np.int_]] = {}
    for count, panel in zip(counts, panels, strict=True):
        if panel is not None:
            by_panel[panel] = by_panel.get(panel, np.zeros_like(count)) + count
    total = np.sum(list(by_panel.values()), axis=0)
    outside = np.min([total - count for count in by_panel.values()], axis=0)
    reached = np.mean([total >= k for k in ks], axis=0)
    shows: Chances = np.where(outside >= M, reached, 0.0)
    return shows
