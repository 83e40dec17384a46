"""Listeners' reliability, for the director."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from checkins.reliability import of_listeners
from programs.acting import Acting
from programs.permissions import Permission, allow


@allow(Permission.ROUND_OPEN)
@require_safe
def reliability(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Times offered and given back, by listener."""
    lines = of_listeners(acting.here, timezone.now())
    return render(request, "checkins/reliability.html", {"lines": lines})
