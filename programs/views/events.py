"""The GME office: sign-ins of staff and changed roles, of every program of the institution."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programs import trail
from programs.acting import Acting
from programs.forms.events import EventsForm
from programs.models import Program
from programs.permissions import Permission, allow

PAGE = 50


@allow(Permission.EVENTS_READ)
@require_safe
def events(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A page of events, the newest first; the address holds no name."""
    now, asked = (
        timezone.now(),
        {name: request.GET[name] for name in ("kind", "days", "program") if name in request.GET},
    )
    form = EventsForm(asked, Program.objects.filter(institution=acting.institution).order_by("name", "pk"))
    wanted = form.wanted()
    places = trail.places(acting.institution, wanted)
    page = Paginator(range(trail.count(places, wanted, now)), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "query": f"{urlencode(asked)}&" if asked else "",
        "lines": trail.newest(places, wanted, now, first=max(0, page.start_index() - 1), last=page.end_index()),
    }
    return render(request, "programs/events.html", context)
