"""What every page's frame needs: who acts, where they can go, what waits."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from home.demo.people import PASSWORD, SIGN_IN, STORY
from notices.models import InboxItem
from programs.acting import Acting
from programs.permissions import Permission
from triage.copies import key_of

# Label, address, the permission that shows it; a wide screen shows a role's first five, the others under "More".
# A page links to an app above its own by URL name alone.
NAVIGATION = (
    ("Today", "home:today", Permission.OWN_PAGES),
    ("Programs", "checkins:institution", Permission.INSTITUTION_READ),
    ("Your talks", "checkins:mine", Permission.OWN_OFFER),
    ("Your times", "checkins:calendar", Permission.OWN_SLOTS),
    ("Promises", "followups:tasks", Permission.OWN_PROMISES),
    ("Rounds", "checkins:rounds", Permission.ROUND_READ),
    ("Help and mentors", "resources:directory", Permission.RESOURCES_READ),
    # For trainees; mentors come to the plans that are shown to them from the page of mentors, and from Today.
    ("Goals", "resources:goals", Permission.OWN_LEARNING),
    ("People", "programs:people", Permission.ROSTER_READ),
    ("Questions", "prompts:library", Permission.LIBRARY_READ),
    ("Themes", "followups:themes", Permission.THEMES_READ),
    ("Program", "programs:settings", Permission.SETTINGS_WRITE),
    ("Whom to call", "triage:contacts", Permission.HELP_WRITE),
    ("Getting started", "home:start", Permission.PROGRAM_START),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for templates/base.html; empty for somebody who hasn't signed in."""
    acting: Acting | None = getattr(request, "acting", None)
    help_url = _address("triage:help_now")
    if acting is None:
        return {
            "acting": None,
            "nav": [],
            "help_url": help_url,
            "demo_people": SIGN_IN if settings.DEMO else (),
            "demo_story": STORY if settings.DEMO else (),
        }
    nav = [
        {"label": label, "url": url, "current": request.path == url}
        for label, name, permission in NAVIGATION
        if acting.can(permission) and (url := _address(name))
    ]
    return {
        "acting": acting,
        "nav": nav,
        "acting_label": f"Acting as {_in_a_sentence(acting.membership.label)}",
        "switch_url": reverse("programs:choose_role"),
        "inbox_url": _address("notices:inbox"),
        "help_url": help_url,
        # Tells the service worker that its copy of the page for help is another program's (static/src/hearten.js).
        "help_place": key_of(acting.institution.pk, acting.program.pk if acting.program else None),
        "unread": _unread(acting),
        # Public on purpose, so that whoever tries the demo can show once more that it is them.
        "demo_password": PASSWORD if settings.DEMO else "",
    }


def _in_a_sentence(label: str) -> str:
    """ "Program director" becomes "program director"; "GME office" stays."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _unread(acting: Acting) -> int:
    return InboxItem.objects.unread(acting.person.pk).count()
