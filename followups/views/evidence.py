"""The evidence pack: one sheet for an accreditation visit or a wellness committee."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from followups.evidence import LITERATURE, evidence_for
from followups.published import NOTHING
from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.printing import NoPaperError, pdf
from programs.times import day_text, today


@allow(Permission.EVIDENCE_READ)
@require_safe
def evidence_pdf(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What was offered, kept and answered, as a PDF; the same for whoever prints it on a day."""
    program = acting.here
    day = today(timezone.now(), acting.zone)
    context = {
        "program": program,
        "evidence": evidence_for(program, day),
        "literature": LITERATURE,
        "nothing": NOTHING,
        "opt_out": program.participation == program.Participation.OPT_OUT,
        "printed_at": f"{day_text(day)}, {day.year}",
    }
    try:
        made = pdf("followups/print/evidence.html", context)
    except NoPaperError as refusal:
        raise refusal.to(reverse("followups:themes")) from None
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="check-ins-{slugify(program.slug)}.pdf"'
    return response
