"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "docs" / "requirements.md"
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]


def _named(text: str) -> set[int]:
    """Every number that a text names, the ends of "R4 to R6" and what lies between."""
    found = {int(number) for number in re.findall(r"\bR(\d+)\b", text)}
    for first, last in re.findall(r"\bR(\d+) to R(\d+)\b", text):
        found |= set(range(int(first), int(last) + 1))
    return found


def test_every_requirement_says_where_it_is_shown() -> None:
    asked, _, shown = REQUIREMENTS.read_text().partition("## Where it is shown")
    listed = {int(number) for number in re.findall(r"^- R(\d+) ", asked, re.MULTILINE)}
    assert listed == set(range(1, max(listed) + 1))
    assert _named(shown) == listed


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_files_that_a_document_names_are_there(document: Path) -> None:
    text = document.read_text()
    named = {name.split("::")[0] for name in re.findall(r"`((?:[a-z_]+/)+[\w-]+\.(?:py|html|md|toml|json|sh))\b", text)}
    linked = set(re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text))
    missing = sorted(name for name in named if not any((folder / name).exists() for folder in (ROOT, document.parent)))
    missing += sorted(link for link in linked if not (document.parent / link).exists())
    assert missing == []


def test_the_last_words_of_where_it_is_shown_are_tests() -> None:
    """Names without a folder, as `test_links`, are files of the folder that their line speaks of."""
    _, _, shown = REQUIREMENTS.read_text().partition("## Where it is shown")
    here = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    assert set(re.findall(r"`(test_\w+)`", shown)) <= here
