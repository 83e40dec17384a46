"""The GME office: every program's rounds as counts of what was offered, which carry no participation."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checkins.models import Round
from checkins.querysets import as_offered
from checkins.showing import days_text
from programs import tenancy
from programs.acting import Acting
from programs.models import Program
from programs.permissions import Permission, allow


@dataclass(frozen=True)
class RoundLine:
    """A round as the office sees it."""

    pk: UUID
    name: str
    dates: str
    state: str
    times: int
    people: int
    sent: bool


@allow(Permission.INSTITUTION_READ)
@require_safe
def institution(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Programs of the institution and what each offered."""
    programs = Program.objects.filter(institution=acting.institution).order_by("name", "pk")
    lines = [(program, _rounds(program)) for program in programs]
    return render(request, "checkins/institution.html", {"lines": lines, "institution": acting.institution})


def _rounds(program: Program) -> list[RoundLine]:
    standing = as_offered("slots__")
    with tenancy.inside(program=program):
        found = (
            Round.objects.filter(program=program)
            .annotate(
                times=Count("slots", filter=standing, distinct=True),
                people=Count("slots__facilitator", filter=standing, distinct=True),
            )
            .order_by("-starts_on", "name")[:6]
        )
        return [
            RoundLine(
                pk=each.pk,
                name=each.name,
                dates=days_text(each.starts_on, each.ends_on),
                state=each.state,
                times=each.times,
                people=each.people,
                sent=each.state != Round.State.DRAFT,
            )
            for each in found
        ]
