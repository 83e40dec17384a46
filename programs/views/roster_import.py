"""Importing people in the browser."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from programs import uploads
from programs.acting import Acting
from programs.actions.roster import import_roster, preview_roster
from programs.models import Person, Program
from programs.permissions import Permission, allow
from programs.rosterfile import ParsedFile, RosterRow, parse_roster
from programs.rules.roster import RosterPlan
from programs.views.importing import Importing, check, choose_file


def _act(
    *, program: Program, parsed: ParsedFile[RosterRow], by: Person, now: datetime, remove_absent: bool
) -> RosterPlan:
    # A file never removes people, whatever a request says.
    del remove_absent
    return import_roster(program=program, parsed=parsed, by=by, now=now)


HOW = Importing(
    kind=uploads.ROSTER,
    parse=parse_roster,
    load=uploads.roster,
    preview=preview_roster,
    act=_act,
    upload_template="programs/import_roster.html",
    check_template="programs/import_roster_check.html",
    upload_url="programs:import_roster",
    check_url="programs:check_roster",
    done_url="programs:people",
    one="role",
    many="roles",
)


@allow(Permission.ROSTER_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Choose a roster file."""
    return choose_file(request, acting, HOW)


@allow(Permission.ROSTER_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What the file would add, change and leave out; then do it."""
    return check(request, acting, HOW)
