"""Changing the program's library: words, order, what is hidden, prompts of its own, and taking changes back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.acting import Acting
from programs.errors import RefusedError
from programs.permissions import Permission, allow
from programs.times import day_text, local
from prompts.access import change_of_program, entry_of_program
from prompts.actions import editing as actions
from prompts.actions.editing import Editing
from prompts.forms import AddForm, OwnForm, WordsForm
from prompts.models import LibraryChange
from prompts.rules import Entry
from prompts.shelf import Shelf, shelf_of

SHOWN_CHANGES = 50


def _editing(acting: Acting, shelf: Shelf) -> Editing:
    return Editing(acting.here, shelf, acting.person, timezone.now())


@allow(Permission.LIBRARY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, acting: Acting, key: str) -> HttpResponse:
    """One prompt: the library's words and the program's own."""
    shelf, entry = entry_of_program(acting, key)
    initial = {
        "text": entry.text,
        "instead_of": entry.instead_of,
        "lean": entry.lean,
        "topics": sorted(entry.topics),
    }
    form: WordsForm
    typed = request.POST if request.method == "POST" else None
    if entry.own:
        form = OwnForm(typed, shelf=shelf, entry=entry, initial=initial)
    else:
        form = WordsForm(typed, entry=entry, initial=initial)
    if request.method == "POST" and form.is_valid():
        _save(_editing(acting, shelf), entry, form)
        messages.success(request, "Kept. The change is in the list of changes, if you want it back.")
        return redirect(_anchor(entry))
    section = shelf.section(entry.category)
    return render(request, "prompts/edit.html", {"form": form, "entry": entry, "section": section})


def _save(editing: Editing, entry: Entry, form: WordsForm) -> None:
    data = form.cleaned_data
    guess = data.get("instead_of", "")
    if entry.own:
        actions.change_own(
            editing,
            entry,
            text=data["text"],
            instead_of=guess,
            lean=data["lean"],
            topics=frozenset(data["topics"]),
        )
    else:
        actions.reword(editing, entry, text=data["text"], instead_of=guess)


def _anchor(entry: Entry) -> str:
    return f"{reverse('prompts:library')}#{entry.category}"


@allow(Permission.LIBRARY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A prompt of the program's own."""
    shelf = shelf_of(acting.here)
    typed = request.POST if request.method == "POST" else None
    form = AddForm(typed, shelf=shelf, initial={"category": request.GET.get("in", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        lean = data["lean"] if shelf.section(data["category"]).asks else ""
        actions.add(
            _editing(acting, shelf),
            category=data["category"],
            text=data["text"],
            lean=lean,
            topics=frozenset(data["topics"]),
        )
        messages.success(request, "Added at the end of its part.")
        return redirect(f"{reverse('prompts:library')}#{data['category']}")
    return render(request, "prompts/add.html", {"form": form})


def _step(
    act: Callable[[Editing, Entry], LibraryChange | None], said: str
) -> Callable[[HttpRequest, Acting, str], HttpResponse]:
    """A button beside a prompt."""

    def view(request: HttpRequest, acting: Acting, key: str) -> HttpResponse:
        shelf, entry = entry_of_program(acting, key)
        try:
            change = act(_editing(acting, shelf), entry)
        except RefusedError as refusal:
            raise refusal.to(reverse("prompts:edit", args=[key])) from None
        messages.success(request, said if change else "It is like that already.")
        return redirect(_anchor(entry))

    return view


hide = allow(Permission.LIBRARY_WRITE)(
    require_POST(
        _step(lambda e, entry: actions.set_hidden(e, entry, hidden=True), "Hidden: it is not offered any more.")
    )
)
show = allow(Permission.LIBRARY_WRITE)(
    require_POST(_step(lambda e, entry: actions.set_hidden(e, entry, hidden=False), "Offered again."))
)
move_up = allow(Permission.LIBRARY_WRITE)(
    require_POST(_step(lambda e, entry: actions.move(e, entry, up=True), "Moved up."))
)
move_down = allow(Permission.LIBRARY_WRITE)(
    require_POST(_step(lambda e, entry: actions.move(e, entry, up=False), "Moved down."))
)
restore = allow(Permission.LIBRARY_WRITE)(require_POST(_step(actions.restore, "The words of the library are back.")))


@allow(Permission.LIBRARY_WRITE)
@require_safe
def changes(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The last changes, each with a way back."""
    rows = LibraryChange.objects.filter(program=acting.here).newest()[:SHOWN_CHANGES]
    lines = [
        {
            "pk": row.pk,
            "what": row.what,
            "by": row.by.name if row.by else "somebody who left",
            "day": day_text(local(row.at, acting.zone).date()),
            "undone": hasattr(row, "undone_by"),
        }
        for row in rows
    ]
    return render(request, "prompts/changes.html", {"lines": lines})


@allow(Permission.LIBRARY_WRITE)
@require_POST
def undo(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Take a change back."""
    try:
        actions.undo(change_of_program(acting, pk), by=acting.person, now=timezone.now())
    except RefusedError as refusal:
        raise refusal.to(reverse("prompts:changes")) from None
    messages.success(request, "Taken back.")
    return redirect("prompts:changes")
