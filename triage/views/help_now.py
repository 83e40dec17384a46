"""The page for urgent help, and the script that keeps a copy of it in the browser: no session, no database, no trace.

Both are answered by triage/middleware.py before anything else looks at the request; the addresses in triage/urls.py
lead to the same views, so that tests and `reverse` find them.
"""

import hashlib
import json
import logging
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import get_nonce
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from programs.permissions import public, without_database
from triage.copies import kept
from triage.device import place_of
from triage.page import context

logger = logging.getLogger("hearten.triage")


@public
@without_database
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """All four branches, with the contacts of the program that this device knows; the national lines without one.

    What the address carries besides is not looked at, and whoever reads which branch gets the same bytes.
    """
    words = {**_said(place_of(request), timezone.now()), "csp_nonce": get_nonce(request)}
    response = HttpResponse(render_to_string("triage/help_now.html", words))
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Frame-Options"] = "DENY"
    return response


def _said(place: str, now: datetime) -> dict[str, Any]:
    found = kept(place) if place else None
    if found is not None:
        try:
            return context(*found, now)
        except (KeyError, TypeError, ValueError, AttributeError):
            # A copy of another shape, such as a disk left it: 988 must be there all the same.
            logger.error("The copy of a help page cannot be used; it is made anew within a minute.")
    return context(None, None, now)


# What the page needs to stand by itself in a browser without network.
PARTS = ("help.css", "help.js", "fonts/inter-latin-wght-normal.woff2", "fonts/source-serif-4-latin-wght-normal.woff2")


@public
@without_database
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The browser's service worker; from the root, because it may only keep what lies below its own address."""
    words = {
        "parts": [static(name) for name in PARTS],
        "static": settings.STATIC_URL,
        "kept": json.dumps(settings.KEPT_PAGES),
        "version": _version(),
    }
    text = render_to_string("triage/sw.js", words)
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _version() -> str:
    """Changes with the parts: where names carry no hash, only a changed script makes a browser fetch them anew."""
    digest = hashlib.sha256()
    for name in PARTS:
        found = finders.find(name)
        digest.update(Path(found).read_bytes() if isinstance(found, str) else b"")
    return digest.hexdigest()[:12]
