"""What Hearten is and is not, and whom its words are owed to (R44, R46, R47, R72)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs.permissions import public
from prompts.library import credits
from resources.glossary import references


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Scope, credits, the guide's five endnotes and the toolkit's three references."""
    return render(request, "home/about.html", {"credits": credits(), "references": references()})
