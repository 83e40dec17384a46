"""Bringing a file of prompts: looked at first, then written."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.rosterfile import UnreadableFileError
from programs.sealing import seal, unseal
from prompts.actions.editing import Editing
from prompts.actions.importing import SAME, import_rows, known_of, plan
from prompts.filing import ParsedPrompts, PromptRow, parse_prompts
from prompts.forms import FileForm
from prompts.shelf import shelf_of

LIVES = timedelta(hours=1)
SHOWN_LINES = 200


@dataclass(frozen=True)
class Waiting:
    """Lines between the preview and the word to write them; they travel with the page, sealed, and wait nowhere."""

    filename: str
    rows: tuple[PromptRow, ...]


@allow(Permission.LIBRARY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Choose a file, see what each line would do and which cannot be used and why, then write the good ones."""
    editing = Editing(acting.here, shelf_of(acting.here), acting.person, timezone.now())
    if request.method == "POST" and "sealed" in request.POST:
        return _save(request, acting, editing)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not form.is_valid():
        return render(request, "prompts/import.html", {"form": form, "sections": editing.shelf.sections})
    file = form.cleaned_data["file"]
    try:
        parsed = parse_prompts(file.read(), known_of(editing.shelf))
    except UnreadableFileError as error:
        form.add_error("file", str(error))
        return render(request, "prompts/import.html", {"form": form, "sections": editing.shelf.sections})
    return _preview(request, acting, editing, parsed, file.name)


def _preview(
    request: HttpRequest, acting: Acting, editing: Editing, parsed: ParsedPrompts, filename: str
) -> HttpResponse:
    planned = plan(editing, parsed.rows)
    different = [(row, outcome) for row, outcome in planned.outcomes if outcome != SAME]
    context = {
        "filename": filename,
        "counts": planned.counts,
        "different": different[:SHOWN_LINES],
        "more": max(0, len(different) - SHOWN_LINES),
        "rejected": parsed.rejected,
        "notes": parsed.notes,
        "sealed": seal(json.dumps(asdict(Waiting(filename, parsed.rows))), _purpose(acting)),
    }
    return render(request, "prompts/import_preview.html", context)


def _purpose(acting: Acting) -> str:
    # Sealed lines moved to another program or person don't open.
    return f"prompts.import.{acting.here.pk}.{acting.person.pk}"


def _save(request: HttpRequest, acting: Acting, editing: Editing) -> HttpResponse:
    text = unseal(request.POST["sealed"], _purpose(acting), LIVES)
    if text is None:
        messages.error(request, "The preview is more than an hour old. Please choose the file again.")
        return redirect("prompts:import_file")
    waiting = json.loads(text)
    rows = [PromptRow(**{**row, "topics": tuple(row["topics"])}) for row in waiting["rows"]]
    change = import_rows(editing, rows, waiting["filename"])
    if change is None:
        messages.info(request, "Everything in the file was there already, so nothing has changed.")
        return redirect("prompts:library")
    messages.success(request, "The lines are in your library. One undo below takes all of them back.")
    return redirect("prompts:changes")
