"""The evidence pack for an accreditation visit or a wellness committee: of a program, or of an institution."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from followups.evidence import LITERATURE, evidence_for, evidence_for_institution
from followups.published import NOTHING
from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.printing import NoPaperError, pdf
from programs.times import day_text, today


@allow(Permission.EVIDENCE_READ)
@require_safe
def evidence_pdf(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What was offered, kept and answered, as a PDF; the same for whoever prints it on a day."""
    now = timezone.now()
    day = today(now, acting.zone)
    context = {"literature": LITERATURE, "nothing": NOTHING, "printed_at": f"{day_text(day)}, {day.year}"}
    if acting.program is None:
        found = {"institution": acting.institution, "found": evidence_for_institution(acting.institution, now)}
        return _paper("followups/print/evidence_institution.html", {**context, **found}, acting.institution.slug)
    found = {"program": acting.program, "evidence": evidence_for(acting.program, day)}
    return _paper("followups/print/evidence.html", {**context, **found}, acting.program.slug)


def _paper(template: str, context: dict[str, object], slug: str) -> HttpResponse:
    try:
        made = pdf(template, context)
    except NoPaperError as refusal:
        raise refusal.to(reverse("followups:themes")) from None
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="check-ins-{slugify(slug)}.pdf"'
    return response
