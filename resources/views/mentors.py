"""Who mentors here: the list, one's own description, and asking."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programs.acting import Acting
from programs.errors import RefusedError
from programs.models import Role
from programs.permissions import Permission, allow
from programs.views.files import typed
from resources.actions import leaving
from resources.actions import mentoring as actions
from resources.actions.inviting import invite as invite_faculty
from resources.actions.inviting import to_invite
from resources.mentor_access import profile_in_program
from resources.mentor_forms import AskForm, FindMentorForm, ProfileForm
from resources.mentors import mentor_cards, mentors_of, own_mentorships
from resources.models import MentorProfile, Mentorship
from resources.rules.mentoring import LIVE

A_PAGE = 20


@allow(Permission.MENTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def mentors(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Who mentors here, and what is between the acting person and their own. A search is sent by POST, kept nowhere."""
    now = timezone.now()
    form = FindMentorForm(request.POST if request.method == "POST" else None)
    asked = form.cleaned_data if form.is_valid() else {}
    cards = mentor_cards(mentors_of(acting.here, asked, now), acting.person, acting.here, now)
    if asked.get("room"):
        cards = [card for card in cards if card.left]
    page = Paginator(cards, A_PAGE).get_page(request.POST.get("page"))
    own = own_mentorships(acting.here, acting.person)
    context = {
        "form": form,
        "asked": any(asked.values()),
        "page_obj": page,
        "cards": page.object_list,
        "as_mentee": [row for row in own if row.mentee_id == acting.person.pk],
        "as_mentor": [row for row in own if row.mentor_id == acting.person.pk],
        # Whom there is nothing to ask: oneself, and whoever one asked already.
        "in_touch": {acting.person.pk, *(row.mentor_id for row in own if row.state in LIVE)},
        "may_ask": acting.can(Permission.OWN_LEARNING),
        "profile": MentorProfile.objects.filter(program=acting.here, person=acting.person).first(),
        "trainee": acting.role == Role.TRAINEE,
        "to_invite": len(to_invite(acting.here, acting.person, now)) if acting.can(Permission.MENTORS_INVITE) else 0,
    }
    template = "resources/mentors.html#results" if request.htmx else "resources/mentors.html"  # type: ignore[attr-defined]  # django-htmx
    return render(request, template, context)


@allow(Permission.MENTORS_INVITE)
@require_POST
def invite(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Ask the faculty whether they would be mentors."""
    count = invite_faculty(program=acting.here, by=acting.person, now=timezone.now())
    if count:
        messages.success(request, f"{count} {'person is' if count == 1 else 'people are'} asked, once this year.")
    else:
        said = "There is nobody to ask just now. Faculty are asked once a year; bring new ones in under People."
        messages.info(request, said)
    return redirect("resources:mentors")


@allow(Permission.MENTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def own_profile(request: HttpRequest, acting: Acting) -> HttpResponse:
    """How the acting person describes themselves as a mentor."""
    profile = MentorProfile.objects.filter(program=acting.here, person=acting.person).first()
    initial = {name: getattr(profile, name) for name in ProfileForm.base_fields} if profile else {}
    form = ProfileForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.describe(program=acting.here, person=acting.person, values=form.cleaned_data, now=timezone.now())
        messages.success(request, "Kept. This is how trainees find you." if form.cleaned_data["is_open"] else "Kept.")
        return redirect("resources:mentors")
    peer = acting.role == Role.TRAINEE
    return render(request, "resources/mentor_profile.html", {"form": form, "profile": profile, "peer": peer})


@allow(Permission.MENTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Take a rest from mentoring: mentees are thanked, whoever waits is led on, the description is deleted."""
    if request.method == "POST":
        leaving.stop(program=acting.here, person=acting.person, now=timezone.now())
        messages.success(request, "Done, in kind words. Thank you for what you gave; you can come back any time.")
        return redirect("resources:mentors")
    own = [row for row in own_mentorships(acting.here, acting.person) if row.mentor_id == acting.person.pk]
    context = {
        "mentees": [row.mentee for row in own if row.state == Mentorship.State.ACTIVE],
        "waiting": [row.mentee for row in own if row.state == Mentorship.State.ASKED],
    }
    return render(request, "resources/mentor_stop.html", context)


@allow(Permission.OWN_LEARNING)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """One mentor, and a short message to them."""
    now = timezone.now()
    profile = profile_in_program(acting, pk, now)
    form = AskForm(typed(request), kinds=profile.kinds)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(program=acting.here, profile=profile, by=acting.person, now=now, **form.cleaned_data)
        except RefusedError as refusal:
            raise refusal.to(reverse("resources:mentors")) from None
        messages.success(request, "Sent. You hear within a week, one way or the other.")
        return redirect("resources:room", made.pk)
    card = mentor_cards([profile], acting.person, acting.here, now)[0]
    live = Mentorship.objects.filter(
        program=acting.here, mentee=acting.person, mentor=profile.person, state__in=("asked", "active")
    ).first()
    return render(request, "resources/mentor_ask.html", {"form": form, "card": card, "live": live})
