""" "What Hearten holds about me": to read, to take along, and to delete what can be (privacy.md 5)."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home import actions
from home.holdings import Section, sections
from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.printing import NoPaperError, pdf
from programs.showing import date_text
from programs.times import today

NAME = "what-hearten-holds-about-me"


@allow(Permission.OWN_PAGES, after_leaving=True)
@require_safe
def me(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Every stored field about whoever looks, why, who can see it, who did, and when it dies."""
    return render(request, "home/me.html", {"sections": sections(acting)})


@allow(Permission.OWN_PAGES, after_leaving=True)
@require_POST
def download(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The same as a file. By POST, so that no history or prefetch of a browser opens it."""
    found = sections(acting)
    if request.POST.get("as") == "pdf":
        return _paper(acting, found)
    text = json.dumps(_as_json(acting, found), ensure_ascii=False, indent=2)
    return _file(text.encode(), "application/json", "json")


@allow(Permission.OWN_PAGES, after_leaving=True)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Delete what belongs to the person alone; a GET asks first."""
    what = request.POST.get("what", "") or request.GET.get("what", "")
    title = actions.deletable(what)
    if title is None:
        return redirect("home:me")
    if request.method == "POST":
        count = actions.delete_own(what=what, acting=acting, now=timezone.now())
        messages.success(request, "Deleted." if count else "There was nothing left to delete.")
        return redirect("home:me")
    return render(request, "home/me_delete.html", {"what": what, "title": title})


def _paper(acting: Acting, found: list[Section]) -> HttpResponse:
    context = {
        "sections": found,
        "person": acting.person,
        "printed_at": date_text(today(timezone.now(), acting.zone)),
    }
    try:
        made = pdf("home/print/me.html", context)
    except NoPaperError as refusal:
        raise refusal.to(reverse("home:me")) from None
    return _file(made, "application/pdf", "pdf")


def _as_json(acting: Acting, found: list[Section]) -> dict[str, object]:
    return {
        "person": acting.person.name,
        "as of": timezone.now().isoformat(timespec="seconds"),
        "program": acting.program.name if acting.program else acting.institution.name,
        "held": [
            {
                "section": section.title,
                "title": holding.title,
                "table": holding.table,
                "answers": [
                    {
                        "fields": answer.fields.split(),
                        "what for": answer.purpose,
                        "who can see it": answer.viewers,
                        "kept": answer.retention,
                    }
                    for answer in holding.answers
                ],
                "rows": holding.raw,
            }
            for section in found
            for holding in section.holdings
        ],
    }


def _file(content: bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{NAME}.{ending}"'
    return response
