"""How many check-ins a listener takes on, in a day and in a round."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from checkins.access import round_of_listener
from checkins.actions.slots import set_limits
from checkins.forms.limits import LimitsForm
from checkins.models import Listener
from programs.acting import Acting
from programs.permissions import Permission, allow


@allow(Permission.OWN_SLOTS)
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """One's own limits in a round; offer as many times as one likes, and no more than that are chosen."""
    round_ = round_of_listener(acting, pk, timezone.now())
    own = Listener.objects.get(round=round_, person=acting.person)
    initial = {"max_per_day": own.max_per_day, "max_per_round": own.max_per_round}
    form = LimitsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_limits(listener=own, **form.cleaned_data)
        messages.success(request, "Saved. Talks that somebody has already stay.")
        return redirect("checkins:calendar")
    status = 422 if form.errors else 200
    return render(request, "checkins/limits.html", {"form": form, "round": round_}, status=status)
