"""Bringing a file of what a program keeps, such as prompts or resources: looked at first, then written.

Between the two steps the lines travel with the page, sealed for an hour, and wait nowhere.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from programs.acting import Acting
from programs.forms.files import FileForm
from programs.rosterfile import ParsedFile, UnreadableFileError
from programs.rosterfile.lines import Planned
from programs.sealing import seal, unseal

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LIVES = timedelta(hours=1)
# Lines that change something and are listed; more are counted.
SHOWN = 200


@dataclass(frozen=True)
class Bringing[Row]:
    """What differs between one kind of file and another."""

    many: str
    help_text: str
    template: str
    context: Mapping[str, object]
    # Names of addresses: this page, and where the reader goes who leaves it.
    here: str
    back: str
    back_name: str
    # The heading over what a line is about, and what to write under it.
    column: str
    told: Callable[[Row], str]
    parse: Callable[[bytes], ParsedFile[Row]]
    plan: Callable[[Sequence[Row]], Planned[Any, Row]]
    # A row again, from its fields as JSON has them.
    load: Callable[[dict[str, Any]], Row]
    write: Callable[[Sequence[Row], str], HttpResponse]

    def purpose(self, acting: Acting) -> str:
        """What lines are sealed for: moved to another program or person, they don't open."""
        return f"{self.here}.{(acting.program or acting.institution).pk}.{acting.person.pk}"


def bring[Row: DataclassInstance](request: HttpRequest, acting: Acting, how: Bringing[Row]) -> HttpResponse:
    """Choose a file, see what each line would do and which cannot be used and why, then write the good ones."""
    if request.method == "POST" and "sealed" in request.POST:
        return _write(request, acting, how)
    label = "A CSV or Excel file"
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*sent, label=label, help_text=how.help_text, only=how.many)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return _preview(request, acting, how, how.parse(file.read()), file.name)
        except UnreadableFileError as error:
            form.add_error("file", str(error))
    return render(request, how.template, {"form": form, "how": how, **how.context})


def _preview[Row: DataclassInstance](
    request: HttpRequest, acting: Acting, how: Bringing[Row], parsed: ParsedFile[Row], filename: str
) -> HttpResponse:
    planned = how.plan(parsed.rows)
    different = planned.different
    rows = [asdict(row) for row in parsed.rows]
    waiting = json.dumps({"filename": filename, "rows": rows}, default=date.isoformat)
    context = {
        "filename": filename,
        "counts": planned.counts,
        "different": [(row, how.told(row), outcome) for row, outcome in different[:SHOWN]],
        "more": max(0, len(different) - SHOWN),
        "parsed": parsed,
        "how": how,
        "sealed": seal(waiting, how.purpose(acting)),
    }
    return render(request, "programs/bring_preview.html", context)


def _write[Row](request: HttpRequest, acting: Acting, how: Bringing[Row]) -> HttpResponse:
    text = unseal(request.POST["sealed"], how.purpose(acting), LIVES)
    if text is None:
        messages.error(request, "The preview is more than an hour old. Please choose the file again.")
        return redirect(how.here)
    waiting = json.loads(text)
    return how.write([how.load(row) for row in waiting["rows"]], waiting["filename"])
