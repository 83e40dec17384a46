"""What the program learns: the page for everybody, a trainee's own ticks, a director's answers, the planner."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followups.actions import answers, themes
from followups.counting import row_of
from followups.forms.themes import AnswerForm, ReviewForm, TicksForm, ticks_of
from followups.models import Answer, Window
from followups.planned import forecast_for
from followups.published import NOTHING, Page, page_of, pools_shown, to_review, unanswered
from followups.themes import BY_KEY, Lean, of_lean
from programs import tenancy
from programs.acting import Acting
from programs.errors import RefusedError
from programs.models import Program
from programs.permissions import Permission, allow
from programs.times import day_text, today


@allow(Permission.THEMES_READ)
@require_safe
def themes_page(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Strengths beside strains, and what was done; the same bytes for whoever reads it."""
    now = timezone.now()
    if acting.program is None:
        return _institution(request, acting, now)
    page = page_of(acting.here, today(now, acting.zone))
    return render(request, "followups/themes.html", {"page": page, "nothing": NOTHING, "dates": _dates(page)})


def _dates(page: Page) -> list[str]:
    """What is being gathered or waits, in sentences that follow from the calendar alone."""
    found = []
    for window in [*page.waiting, *([page.open] if page.open else [])]:
        closes, due = window.span.closes, window.span.due
        found.append(
            f"{window.name}: trainees can take back what is counted until {day_text(closes)}, {closes.year}."
            f" What there is to say appears on {day_text(due)}, {due.year}, once, and never changes."
        )
    return found


def _institution(request: HttpRequest, acting: Acting, now: datetime) -> HttpResponse:
    """The GME office: each program's page as the program reads it, and what small programs learn together."""
    programs = Program.objects.filter(institution=acting.institution).order_by("name", "pk")
    lines = []
    for program in programs:
        with tenancy.inside(program=program):
            lines.append((program, page_of(program, today(now, program.time_zone))))
    context = {"lines": lines, "pools": pools_shown(acting.institution.pk), "nothing": NOTHING}
    return render(request, "followups/themes_institution.html", context)


@allow(Permission.THEMES_READ)
@require_safe
def how(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The promise in plain words: what is counted, what is never shown, and what it cannot promise."""
    lists = [(lean, of_lean(lean)) for lean in (Lean.STRENGTH, Lean.STRAIN)]
    return render(request, "followups/themes_how.html", {"lists": lists, "nothing": NOTHING})


@allow(Permission.OWN_THEMES)
@require_http_methods(["GET", "HEAD", "POST"])
def my_themes(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A trainee's own ticks: free for seven days after a talk, taken back until the window closes."""
    now, program, me = timezone.now(), acting.here, acting.person
    fresh = themes.fresh_windows(program, me, now)
    if request.method == "POST":
        form = TicksForm(request.POST)
        if form.is_valid():
            try:
                themes.choose(program=program, by=me, themes=form.chosen(), now=now)
            except RefusedError as refusal:
                raise refusal.to(reverse("followups:my_themes")) from None
            messages.success(request, "Kept. Nobody is told what you ticked.")
            return redirect("followups:my_themes")
    else:
        standing = row_of(fresh[0][0], me.pk) if fresh else None
        form = TicksForm(initial=ticks_of(standing.themes if standing else frozenset()))
    counted = [_counted(window, acting) for window in themes.open_windows_of(program, now)]
    context = {"form": form, "fresh": bool(fresh), "counted": [each for each in counted if each["asked"]]}
    return render(request, "followups/my_themes.html", context, status=422 if form.errors else 200)


def _counted(window: Window, acting: Acting) -> dict[str, object]:
    row = row_of(window, acting.person.pk)
    closes = window.span.closes
    return {
        "asked": row is not None and row.asked,
        "name": window.name,
        "until": f"{day_text(closes)}, {closes.year}",
        "themes": [BY_KEY[key].tick for key in sorted(row.themes)] if row else [],
    }


@allow(Permission.OWN_THEMES)
@require_POST
def withdraw(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Take everything back, in one tap."""
    try:
        themes.withdraw(program=acting.here, by=acting.person, now=timezone.now())
    except RefusedError as refusal:
        raise refusal.to(reverse("followups:my_themes")) from None
    messages.success(request, "Taken back. Nothing of yours is counted.")
    return redirect("followups:my_themes")


@allow(Permission.THEMES_ANSWER)
@require_safe
def answers_page(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What waits for an answer, what for a review; and what to expect of the next window."""
    now = timezone.now()
    day = today(now, acting.zone)
    context = {
        "unanswered": unanswered(acting.here),
        "reviews": [(answer, BY_KEY[answer.theme]) for answer in to_review(acting.here, day)],
        "forecast": forecast_for(acting.here, day),
    }
    return render(request, "followups/themes_answers.html", context)


@allow(Permission.THEMES_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, acting: Acting, pk: UUID, theme: str) -> HttpResponse:
    """Answer one published theme."""
    window = Window.objects.select_related("program").filter(pk=pk, program=acting.here).first()
    if window is None or theme not in window.themes:
        raise Http404
    now = timezone.now()
    found = Answer.objects.filter(window=window, theme=theme).first()
    form = AnswerForm(request.POST or None, today=today(now, acting.zone), found=found)
    if request.method == "POST" and form.is_valid():
        try:
            answers.answer(window=window, theme=theme, planned=form.planned(), by=acting.person, now=now)
        except RefusedError as refusal:
            raise refusal.to(reverse("followups:theme_answers")) from None
        messages.success(request, "Everybody in the program can read it now.")
        return redirect("followups:theme_answers")
    context = {"form": form, "theme": BY_KEY[theme], "window": window}
    return render(request, "followups/theme_answer.html", context, status=422 if form.errors else 200)


@allow(Permission.THEMES_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Say what became of an answer."""
    found = Answer.objects.select_related("window").filter(pk=pk, program=acting.here).first()
    if found is None:
        raise Http404
    form = ReviewForm(request.POST or None, initial={"outcome": found.outcome, "word": found.word})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            answers.review(
                found=found, outcome=said["outcome"], word=said["word"], by=acting.person, now=timezone.now()
            )
        except RefusedError as refusal:
            raise refusal.to(reverse("followups:theme_answers")) from None
        messages.success(request, "Everybody in the program can read what became of it.")
        return redirect("followups:theme_answers")
    context = {"form": form, "answer": found, "theme": BY_KEY[found.theme]}
    return render(request, "followups/theme_review.html", context, status=422 if form.errors else 200)
