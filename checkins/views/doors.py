"""Two doors to the same pages about one offer: signed in, or by the link of a message (design.md 6, One tap).

A page is written once, as `(request, door) -> response`; `by_role` and `by_link` make a view of it for each door.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from checkins.access import enter_by_token, offer_by_token, offer_of_trainee, program_of_token
from checkins.actions.offers import Claim
from checkins.models import Offer
from programs.acting import Acting
from programs.permissions import Permission, allow, whoever
from triage.device import vouch


@dataclass(frozen=True)
class Door:
    """Where a trainee came in: whose offer, and how the addresses behind this door are built."""

    pk: UUID
    acting: Acting | None = None
    token: str = ""

    def offer(self) -> Offer:
        """The offer with all that a page shows, or 404."""
        return offer_of_trainee(self.acting, self.pk) if self.acting else offer_by_token(self.token)

    @property
    def claim(self) -> Claim:
        """What an action needs to find and lock the offer by itself."""
        return Claim(self.pk, self.acting.person.pk if self.acting else None)

    def url(self, page: str = "offer") -> str:
        """The address of a page or action behind this door."""
        if self.token:
            return reverse(f"checkins:link_{page}", args=[self.token])
        return reverse(f"checkins:{page}", args=[self.pk])

    # For templates, which cannot call with an argument.
    @property
    def urls(self) -> dict[str, str]:
        names = ("offer", "move", "seat", "accept", "decline", "not_now", "undo", "again", "calendar_file")
        return {name: self.url(name) for name in names}


type Page = Callable[[HttpRequest, Door], HttpResponse]


def by_role(page: Page) -> Callable[..., HttpResponse]:
    """The page for a trainee who is signed in."""

    @wraps(page)
    def view(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
        try:
            return page(request, Door(pk, acting=acting))
        except Offer.DoesNotExist:
            raise Http404 from None

    return allow(Permission.OWN_OFFER)(view)


def by_link(page: Page) -> Callable[..., HttpResponse]:
    """The page for whoever holds the offer's own link, and nothing beside it.

    Somebody else's session on the same device lends it neither its name nor its navigation.
    """

    @wraps(page)
    def view(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = page(request, Door(enter_by_token(token), token=token))
            # Whoever answers without signing in finds the contacts of their program on the page for help, too.
            vouch(request, program_of_token(token))
        except (Http404, Offer.DoesNotExist):
            # Asks the database nothing: an action that found no offer has already broken the transaction.
            response = render(request, "checkins/link_gone.html", status=404)
        return _unseen(response)

    return whoever(view)


def _unseen(response: HttpResponse) -> HttpResponse:
    """Keep the address, which is a key, to this site.

    Not "no-referrer": with it browsers send a form as from "null", and Django's check against forgery would refuse it.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
