"""Opening with one click, and whether rounds open by themselves: a director's (R36)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from checkins.access import round_of_program
from checkins.actions.cadence import attestation_for, let_rounds_open_themselves, open_on
from checkins.actions.opening import ask_to_open, is_large
from programs.acting import Acting
from programs.errors import RefusedError
from programs.permissions import Permission, allow


@allow(Permission.ROUND_OPEN)
@require_POST
def open_at_once(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Open a draft on the word that still holds."""
    round_, now = round_of_program(acting, pk), timezone.now()
    back = reverse("checkins:round", args=[round_.pk])
    attested = attestation_for(round_, now)
    if attested is None:
        raise RefusedError("It is a while since the safety number was called. Please call it once more.").to(back)
    try:
        if is_large(round_):
            ask_to_open(round_=round_, attested=attested, by=acting.person, now=now)
            return redirect(back)
        open_on(round_=round_, attested=attested, by=acting.person, now=now)
    except RefusedError as refusal:
        raise refusal.to(back) from None
    messages.success(request, f"{round_.name} is open. Offers were sent to everyone.")
    return redirect(back)


@allow(Permission.ROUND_OPEN)
@require_POST
def by_themselves(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The switch."""
    on = request.POST.get("on") == "yes"
    let_rounds_open_themselves(program=acting.here, on=on, by=acting.person, now=timezone.now())
    said = "Rounds open by themselves from now on." if on else "Rounds wait until a director opens them."
    messages.success(request, said)
    return redirect("checkins:rounds")
