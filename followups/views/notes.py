"""A listener's private note about one talk, and the trainee's way to have it deleted unread (privacy.md 3).

A GET never decrypts: a note opens by a button, in the answer to a POST, which is never kept anywhere.
"""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followups.access import Talk, note_about_oneself, own_note, talk_to_note
from followups.actions import notes as actions
from followups.forms.notes import NoteForm
from followups.models import PrivateNote
from followups.rules import noting
from programs.acting import Acting
from programs.aead import UnreadableError
from programs.errors import RefusedError
from programs.fresh import address_to_sign_in_afresh, signed_in_afresh
from programs.permissions import Permission, allow
from programs.showing import date_text
from programs.times import day_text, local, span_text


@allow(Permission.OWN_NOTES)
@require_safe
def notes(request: HttpRequest, acting: Acting) -> HttpResponse:
    """One's own notes by day, none of them opened."""
    own = PrivateNote.objects.filter(author=acting.person, program=acting.here).defer("sealed")
    rows = own.select_related("slot", "trainee").order_by("-slot__starts_at", "pk")
    lines = [
        {
            "url": reverse("followups:note", args=[note.slot_id]),
            "day": day_text(local(note.slot.starts_at, acting.zone).date()),
            "who": note.trainee.name,
            "dies": date_text(note.dies_on),
        }
        for note in rows
    ]
    return render(request, "followups/notes.html", {"lines": lines, "allowed": acting.here.notes_allowed})


@allow(Permission.OWN_NOTES)
@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("form")
def note(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The note about one talk: written or written over by POST, never shown by GET."""
    now = timezone.now()
    talk = talk_to_note(acting, pk, now)
    form = NoteForm(request.POST if request.method == "POST" else None, trainee=talk.trainee)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_note(
                slot=talk.slot, trainee=talk.trainee, text=form.cleaned_data["text"], by=acting.person, now=now
            )
        except RefusedError as refusal:
            raise refusal.to(reverse("followups:note", args=[pk])) from None
        messages.success(request, "Sealed. Only you can open it, and it deletes itself.")
        return redirect("followups:note", pk=pk)
    return _page(request, acting, talk, form if request.method == "POST" or talk.note is None else None, now)


@allow(Permission.OWN_NOTES)
@require_POST
@sensitive_variables("text")
def open_note(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Decrypt a note, for its author who signed in within the last 15 minutes; others show first that it is them."""
    now = timezone.now()
    talk = talk_to_note(acting, pk, now)
    found = own_note(acting, pk)
    if not signed_in_afresh(request, now):
        return redirect(_afresh(acting, pk))
    try:
        text = actions.open_note(note=found, by=acting.person, now=now)
    except UnreadableError:
        raise RefusedError(
            "This note cannot be opened any more: it was altered, or its key is gone. You can delete it."
        ).to(reverse("followups:note", args=[pk])) from None
    return _page(request, acting, talk, NoteForm(initial={"text": text}, trainee=talk.trainee), now, text)


@allow(Permission.OWN_NOTES)
@require_POST
def keep_longer(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Let a note live 90 days longer, a year at most."""
    try:
        later = actions.extend_note(note=own_note(acting, pk), by=acting.person, now=timezone.now())
    except RefusedError as refusal:
        raise refusal.to(reverse("followups:note", args=[pk])) from None
    messages.success(request, f"It now deletes itself on {date_text(later.dies_on)}.")
    return redirect("followups:note", pk=pk)


@allow(Permission.OWN_NOTES)
@require_POST
def delete_note(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Delete one's own note at once."""
    actions.delete_note(note=own_note(acting, pk), by=acting.person, now=timezone.now())
    messages.success(request, "Deleted.")
    return redirect("followups:notes")


@allow(Permission.NOTES_ABOUT_ME, after_leaving=True)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_unread(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """A trainee has a note about them deleted; nobody is told, and nobody reads it first."""
    found = note_about_oneself(acting, pk)
    if request.method == "POST":
        actions.delete_note(note=found, by=acting.person, now=timezone.now())
        messages.success(request, "Deleted. Nobody can read it any more.")
        return redirect("home:me")
    context = {
        "who": found.author.name,
        "day": day_text(local(found.slot.starts_at, acting.zone).date()),
        "dies": date_text(found.dies_on),
    }
    return render(request, "followups/note_unread.html", context)


@sensitive_variables("text", "form")
def _page(
    request: HttpRequest, acting: Acting, talk: Talk, form: NoteForm | None, now: datetime, text: str = ""
) -> HttpResponse:
    allowed = acting.here.notes_allowed
    note = talk.note
    context = {
        "slot": talk.slot,
        "who": talk.trainee.name,
        "day": day_text(local(talk.slot.starts_at, acting.zone).date()),
        "span": span_text(talk.slot.starts_at, talk.slot.ends_at, acting.zone),
        "note": note,
        "dies": date_text(note.dies_on) if note else "",
        "longer": date_text(noting.extended(note.dies_on, note.written_on)) if note and _can_live_longer(note) else "",
        "text": text,
        "form": form if allowed else None,
        "allowed": allowed,
        "fresh": signed_in_afresh(request, now),
        "sign_in": _afresh(acting, talk.slot.pk),
    }
    return render(request, "followups/note.html", context)


def _can_live_longer(note: PrivateNote) -> bool:
    return noting.extended(note.dies_on, note.written_on) > note.dies_on


def _afresh(acting: Acting, slot_pk: UUID) -> str:
    return address_to_sign_in_afresh(acting.person, reverse("followups:note", args=[slot_pk]))
