"""The page on which a program decides how it runs its check-ins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from programs.acting import Acting
from programs.actions.settings import change_settings
from programs.forms.settings import SettingsForm, as_typed
from programs.permissions import Permission, allow


@allow(Permission.SETTINGS_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def program_settings(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Look at the settings, or change them."""
    form = SettingsForm(request.POST or None, initial=as_typed(acting.here))
    if request.method == "POST" and form.is_valid():
        changed = change_settings(program=acting.here, values=form.cleaned_data, by=acting.person, now=timezone.now())
        messages.success(request, "Saved." if changed else "Nothing was different, so nothing has changed.")
        return redirect("programs:settings")
    return render(request, "programs/settings.html", {"form": form, "zone_before": acting.zone})
