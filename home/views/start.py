"""Getting started: one page that leads from an empty program to its first round."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from home.starting.reading import progress_of, ready_from_the_start
from home.starting.rules import BY_KEY, Progress
from home.starting.samples import sample_of
from home.today import academic_year_of
from programs.acting import Acting
from programs.actions import starting as actions
from programs.permissions import Permission, allow
from programs.times import today
from programs.views.files import table_response

# The picture of how far it is: one piece a task, drawn this wide with this much between them.
WIDE, GAP = 616, 6


@allow(Permission.PROGRAM_START)
@require_safe
def start(request: HttpRequest, acting: Acting) -> HttpResponse:
    """What is left to do, in a sensible order; what is there counts, nothing is ticked by hand."""
    found = progress_of(acting, timezone.now())
    context = {
        "progress": found,
        "pieces": _pieces(found),
        "next": found.next,
        "ready": ready_from_the_start(),
        "program": acting.here,
    }
    return render(request, "home/start.html", context)


def _pieces(found: Progress) -> list[tuple[int, int, bool]]:
    """Left edge, width and whether it is settled, of each piece of the picture."""
    count = len(found.lines)
    width = (WIDE - GAP * (count - 1)) // count if count else WIDE
    # What is settled stands in front, so that the picture fills up from the left.
    return [(at * (width + GAP), width, at < found.done) for at in range(count)]


@allow(Permission.PROGRAM_START)
@require_POST
def set_aside(request: HttpRequest, acting: Acting) -> HttpResponse:
    """The program doesn't need a task, or does after all."""
    task = BY_KEY.get(request.POST.get("task", ""))
    if task is None or task.essential or not acting.can(task.permission):
        messages.error(request, "That task cannot be set aside. Choose one from the page.")
        return redirect("home:start")
    aside = request.POST.get("aside") == "yes"
    actions.set_aside(program=acting.here, key=task.key, aside=aside, by=acting.person, now=timezone.now())
    messages.success(request, f"“{task.title}”: {'set aside' if aside else 'on the list again'}.")
    return redirect("home:start")


@allow(Permission.PROGRAM_START)
@require_POST
def sample(request: HttpRequest, acting: Acting) -> HttpResponse:
    """A file to fill in, CSV or Excel."""
    day = today(timezone.now(), acting.zone)
    found = sample_of(request.POST.get("file", ""), academic_year_of(day, acting.here.academic_year_start))
    return table_response(request, f"sample-{found.name}", found.title, found.headings, found.lines)
