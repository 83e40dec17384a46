"""The roster as a list: finding people, and giving the list back as a file."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs import tenancy
from programs.access import program_to_read
from programs.acting import Acting
from programs.actions.events import EXPORTED, event
from programs.actions.roster import export_lines
from programs.forms.people import PeopleForm
from programs.models import Membership, Person, Program, Role, Supervision
from programs.permissions import Permission, allow
from programs.querysets import MembershipQuerySet
from programs.rosterfile import ROSTER_HEADINGS
from programs.showing import role_line, rotation_line
from programs.times import today
from programs.views.files import table_response, typed

PAGE = 100
GROUPS = {
    "trainees": (Role.TRAINEE,),
    "listeners": (Role.FACILITATOR, Role.WELLNESS_LEAD),
    "leaders": (Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR, Role.COORDINATOR),
}


@allow(Permission.ROSTER_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Everybody in the program; a POST searches. The GME office first picks a program."""
    if acting.program is None:
        programs = Program.objects.filter(institution=acting.institution).order_by("name", "pk")
        return render(request, "programs/people_programs.html", {"programs": programs})
    return _list(request, acting, acting.program)


@allow(Permission.ROSTER_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def people_of_program(request: HttpRequest, acting: Acting, program_pk: UUID) -> HttpResponse:
    """The same list for the GME office, which belongs to no program."""
    program = program_to_read(acting, program_pk)
    with tenancy.inside(program=program):
        return _list(request, acting, program)


def _list(request: HttpRequest, acting: Acting, program: Program) -> HttpResponse:
    form = PeopleForm(typed(request))
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    day = today(timezone.now(), program.time_zone)
    here = Membership.objects.filter(program=program)
    page = Paginator(_matching(here, wanted, form, program).with_people(), PAGE).get_page(wanted.get("page") or 1)
    context = {
        "form": form,
        "program": program,
        "lines": [role_line(held, day) for held in page],
        "page_obj": page,
        "searched": bool(wanted),
        "may_write": acting.can(Permission.ROSTER_WRITE) and acting.program == program,
        "counts": here.on(day).aggregate(
            trainees=Count("person", filter=Q(role=Role.TRAINEE), distinct=True),
            others=Count("person", filter=~Q(role=Role.TRAINEE), distinct=True),
        ),
    }
    name = "programs/people.html#results" if request.headers.get("HX-Request") else "programs/people.html"
    return render(request, name, context)


def _matching(
    here: MembershipQuerySet, wanted: dict[str, str], form: PeopleForm, program: Program
) -> MembershipQuerySet:
    if form.errors:
        return here.none()
    found = here.when(wanted.get("when", "now"), today(timezone.now(), program.time_zone))
    found = found.called(wanted.get("q", ""))
    if group := wanted.get("group"):
        found = found.filter(role__in=GROUPS[group])
    if year := wanted.get("year"):
        found = found.filter(training_year=int(year))
    return found


@allow(Permission.ROSTER_WRITE)
@require_POST
def export_people(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Every role as CSV or XLSX, in the columns of the import. By POST, since it is written down."""
    event(acting.here, EXPORTED, by=acting.person, now=timezone.now()).save()
    return table_response(request, f"{acting.here.slug}-people", "People", ROSTER_HEADINGS, export_lines(acting.here))


@allow(Permission.OWN_PAGES)
@require_safe
def my_place(request: HttpRequest, acting: Acting) -> HttpResponse:
    """One's own line of the roster, and a trainee's own rotations (privacy.md 1)."""
    day = today(timezone.now(), acting.zone)
    own = Membership.objects.filter(person=acting.person, program=acting.program).with_people()
    rotations = (
        Supervision.objects.filter(program=acting.program, trainee=acting.person, ends_on__gte=day)
        .select_related("trainee", "supervisor")
        .order_by("starts_on", "pk")
    )
    keepers = Person.objects.filter(
        pk__in=Membership.objects.on(day).filter(program=acting.program, role=Role.COORDINATOR).values("person")
    )
    context = {
        "lines": [role_line(held, day) for held in own if held.role == acting.role],
        "rotations": [rotation_line(held) for held in rotations] if acting.role == Role.TRAINEE else [],
        "keepers": keepers.exclude(pk=acting.person.pk).order_by("sort_key") if acting.program else [],
    }
    return render(request, "programs/my_place.html", context)
