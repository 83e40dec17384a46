"""Blocked times: the program's (conference, pre-rounding) and a listener's own (R10)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from checkins.access import blackout_of
from checkins.actions.slots import add_blackout, remove_blackout
from checkins.forms.blackouts import BlackoutForm
from checkins.models import Blackout
from checkins.showing import blackout_words
from programs.acting import Acting
from programs.models import Person
from programs.permissions import Permission, allow
from programs.times import today

# Each page of blocked times, and where one of them is removed.
REMOVE = {
    "checkins:own_blackouts": "checkins:remove_own_blackout",
    "checkins:away": "checkins:come_back",
    "checkins:blackouts": "checkins:remove_blackout",
}


@allow(Permission.OWN_SLOTS)
@require_http_methods(["GET", "HEAD", "POST"])
def own_blackouts(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Times when one cannot listen: nights, leave."""
    return _page(request, acting, acting.person, "checkins:own_blackouts")


@allow(Permission.OWN_SLOTS)
@require_POST
def remove_own(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Unblock one of one's own."""
    _remove(request, blackout_of(acting, acting.person, pk))
    return redirect("checkins:own_blackouts")


@allow(Permission.OWN_PREFERENCES)
@require_http_methods(["GET", "HEAD", "POST"])
def trainees_blackouts(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Times when a trainee cannot come: leave, an exam."""
    return _page(request, acting, acting.person, "checkins:away")


@allow(Permission.OWN_PREFERENCES)
@require_POST
def remove_trainees(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Unblock one of one's own."""
    _remove(request, blackout_of(acting, acting.person, pk))
    return redirect("checkins:away")


@allow(Permission.ROUND_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def program_blackouts(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Times when nobody in the program can talk."""
    return _page(request, acting, None, "checkins:blackouts")


@allow(Permission.ROUND_WRITE)
@require_POST
def remove_programs(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Unblock one of the program's."""
    _remove(request, blackout_of(acting, None, pk))
    return redirect("checkins:blackouts")


def _remove(request: HttpRequest, blackout: Blackout) -> None:
    remove_blackout(blackout=blackout)
    messages.success(request, f"{blackout.label} is no longer blocked.")


def _page(request: HttpRequest, acting: Acting, person: Person | None, address: str) -> HttpResponse:
    form = BlackoutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_blackout(program=acting.here, person=person, label=form.cleaned_data["label"], times=form.times())
        messages.success(request, f"{form.cleaned_data['label']} is blocked from now on.")
        return redirect(address)
    day = today(timezone.now(), acting.zone)
    found = Blackout.objects.filter(program=acting.here, person=person, ends_on__gte=day)
    context = {
        "form": form,
        "own": person is not None,
        "trainee": address == "checkins:away",
        "remove": REMOVE[address],
        "blackouts": [(each, blackout_words(each)) for each in found.order_by("starts_on", "from_time", "pk")],
        "zone": acting.zone,
    }
    return render(request, "checkins/blackouts.html", context)
