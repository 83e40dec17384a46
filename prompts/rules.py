"""Decisions about prompts on plain values: what a program's library holds, and what to suggest for a check-in."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

# Places of the library's own prompts lie this far apart, those of a program's own come after all of them.
STEP, AFTER_ALL = 100, 100_000
FEWEST, MOST = 3, 5
THIRDS = 3


class Lean(StrEnum):
    """What a question looks for: what goes well, what weighs, both, or what should come next."""

    STRENGTH = "strength"
    STRAIN = "strain"
    BOTH = "both"
    NEXT = "next"
    NONE = ""


@dataclass(frozen=True)
class Original:
    """A prompt of the library."""

    key: str
    category: str
    position: int
    text: str
    source: str = ""
    number: str = ""
    parent: str = ""
    instead_of: str = ""
    lean: str = ""
    topics: frozenset[str] = frozenset()
    fixed: bool = False
    retired: bool = False


@dataclass(frozen=True)
class Local:
    """What a program changed about a prompt (`original` names it), or a prompt of its own (`original` is empty)."""

    key: str
    category: str
    original: str = ""
    text: str = ""
    instead_of: str = ""
    hidden: bool = False
    place: int | None = None
    lean: str = ""
    topics: frozenset[str] = frozenset()
    based_on: str = ""


@dataclass(frozen=True)
class Entry:
    """A prompt as a program has it: its words, and the library's beside them where they differ."""

    key: str
    category: str
    text: str
    place: int = 0
    # The library's words, where the program has its own.
    original: str = ""
    source: str = ""
    number: str = ""
    parent: str = ""
    instead_of: str = ""
    lean: str = ""
    topics: frozenset[str] = frozenset()
    fixed: bool = False
    hidden: bool = False
    own: bool = False
    # The library's words were changed by an upgrade after the program wrote its own.
    outdated: bool = False

    @property
    def reworded(self) -> bool:
        return bool(self.original)


def merged(originals: Iterable[Original], locals_: Iterable[Local]) -> list[Entry]:
    """A program's library in its order: the library's prompts with the program's changes, and its own (R18).

    A prompt that an upgrade took out stays where the program has words of its own for it. A sub-question follows its
    question and is hidden with it. What touches no known topic counts as touching each topic of its category.
    """
    changes = list(locals_)
    by_original = {local.original: local for local in changes if local.original}
    found = [
        _changed(original, by_original.get(original.key))
        for original in originals
        if not original.retired or (by_original.get(original.key) and by_original[original.key].text)
    ]
    found += [_own(local) for local in changes if not local.original]
    return _in_order(_with_topics(found))


def _changed(original: Original, local: Local | None) -> Entry:
    default = original.position * STEP
    return Entry(
        key=original.key,
        category=original.category,
        text=(local and local.text) or original.text,
        place=local.place if local and local.place is not None else default,
        original=original.text if local and local.text else "",
        source=original.source,
        number=original.number,
        parent=original.parent,
        instead_of=(local and local.instead_of) or original.instead_of,
        lean=original.lean,
        topics=original.topics,
        fixed=original.fixed,
        hidden=bool(local and local.hidden and not original.fixed),
        outdated=bool(local and local.text and local.based_on != original.text),
    )


def _own(local: Local) -> Entry:
    return Entry(
        key=local.key,
        category=local.category,
        text=local.text,
        place=AFTER_ALL if local.place is None else local.place,
        instead_of=local.instead_of,
        lean=local.lean,
        topics=local.topics,
        hidden=local.hidden,
        own=True,
    )


def _with_topics(entries: list[Entry]) -> list[Entry]:
    of_category: dict[str, frozenset[str]] = {}
    for entry in entries:
        of_category[entry.category] = of_category.get(entry.category, frozenset()) | entry.topics
    # Better one question too few than one that the trainee asked to be left alone with.
    return [
        entry if entry.topics or not entry.own else replace(entry, topics=of_category[entry.category])
        for entry in entries
    ]


def _in_order(entries: list[Entry]) -> list[Entry]:
    parents = {entry.key: entry for entry in entries}
    hidden = {entry.key for entry in entries if entry.hidden}
    shown = [replace(entry, hidden=True) if entry.parent in hidden and not entry.hidden else entry for entry in entries]

    def place(entry: Entry) -> tuple[int, str, int, str]:
        head = parents.get(entry.parent, entry)
        return head.place, head.key, 0 if head.key == entry.key else 1 + entry.place, entry.key

    return sorted(shown, key=place)


@dataclass(frozen=True)
class Asked:
    """What a suggestion takes into account, none of it kept by it.

    `alone`: topics that the trainee raises alone. `before`: last time's prompts. `turn`: the number of the round.
    """

    alone: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    turn: int = 0


def offered(entries: Iterable[Entry], alone: Collection[str]) -> list[Entry]:
    """The questions that may be asked: not hidden, and on no topic that the trainee wants to raise alone (R37)."""
    return [entry for entry in entries if not entry.hidden and not entry.topics & frozenset(alone)]


def suggested(entries: Sequence[Entry], asked: Asked, count: int = 4) -> list[Entry]:
    """Three to five questions (as many as there are, if fewer), strengths beside strains (R20).

    Unhurried: a strength to begin and to end with; from as many categories as there are; nothing of last time's
    unless there is nothing else. From one turn to the next the choice differs without anybody having kept what was
    asked: each turn takes from another third of the questions first.
    """
    wanted = max(FEWEST, min(MOST, count))
    thirds = [[e for e in third if e in offered([e], asked.alone)] for third in _turned(entries, asked.turn)]
    fresh = [[entry for entry in third if entry.key not in asked.before] for third in thirds]
    chosen: list[Entry] = []
    for lean in _pattern(wanted):
        if found := _next(fresh, chosen, (lean,)):
            chosen.append(found)
    for rest, enough in ((fresh, wanted), (thirds, FEWEST)):
        while len(chosen) < enough and (found := _next(rest, chosen, (Lean.BOTH, Lean.STRENGTH, Lean.STRAIN))):
            chosen.append(found)
    return chosen


def _pattern(count: int) -> list[Lean]:
    middle = {3: [Lean.STRAIN], 4: [Lean.STRAIN, Lean.BOTH], 5: [Lean.STRAIN, Lean.BOTH, Lean.STRAIN]}[count]
    return [Lean.STRENGTH, *middle, Lean.STRENGTH]


def _turned(entries: Sequence[Entry], turn: int) -> list[list[Entry]]:
    """The turn's third of the questions, and the other ones.

    Counted over all of them, hidden ones too, so that a third stays the same third whatever is left out.
    """
    first: list[Entry] = []
    later: list[Entry] = []
    for lean in (Lean.BOTH, Lean.STRENGTH, Lean.STRAIN):
        every = [entry for entry in entries if entry.lean == lean and not entry.parent]
        third = every[turn % THIRDS :: THIRDS]
        # After three turns the same third comes again, in another order.
        by = turn // THIRDS % len(third) if third else 0
        first += third[by:] + third[:by]
        later += [entry for entry in every if entry not in third]
    return [first, later]


def _next(thirds: Sequence[Sequence[Entry]], chosen: Sequence[Entry], leans: Collection[Lean]) -> Entry | None:
    """The next question of these leans: of the turn's third while it has one, from a new category if it can."""
    taken, used = {entry.key for entry in chosen}, {entry.category for entry in chosen}
    for third in thirds:
        free = [entry for entry in third if entry.lean in leans and entry.key not in taken]
        if free:
            return next((entry for entry in free if entry.category not in used), free[0])
    return None
