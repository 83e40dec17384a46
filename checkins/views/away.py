"""Somebody is away, or a day is called off. The answer is the same whoever is concerned, or nobody (privacy.md 1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from checkins.actions.away import say_away
from checkins.forms.away import AwayForm, WhoIsAwayForm
from checkins.listening import candidates
from programs.acting import Acting
from programs.errors import RefusedError
from programs.models import Person
from programs.permissions import Permission, allow
from programs.times import today

SAID = "Noted. Times offered then are taken back, and whoever is concerned is told."


@allow(Permission.ROUND_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A coordinator says who is away, and learns nothing."""
    people = [each.person for each in candidates(acting.here, today(timezone.now(), acting.zone))]
    form = WhoIsAwayForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid() and _said(acting, form, form.person()):
        messages.success(request, SAID)
        return redirect("checkins:absences")
    return render(request, "checkins/away.html", {"form": form, "own": False})


@allow(Permission.OWN_SLOTS)
@require_http_methods(["GET", "HEAD", "POST"])
def own_away(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A listener says that they are away themselves."""
    form = AwayForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _said(acting, form, acting.person):
        messages.success(request, SAID)
        return redirect("checkins:calendar")
    return render(request, "checkins/away.html", {"form": form, "own": True})


def _said(acting: Acting, form: AwayForm, person: Person | None) -> bool:
    """Whether it is written; what cannot be stands beside the day it is about."""
    try:
        say_away(program=acting.here, person=person, absence=form.absence(), by=acting.person, now=timezone.now())
    except RefusedError as refusal:
        form.add_error("last_day" if form.cleaned_data["last_day"] else "first_day", str(refusal))
        return False
    return True
