"""What needs somebody today about promises: wrap-ups to write, promises due, questions to a trainee."""

from datetime import datetime

from django.urls import reverse

from followups.meeting import day_of, to_wrap_up
from followups.models import Task
from followups.rules.promises import WARN_AHEAD
from programs.acting import Acting
from programs.permissions import Permission
from programs.times import today

# More would bury the rest of the page; the others stand on the page of promises.
MOST = 2


def promise_needs(acting: Acting, now: datetime) -> list[tuple[str, str, str, str]]:
    """Title, text, address and link of each thing; for a trainee and a listener, each in that role alone."""
    if not acting.can(Permission.OWN_PROMISES):
        return []
    return _of_trainee(acting) if acting.can(Permission.OWN_OFFER) else _of_listener(acting, now)


def _of_trainee(acting: Acting) -> list[tuple[str, str, str, str]]:
    mine = Task.objects.promised_to(acting.person.pk).filter(program=acting.here)
    asked = mine.filter(state=Task.State.WITH_TRAINEE).count() + mine.filter(proposed_to__isnull=False).count()
    if not asked:
        return []
    title = "A promise to you needs a word" if asked == 1 else f"{asked} promises to you need a word"
    return [(title, "You say what becomes of it. There is no hurry.", reverse("followups:tasks"), "Look")]


def _of_listener(acting: Acting, now: datetime) -> list[tuple[str, str, str, str]]:
    found = []
    for meeting in to_wrap_up(acting, now)[:MOST]:
        title = "Go on with your wrap-up" if meeting.wrap_up else "Wrap up your check-in"
        text = f"{day_of(meeting.slot)}, with {meeting.who}. It takes two minutes."
        found.append((title, text, reverse("followups:wrap_up", args=[meeting.slot.pk]), "Wrap up"))
    soon = today(now, acting.zone) + WARN_AHEAD
    own = Task.objects.promised_by(acting.person.pk).filter(program=acting.here, state=Task.State.OPEN)
    due = own.filter(due_on__lte=soon).count()
    if due:
        title = "A promise of yours is due" if due == 1 else f"{due} promises of yours are due"
        text = "Done, another day, somebody else, or let go: each is one tap."
        found.append((title, text, reverse("followups:tasks"), "Look"))
    return found
