"""Messages about inductions and reflection: what each says, and whether it is still true when it leaves."""

from datetime import timedelta
from enum import StrEnum

from django.urls import reverse

from notices.models import Notice
from notices.registry import Kind, Message, register
from programs.times import day_text, today
from resources.duties import not_the_whole, owned_by
from resources.models import FirstMeeting, Induction, InductionTask


class Name(StrEnum):
    """Names under which messages are stored, so they don't change."""

    STARTED = "resources.induction_started"
    RESPONSIBLE = "resources.induction_responsible"
    YOURS = "resources.induction_lines_yours"
    FORM = "resources.first_meeting_begun"
    REFLECT = "resources.reflect"
    LATE = "resources.induction_late"


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    register(Kind(Name.STARTED, "Your first weeks", started, is_there))
    register(Kind(Name.RESPONSIBLE, "A newcomer's induction is yours", responsible, is_responsible))
    register(Kind(Name.YOURS, "What a newcomer needs from you", yours, has_lines))
    register(Kind(Name.FORM, "A form for a first meeting", form_begun, form_is_there))
    register(Kind(Name.LATE, "What is late in a newcomer's first weeks, once a week", late, still_late, optional=True))
    register(Kind(Name.REFLECT, "A question to think about, every four weeks", reflect, is_there, optional=True))


def is_there(notice: Notice) -> bool:
    """The induction is under way."""
    return Induction.objects.filter(pk=notice.subject_id, trainee_id=notice.recipient_id).exists()


def is_responsible(notice: Notice) -> bool:
    """It is still this person's."""
    return Induction.objects.filter(pk=notice.subject_id, responsible_id=notice.recipient_id).exists()


def _open_lines(notice: Notice) -> list[InductionTask]:
    rows = owned_by(notice.program, notice.recipient, notice.due_at).filter(not_the_whole(notice.recipient))
    return list(rows.filter(induction_id=notice.subject_id, done_on=None).select_related("induction__trainee"))


def has_lines(notice: Notice) -> bool:
    """Something of it is theirs and not done."""
    return bool(_open_lines(notice))


def _late(notice: Notice) -> list[InductionTask]:
    # As of the day for which it was written: a mail that waited in the queue says nothing else.
    yesterday = today(notice.due_at, notice.program.time_zone) - timedelta(days=1)
    open_ones = owned_by(notice.program, notice.recipient, notice.due_at).filter(done_on=None, due_on__lte=yesterday)
    return list(open_ones.filter(induction_id=notice.subject_id).select_related("induction__trainee"))


def still_late(notice: Notice) -> bool:
    """Something of theirs was not done meanwhile."""
    return bool(_late(notice))


def form_is_there(notice: Notice) -> bool:
    """The form was not thrown away."""
    return FirstMeeting.objects.filter(pk=notice.subject_id).exists()


def _message(notice: Notice, subject: str, text: str, link: str, label: str) -> Message:
    hello = f"Hello {notice.recipient.first_name},\n\n{text}"
    return Message(subject=subject, text=hello, sender_name=notice.program.name, link=link, link_label=label)


def started(notice: Notice) -> Message:
    """What happens in the first weeks, and who does it."""
    text = "Welcome. Here is what happens in your first weeks and who sees to it, so that nothing is forgotten."
    return _message(notice, "Your first weeks", text, reverse("resources:induction"), "Look at it")


def responsible(notice: Notice) -> Message:
    """Whoever sees to it."""
    name = Induction.objects.select_related("trainee").get(pk=notice.subject_id).trainee.name
    text = f"The induction of {name} has begun, and you see to it. Each line has a date and says who does it."
    return _message(notice, "A newcomer's first weeks", text, reverse("resources:induction"), "Look at it")


def yours(notice: Notice) -> Message:
    """How many lines, and by when the first; which ones says the page alone."""
    lines = _open_lines(notice)
    name, first = lines[0].induction.trainee.name, lines[0].due_on
    what = "one thing" if len(lines) == 1 else f"{len(lines)} things"
    by = f"by {day_text(first)}" if first >= today(notice.due_at, notice.program.time_zone) else "as soon as you can"
    text = f"{name} is new, and {what} in the first weeks {'is' if len(lines) == 1 else 'are'} yours: the first {by}."
    link = reverse("resources:induction")
    return _message(notice, "A newcomer's first weeks", f"{text} Thank you for making somebody welcome.", link, "Look")


def form_begun(notice: Notice) -> Message:
    """The other one began the form of a first meeting."""
    text = "A form for your first meeting together has been begun. Fill it in before, or side by side when you meet."
    link = reverse("resources:first_meeting", args=[notice.subject_id])
    return _message(notice, "Your first meeting", text, link, "Open the form")


def reflect(notice: Notice) -> Message:
    """A question, for oneself."""
    text = "A question to think about, if you like. Ten minutes, and what you write is seen by you alone."
    return _message(notice, "A question for you", text, reverse("resources:reflections"), "Have a look")


def late(notice: Notice) -> Message:
    """How many lines; which ones says the page alone."""
    lines = _late(notice)
    count = "One line" if len(lines) == 1 else f"{len(lines)} lines"
    newcomer = lines[0].induction.trainee if lines else notice.recipient
    whose = "your first weeks" if newcomer == notice.recipient else f"{newcomer.name}'s first weeks"
    text = f"{count} of {whose} should be done by now, and {'is' if len(lines) == 1 else 'are'} yours to see to."
    more = "Perhaps it is done already: then tick it. If it cannot be done, say so to whoever asks you."
    return _message(
        notice, "First weeks: something is due", f"{text} {more}", reverse("resources:induction"), "Look at it"
    )
