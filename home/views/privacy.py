"""What is kept and who sees it, in a minute's reading."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs.permissions import public


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The promises, in the words of the people they are made to."""
    return render(request, "home/privacy.html")
