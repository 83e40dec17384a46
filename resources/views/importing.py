"""Bringing a file of resources: looked at first, then written."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.views.bringing import Bringing, bring
from resources.actions.importing import import_rows, plan
from resources.filing import ResourceRow, parse_resources
from resources.showing import CHOICES
from resources.views.keeping import keeping_of


@allow(Permission.RESOURCES_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A file of resources."""
    keeping = keeping_of(acting)

    def write(rows: Sequence[ResourceRow], _filename: str) -> HttpResponse:
        count = import_rows(keeping, rows)
        said = f"{count} line{'s' if count != 1 else ''} written." if count else "Everything was there already."
        messages.success(request, said)
        return redirect("resources:directory")

    how = Bringing(
        many="resources",
        help_text="One resource a line, under headings. Name, What it is, and Country are enough for a new one.",
        template="resources/import.html",
        context={"choices": CHOICES},
        here="resources:import_file",
        back="resources:directory",
        back_name="Resources",
        column="Resource",
        told=lambda row: row.name or row.key,
        parse=lambda data: parse_resources(data, keeping.directory.entries, CHOICES, keeping.day),
        plan=lambda rows: plan(keeping, rows),
        load=_row,
        write=write,
    )
    return bring(request, acting, how)


def _row(line: dict[str, Any]) -> ResourceRow:
    checked = line["verified_on"]
    return ResourceRow(**{**line, "verified_on": date.fromisoformat(checked) if checked else None})
