"""Who supervises whom: the list by rotation, importing it, and correcting one line."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs import tenancy, uploads
from programs.access import program_to_read, rotation_in_program
from programs.acting import Acting
from programs.actions.events import EXPORTED, event
from programs.actions.rotations import (
    add_rotation,
    export_lines,
    import_rotations,
    preview_rotations,
    remove_rotation,
)
from programs.errors import RefusedError
from programs.forms.people import RotationForm
from programs.models import Person, Program, Supervision
from programs.permissions import Permission, allow
from programs.rosterfile import ROTATION_HEADINGS, ParsedFile, RotationRow, parse_rotations
from programs.rules.rotations import RotationPlan
from programs.showing import by_rotation, rotation_line
from programs.times import today
from programs.views.files import table_response, typed
from programs.views.importing import Importing, check, choose_file

# The list's three tabs, in words that an address may carry.
TABS = (("now", "Now"), ("coming", "Later"), ("past", "Past"))


@allow(Permission.ROSTER_READ)
@require_safe
def rotations(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Who supervises whom, rotation by rotation. The GME office first picks a program."""
    if acting.program is None:
        return redirect("programs:people")
    return _list(request, acting, acting.program)


@allow(Permission.ROSTER_READ)
@require_safe
def rotations_of_program(request: HttpRequest, acting: Acting, program_pk: UUID) -> HttpResponse:
    """The same list for the GME office, which belongs to no program."""
    program = program_to_read(acting, program_pk)
    with tenancy.inside(program=program):
        return _list(request, acting, program)


def _list(request: HttpRequest, acting: Acting, program: Program) -> HttpResponse:
    when = request.GET.get("when", "now")
    when = when if when in dict(TABS) else "now"
    here = Supervision.objects.filter(program=program)
    found = here.when(when, today(timezone.now(), program.time_zone)).with_people()
    context = {
        "program": program,
        "groups": by_rotation(rotation_line(held) for held in found),
        "when": when,
        "tabs": TABS,
        "any": here.exists(),
        "may_write": acting.can(Permission.ROSTER_WRITE) and acting.program == program,
    }
    return render(request, "programs/rotations.html", context)


@allow(Permission.ROSTER_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, acting: Acting) -> HttpResponse:
    """One rotation by hand."""
    form = RotationForm(typed(request), program=acting.here)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_rotation(
                program=acting.here,
                trainee=data["trainee"],
                supervisor=data["supervisor"],
                rotation=data["rotation"],
                dates=(data["starts_on"], data["ends_on"]),
                nights=data["nights"],
                by=acting.person,
                now=timezone.now(),
            )
        except RefusedError as error:
            form.add_error("rotation", str(error))
        else:
            messages.success(request, f"{data['rotation']} of {data['trainee'].name} is in the list.")
            return redirect("programs:rotations")
    return render(request, "programs/rotation_add.html", {"form": form}, status=422 if form.errors else 200)


@allow(Permission.ROSTER_WRITE)
@require_POST
def remove(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Take out a rotation that is not true."""
    found = rotation_in_program(acting, pk)
    said = f"{found.rotation} of {found.trainee.name} is no longer in the list."
    remove_rotation(supervision=found, by=acting.person, now=timezone.now())
    messages.success(request, said)
    return redirect("programs:rotations")


@allow(Permission.ROSTER_WRITE)
@require_POST
def export(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Every rotation as CSV or XLSX, in the columns of the import. By POST, since it is written down."""
    event(acting.here, EXPORTED, by=acting.person, now=timezone.now(), detail="rotations").save()
    lines = export_lines(acting.here)
    return table_response(request, f"{acting.here.slug}-rotations", "Rotations", ROTATION_HEADINGS, lines)


def _preview(*, program: Program, parsed: ParsedFile[RotationRow], by: Person, now: datetime) -> RotationPlan:
    del by, now  # a rotation is the same for everybody who imports it
    return preview_rotations(program=program, parsed=parsed)


HOW = Importing(
    kind=uploads.ROTATIONS,
    parse=parse_rotations,
    load=uploads.rotations,
    preview=_preview,
    act=import_rotations,
    upload_template="programs/import_rotations.html",
    check_template="programs/import_rotations_check.html",
    upload_url="programs:import_rotations",
    check_url="programs:check_rotations",
    done_url="programs:rotations",
    one="rotation",
    many="rotations",
    removes=True,
)


@allow(Permission.ROSTER_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Choose a rotations file."""
    return choose_file(request, acting, HOW)


@allow(Permission.ROSTER_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What the file would add, change and leave out; then do it."""
    return check(request, acting, HOW)
