"""Messages after a check-in: the recap to both sides, an introduction, another time for a talk that was not held."""

from django.urls import reverse

from checkins.access import offer_token
from checkins.kinds.trainee import after_sleep
from checkins.models import Offer, Privacy, Round, Slot
from followups.kinds.common import wishes_of, words
from followups.meeting import Meeting, day_of, meeting_in
from followups.models import Task, WrapUp
from followups.recap import parts_of, text_of
from followups.telling import Kind as Name
from notices.models import Notice
from notices.registry import Kind, Message, register


def register_all() -> None:
    """Fill the registry."""
    for name, title, render, still_true in (
        (Name.RECAP, "What you agreed in a talk", recap, stands),
        (Name.INTRODUCTION, "An introduction that you agreed to", introduction, stands),
        (Name.NOT_HELD, "Another time for a talk that did not take place", not_held, still_open),
    ):
        register(Kind(name, title, render, still_true, hold_until=after_sleep))
    asks = "A reminder to wrap a check-in up"
    register(Kind(Name.WRAP_UP, asks, wrap_up_due, not_wrapped_up, optional=True, hold_until=after_sleep))


def not_wrapped_up(notice: Notice) -> bool:
    """A wrap-up is asked for while there is none, and while it is known who met."""
    return _meeting(notice) is not None


def _meeting(notice: Notice) -> Meeting | None:
    own = Slot.objects.standing().filter(pk=notice.subject_id, facilitator=notice.recipient, wrap_up__isnull=True)
    slot = own.select_related("round", "program").first()
    return meeting_in(slot) if slot else None


def wrap_up_due(notice: Notice) -> Message:
    """Two minutes for what was agreed; no name outside Hearten."""
    meeting = _meeting(notice)
    if meeting is None:
        raise LookupError("There is nothing to wrap up any more.")
    context = {"reader": notice.recipient, "day": day_of(meeting.slot), "group": meeting.group}
    return Message(
        subject="Two minutes",
        text=words("wrap_up", context),
        sender_name=notice.program.name,
        link=reverse("followups:wrap_up", args=[meeting.slot.pk]),
        link_label="Wrap it up",
    )


def _wrap_up(notice: Notice) -> WrapUp:
    return WrapUp.objects.with_people().get(pk=notice.subject_id)


def stands(notice: Notice) -> bool:
    """A recap is for as long as the wrap-up is there."""
    return WrapUp.objects.filter(pk=notice.subject_id, state=WrapUp.State.HELD).exists()


def recap(notice: Notice) -> Message:
    """The recap, in the same words for both sides (R30)."""
    found, reader = _wrap_up(notice), notice.recipient
    tasks = list(Task.objects.with_people().filter(wrap_up=found).order_by("due_on", "pk"))
    wishes = wishes_of(notice)
    listened = reader.pk == found.facilitator_id
    context = {
        "reader": reader,
        # "Say it to me, don't write it to me": then the page has it, and the mail only says so.
        "recap": "" if wishes and Privacy.IN_PERSON in wishes.privacy else text_of(parts_of(found, tasks)),
        "listened": listened,
    }
    return Message(
        subject="After our conversation",
        text=words("recap", context),
        sender_name=notice.program.name if listened else found.facilitator.name,
        link=reverse("followups:recap", args=[found.slot_id]),
        link_label="Read it in Hearten",
    )


def introduction(notice: Notice) -> Message:
    """Two people who could meet; the same words to both, and nothing about why."""
    found = _wrap_up(notice)
    if found.trainee is None or found.introduced_to is None:
        raise LookupError("Nobody is introduced any more.")
    other = found.introduced_to if notice.recipient == found.trainee else found.trainee
    context = {"reader": notice.recipient, "other": other, "facilitator": found.facilitator, "trainee": found.trainee}
    return Message(
        subject="An introduction",
        text=words("introduction", context),
        sender_name=found.facilitator.name,
        link=reverse("notices:inbox"),
        link_label="Open in Hearten",
    )


def _offer(notice: Notice) -> Offer | None:
    """The recipient's offer in the round of the time that was not held."""
    slot = WrapUp.objects.filter(pk=notice.subject_id, state=WrapUp.State.NOT_HELD).values("slot__round_id")
    mine = Offer.objects.filter(trainee=notice.recipient, round_id__in=slot, round__state=Round.State.OPEN)
    return mine.select_related("round", "program", "trainee").first()


def still_open(notice: Notice) -> bool:
    """Another time is offered to whoever has not chosen one meanwhile."""
    offer = _offer(notice)
    return offer is None or offer.state == Offer.State.OPEN


def not_held(notice: Notice) -> Message:
    """It did not take place: nothing needs explaining, and there are other times."""
    found, offer = _wrap_up(notice), _offer(notice)
    context = {"reader": notice.recipient, "day": day_of(found.slot), "choose": offer is not None}
    return Message(
        subject="Another time, if you like",
        text=words("not_held", context),
        sender_name=found.facilitator.name,
        link=reverse("checkins:link_offer", args=[offer_token(offer)]) if offer else reverse("checkins:ask"),
        link_label="See other times" if offer else "Ask for a talk",
        inbox_link=reverse("checkins:offer", args=[offer.pk]) if offer else "",
    )
