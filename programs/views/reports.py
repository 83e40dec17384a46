"""Reports of lines that are wrong: written by whom they are about, read by who keeps the roster."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.acting import Acting
from programs.actions.reports import finish, report
from programs.forms.reports import ReportForm
from programs.models import RosterReport
from programs.permissions import Permission, allow
from programs.times import day_text, local


@allow(Permission.OWN_PAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def report_line(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Say that one's own line or rotations are wrong; the office's own line is its institution's."""
    if acting.program is None:
        return redirect("programs:my_place")
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        report(program=acting.program, person=acting.person, text=text, now=timezone.now())
        messages.success(request, "Thank you. Whoever keeps the roster looks at it.")
        return redirect("programs:my_place")
    status = 422 if form.errors else 200
    return render(request, "programs/report_line.html", {"form": form}, status=status)


@allow(Permission.ROSTER_WRITE)
@require_safe
def reports(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What waits to be put right."""
    waiting = RosterReport.objects.filter(program=acting.here, done_at__isnull=True).select_related("person")
    lines = [(each, day_text(local(each.made_at, acting.zone).date())) for each in waiting.order_by("made_at", "pk")]
    return render(request, "programs/reports.html", {"lines": lines})


@allow(Permission.ROSTER_WRITE)
@require_POST
def report_done(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """It is put right."""
    found = RosterReport.objects.filter(pk=pk, program=acting.here).select_related("person", "program").first()
    if found is None:
        raise Http404
    finish(report_=found, by=acting.person, now=timezone.now())
    messages.success(request, "Done. It no longer waits for anybody.")
    return redirect("programs:reports")
