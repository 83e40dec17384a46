"""The page behind the link that asks a contact whether it still holds. No account; opening it changes nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from programs.permissions import whoever
from triage.access import confirmation_by_token
from triage.actions.asking import answer
from triage.models import Branch
from triage.rules import hours_text


@whoever
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the page says about the contact; a button says that it is right, another that it is not."""
    now = timezone.now()
    try:
        confirmation = confirmation_by_token(token, now)
    except Http404:
        # Forged, old and used links are one page, so that trying tells nothing.
        return render(request, "triage/link_gone.html", status=404)
    contact = confirmation.contact
    said = request.POST.get("answer", "")
    if request.method == "POST" and said in ("right", "wrong"):
        answer(confirmation=confirmation, right=said == "right", now=now)
        return render(request, "triage/confirmed.html", {"right": said == "right", "contact": contact})
    context = {
        "contact": contact,
        "place": contact.program or contact.institution,
        "hours": hours_text(contact.hours),
        "branches": [Branch(branch).label for branch in contact.branches],
    }
    return render(request, "triage/confirm.html", context)
