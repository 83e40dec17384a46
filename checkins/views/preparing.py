"""Before and during a conversation: choose what to ask, put it on a card, lay the phone on the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from checkins.access import slot_of_facilitator
from checkins.actions.preparing import drop_plan, save_plan
from checkins.forms.preparing import PlanForm, name_of
from checkins.plans import Ready, askable, ready_for
from checkins.preparing import Question, may_be_added
from checkins.showing import listing, words_beside
from checkins.wishing import follow_up_lines
from programs.acting import Acting
from programs.permissions import Permission, allow
from programs.printing import NoPaperError, pdf
from programs.times import clock_text, day_text, local, span_text
from prompts.rules import Entry
from prompts.shelf import Shelf
from resources.access import offered

# So many times "Suggest others" leads on before it comes round again.
SUGGESTIONS = 3
# A program puts first what it hands on most; the rest is one link away (R28, R32).
RESOURCES = 5
OPENED_EARLY = timedelta(hours=1)
# So many questions leave room on a pocket card.
ROOMY = 5
# Where a button of the page leads once the questions are kept.
ONWARD = {
    "talk": ("checkins:conversation", ""),
    "a6": ("checkins:card", ""),
    "letter": ("checkins:card", "?paper=letter"),
}


@allow(Permission.OWN_SLOTS)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Questions for one of one's own times; each button keeps what was typed."""
    slot, now = slot_of_facilitator(acting, pk), timezone.now()
    ready = ready_for(slot, now, other=_other(request))
    if request.method != "POST":
        return _page(request, ready, _form(ready, ready.plan.questions), now)
    if request.POST.get("step") == "fresh":
        drop_plan(slot=slot, now=now)
        return redirect("checkins:prepare", slot.pk)
    form = _form(ready, _posted(ready, request.POST.getlist("line")), request.POST)
    if not form.is_valid():
        return _page(request, ready, form, now)
    save_plan(slot=slot, lines=form.lines(), now=now)
    step = request.POST.get("step", "")
    if step in ONWARD:
        page, query = ONWARD[step]
        return redirect(reverse(page, args=[slot.pk]) + query)
    if step == "save":
        messages.success(request, "Your questions are kept for this time.")
    return redirect(reverse("checkins:prepare", args=[slot.pk]) + "#questions")


def _other(request: HttpRequest) -> int:
    wish = request.GET.get("other", "")
    return int(wish) % SUGGESTIONS if wish.isdecimal() and len(wish) < 4 else 0


def _form(ready: Ready, questions: Sequence[Question], data: Any = None) -> PlanForm:
    more = may_be_added(askable(ready.shelf), ready.alone, {question.key for question in questions})
    return PlanForm(data, questions=questions, more=more)


def _posted(ready: Ready, keys: Sequence[str]) -> list[Question]:
    """The questions that the page showed, as far as they may be asked; a suggestion is not saved until now."""
    may = {entry.key: entry for entry in may_be_added(askable(ready.shelf), ready.alone, ())}
    return [Question(may[key], may[key].text) for key in dict.fromkeys(keys) if key in may]


@dataclass(frozen=True)
class Row:
    """A question on the page: its field, and where it comes from."""

    field: Any
    key: str
    category: str
    original: str


def _rows(form: PlanForm, shelf: Shelf) -> list[Row]:
    names = {section.key: section.name for section in shelf.sections}
    return [
        Row(form[name_of(q.key)], q.key, names[q.entry.category], q.entry.text if q.reworded else "")
        for q in form.questions
    ]


def _more(form: PlanForm, shelf: Shelf) -> list[tuple[str, list[Entry]]]:
    """What can be added, by category, without those that have nothing left."""
    found = [(s.name, [entry for entry in s.entries if entry.key in form.more]) for s in shelf.sections]
    return [(name, entries) for name, entries in found if entries]


def _page(request: HttpRequest, ready: Ready, form: PlanForm, now: datetime) -> HttpResponse:
    context = {
        **_when(ready, now),
        "form": form,
        "rows": _rows(form, ready.shelf),
        "more": _more(form, ready.shelf),
        "plan": ready.plan,
        "wishes": _wishes(ready),
        "mirror": ready.words("mirror"),
        "guesses": ready.words("open"),
        "next_other": (_other(request) + 1) % SUGGESTIONS,
        "over": ready.slot.ends_at <= now,
    }
    return render(request, "checkins/prepare.html", context)


def _when(ready: Ready, now: datetime) -> dict[str, Any]:
    slot, zone = ready.slot, ready.slot.program.time_zone
    names = [trainee.name for trainee in ready.trainees]
    return {
        "slot": slot,
        "group": ready.group,
        "names": listing(names),
        "day": day_text(local(slot.starts_at, zone).date()),
        "span": span_text(slot.starts_at, slot.ends_at, zone),
        "words": words_beside(names=names, starts_at=slot.starts_at, group=ready.group, now=now, zone=zone),
    }


def _wishes(ready: Ready) -> list[tuple[str, list[str]]]:
    """What each trainee whose name shows has said about how to go on with them (R37)."""
    names = {trainee.pk: trainee.first_name for trainee in ready.trainees}
    return [(names[each.trainee_id], follow_up_lines(each)) for each in ready.wishes]


@allow(Permission.OWN_SLOTS)
@require_safe
def conversation(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """One page for a phone on the table: nothing to type, nothing stored, no name on it, no request after it."""
    slot, now = slot_of_facilitator(acting, pk), timezone.now()
    ready = ready_for(slot, now)
    zone = slot.program.time_zone
    context = {
        **_said(ready),
        "slot": slot,
        "minutes": int((slot.ends_at - slot.starts_at).total_seconds() // 60),
        "ends": clock_text(local(slot.ends_at, zone)),
        "starts": clock_text(local(slot.starts_at, zone)),
        "followup_questions": ready.words("next"),
        "resources": offered(slot.program)[:RESOURCES],
        # Whoever may be named is the one to wrap up with; the page may be opened a while before.
        "may_wrap_up": bool(ready.trainees) and now >= slot.starts_at - OPENED_EARLY,
    }
    return render(request, "checkins/conversation.html", context)


def _said(ready: Ready) -> dict[str, Any]:
    """What is said and asked, from the program's library: the same for paper and phone."""
    chosen = {question.key for question in ready.plan.questions}
    # One about life outside of work is always at hand (R27).
    outside = [entry.text for entry in ready.words("outside") if entry.lean and entry.key not in chosen]
    return {
        "group": ready.group,
        "questions": [question.text for question in ready.plan.questions] + outside,
        **{part: ready.words(part) for part in ("norms", "opening", "followups", "cues", "phrases", "outside")},
        **{part: ready.words(part) for part in ("help", "closing", "scope")},
    }


@allow(Permission.OWN_SLOTS)
@require_safe
def card(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The pocket card: two sides of A6, or one sheet of letter paper (`?paper=letter`)."""
    paper = "letter" if request.GET.get("paper") == "letter" else "a6"
    slot = slot_of_facilitator(acting, pk)
    ready = ready_for(slot, timezone.now())
    # So that the most that may be planned still fits on the two sides, or the one sheet.
    dense = ready.group or len(ready.plan.questions) > ROOMY
    context = {**_said(ready), "paper": paper, "dense": dense, "safety_number": slot.round.safety_number}
    try:
        made = pdf("checkins/print/card.html", context)
    except NoPaperError as refusal:
        raise refusal.to(reverse("checkins:prepare", args=[slot.pk])) from None
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="pocket-card-{paper}.pdf"'
    return response
