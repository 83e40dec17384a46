"""Reading the directory: all of it, what a search finds, and for trainees what suits them now; and taking it out."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programs.acting import Acting
from programs.models import Role
from programs.permissions import Permission, allow
from programs.times import today
from programs.views.files import table_response
from resources.filing import HEADINGS, lines_of
from resources.forms import FindForm
from resources.rules.moments import for_now, moments_of
from resources.rules.shelf import Entry
from resources.searching import found_keys
from resources.shelf import Directory, directory_of
from resources.showing import CHOICES, TOPICS, broken_links, cards, still_missing
from resources.situation import situation_of

A_PAGE = 20


@allow(Permission.RESOURCES_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def directory(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The directory. A search is sent by POST and changes nothing: what somebody looks for stays out of addresses."""
    now = timezone.now()
    found = directory_of(acting.program, acting.institution.pk)
    form = FindForm(request.POST if request.method == "POST" else None)
    asked = form.cleaned_data if form.is_valid() else {}
    may_write = acting.can(Permission.RESOURCES_WRITE)
    entries = [entry for entry in found.entries if not entry.retired] if may_write else found.shown
    entries = _matching(entries, acting, asked)
    page = Paginator(entries, A_PAGE).get_page(request.POST.get("page"))
    day = today(now, acting.zone)
    broken = broken_links(acting.program) if may_write else set()
    context = {
        "form": form,
        "asked": any(asked.values()),
        "asked_need": CHOICES.needs.get(asked.get("need", ""), ""),
        "topics": TOPICS if acting.role == Role.TRAINEE else (),
        "page_obj": page,
        "cards": cards(page.object_list, day, broken),
        "may_write": may_write,
        "office": acting.program is None,
        "may_hand": acting.can(Permission.RESOURCES_HAND),
        "broken_count": len([entry for entry in found.shown if entry.url in broken]),
        "missing": still_missing(found.entries) if may_write else [],
        **(_for_now(found, acting) if acting.role == Role.TRAINEE and not any(asked.values()) else {}),
    }
    template = "resources/directory.html#results" if request.htmx else "resources/directory.html"  # type: ignore[attr-defined]  # django-htmx
    return render(request, template, context)


def _matching(entries: list[Entry], acting: Acting, asked: dict[str, Any]) -> list[Entry]:
    """What a search leaves, the best first; without words in the program's own order."""
    if words := " ".join(asked.get("q", "").split()):
        by_key = {entry.key: entry for entry in entries}
        entries = [by_key[key] for key in found_keys(acting.program, words, acting.institution.pk) if key in by_key]
    if need := asked.get("need"):
        entries = [entry for entry in entries if need in entry.needs]
    if audience := asked.get("audience"):
        entries = [entry for entry in entries if audience in entry.audiences]
    return entries


def _for_now(found: Directory, acting: Acting) -> dict[str, Any]:
    now = timezone.now()
    day = today(now, acting.zone)
    moments = moments_of(situation_of(acting.person, acting.here, now), day)
    fit = [entry for entry in found.shown if "trainee" in entry.audiences]
    chosen = for_now(fit, list(moments))
    return {"now_cards": cards(chosen, day), "now_reasons": list(moments.values())}


@allow(Permission.RESOURCES_READ)
@require_POST
def export(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The directory as a file, CSV or Excel, with the program's changes; it says nothing about anybody."""
    found = directory_of(acting.program, acting.institution.pk)
    entries = found.entries if acting.can(Permission.RESOURCES_WRITE) else found.shown
    usable = [entry for entry in entries if not entry.retired]
    return table_response(request, "resources", "Resources", HEADINGS, lines_of(usable, CHOICES))
