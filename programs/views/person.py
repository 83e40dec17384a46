"""One person of the program: name, roles and dates, for who keeps the roster."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programs.access import person_in_program, role_in_program
from programs.acting import Acting
from programs.actions import members
from programs.actions.roster import belongs_elsewhere
from programs.errors import RefusedError
from programs.forms.people import AddPersonForm, NameForm, RoleForm
from programs.models import Membership, Person, Role, Supervision
from programs.permissions import Permission, allow
from programs.rosterfile.roles import USUAL_TITLES
from programs.showing import role_line, rotation_line
from programs.times import today
from programs.views.files import typed


@allow(Permission.ROSTER_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Somebody's roles and rotations here; a POST corrects the name."""
    found = person_in_program(acting, pk)
    form = NameForm(typed(request), initial={"first_name": found.first_name, "last_name": found.last_name})
    if request.method == "POST" and form.is_valid():
        try:
            members.rename(program=acting.here, person=found, name=form.name(), by=acting.person, now=timezone.now())
        except RefusedError as error:
            form.add_error("last_name", str(error))
        else:
            messages.success(request, f"The name is {found.name}.")
            return redirect("programs:person", pk=found.pk)
    return _person_page(request, acting, found, form)


def _person_page(request: HttpRequest, acting: Acting, found: Person, form: NameForm) -> HttpResponse:
    day = today(timezone.now(), acting.zone)
    roles = Membership.objects.filter(program=acting.here, person=found).with_people().order_by("starts_on")
    rotations = Supervision.objects.filter(program=acting.here, trainee=found, ends_on__gte=day)
    context = {
        "person": found,
        "form": form,
        "own": found == acting.person,
        "is_trainee": roles.filter(role=Role.TRAINEE).on(day).exists(),
        "elsewhere": belongs_elsewhere(found, acting.here),
        "lines": [role_line(held, day) for held in roles],
        "rotations": [rotation_line(held) for held in rotations.with_people().order_by("starts_on", "pk")],
    }
    return render(request, "programs/person.html", context, status=422 if form.errors else 200)


@allow(Permission.ROSTER_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Somebody added by hand."""
    day = today(timezone.now(), acting.zone)
    form = AddPersonForm(typed(request), initial={"starts_on": day})
    if request.method == "POST" and form.is_valid():
        try:
            made, name_taken = members.add_person(
                program=acting.here,
                email=form.cleaned_data["email"],
                name=form.name(),
                values=form.values(),
                by=acting.person,
                now=timezone.now(),
            )
        except RefusedError as error:
            form.add_error("email", str(error))
        else:
            kept = "" if name_taken else " Hearten knows this address from elsewhere, so the name stays as it is there."
            messages.success(request, f"{made.name} is in the roster.{kept}")
            return redirect("programs:person", pk=made.pk)
    return render(request, "programs/person_add.html", {"form": form}, status=422 if form.errors else 200)


@allow(Permission.ROSTER_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_role(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Another role for somebody who is here."""
    found = person_in_program(acting, pk)
    form = RoleForm(typed(request), initial={"starts_on": today(timezone.now(), acting.zone)})
    if request.method == "POST" and form.is_valid():
        try:
            members.add_role(
                program=acting.here, person=found, values=form.values(), by=acting.person, now=timezone.now()
            )
        except RefusedError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, f"{found.name} has the role from its first day on.")
            return redirect("programs:person", pk=found.pk)
    context = {"form": form, "person": found, "held": None}
    return render(request, "programs/role.html", context, status=422 if form.errors else 200)


@allow(Permission.ROSTER_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_role(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """A role's title, year and dates, or the role itself."""
    held = role_in_program(acting, pk)
    form = RoleForm(typed(request), initial=_initial(held))
    if request.method == "POST" and form.is_valid():
        try:
            changed = members.change_role(membership=held, values=form.values(), by=acting.person, now=timezone.now())
        except RefusedError as error:
            form.add_error("role", str(error))
        else:
            said = f"Changed: {', '.join(changed)}." if changed else "Nothing was different, so nothing changed."
            messages.success(request, said)
            return redirect("programs:person", pk=held.person_id)
    context = {"form": form, "person": held.person, "held": held}
    return render(request, "programs/role.html", context, status=422 if form.errors else 200)


def _initial(held: Membership) -> dict[str, object]:
    return {
        "role": held.role,
        "title": held.title or USUAL_TITLES[held.role],
        "training_year": held.training_year,
        "starts_on": held.starts_on,
        "ends_on": held.ends_on,
    }


@allow(Permission.ROSTER_WRITE)
@require_POST
def end_role(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """A role that is over now."""
    held = role_in_program(acting, pk)
    label = held.label.lower()
    try:
        members.end_role(membership=held, by=acting.person, now=timezone.now())
    except RefusedError as error:
        raise error.to(reverse("programs:person", args=[held.person_id])) from None
    messages.success(request, f"{held.person.name} is no longer {label}, as of now.")
    if Membership.objects.filter(program=acting.here, person=held.person_id).exists():
        return redirect("programs:person", pk=held.person_id)
    return redirect("programs:people")
