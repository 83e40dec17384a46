"""The glossary, and whom the mentor pages are owed to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs.acting import Acting
from programs.permissions import Permission, allow
from resources.glossary import references, terms
from resources.rules.mentoring import STEPS


@allow(Permission.RESOURCES_READ)
@require_safe
def words(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Five words (R56) and three references (R72)."""
    return render(request, "resources/words.html", {"terms": terms().values(), "references": references()})


@allow(Permission.RESOURCES_READ)
@require_safe
def guide(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Finding a mentor elsewhere (R53, R58, R71), and preparing (R51, R61)."""
    return render(request, "resources/guide.html", {"steps": STEPS})
