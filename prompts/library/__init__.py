"""The library as it lies in the repository: data files that a reviewer can read, checked while they are read.

Every prompt says in our own words what the check-in guide says at the place that it cites, and copies nothing of it.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LEANS = frozenset({"strength", "strain", "both", "next", ""})
# What a document's letter stands for, as in docs/requirements.md.
DOCUMENTS = {"G": "Check-in guide"}
MAX_TEXT = 300


class LibraryError(Exception):
    """A data file that cannot be used; the text says which one and why."""


@dataclass(frozen=True)
class TopicData:
    """Something that a conversation can touch."""

    key: str
    name: str


@dataclass(frozen=True)
class PromptData:
    """One text and where the guide says it: document, section, and the place within the section."""

    key: str
    text: str
    number: str
    section: str
    document: str
    under: str = ""
    instead_of: str = ""
    lean: str = ""
    topics: tuple[str, ...] = ()
    fixed: bool = False


@dataclass(frozen=True)
class CategoryData:
    """What belongs together: questions to ask, or words to say and keep in mind."""

    key: str
    kind: str
    name: str
    about: str
    prompts: tuple[PromptData, ...]


@dataclass(frozen=True)
class Library:
    """All of it, in the order of the files."""

    topics: tuple[TopicData, ...]
    categories: tuple[CategoryData, ...]

    def prompts(self) -> Iterator[tuple[CategoryData, PromptData]]:
        """Every prompt with its category."""
        for category in self.categories:
            for prompt in category.prompts:
                yield category, prompt


@dataclass(frozen=True)
class Endnote:
    """A work that the guide builds on."""

    number: int
    authors: str
    title: str
    journal: str
    year: int
    place: str
    short: str


@dataclass(frozen=True)
class Author:
    """Somebody the guide is owed to."""

    name: str
    role: str
    part: str


@dataclass(frozen=True)
class Credits:
    """The guide itself, who made it, and its endnotes (R47)."""

    title: str
    publisher: str
    year: int
    occasion: str
    people: tuple[Author, ...]
    endnotes: tuple[Endnote, ...]


def read(folder: Path = FOLDER) -> Library:
    """The library of a folder. Raises LibraryError."""
    topics = tuple(TopicData(**topic) for topic in _file(folder / "topics.toml")["topics"])
    categories = [
        _category(category, data, name)
        for name in ("questions.toml", "words.toml")
        for data in [_file(folder / name)]
        for category in data["category"]
    ]
    found = Library(topics, tuple(categories))
    _check(found)
    return found


@cache
def credits() -> Credits:
    """Whom the guide is owed to."""
    data = _file(FOLDER / "credits.toml")
    guide = data["guide"]
    return Credits(
        title=guide["title"],
        publisher=guide["publisher"],
        year=guide["year"],
        occasion=guide["occasion"],
        people=tuple(Author(**person) for person in guide["people"]),
        endnotes=tuple(Endnote(**note) for note in data["endnote"]),
    )


def _file(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LibraryError(f"{path.name} cannot be read: {error}.") from None


def _category(category: Mapping[str, Any], data: Mapping[str, Any], name: str) -> CategoryData:
    try:
        return CategoryData(
            key=category["key"],
            kind=data["kind"],
            name=category["name"],
            about=category["about"],
            prompts=tuple(_prompt(prompt, category, data) for prompt in category["prompt"]),
        )
    except KeyError as error:
        raise LibraryError(f"{name}: the category {category.get('key')} has no {error}.") from None


def _prompt(prompt: Mapping[str, Any], category: Mapping[str, Any], data: Mapping[str, Any]) -> PromptData:
    key = category["key"]
    return PromptData(
        key=prompt.get("key") or f"{key}-{prompt['number']}",
        text=prompt["text"],
        number=prompt["number"],
        section=prompt.get("section", category["section"]),
        document=data["document"],
        under=f"{key}-{prompt['under']}" if "under" in prompt else "",
        instead_of=prompt.get("instead_of", ""),
        lean=prompt.get("lean", ""),
        topics=tuple(prompt.get("topics", ())),
        fixed=prompt.get("fixed", False),
    )


def _check(library: Library) -> None:
    topics = {topic.key for topic in library.topics}
    seen: set[str] = set()
    for category, prompt in library.prompts():
        for wrong, what in (
            (prompt.key in seen, "is there twice"),
            (not prompt.text.strip() or len(prompt.text) > MAX_TEXT, f"needs a text of at most {MAX_TEXT} characters"),
            (prompt.lean not in LEANS, f"leans to {prompt.lean!r}"),
            (category.kind == "question" and not prompt.lean, "does not say what it leans to"),
            (bool(set(prompt.topics) - topics), "names a topic that is not in topics.toml"),
            (prompt.lean not in ("", "next") and not prompt.topics, "names no topic"),
            (prompt.document not in DOCUMENTS, "cites no document that we know"),
            (bool(prompt.under) and prompt.under not in seen, "stands under a prompt that does not come before it"),
        ):
            if wrong:
                raise LibraryError(f"The prompt {prompt.key} {what}.")
        seen.add(prompt.key)
