"""A trainee's own wishes: read again, changed, taken back. Nobody else has a page of them (privacy.md 1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from checkins.access import follow_up_preferences
from checkins.actions.preferences import save_follow_up_preferences
from checkins.forms.preferences import FollowUpForm, follow_up_initial
from checkins.wishing import follow_up_lines
from programs.acting import Acting
from programs.permissions import Permission, allow


@allow(Permission.OWN_PREFERENCES)
@require_safe
def preferences(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What the trainee wished so far, in sentences, each with a way to change it."""
    follow_up = follow_up_preferences(program=acting.here, trainee=acting.person)
    return render(request, "checkins/preferences.html", {"follow_up": follow_up_lines(follow_up)})


@allow(Permission.OWN_PREFERENCES)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, acting: Acting) -> HttpResponse:
    """How listeners should go on with this trainee (R37)."""
    if request.method == "POST":
        form = FollowUpForm(request.POST)
        if form.is_valid():
            save_follow_up_preferences(program=acting.here, by=acting.person, wishes=form.wishes())
            messages.success(request, "Saved. Whoever meets you next reads it before the talk.")
            return redirect("checkins:preferences")
    else:
        form = FollowUpForm(
            initial=follow_up_initial(follow_up_preferences(program=acting.here, trainee=acting.person))
        )
    return render(request, "checkins/preferences_follow_up.html", {"form": form})
