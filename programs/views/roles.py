"""Choosing the role to act in."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from programs.acting import ended_memberships_of, memberships_of
from programs.fresh import address_to_sign_in_afresh
from programs.models import Person
from programs.permissions import signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def choose_role(request: HttpRequest) -> HttpResponse:
    """The roles one may act in; a POST picks one for this session."""
    if not isinstance(request.user, Person):
        return redirect("account_login")
    now = timezone.now()
    memberships = memberships_of(request.user, now)
    # Only of somebody without any role: what is kept of one that is over, until it goes.
    ended = [] if memberships else ended_memberships_of(request.user, now)
    if request.method == "POST":
        picked = next((m for m in (memberships or ended) if str(m.pk) == request.POST.get("membership")), None)
        if picked is None:
            raise Http404
        request.session["membership"] = str(picked.pk)
        if not memberships:
            return redirect("home:me")
        messages.info(request, f"You now act as {picked.label.lower()}.")
        return redirect("home:today")
    return render(request, "programs/choose_role.html", {"memberships": memberships, "ended": ended})


@signed_in
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a page asks for a second factor: where to set it up, or to show the one there is."""
    if not isinstance(request.user, Person):
        return redirect("account_login")
    show = ""
    if is_mfa_enabled(request.user):
        wanted = request.GET.get("next", "/")
        here = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
        show = address_to_sign_in_afresh(request.user, wanted if here else "/")
    return render(request, "programs/second_factor.html", {"show": show})
