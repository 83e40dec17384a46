"""Bringing a file of resources: looked at first, then written."""

import json
from dataclasses import asdict
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.rosterfile import UnreadableFileError
from programs.sealing import seal, unseal
from resources.actions.directory import Keeping
from resources.actions.importing import SAME, import_rows, plan
from resources.filing import ParsedResources, ResourceRow, parse_resources
from resources.forms import FileForm
from resources.showing import CHOICES
from resources.views.keeping import keeping_of

LIVES = timedelta(hours=1)
SHOWN_LINES = 200


@allow(Permission.RESOURCES_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Choose a file, see what each line would do and which cannot be used and why, then write the good ones."""
    keeping = keeping_of(acting)
    if request.method == "POST" and "sealed" in request.POST:
        return _save(request, acting, keeping)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not form.is_valid():
        return render(request, "resources/import.html", {"form": form, "choices": CHOICES})
    file = form.cleaned_data["file"]
    try:
        parsed = parse_resources(file.read(), keeping.directory.entries, CHOICES, keeping.day)
    except UnreadableFileError as error:
        form.add_error("file", str(error))
        return render(request, "resources/import.html", {"form": form, "choices": CHOICES})
    return _preview(request, acting, keeping, parsed, file.name)


def _preview(
    request: HttpRequest, acting: Acting, keeping: Keeping, parsed: ParsedResources, filename: str
) -> HttpResponse:
    planned = plan(keeping, parsed.rows)
    different = [(row, outcome) for row, outcome in planned.outcomes if outcome != SAME]
    text = json.dumps([asdict(row) for row in parsed.rows], default=date.isoformat)
    context = {
        "filename": filename,
        "counts": planned.counts,
        "different": [(row, row.name or row.key, outcome) for row, outcome in different[:SHOWN_LINES]],
        "more": max(0, len(different) - SHOWN_LINES),
        "rejected": parsed.rejected,
        "notes": parsed.notes,
        "sealed": seal(text, _purpose(acting)),
    }
    return render(request, "resources/import_preview.html", context)


def _purpose(acting: Acting) -> str:
    # Sealed lines moved to another program or person don't open.
    return f"resources.import.{acting.here.pk}.{acting.person.pk}"


def _save(request: HttpRequest, acting: Acting, keeping: Keeping) -> HttpResponse:
    text = unseal(request.POST["sealed"], _purpose(acting), LIVES)
    if text is None:
        messages.error(request, "The preview is more than an hour old. Please choose the file again.")
        return redirect("resources:import_file")
    count = import_rows(keeping, [_row(line) for line in json.loads(text)])
    said = f"{count} line{'s' if count != 1 else ''} written." if count else "Everything was there already."
    messages.success(request, said)
    return redirect("resources:directory")


def _row(line: dict[str, object]) -> ResourceRow:
    checked = line.pop("verified_on")
    return ResourceRow(**line, verified_on=date.fromisoformat(str(checked)) if checked else None)  # type: ignore[arg-type]  # as asdict wrote it
