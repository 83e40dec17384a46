"""The start page: what needs this person today, in the role they act in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from home.pictures import year_strip
from home.today import today_for
from programs.acting import Acting
from programs.models import Role
from programs.permissions import Permission, allow
from programs.times import day_text, local

# As many needs as one takes in at once; the others follow as a list.
FIRST = 3


@allow(Permission.OWN_PAGES)
@require_safe
def today(request: HttpRequest, acting: Acting) -> HttpResponse:
    """One page, by role; begins with what needs the person, or says that nothing does."""
    now = timezone.now()
    found = today_for(acting, now)
    strip = year_strip(found.rounds, found.year, found.day) if found.year and found.day else None
    return render(
        request,
        "home/today.html",
        {
            "found": found,
            "needs_first": found.needs[:FIRST],
            "needs_then": found.needs[FIRST:],
            # Where nothing else fills the main column; a trainee's own talks belong there anyway.
            "talks_in_main": bool(found.talks_title) and not strip and (acting.role == Role.TRAINEE or not found.needs),
            "greeting": _greeting(local(now, acting.zone).hour) if acting.program else "Good day",
            "needs": _needs(len(found.needs)),
            "day": day_text(found.day) if found.day else "",
            "strip": strip,
        },
    )


def _greeting(hour: int) -> str:
    if hour < 12:
        return "Good morning"
    return "Good afternoon" if hour < 18 else "Good evening"


def _needs(count: int) -> str:
    if count == 0:
        return "Nothing needs you today."
    if count == 1:
        return "One thing needs you today."
    words = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine", 10: "Ten"}
    return f"{words.get(count, str(count))} things need you today."
