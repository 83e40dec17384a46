"""Bringing a file of prompts: looked at first, then written."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.views.bringing import Bringing, bring
from prompts.actions.editing import Editing
from prompts.actions.importing import import_rows, known_of, plan
from prompts.filing import PromptRow, parse_prompts
from prompts.shelf import shelf_of


@allow(Permission.LIBRARY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A file of prompts."""
    editing = Editing(acting.here, shelf_of(acting.here), acting.person, timezone.now())

    def write(rows: Sequence[PromptRow], filename: str) -> HttpResponse:
        if import_rows(editing, rows, filename) is None:
            messages.info(request, "Everything in the file was there already, so nothing has changed.")
            return redirect("prompts:library")
        messages.success(request, "The lines are in your library. One undo below takes all of them back.")
        return redirect("prompts:changes")

    how = Bringing(
        many="prompts",
        help_text="One prompt a line, under headings. Category and Wording are enough; with the guide's Number, a line"
        " gives that prompt other words.",
        template="prompts/import.html",
        context={"sections": editing.shelf.sections},
        here="prompts:import_file",
        back="prompts:library",
        back_name="Questions and cues",
        column="Wording",
        told=lambda row: row.text,
        parse=lambda data: parse_prompts(data, known_of(editing.shelf)),
        plan=lambda rows: plan(editing, rows),
        load=_row,
        write=write,
    )
    return bring(request, acting, how)


def _row(line: dict[str, Any]) -> PromptRow:
    return PromptRow(**{**line, "topics": tuple(line["topics"])})
