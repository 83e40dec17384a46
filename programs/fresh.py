"""Whether somebody signed in a moment ago, and where they show it once more (privacy.md 3).

Not allauth's own decorator: that one keeps an interrupted form in the session, where a private note must never lie, and
lets through whoever has nothing to sign in with again.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse

from programs.models import Person

FRESH = timedelta(minutes=15)


def signed_in_afresh(request: HttpRequest, now: datetime) -> bool:
    """Whether this session's person signed in, or showed once more who they are, within the last 15 minutes."""
    if not isinstance(request.user, Person):
        return False
    since = (now - FRESH).timestamp()
    # Not from the future either: a clock that was set back must not keep a session fresh for ever.
    return any(
        since < float(record.get("at", 0)) <= now.timestamp() + 60
        for record in get_authentication_records(request, request.user)
    )


def address_to_sign_in_afresh(person: Person, back: str) -> str:
    """Where somebody shows once more that it is them, with the second factor if they have one; `back` is a path."""
    name = "account_reauthenticate"
    if is_mfa_enabled(person):
        name = "mfa_reauthenticate"
    return f"{reverse(name)}?{urlencode({'next': back})}"


def remember_demo_sign_in(request: HttpRequest, person: Person) -> None:
    """The demo's buttons count as signing in: nobody there has a password of their own."""
    record_authentication(request, person, method="demo")
