"""Messages about promises. Subjects say nothing; the words say what became of it, and the button leads to it."""

from collections.abc import Callable

from django.urls import reverse

from checkins.kinds.trainee import after_sleep
from checkins.models import Rhythm
from followups.actions.messages import readers_of
from followups.kinds.common import wishes_of, words
from followups.models import Task
from followups.rules.promises import listed
from followups.showing import due_text
from followups.telling import Kind as Name
from notices.models import Notice
from notices.registry import Kind, Message, register
from programs.times import day_text, today

# Name, title, subject, template.
OF_THIS_TURN = (
    (Name.PROMISED, "A next step that was noted for you", "A next step", "promised"),
    (Name.KEPT, "A promise to you was kept", "A short note", "kept"),
    (Name.CHANGED, "A promise to you was changed", "A short note", "changed"),
    (Name.DROPPED, "A promise to you cannot be kept", "A short note", "dropped"),
    (Name.ASKED, "A question about a promise to you", "A short question", "asked"),
    (Name.GIVEN, "A promise that you are asked to take over", "A short request", "given"),
    (Name.WAITS, "A promise that is still wished for", "A short note", "waits"),
)
OF_ANY_TURN = (
    (Name.ANSWERED, "An answer about handing a promise over", "A short note", "answered"),
    (Name.RELEASED, "A promise that is no longer needed", "A short note", "released"),
    (Name.THANKS, "A thank-you", "A thank-you", "thanks"),
)


def register_all() -> None:
    """Fill the registry."""
    for name, title, subject, template in OF_THIS_TURN:
        register(Kind(name, title, worded(subject, template), of_this_turn, hold_until=after_sleep))
    for name, title, subject, template in OF_ANY_TURN:
        register(Kind(name, title, worded(subject, template), is_there, hold_until=after_sleep))
    register(Kind(Name.CHASE, "Promises of yours that are due", chase, is_due, hold_until=after_sleep))
    own = "A reminder of what you said you would do"
    register(Kind(Name.OWN_CHASE, own, chase, is_due_and_wished, optional=True, hold_until=after_sleep))


def _task(notice: Notice) -> Task | None:
    return Task.objects.with_people().filter(pk=notice.subject_id).first()


def is_there(notice: Notice) -> bool:
    """What was said once stays true while the promise is there."""
    return _task(notice) is not None


def of_this_turn(notice: Notice) -> bool:
    """What was written about a state holds while nothing has changed since, for whoever it concerns."""
    task = _task(notice)
    if task is None or str(task.turn) != notice.occasion:
        return False
    return notice.recipient_id == task.owner_id or notice.recipient_id in readers_of(task)


def worded(subject: str, template: str) -> Callable[[Notice], Message]:
    """The maker of a message about one promise."""

    def render(notice: Notice) -> Message:
        task = _task(notice)
        if task is None:
            raise LookupError("The promise is gone.")
        mine = notice.recipient_id in readers_of(task)
        other = task.owner if mine else task.trainee
        context = {
            "reader": notice.recipient,
            "task": task,
            "owner": task.owner.name if task.owner else "Somebody who left",
            "whom": task.trainee.name if task.trainee else "your group",
            "due": due_text(task.due_on, today(notice.at, task.program.time_zone)),
            "mine": task.owner_id == notice.recipient_id,
        }
        return Message(
            subject=subject,
            text=words(template, context),
            sender_name=other.name if other else notice.program.name,
            link=reverse("followups:tasks") if template == "answered" else reverse("followups:task", args=[task.pk]),
            link_label="Look at it in Hearten",
        )

    return render


def _due(notice: Notice) -> list[Task]:
    day = today(notice.at, notice.program.time_zone)
    own = Task.objects.with_people().filter(owner=notice.recipient, state=Task.State.OPEN, program=notice.program)
    return [task for task in own.order_by("due_on", "pk") if listed(task.due_on, day)]


def is_due(notice: Notice) -> bool:
    """A reminder is for whoever still has something due."""
    return bool(_due(notice))


def is_due_and_wished(notice: Notice) -> bool:
    """A trainee who reaches out when they need to is not reminded of what they said they would do (R37)."""
    wishes = wishes_of(notice)
    return is_due(notice) and not (wishes and wishes.rhythm == Rhythm.AS_NEEDED)


def chase(notice: Notice) -> Message:
    """Everything that is due until the next reminder may come, in one message."""
    lines = []
    for task in _due(notice):
        whom = "" if task.is_trainees_own else f", for {task.trainee.name if task.trainee else 'your group'}"
        word = "due" if task.due_on >= today(notice.at, task.program.time_zone) else "was due"
        lines.append(f"{task.text[:1].upper()}{task.text[1:]}{whom} ({word} {day_text(task.due_on)})")
    return Message(
        subject="A short reminder",
        text=words("chase", {"reader": notice.recipient, "lines": lines}),
        sender_name=notice.program.name,
        link=reverse("followups:tasks"),
        link_label="Done, another day, or let go",
    )
