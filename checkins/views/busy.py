"""A facilitator's own calendar address: given, read, taken away."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from checkins.actions.busy import busy_of, remove_address, save_address
from checkins.busy import Problem, ReadError
from checkins.forms.busy import ADDRESS_WRONG, AddressForm
from checkins.models import BusyCalendar
from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.times import clock_text, day_text, local

A_DAY = timedelta(days=1)
# What a problem means to whoever gave the address, and what they can do.
SENTENCES = {
    Problem.ADDRESS: "This address does not lead to a public web server. Copy it once more from your calendar.",
    Problem.UNREACHABLE: "The calendar's server does not answer. We try again; you need do nothing yet.",
    Problem.REFUSED: "The server does not give the calendar out. Look whether the address is still the current one.",
    Problem.SLOW: "The calendar took too long to answer. We try again by ourselves.",
    Problem.LARGE: "The calendar is very large. Give the address of one that holds only the coming months.",
    Problem.NO_CALENDAR: "There is no calendar there. Choose the address that ends in .ics, often called iCal.",
    Problem.SEALED: "We cannot open the address any more. Please give it once again.",
}


@allow(Permission.OWN_SLOTS)
@require_http_methods(["GET", "HEAD", "POST"])
def busy(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Give the address of one's calendar, or see how reading it goes; the address itself is never shown again."""
    now, form = timezone.now(), AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            save_address(program=acting.here, person=acting.person, address=form.cleaned_data["address"], now=now)
        except ReadError:
            form.add_error("address", ADDRESS_WRONG)
        else:
            messages.success(request, "Saved. Within a few minutes your busy times are known.")
            return redirect("checkins:busy")
    kept = BusyCalendar.objects.filter(program=acting.here, person=acting.person).first()
    read = local(kept.read_at, acting.zone) if kept and kept.read_at else None
    context = {
        "form": form,
        "kept": kept,
        "read": f"{day_text(read.date())}, {clock_text(read)}" if read else "",
        "problem": SENTENCES[Problem(kept.problem)] if kept and kept.problem else "",
        # A calendar that is read every hour needs no date; one that waits longer says until when.
        "next": day_text(local(kept.due_at, acting.zone).date()) if kept and kept.due_at - now > A_DAY else "",
        "count": len(busy_of(acting.here, acting.person, now)),
    }
    return render(request, "checkins/busy.html", context)


@allow(Permission.OWN_SLOTS)
@require_POST
def remove(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Take the address away."""
    remove_address(program=acting.here, person=acting.person)
    messages.success(request, "The address is forgotten, and all that was read there.")
    return redirect("checkins:busy")
