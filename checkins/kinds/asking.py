"""Messages about a talk that a trainee asked for (R35): to whom they asked, and back to them."""

from django.urls import reverse

from checkins.kinds.common import words
from checkins.kinds.trainee import after_sleep, worded
from checkins.models import Ask, Offer, Slot
from checkins.telling import Kind as Name
from notices.models import Notice
from notices.registry import Kind, Message, register
from programs.times import clock_text, day_text, local


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    register(Kind(Name.ASKED, "Somebody asks you for a talk", render=asked, still_true=asks_still))
    register(Kind(Name.ASKED_REMINDER, "A reminder that somebody asked", render=asked, still_true=asks_still))
    answered = Kind(Name.ASK_ANSWERED, "Times for the talk you asked for", worded("ask_answered"), has_times)
    register(answered)
    register(
        Kind(Name.ASK_OPEN, "No times yet for the talk you asked for", no_times, open_still, hold_until=after_sleep)
    )


def _ask(notice: Notice) -> Ask | None:
    found = Ask.objects.filter(pk=notice.subject_id, program_id=notice.program_id)
    return found.select_related("program", "trainee", "person", "backup").first()


def asks_still(notice: Notice) -> bool:
    """Somebody is asked while nobody has answered; a second person not once more after the first said no."""
    ask = _ask(notice)
    if ask is None or ask.state != Ask.State.WAITING or (notice.occasion == "further" and ask.person_cannot):
        return False
    return ask.is_put_to(notice.recipient_id, notice.at)


def asked(notice: Notice) -> Message:
    """Who asks, and until when times should be offered; the subject names nobody."""
    ask = _ask(notice)
    if ask is None:
        raise LookupError("Nobody asks any more.")
    by = local(ask.due_by, ask.program.time_zone)
    context = {
        "listener": notice.recipient,
        "trainee": ask.trainee,
        "by": f"{day_text(by.date())}, {clock_text(by)}",
        "again": notice.kind == Name.ASKED_REMINDER,
        "minutes": ask.program.checkin_minutes,
    }
    return Message(
        subject=f"Conversation, {ask.program.checkin_minutes} min: which times suit you?",
        text=words("asked", context),
        sender_name=notice.program.name,
        link=reverse("checkins:answer_ask", args=[ask.pk]),
        link_label="Offer times, or say that you cannot",
    )


def has_times(notice: Notice) -> bool:
    """Times are news while the trainee has not chosen one and there is one to choose."""
    offer = Offer.objects.filter(pk=notice.subject_id, state=Offer.State.OPEN).select_related("program").first()
    return offer is not None and Slot.objects.open_to(offer, notice.at).exists()


def open_still(notice: Notice) -> bool:
    """Nobody has offered times by the end of the second working day, or everybody asked said that they cannot."""
    ask = _ask(notice)
    state = Ask.State.CANNOT if notice.occasion == "cannot" else Ask.State.WAITING
    return ask is not None and ask.state == state


def no_times(notice: Notice) -> Message:
    """That there are no times yet, and what else there is."""
    ask = _ask(notice)
    if ask is None:
        raise LookupError("Nothing was asked.")
    context = {"ask": ask, "cannot": notice.occasion == "cannot"}
    return Message(
        subject=f"Conversation, {ask.program.checkin_minutes} min",
        text=words("ask_open", context),
        sender_name=notice.program.name,
        link=reverse("checkins:ask"),
        link_label="Ask somebody else",
    )
