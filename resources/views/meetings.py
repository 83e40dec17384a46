"""The form of a first meeting, filled in together (R64), and reflections for oneself (R65)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.acting import Acting
from programs.models import Role
from programs.permissions import Permission, allow
from programs.printing import NoPaperError, pdf
from programs.times import dated_text, today
from programs.views.files import typed
from resources import induction as data
from resources.actions import induction as actions
from resources.induction_access import form_of, reflection_of
from resources.induction_forms import FieldForm, ReflectionForm
from resources.models import FirstMeeting, Reflection
from resources.rules.induction import digest, next_exercise
from resources.views.induction import others_for

# Field, heading, and what helps to fill it in.
FIELDS = (
    ("background", "Where you come from", "Culture, upbringing, languages, family: as far as you like, or nothing."),
    ("training", "Training so far", "Schools, posts, specialties, what you did on your own and what with help."),
    ("skills", "Clinical skills to work on", "What is new, what was long ago, what is done in another way here."),
    ("clinical_needs", "What is needed at work", "Shadowing, a skills lab, somebody to call, more time for notes."),
    ("other_needs", "What is needed around work", "Housing, family, faith, health, money, a class in English."),
    ("support", "What we agreed", "Who does what, and when you look at this again."),
)


@allow(Permission.LEARNING_PAIRS)
@require_POST
def begin_form(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Begin a form with somebody of the list."""
    others = {str(person.pk): person for person in others_for(acting)}
    other = others.get(request.POST.get("with", ""))
    if other is None:
        messages.error(request, "Choose with whom you meet.")
        return redirect("resources:induction")
    trainee, supervisor = (acting.person, other) if acting.role == Role.TRAINEE else (other, acting.person)
    made = actions.begin_form(
        program=acting.here, trainee=trainee, supervisor=supervisor, by=acting.person, now=timezone.now()
    )
    return redirect("resources:first_meeting", made.pk)


def _fields(row: FirstMeeting) -> list[dict[str, str]]:
    return [
        {"key": key, "name": name, "help": about, "text": getattr(row, key), "seen": digest(getattr(row, key))}
        for key, name, about in FIELDS
    ]


@allow(Permission.LEARNING_PAIRS)
@require_http_methods(["GET", "HEAD", "POST"])
def first_meeting(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The form. Each field is kept on its own, a moment after somebody stops typing, or by its button."""
    row = form_of(acting, pk)
    if request.method == "POST":
        return _keep(request, acting, row)
    return render(request, "resources/first_meeting.html", {**_two(acting, row), "fields": _fields(row)})


def _two(acting: Acting, row: FirstMeeting) -> dict[str, Any]:
    own = row.trainee_id == acting.person.pk
    return {"row": row, "own": own, "other": row.supervisor if own else row.trainee}


def _keep(request: HttpRequest, acting: Acting, row: FirstMeeting) -> HttpResponse:
    field, form = request.POST.get("field", ""), FieldForm(request.POST)
    if field not in actions.FORM_FIELDS:
        messages.error(request, "Choose a field of the form.")
        return redirect("resources:first_meeting", row.pk)
    said, there = "", ""
    if form.is_valid():
        data = form.cleaned_data
        # Only the button writes over what the other one wrote: what is kept by itself never does.
        over = data["over"] if "keep" in request.POST else ""
        if not actions.write_field(form=row, field=field, text=data["text"], seen=data["seen"], over=over):
            there = getattr(row, field)
            said = "The other one of you wrote here meanwhile. Put together what you both want, then press Keep."
    else:
        said = " ".join(str(error) for error in form.errors.get("text", []))
    return _kept(request, acting, row, field=field, said=said, there=there)


def _kept(
    request: HttpRequest, acting: Acting, row: FirstMeeting, *, field: str, said: str, there: str
) -> HttpResponse:
    """The answer to one field: kept, or what is wrong, with all that was typed still there."""
    fields = _fields(row)
    one = next(each for each in fields if each["key"] == field)
    if said:
        one["text"] = request.POST.get("text", "")
        # Its writer's page showed what it showed; `over` says what they know of now.
        one["over"], one["seen"] = (one["seen"], request.POST.get("seen", "")) if there else ("", one["seen"])
    context = {**_two(acting, row), "fields": fields, "field": one, "wrong": field if said else "", "said": said}
    context["there"] = there
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx
        return render(request, "resources/first_meeting.html#kept", {**context, "oob": True})
    if said:
        return render(request, "resources/first_meeting.html", context, status=422)
    messages.success(request, "Kept.")
    return redirect(f"{reverse('resources:first_meeting', args=[row.pk])}#{field}")


@allow(Permission.LEARNING_PAIRS)
@require_safe
def first_meeting_pdf(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The form on paper."""
    row = form_of(acting, pk)
    printed_at = dated_text(today(timezone.now(), acting.zone))
    try:
        made = pdf("resources/print/first_meeting.html", {"row": row, "fields": _fields(row), "printed_at": printed_at})
    except NoPaperError as refusal:
        raise refusal.to(reverse("resources:first_meeting", args=[pk])) from None
    headers = {"Content-Disposition": f'attachment; filename="first-meeting-{slugify(row.trainee.last_name)}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@allow(Permission.OWN_LEARNING)
@require_POST
def throw_away(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """The trainee throws the form away."""
    row = form_of(acting, pk)
    if row.trainee_id != acting.person.pk:
        raise Http404
    actions.throw_away(form=row, now=timezone.now())
    messages.success(request, "Thrown away.")
    return redirect("resources:induction")


@allow(Permission.OWN_LEARNING)
@require_http_methods(["GET", "HEAD", "POST"])
def reflections(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A question to think about, and what one wrote before."""
    rows = list(Reflection.objects.filter(program=acting.here, trainee=acting.person))
    exercises = data.exercises()
    exercise = exercises[next_exercise(list(exercises), [row.exercise for row in rows])]
    form = ReflectionForm(typed(request))
    if request.method == "POST" and form.is_valid():
        actions.reflect(
            program=acting.here, trainee=acting.person, exercise=exercise.key, text=form.cleaned_data["text"],
            day=today(timezone.now(), acting.zone),
        )  # fmt: skip
        messages.success(request, "Kept, for you alone.")
        return redirect("resources:reflections")
    written = [{"row": row, "exercise": exercises.get(row.exercise)} for row in rows]
    return render(request, "resources/reflections.html", {"form": form, "exercise": exercise, "written": written})


@allow(Permission.OWN_LEARNING)
@require_POST
def remove_reflection(request: HttpRequest, acting: Acting, pk: UUID) -> HttpResponse:
    """Throw away what one wrote."""
    reflection_of(acting, pk).delete()
    messages.success(request, "Thrown away.")
    return redirect("resources:reflections")
