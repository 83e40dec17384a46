"""Where directors, coordinators and the GME office keep whom to call."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.acting import Acting
from programs.errors import RefusedError
from programs.permissions import Permission, allow
from triage.access import own_contact, own_policies, place_of
from triage.actions import contacts as actions
from triage.forms import ALWAYS, WEEKLY, ContactForm, PoliciesForm, as_typed, policies_as_typed
from triage.looking import entry, keeping
from triage.models import Branch, Contact
from triage.rules import ASK_AGAIN

BACK = "triage:contacts"


@allow(Permission.HELP_WRITE)
@require_safe
def contacts(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Every branch with its contacts, and which of them need somebody."""
    place = place_of(acting)
    found = keeping(place, timezone.now())
    needing = [(contact, why, _is_own(contact, place.program_id)) for contact, why in found.needing]
    return render(request, "triage/contacts.html", {"found": found, "needing": needing, "place": place})


def _is_own(contact: Contact, program_id: UUID | None) -> bool:
    return contact.program_id == program_id


@allow(Permission.HELP_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Add a contact. The address may name the branch one comes from; it is only ticked in the form."""
    place = place_of(acting)
    branch = request.GET.get("for", "")
    when = ALWAYS if branch == Branch.SAFETY else WEEKLY
    begin = {"branches": [branch], "time_zone": place.zone, "backup": False, "when": when}
    form = ContactForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        made = actions.add_contact(
            institution_id=place.institution_id,
            program_id=place.program_id,
            details=form.details(),
            by=acting.person,
            now=timezone.now(),
        )
        asked = f" {made.name} will be asked by mail whether all of it is right." if made.mail else ""
        messages.success(request, f"{made.name} is on the page.{asked}")
        return redirect(BACK)
    return render(request, "triage/contact_form.html", {"form": form, "place": place})


@allow(Permission.HELP_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Look at a contact, or change it."""
    place, now = place_of(acting), timezone.now()
    contact = own_contact(place, pk)
    form = ContactForm(request.POST or None, initial=as_typed(contact))
    if request.method == "POST" and form.is_valid():
        changed = actions.change_contact(contact=contact, details=form.details(), by=acting.person, now=now)
        messages.success(request, "Saved." if changed else "Nothing was different, so nothing has changed.")
        return redirect(BACK)
    asked = contact.confirmations.order_by("-asked_at").first()
    context = {"form": form, "place": place, "contact": contact, "entry": entry(contact, now), "asked": asked}
    return render(request, "triage/contact_form.html", context)


@allow(Permission.HELP_WRITE)
@require_POST
def remove(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Take a contact off the page; what is inherited and the national lines stand in."""
    contact = own_contact(place_of(acting), pk)
    actions.remove_contact(contact=contact, by=acting.person, now=timezone.now())
    messages.success(request, f"{contact.name} is off the page.")
    return redirect(BACK)


@allow(Permission.HELP_WRITE)
@require_POST
def ask(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Ask a contact by mail now, at most once a week."""
    contact, now = own_contact(place_of(acting), pk), timezone.now()
    back = reverse("triage:contact", args=[contact.pk])
    if not contact.mail:
        raise RefusedError("There is no mail address. Call instead, and say here that you did.").to(back)
    if contact.bounced_at:
        raise RefusedError("Mail to this address came back. Correct the address first, or call.").to(back)
    if contact.confirmations.filter(asked_at__gt=now - ASK_AGAIN).exists():
        raise RefusedError("It was asked within the last week. Call, if it cannot wait.").to(back)
    actions.write_question(contact=contact, now=now)
    messages.success(request, f"{contact.name} is being asked. The link in the mail works for two weeks.")
    return redirect(back)


@allow(Permission.HELP_WRITE)
@require_POST
def called(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Somebody of the staff called, and it holds."""
    contact = own_contact(place_of(acting), pk)
    actions.called(contact=contact, by=acting.person, now=timezone.now())
    messages.success(request, f"Thank you. {contact.name} counts as confirmed for a quarter.")
    return redirect(BACK)


@allow(Permission.HELP_WRITE)
@require_POST
def came_back(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """A mail to the contact came back to somebody."""
    contact = own_contact(place_of(acting), pk)
    actions.mail_came_back(contact=contact, by=acting.person, now=timezone.now())
    messages.success(request, f"The page says so beside {contact.name}, until the address is changed.")
    return redirect("triage:contact", contact.pk)


@allow(Permission.HELP_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def policies(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What holds here for each branch."""
    place = place_of(acting)
    form = PoliciesForm(request.POST or None, initial=policies_as_typed(own_policies(place)))
    if request.method == "POST" and form.is_valid():
        changed = actions.set_policies(
            institution_id=place.institution_id,
            program_id=place.program_id,
            said=form.said(),
            by=acting.person,
            now=timezone.now(),
        )
        messages.success(request, "Saved." if changed else "Nothing was different, so nothing has changed.")
        return redirect(BACK)
    return render(request, "triage/policies.html", {"form": form, "place": place})
