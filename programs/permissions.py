"""What each role may do, in a table that somebody who doesn't program can read (privacy.md 1). Deny by default."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from programs import tenancy
from programs.models import Person, Role

if TYPE_CHECKING:
    from programs.acting import Acting


class Permission(StrEnum):
    OWN_OFFER = "answer one's own offer"
    OWN_PREFERENCES = "write what one wishes for one's own talks; nobody else has a page of it"
    OWN_SLOTS = "offer one's own times and see one's own calendar"
    OWN_PROMISES = "keep one's own promises, and see those made to one"
    ROSTER_READ = "see the roster"
    ROSTER_WRITE = "change the roster"
    ROUND_READ = "see rounds, rooms and that offers were sent"
    ROUND_WRITE = "plan rounds, choose who listens, block times"
    ROUND_OPEN = "attest the safety number, open and close rounds"
    ROOMS_READ = "see every time, place and listener, never whether a time is taken"
    LIBRARY_READ = "read the program's questions and listening cues"
    LIBRARY_WRITE = "reword, add, hide and order the program's questions"
    RESOURCES_READ = "read the directory of help"
    RESOURCES_WRITE = "keep the program's directory of help; for the GME office, what it keeps for all its programs"
    RESOURCES_HAND = "hand a resource over to a trainee whom one knows from a talk or supervises"
    MENTORS_INVITE = "ask the program's faculty whether they would be mentors"
    MENTORS = "see who mentors here, offer to be one, and what is between oneself and a mentor or mentee"
    INDUCTION_READ = "one's own induction, and those that one is responsible for"
    INDUCTION_WRITE = "start inductions of newcomers, follow them, and change the program's list for them"
    LEARNING_PAIRS = "learning plans and first-meeting forms that one fills in together with somebody"
    OWN_LEARNING = "one's own mentors, goals and plans, and what was handed over"
    SETTINGS_WRITE = "change the program's settings"
    PROGRAM_START = "see what is left to do until the program is set up"
    PROGRAMS_WRITE = "start a program of the institution, and name who leads it"
    HELP_WRITE = "keep the contacts of the page for urgent help"
    INSTITUTION_READ = "see every program of the institution as counts"
    EVENTS_READ = "see when staff signed in and whose role changed, and no other access event"
    OWN_NOTES = "keep a private note about a talk of one's own, and read one's own"
    NOTES_ABOUT_ME = "have a private note about a talk of one's own deleted unread"
    OWN_THEMES = "choose what of one's own talks may be counted; nobody else learns it"
    THEMES_READ = "read what appeared of themes"
    THEMES_ANSWER = "answer themes, and see what the next window may tell"
    EVIDENCE_READ = "print what was offered, kept and answered, for a visit"
    OWN_PAGES = "today, inbox, what Hearten holds about me"


_EVERYONE = {Permission.OWN_PAGES, Permission.RESOURCES_READ, Permission.THEMES_READ}
# Whoever is of a program may have been its trainee.
_IN_A_PROGRAM = _EVERYONE | {Permission.NOTES_ABOUT_ME}
_LISTENER = _IN_A_PROGRAM | {
    Permission.OWN_SLOTS,
    Permission.OWN_PROMISES,
    Permission.OWN_NOTES,
    Permission.LIBRARY_READ,
    Permission.RESOURCES_HAND,
    Permission.MENTORS,
    Permission.LEARNING_PAIRS,
    Permission.INDUCTION_READ,
}
_DIRECTOR = _LISTENER | {
    Permission.ROSTER_READ,
    Permission.ROSTER_WRITE,
    Permission.ROUND_READ,
    Permission.ROUND_WRITE,
    Permission.ROUND_OPEN,
    Permission.ROOMS_READ,
    Permission.LIBRARY_WRITE,
    Permission.RESOURCES_WRITE,
    Permission.INDUCTION_WRITE,
    Permission.MENTORS_INVITE,
    Permission.SETTINGS_WRITE,
    Permission.PROGRAM_START,
    Permission.HELP_WRITE,
    Permission.THEMES_ANSWER,
    Permission.EVIDENCE_READ,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.TRAINEE: frozenset(
        _IN_A_PROGRAM
        | {
            Permission.OWN_OFFER,
            Permission.OWN_PREFERENCES,
            Permission.OWN_LEARNING,
            Permission.OWN_PROMISES,
            Permission.MENTORS,
            Permission.OWN_THEMES,
            Permission.LEARNING_PAIRS,
            Permission.INDUCTION_READ,
        }
    ),
    Role.FACILITATOR: frozenset(_LISTENER),
    Role.WELLNESS_LEAD: frozenset(_LISTENER),
    Role.DIRECTOR: frozenset(_DIRECTOR),
    Role.ASSOCIATE_DIRECTOR: frozenset(_DIRECTOR),
    Role.COORDINATOR: frozenset(
        _IN_A_PROGRAM
        | {
            Permission.ROSTER_READ,
            Permission.ROSTER_WRITE,
            Permission.ROUND_READ,
            Permission.ROUND_WRITE,
            Permission.ROOMS_READ,
            Permission.LIBRARY_READ,
            Permission.LIBRARY_WRITE,
            Permission.RESOURCES_WRITE,
            Permission.INDUCTION_READ,
            Permission.INDUCTION_WRITE,
            Permission.MENTORS,
            Permission.MENTORS_INVITE,
            Permission.SETTINGS_WRITE,
            Permission.PROGRAM_START,
            Permission.HELP_WRITE,
            Permission.EVIDENCE_READ,
        }
    ),
    Role.GME_OFFICE: frozenset(
        # Rounds of a program are not the office's to open: it sees them on a page of its own, as counts.
        _EVERYONE
        | {
            Permission.INSTITUTION_READ,
            Permission.PROGRAMS_WRITE,
            Permission.EVENTS_READ,
            Permission.RESOURCES_WRITE,
            Permission.ROSTER_READ,
            Permission.LIBRARY_READ,
            Permission.HELP_WRITE,
            Permission.EVIDENCE_READ,
        }
    ),
}

# What stays of a role that ended, while rows of it are kept: one's own page, and having notes about one deleted.
AFTER_LEAVING = frozenset({Permission.OWN_PAGES, Permission.NOTES_ABOUT_ME})

# Notes, roster, exports and settings need a second factor, the demo aside (privacy.md 1), and so do numbers to call.
SECOND_FACTOR = {
    Permission.OWN_NOTES,
    Permission.ROSTER_READ,
    Permission.ROSTER_WRITE,
    Permission.SETTINGS_WRITE,
    Permission.PROGRAMS_WRITE,
    Permission.HELP_WRITE,
    Permission.EVENTS_READ,
}

type ActingView[**P] = Callable[Concatenate[HttpRequest, "Acting", P], HttpResponse]


def allow[**P](
    permission: Permission, *, after_leaving: bool = False
) -> Callable[[ActingView[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Let a view be reached only by a role that holds the permission; it gets the acting role as second argument.

    Nobody signed in: to the sign-in page. Anybody else: 404, never a 403 that tells that something is there.
    `after_leaving`: also for whoever has no role any more, in the one they had, as long as something is kept of it.
    """

    def decorate(view: ActingView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            acting: Acting | None = getattr(request, "acting", None)
            if acting is None and after_leaving:
                acting = enter_left(request)
            if acting is None:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                return redirect("programs:choose_role")
            if not acting.can(permission):
                raise Http404
            if permission in SECOND_FACTOR and not has_second_factor(request):
                return redirect(f"{reverse('programs:second_factor')}?{urlencode({'next': _back(request)})}")
            return view(request, acting, *args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]  # read by the middleware and the access table
        return guarded

    return decorate


def enter_left(request: HttpRequest) -> "Acting | None":
    """The role that somebody without any had last, its tenant entered; None for everybody else.

    The request itself stays without an acting role: no page but this view's is theirs.
    """
    left: Acting | None = getattr(request, "left", None)
    if left is not None:
        tenancy.enter(
            person_id=left.person.pk,
            institution_id=left.institution.pk,
            program_id=left.program.pk if left.program else None,
        )
    return left


def _back(request: HttpRequest) -> str:
    """Where to go on after the second factor was shown; what was about to be sent is not sent by itself."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else "/"


def public[F: Callable[..., Any]](view: F) -> F:
    """Mark a view that anybody may open, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]  # read by the middleware and the access table
    return view


def without_database[F: Callable[..., Any]](view: F) -> F:
    """Mark a public view that must answer while the database is down; it runs in no transaction and no tenant."""
    view.without_database = True  # type: ignore[attr-defined]  # read by the middleware
    return view


def whoever[F: Callable[..., Any]](view: F) -> F:
    """Mark a public view that must not know who is signed in on the device: `request.acting` stays None.

    The view enters a tenant by itself, by what its address proves.
    """
    view.whoever = True  # type: ignore[attr-defined]  # read by the middleware
    return public(view)


def signed_in[F: Callable[..., Any]](view: F) -> F:
    """Mark a view for anybody signed in, before a role is chosen; the view checks that itself."""
    view.access = "signed in"  # type: ignore[attr-defined]  # read by the middleware and the access table
    return view


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor or passkey; always true in the demo.

    Not on a device that is remembered: there it is asked for once, when the first such page is opened.
    """
    if settings.DEMO:
        return True
    # Of this very person: what somebody else showed in the same browser before does not count.
    methods = get_authentication_records(request, request.user if isinstance(request.user, Person) else None)
    return any(method.get("method") == "mfa" for method in methods)
