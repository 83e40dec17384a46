"""What reaches paper."""

import builtins
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import override_settings
from pypdf import PageObject, PdfReader

from programs.printing import NoPaperError, pdf
from prompts.library import credits

SHEET = """{% extends "print_base.html" %}
{% block heading %}Times for {{ name }}{% endblock heading %}
{% block content %}<p>{{ name }}</p><p class="new-page">The second sheet.</p>{% endblock content %}"""


@pytest.fixture
def pages(tmp_path: Path) -> list[PageObject]:
    (tmp_path / "sheet.html").write_text(SHEET)
    engine: dict[str, Any] = settings.TEMPLATES[0]
    with override_settings(TEMPLATES=[{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]):
        made = pdf("sheet.html", {"name": "Łukasz Nguyễn-D'Arcy <b>", "printed_at": "November 22, 2026"})
    return list(PdfReader(BytesIO(made)).pages)


def fonts(page: PageObject) -> set[str]:
    resources = cast("Any", page["/Resources"])  # pypdf types what it holds loosely
    return {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}


def test_every_sheet_says_what_hearten_is_not(pages: list[PageObject]) -> None:
    """R44, R47: a supplement, not clinical; and whom the words are owed to, with the five endnotes; on paper too."""
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        text = " ".join(page.extract_text().split())
        assert "not clinical" in text
        assert "November 22, 2026" in text
        assert f"{number} of 2" in text
        assert f"After the check-in guide of {credits().publisher} ({credits().year})" in text
        for note in credits().endnotes:
            assert f"({note.number}) {note.short}" in text


def test_names_keep_their_letters(pages: list[PageObject]) -> None:
    assert "Łukasz Nguyễn-D'Arcy <b>" in pages[0].extract_text()
    # One font for each cut of letters: sharing one would print other letters than the text says.
    for cut in ("Inter", "Inter-Extended", "Inter-Vietnamese", "Source-Serif-4-Semi-Bold"):
        assert any(name.endswith(f"+{cut}") for name in fonts(pages[0])), cut


def test_without_the_theme_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finders, "find", lambda _path: None)
    with pytest.raises(FileNotFoundError, match=r"tools/theme\.py"):
        pdf("print_base.html", {})


def test_without_pango_a_person_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_pango(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'pango-1.0'")
        return real(name, *args, **kwargs)

    real = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", no_pango)
    with pytest.raises(NoPaperError, match="install Pango"):
        pdf("print_base.html", {})
