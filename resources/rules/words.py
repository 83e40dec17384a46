"""Which words of a search tell something, and which word was probably meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log


@dataclass(frozen=True)
class Known:
    """A word that nobody wrote, one that somebody did, and in how many resources."""

    asked: str
    word: str
    count: int


def weighed(counts: Mapping[str, int], total: int) -> dict[str, float]:
    """How telling each word is: the fewer resources have it, the more."""
    return {word: log(1 + (total - count + 0.5) / (count + 0.5)) for word, count in counts.items()}


def telling(candidates: Iterable[Known]) -> list[Known]:
    """For each unknown word the nearest known ones; none when nothing is near enough to be meant."""
    by_word: dict[str, list[tuple[int, Known]]] = {}
    for known in candidates:
        steps = distance(known.asked, known.word)
        if steps <= allowed(known.asked):
            by_word.setdefault(known.asked, []).append((steps, known))
    chosen = []
    for near in by_word.values():
        fewest = min(steps for steps, _ in near)
        chosen += [known for steps, known in near if steps == fewest]
    return sorted(chosen, key=lambda known: (known.asked, known.word))


def allowed(word: str) -> int:
    """How many slips a word may have: none in a short one, where another word is always near."""
    return 0 if len(word) < 5 else 1 if len(word) < 8 else 2


def distance(one: str, other: str) -> int:
    """The least number of letters put in, left out, changed, or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if before and i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]
