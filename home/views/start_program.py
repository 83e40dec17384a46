"""The GME office starts a program: a name, a zone, and one person who does the rest."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from home.actions import begin_program
from programs.acting import Acting
from programs.errors import RefusedError
from programs.forms.starting import StartProgramForm
from programs.models import Program, Role
from programs.permissions import Permission, allow
from programs.views.files import typed


@allow(Permission.PROGRAMS_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def start_program(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Start an empty program; whoever it is handed to hears of it by mail."""
    initial = {"role": Role.COORDINATOR, "time_zone": _usual_zone(acting)}
    form = StartProgramForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made, person = begin_program(
                institution=acting.institution,
                name=form.cleaned_data["program"],
                time_zone=form.cleaned_data["time_zone"],
                leader=form.leader(),
                by=acting.person,
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error("program", str(refusal))
        else:
            messages.success(request, f"{made.name} is there. {person.name} hears by mail how to begin.")
            return redirect("checkins:institution")
    return render(request, "home/start_program.html", {"form": form})


def _usual_zone(acting: Acting) -> str:
    """Where the institution's other programs are."""
    zones = Program.objects.filter(institution=acting.institution).order_by("name").values_list("time_zone", flat=True)
    return zones.first() or "America/New_York"
