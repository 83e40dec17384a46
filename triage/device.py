"""Which program a device belongs to: a signed cookie that outlives the session, so that help is there signed out, too.

It names a program and no person, and it is the same for everybody of that program.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from programs.acting import Acting
from triage.copies import key_of

SALT = "triage.device"
LIVES = timedelta(days=400)  # as long as browsers allow


def place_of(request: HttpRequest) -> str:
    """The key of the copy that this device may read; empty without a cookie, and for one that was altered."""
    try:
        return signing.Signer(salt=SALT).unsign(request.COOKIES.get(settings.HELP_COOKIE_NAME, ""))
    except signing.BadSignature:
        return ""


def signed(key: str) -> str:
    """What the cookie says."""
    return signing.Signer(salt=SALT).sign(key)


def remember(acting: Acting, request: HttpRequest, response: HttpResponse) -> None:
    """Put the program acted in onto the device, if it is not there already."""
    key = key_of(acting.institution.pk, acting.program.pk if acting.program else None)
    if place_of(request) != key:
        _put(key, response)


def vouch(request: HttpRequest, program_id: UUID) -> None:
    """Say that this request's address proves a program, as the link of an invitation does without signing in."""
    request.help_place = f"p-{program_id.hex}"  # type: ignore[attr-defined]  # ours, read below


def remember_vouched(request: HttpRequest, response: HttpResponse) -> None:
    """Put the program that an address proved onto a device that knows none yet."""
    key: str = getattr(request, "help_place", "")
    if key and not place_of(request):
        _put(key, response)


def _put(key: str, response: HttpResponse) -> None:
    response.set_cookie(
        settings.HELP_COOKIE_NAME,
        signed(key),
        max_age=LIVES,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
