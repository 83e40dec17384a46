"""The page for urgent help on paper: a card for a pocket, a poster for a ward."""

import json
from datetime import UTC, date, datetime, time
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.printing import pdf
from programs.times import local
from triage.access import Place, place_of
from triage.copies import built
from triage.page import on_paper


@allow(Permission.OWN_PAGES)
@require_safe
def card(_request: HttpRequest, acting: Acting) -> HttpResponse:
    """Both sides of a card, four to a sheet: fold or cut."""
    return _paper("triage/print/card.html", place_of(acting))


@allow(Permission.OWN_PAGES)
@require_safe
def poster(_request: HttpRequest, acting: Acting) -> HttpResponse:
    """One sheet for a wall, readable from two steps away."""
    return _paper("triage/print/poster.html", place_of(acting))


def _paper(template: str, place: Place) -> HttpResponse:
    copy = json.dumps(built(place.institution_id, place.program_id), sort_keys=True)
    made = _made(template, copy, place.name, local(timezone.now(), place.zone).date())
    response = HttpResponse(made, content_type="application/pdf")
    name = template.rsplit("/", 1)[-1].removesuffix(".html")
    response.headers["Content-Disposition"] = f'inline; filename="help-now-{name}.pdf"'
    return response


@lru_cache(maxsize=32)
def _made(template: str, copy: str, place: str, day: date) -> bytes:
    """The sheet of one day, the same for everybody of a program: a whole ward prints it, and drawing it takes time."""
    noon = datetime.combine(day, time(12), UTC)
    context = {
        "sections": on_paper(json.loads(copy), noon),
        "place": place,
        "printed_at": f"{day:%B} {day.day}, {day.year}",
    }
    return pdf(template, context)
