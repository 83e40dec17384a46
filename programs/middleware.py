"""Every request runs in one transaction, inside its tenant, and only where a view says who may come in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from programs import tenancy
from programs.acting import Acting, acting_after, acting_as, ended_memberships_of, memberships_of
from programs.errors import RefusedError
from programs.models import Membership, Person

type GetResponse = Callable[[HttpRequest], HttpResponse]

# A session's row, written at each click, would stand right beside what was done with that click, and whoever reads the
# system columns could tell who ticked a theme (privacy.md 2.9). It only ever falls behind, so nobody stays in longer.
SEEN_AT_MOST_EVERY = timedelta(minutes=10)
# Views of libraries, which cannot carry our mark.
LIBRARY_MODULES = ("allauth.", "django.contrib.staticfiles.")


class SessionAgeMiddleware:
    """Sign out after too long without a click, and after too long altogether (privacy.md 7)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            began = request.session.setdefault("began", now)
            seen = request.session.get("seen", now)
            too_idle = now - seen > settings.SESSION_IDLE.total_seconds()
            too_old = now - began > settings.SESSION_ABSOLUTE.total_seconds()
            if too_idle or too_old or not request.user.is_active:
                logout(request)
            elif now - seen > SEEN_AT_MOST_EVERY.total_seconds() or "seen" not in request.session:
                request.session["seen"] = now
        return self.get_response(request)


class PrivatePagesMiddleware:
    """No page of somebody signed in may stay in a cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(request, "cacheable", False):
            add_never_cache_headers(response)
            response.headers["Cache-Control"] = "no-store, private"
        return response


class TenantMiddleware:
    """Choose the acting role, open the transaction, set the tenant, run the view, render its response."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = None  # type: ignore[attr-defined]  # ours, set below
        request.left = None  # type: ignore[attr-defined]  # ours, set below
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not _is_marked(view):
            # A view that nobody thought about is closed.
            raise Http404
        if getattr(view, "without_database", False):
            return None
        try:
            with transaction.atomic():
                return _run(request, view, args, kwargs)
        except RefusedError as refusal:
            # Rolled back as a whole: nothing half-saved, one sentence that says why.
            messages.error(request, str(refusal))
            return HttpResponseRedirect(refusal.back, status=303)
        except (ReauthenticationRequired, ImmediateHttpResponse) as wish:
            # allauth leads elsewhere by raising; Django shows process_exception only what it called itself.
            led: HttpResponse = AccountMiddleware(self.get_response).process_exception(request, wish)
            return led


def _run(request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse:
    request.acting = None if getattr(view, "whoever", False) else _enter(request)  # type: ignore[attr-defined]  # ours
    response: HttpResponse = view(request, *args, **kwargs)
    # Rendered here: a lazy queryset outside the transaction would find no tenant and no rows.
    if hasattr(response, "render") and callable(response.render):
        response = response.render()
    return response


def _is_marked(view: Callable[..., Any]) -> bool:
    if getattr(view, "access", None) is not None:
        return True
    module = getattr(getattr(view, "view_class", view), "__module__", "")
    return module.startswith(LIBRARY_MODULES)


def _enter(request: HttpRequest) -> Acting | None:
    """The role this session acts in, re-read at every request, so that a role that ended is gone at once."""
    person = request.user
    if not isinstance(person, Person):
        tenancy.enter()
        return None
    # The tenant of the last request saves a statement when it still holds; the membership that is read now decides.
    guess = _last_tenant(request)
    tenancy.enter(person_id=person.pk, **guess)
    now = timezone.now()
    memberships = memberships_of(person, now)
    membership = _chosen(request, memberships)
    tenant = {"institution_id": membership.institution_id, "program_id": membership.program_id} if membership else {}
    if tenant != guess:
        tenancy.enter(person_id=person.pk, **tenant)
        request.session["tenant"] = {name: str(pk or "") for name, pk in tenant.items()}
    if not memberships:
        request.left = _left(request, person, now)  # type: ignore[attr-defined]  # ours
    return acting_as(person, membership) if membership else None


def _left(request: HttpRequest, person: Person, now: datetime) -> Acting | None:
    """The role that somebody without any had last, or the one of those that ended that they picked."""
    ended = ended_memberships_of(person, now)
    picked = next((each for each in ended if str(each.pk) == request.session.get("membership")), None)
    found = picked or next(iter(ended), None)
    return acting_after(person, found) if found else None


def _last_tenant(request: HttpRequest) -> dict[str, UUID | None]:
    last: dict[str, str] = request.session.get("tenant", {})
    return {name: UUID(pk) if pk else None for name, pk in last.items()}


def _chosen(request: HttpRequest, memberships: list[Membership]) -> Membership | None:
    """The membership picked in this session; the only one when there is no choice."""
    picked = request.session.get("membership")
    for membership in memberships:
        if str(membership.pk) == picked:
            return membership
    if len({(m.role, m.program_id) for m in memberships}) == 1:
        return memberships[0]
    return None
