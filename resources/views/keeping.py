"""Keeping the program's directory: words, order, what is hidden, resources of its own, links, when somebody looked."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programs.acting import Acting
from programs.errors import RefusedError
from programs.permissions import Permission, allow
from programs.times import day_text, local
from programs.views.files import typed
from resources.access import entry_of_program
from resources.actions import directory as actions
from resources.actions import links
from resources.actions.directory import FIXED, Keeping
from resources.forms import ResourceForm
from resources.library import ANY_SPECIALTY, starters
from resources.models import LinkCheck
from resources.rules.links import needs_a_look
from resources.rules.shelf import Entry
from resources.shelf import LISTS, TEXTS, Directory, directory_of
from resources.showing import cards, still_missing


def keeping_of(acting: Acting, directory: Directory | None = None) -> Keeping:
    """Who keeps what, now."""
    directory = directory or directory_of(acting.program, acting.institution.pk)
    return Keeping(acting.program, directory, acting.person, timezone.now(), acting.institution)


@allow(Permission.RESOURCES_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A resource of the program's own; `like` fills in what most institutions have under some name."""
    keeping = keeping_of(acting)
    starter = next((found for found in starters() if found.key == request.GET.get("like")), None)
    initial = {"country": "United States", "specialty": ANY_SPECIALTY, "audiences": ["trainee"]}
    if starter:
        initial |= {"name": starter.name, "about": starter.about, "also": starter.also}
        initial |= {"needs": [*starter.needs], "audiences": [*starter.audiences], "moments": [*starter.moments]}
    form = ResourceForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.add(keeping, form.cleaned_data)
        messages.success(request, "Added. It stands before all others; you can move it.")
        return redirect("resources:directory")
    missing = still_missing(keeping.directory.entries)
    return render(request, "resources/add.html", {"form": form, "starter": starter, "missing": missing})


@allow(Permission.RESOURCES_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, acting: Acting, key: str) -> HttpResponse:
    """One resource, in the program's words."""
    directory, entry = entry_of_program(acting, key)
    initial = {name: getattr(entry, name) for name in TEXTS} | {name: [*getattr(entry, name)] for name in LISTS}
    form = ResourceForm(typed(request), initial=initial)
    keeping = keeping_of(acting, directory)
    if entry.office and not entry.own and request.method == "POST":
        raise RefusedError(actions.OFFICES).to(reverse("resources:edit", args=[key]))
    if request.method == "POST" and form.is_valid():
        changed = actions.change(keeping, entry, form.cleaned_data)
        messages.success(request, "Kept." if changed else "Nothing was different, so nothing has changed.")
        return redirect("resources:directory")
    context = {
        "form": form,
        "entry": entry,
        "card": cards([entry], keeping.day)[0],
        "check": LinkCheck.objects.filter(program=acting.program, url=entry.url).first() if entry.url else None,
        "fixed": entry.key in FIXED,
        # Neither its words nor its date are the program's to change.
        "offices": entry.office and not entry.own,
    }
    return render(request, "resources/edit.html", context)


_KEEPS = allow(Permission.RESOURCES_WRITE)


def _step(act: Callable[[Keeping, Entry], object], said: str) -> Callable[[HttpRequest, Acting, str], HttpResponse]:
    """A button beside a resource."""

    def view(request: HttpRequest, acting: Acting, key: str) -> HttpResponse:
        directory, entry = entry_of_program(acting, key)
        try:
            changed = act(keeping_of(acting, directory), entry)
        except RefusedError as refusal:
            raise refusal.to(reverse("resources:edit", args=[key])) from None
        messages.success(request, "It is like that already." if changed is False else said)
        # Whoever goes through what is out of date goes on where they were.
        return redirect("resources:look_over" if request.POST.get("back") else "resources:directory")

    return view


hide = _KEEPS(
    require_POST(
        _step(lambda k, entry: actions.set_hidden(k, entry, hidden=True), "Hidden: readers do not see it any more.")
    )
)
show = _KEEPS(require_POST(_step(lambda k, entry: actions.set_hidden(k, entry, hidden=False), "Shown again.")))
first = _KEEPS(require_POST(_step(actions.put_first, "It stands first now.")))
move_up = _KEEPS(require_POST(_step(lambda k, entry: actions.move(k, entry, up=True), "Moved up.")))
move_down = _KEEPS(require_POST(_step(lambda k, entry: actions.move(k, entry, up=False), "Moved down.")))
restore = _KEEPS(require_POST(_step(actions.restore, "The shared words are back.")))
looked = _KEEPS(require_POST(_step(actions.looked_at, "Thank you. Readers see that it was checked today.")))
remove = _KEEPS(require_POST(_step(actions.remove, "Removed.")))


@allow(Permission.RESOURCES_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def look_over(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What needs a look: links that do not answer, and what nobody checked for a year. A POST checks the links soon."""
    keeping = keeping_of(acting)
    if request.method == "POST":
        if acting.program:
            links.check_soon(acting.program)
        messages.success(request, "The links that are due are being checked. Come back in a few minutes.")
        return redirect("resources:look_over")
    checks = {row.url: row for row in LinkCheck.objects.filter(program=acting.program)}
    # The GME office looks after what it keeps itself.
    shown = cards([entry for entry in keeping.directory.shown if acting.program or entry.own], keeping.day)
    broken = [
        (card, checks[card.entry.url])
        for card in shown
        if card.entry.url in checks and needs_a_look(checks[card.entry.url].outcome, checks[card.entry.url].failures)
    ]
    last = max((row.checked_at for row in checks.values()), default=None)
    context = {
        "broken": broken,
        "stale": [card for card in shown if card.stale],
        "last": day_text(local(last, acting.zone).date()) if last else "",
        "checked": len(checks),
    }
    return render(request, "resources/look_over.html", context)
