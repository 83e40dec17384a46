"""Reading the library: all of it, or what a search finds; and taking it out as a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.rosterfile.export import CSV_TYPE, XLSX_TYPE, to_csv, to_xlsx
from prompts.actions.importing import known_of
from prompts.filing import HEADINGS, lines_of
from prompts.library import credits
from prompts.models import LocalPrompt, Prompt
from prompts.rules import Entry
from prompts.shelf import Section, Shelf, shelf_of

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Part:
    """A category as the page shows it: what is in use, and, for who may change it, what is hidden."""

    section: Section
    entries: Sequence[Entry]
    open: bool


@allow(Permission.LIBRARY_READ)
@require_safe
def library(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Every prompt by category, or those that a search finds."""
    shelf = shelf_of(acting.program)
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    may_write = acting.can(Permission.LIBRARY_WRITE)
    parts = _parts(shelf, acting, words, may_write)
    context = {
        "parts": [part for part in parts if part.section.asks],
        "other_parts": [part for part in parts if not part.section.asks],
        "found": sum(len(part.entries) for part in parts),
        "q": words,
        "may_write": may_write,
        "credits": credits(),
    }
    return render(request, "prompts/library.html", context)


def _parts(shelf: Shelf, acting: Acting, words: str, may_write: bool) -> list[Part]:
    keys = _found(shelf, acting, words) if words else None
    parts = []
    for section in shelf.sections:
        entries = [
            entry
            for entry in section.entries
            if (keys is None or entry.key in keys) and (may_write or not entry.hidden)
        ]
        if entries or keys is None:
            parts.append(Part(section, entries, open=keys is not None))
    return parts


def _found(shelf: Shelf, acting: Acting, words: str) -> set[str]:
    """Keys of what matches: in the library's words, the program's own, or by the name of a category or topic."""
    keys = set(Prompt.objects.matching(words).values_list("pk", flat=True))
    mine = LocalPrompt.objects.filter(program=acting.program).matching(words) if acting.program else []
    keys |= {row.original_id or str(row.pk) for row in mine}
    wanted = words.casefold()
    names = {section.key for section in shelf.sections if wanted in section.name.casefold()}
    topics = {key for key, name in shelf.topics.items() if wanted in name.casefold()}
    return keys | {entry.key for entry in shelf.entries if entry.category in names or entry.topics & topics}


@allow(Permission.LIBRARY_READ)
@require_safe
def export_csv(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The library as CSV; it says nothing about anybody."""
    content = to_csv(HEADINGS, lines_of(known_of(shelf_of(acting.program))))
    return _file(content, CSV_TYPE, "prompts.csv")


@allow(Permission.LIBRARY_READ)
@require_safe
def export_xlsx(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The library as an Excel workbook."""
    content = to_xlsx("Prompts", HEADINGS, lines_of(known_of(shelf_of(acting.program))))
    return _file(content, XLSX_TYPE, "prompts.xlsx")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
