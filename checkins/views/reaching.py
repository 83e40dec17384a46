"""Sending somebody their own link: the answer is the same whoever it is, and tells nothing (privacy.md 1)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from checkins.actions.reaching import send_own_link
from programs.acting import Acting
from programs.models import Membership, Role
from programs.permissions import Permission, allow
from programs.times import today


@allow(Permission.ROUND_WRITE)
@require_POST
def own_link(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Send a trainee of the program the way to their own page."""
    now = timezone.now()
    trainees = Membership.objects.on(today(now, acting.zone)).filter(program=acting.here, role=Role.TRAINEE)
    found = trainees.filter(person=pk).select_related("person").first()
    if found is None:
        raise Http404
    send_own_link(program=acting.here, person=found.person, by=acting.person, now=now)
    messages.success(request, f"{found.person.name} gets a mail with their own link. What is on their page is theirs.")
    return redirect("programs:person", pk=found.person_id)
