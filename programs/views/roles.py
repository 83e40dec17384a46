"""Choosing the role to act in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from programs.acting import memberships_of
from programs.models import Person
from programs.permissions import signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def choose_role(request: HttpRequest) -> HttpResponse:
    """The roles one may act in; a POST picks one for this session."""
    if not isinstance(request.user, Person):
        return redirect("account_login")
    memberships = memberships_of(request.user, timezone.now())
    if request.method == "POST":
        picked = next((m for m in memberships if str(m.pk) == request.POST.get("membership")), None)
        if picked is None:
            raise Http404
        request.session["membership"] = str(picked.pk)
        messages.info(request, f"You now act as {picked.label.lower()}.")
        return redirect("home:today")
    return render(request, "programs/choose_role.html", {"memberships": memberships})


@signed_in
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a page asks for a second factor, and where to set it up."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return render(request, "programs/second_factor.html")
