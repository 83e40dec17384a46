"""A program's library, read once: the shared prompts with the program's changes, and its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from programs.models import Program
from prompts.library import DOCUMENTS
from prompts.models import Category, LocalPrompt, Prompt, Topic
from prompts.rules import Entry, Local, Original, merged


@dataclass(frozen=True)
class Section:
    """A category with its prompts in the program's order, hidden ones among them."""

    key: str
    kind: str
    name: str
    about: str
    entries: Sequence[Entry]

    @property
    def shown(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.hidden]

    @property
    def asks(self) -> bool:
        return self.kind == Category.Kind.QUESTION


@dataclass(frozen=True)
class Shelf:
    """All sections, and the names of topics by their keys."""

    sections: Sequence[Section]
    topics: dict[str, str]

    @property
    def entries(self) -> list[Entry]:
        return [entry for section in self.sections for entry in section.entries]

    @property
    def questions(self) -> list[Entry]:
        """What can be asked: the six categories (R17), and what a program added to them."""
        return [entry for section in self.sections if section.asks for entry in section.entries]

    def entry(self, key: str) -> Entry | None:
        """One prompt by its key, also a hidden one."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def section(self, key: str) -> Section:
        """A category by its key. Raises KeyError."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def words(self, key: str) -> list[Entry]:
        """What a category has to say, hidden prompts left out; nothing while no library is loaded."""
        return next((section.shown for section in self.sections if section.key == key), [])


def shelf_of(program: Program | None) -> Shelf:
    """The library of a program; without one (the GME office) as it is shared. Four queries."""
    locals_ = LocalPrompt.objects.filter(program=program) if program else LocalPrompt.objects.none()
    entries = merged(map(_original, Prompt.objects.order_by("position", "key")), [as_local(row) for row in locals_])
    sections = [
        Section(c.key, c.kind, c.name, c.about, [entry for entry in entries if entry.category == c.key])
        for c in Category.objects.order_by("position")
    ]
    return Shelf(sections, dict(Topic.objects.order_by("position").values_list("key", "name")))


def topic_choices() -> list[tuple[str, str]]:
    """Topics that a conversation can touch, for a form."""
    return list(Topic.objects.order_by("position").values_list("key", "name"))


def _original(row: Prompt) -> Original:
    return Original(
        key=row.key,
        category=row.category_id,
        position=row.position,
        text=row.text,
        source=f"{DOCUMENTS[row.document]}, {row.section}, {row.number}",
        number=row.number,
        parent=row.parent_id or "",
        instead_of=row.instead_of,
        lean=row.lean,
        topics=frozenset(row.topics),
        fixed=row.fixed,
        retired=row.retired,
    )


def as_local(row: LocalPrompt) -> Local:
    """A row as the rules take it."""
    return Local(
        key=str(row.pk),
        category=row.category_id,
        original=row.original_id or "",
        text=row.text,
        instead_of=row.instead_of,
        hidden=row.hidden,
        place=row.place,
        lean=row.lean,
        topics=frozenset(row.topics),
        based_on=row.based_on,
    )
