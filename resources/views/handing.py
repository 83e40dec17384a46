"""Handing a resource over, and what a trainee was given."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.acting import Acting
from programs.errors import RefusedError
from programs.permissions import Permission, allow
from programs.times import day_text, local, today
from programs.views.files import typed
from resources.access import entry_to_hand_over, handed_to
from resources.acquaintance import trainees_known_to
from resources.actions import handing
from resources.forms import HandOverForm
from resources.models import HandedOver
from resources.shelf import directory_of
from resources.showing import cards


@allow(Permission.RESOURCES_HAND)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, acting: Acting, key: str) -> HttpResponse:
    """Give a resource to a trainee whom one knows, with a few words."""
    entry, now = entry_to_hand_over(acting, key), timezone.now()
    trainees = {str(person.pk): person for person in trainees_known_to(acting.person, acting.here, now)}
    words = f"I thought of this after we talked. {entry.reach or 'The page says how to reach it'}."[:400]
    form = HandOverForm(
        typed(request), initial={"words": words}, trainees=[(pk, person.name) for pk, person in trainees.items()]
    )
    if request.method == "POST" and form.is_valid():
        trainee = trainees[form.cleaned_data["trainee"]]
        try:
            handing.hand_over(
                program=acting.here, entry=entry, trainee=trainee, words=form.cleaned_data["words"],
                by=acting.person, now=now,
            )  # fmt: skip
        except RefusedError as refusal:
            raise refusal.to(reverse("resources:hand_over", args=[key])) from None
        messages.success(request, f"{trainee.first_name} finds it in Hearten. The mail does not say what it is.")
        return redirect("resources:directory")
    return render(request, "resources/hand_over.html", {"form": form, "entry": entry, "nobody": not trainees})


@allow(Permission.OWN_LEARNING)
@require_safe
def handed(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What people gave to the acting trainee, the newest first."""
    rows = HandedOver.objects.filter(program=acting.here, trainee=acting.person).select_related("by").order_by("-at")
    found = {entry.key: entry for entry in directory_of(acting.here).entries}
    day = today(timezone.now(), acting.zone)
    given = [
        {"row": row, "day": day_text(local(row.at, acting.zone).date()), "card": cards([found[row.key]], day)[0]}
        for row in rows
        if row.key in found
    ]
    return render(request, "resources/handed.html", {"given": given})


@allow(Permission.OWN_LEARNING)
@require_POST
def put_away(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Delete something that was handed over."""
    handing.put_away(handed=handed_to(acting, pk), now=timezone.now())
    messages.success(request, "Put away. Nobody is told.")
    return redirect("resources:handed")
