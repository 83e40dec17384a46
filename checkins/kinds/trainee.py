"""Messages to trainees, and their talks in their own calendar.

All are worded when they leave, from the offer as it is then, and say nothing that a colleague should not read over a
shoulder (design.md 6). Each carries one link, which opens this offer and nothing else.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from checkins.access import offer_token
from checkins.grouping import ground_rules
from checkins.heard import heard
from checkins.kinds.common import words
from checkins.models import Offer, Round, Seat, Slot
from checkins.offering import length_text, listeners, seat_of, talk
from checkins.rules import SEATED, OfferState
from checkins.telling import Kind as Name
from notices.models import CalendarEntry, Notice
from notices.registry import Event, FeedEvent, Kind, Message, register, register_feed
from notices.rules import waking
from programs.models import Person, Program, Supervision
from programs.times import today

# Those that say a time is gone; of several, only the last is still news.
GOING = (Name.CANCELLATION, Name.WITHDRAWN)


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    for name, title, template, still_true in (
        (Name.INVITATION, "Invitation to a talk", "invitation", unanswered),
        (Name.CHANGE, "A new time for your talk", "change", of_this_turn),
        (Name.CANCELLATION, "A time that is no longer yours", "cancellation", gone),
        (Name.WITHDRAWN, "A time that cannot be kept", "withdrawn", gone),
        (Name.REPLACED, "Another time in place of one that cannot be kept", "replaced", of_this_turn),
        (Name.TIMES_OPEN, "There are times to choose from", "times_open", still_waiting),
    ):
        # What a trainee has just done is confirmed at once: whoever taps is awake.
        asleep = None if name in (Name.CHANGE, Name.CANCELLATION) else after_sleep
        register(Kind(name, title, worded(template), still_true, hold_until=asleep))
    register(Kind(Name.DROPPED, "A talk that is off because you left", left, always, hold_until=after_sleep))
    for name, title in (
        (Name.REMINDER_WEEK, "A reminder one week before"),
        (Name.REMINDER_DAY, "A reminder one day before"),
        (Name.REMINDER_HOUR, "A reminder one hour before"),
    ):
        register(Kind(name, title, worded("reminder"), of_this_turn, optional=True, hold_until=after_sleep))
    register_feed(own_talks)


def worded(template: str) -> Callable[[Notice], Message]:
    """The maker of a message, in the listener's name where there is one, with what the calendar should hold (R68)."""

    def render(notice: Notice) -> Message:
        offer = Offer.objects.with_everything().get(pk=notice.subject_id)
        program, seat = offer.program, seat_of(offer)
        planned = talk(seat.slot, program.time_zone) if seat else None
        who = listeners([seat.slot.facilitator_id], program, notice.at) if seat else {}
        listener = who[seat.slot.facilitator_id] if seat else None
        going = notice.kind in GOING
        context = {
            "offer": offer,
            "length": length_text(offer.round.minutes).lower(),
            "talk": planned,
            "listener": listener,
            "kept": offer.state == Offer.State.HELD,
            "rules": ground_rules(program) if planned and planned.group else [],
            "heard": heard(program, today(notice.at, program.time_zone)) if template == "invitation" else [],
        }
        minutes = planned.minutes if planned else offer.round.minutes
        return Message(
            subject=f"Conversation, {minutes} min",
            text=words(template, context),
            sender_name=listener.name if listener else program.name,
            link=reverse("checkins:link_offer", args=[offer_token(offer)]),
            link_label="Look, or change something",
            inbox_link=reverse("checkins:offer", args=[offer.pk]),
            event=Event(seat.starts_at, seat.ends_at, planned.summary, planned.place) if seat and planned else None,
            takes_event_out=going and _was_told(notice),
        )

    return render


def _was_told(notice: Notice) -> bool:
    """Whether there is something to take out of the calendar; without, the message is still worth sending."""
    return CalendarEntry.objects.filter(person_id=notice.recipient_id, subject_id=notice.subject_id).exists()


def _offer(notice: Notice) -> Offer | None:
    """The offer that a notice is about, while its round is open."""
    live = Offer.objects.filter(pk=notice.subject_id, trainee_id=notice.recipient_id, round__state=Round.State.OPEN)
    return live.select_related("seat", "program").first()


def unanswered(notice: Notice) -> bool:
    """An invitation is for whoever has not answered yet."""
    offer = _offer(notice)
    return offer is not None and offer.state in (OfferState.OPEN, OfferState.HELD)


def of_this_turn(notice: Notice) -> bool:
    """What was written for a seat holds while the trainee has changed nothing since."""
    offer = _offer(notice)
    return offer is not None and str(offer.turn) == notice.occasion and offer.state in SEATED


def gone(notice: Notice) -> bool:
    """A time is gone while there is no other one in its place, and nothing newer says so."""
    offer = _offer(notice)
    if offer is None or seat_of(offer) is not None:
        return False
    about = Notice.objects.filter(subject_id=notice.subject_id, recipient_id=notice.recipient_id, kind__in=GOING)
    return int(notice.occasion) == max(int(occasion) for occasion in about.values_list("occasion", flat=True))


def always(_notice: Notice) -> bool:
    """It says what happened."""
    return True


def left(notice: Notice) -> Message:
    """A former trainee's calendar entry goes; without one there is nothing to say and nothing is sent."""
    return Message(
        subject="A conversation that is off",
        text=words("dropped", {"trainee": notice.recipient, "program": notice.program}),
        sender_name=notice.program.name,
        takes_event_out=True,
    )


def still_waiting(notice: Notice) -> bool:
    """New times are news for whoever has none, and can take one of them."""
    offer = _offer(notice)
    if offer is None or offer.state != OfferState.OPEN:
        return False
    return Slot.objects.open_to(offer, notice.at).exists()


def after_sleep(notice: Notice, now: datetime) -> datetime | None:
    """When somebody who worked at night is awake again (design.md 6, Cadence)."""
    zone = notice.program.time_zone
    day = today(now, zone)
    nights = Supervision.objects.filter(trainee_id=notice.recipient_id, nights=True)
    spans = nights.touching(day - timedelta(days=1), day).values_list("starts_on", "ends_on")
    awake = waking(now, list(spans), zone)
    # Somebody would sleep through what they must know before then.
    too_late = awake is not None and notice.drop_after is not None and awake >= notice.drop_after
    return None if too_late and notice.kind in (Name.WITHDRAWN, Name.REPLACED) else awake


def own_talks(person: Person, program: Program, now: datetime) -> Iterable[FeedEvent]:
    """A trainee's own talks, for their personal calendar address."""
    own = Seat.objects.filter(program=program, trainee=person, offer__round__state=Round.State.OPEN)
    for seat in own.select_related("slot").order_by("starts_at"):
        if seat.offer_id:
            planned = talk(seat.slot, program.time_zone)
            yield FeedEvent(seat.offer_id, seat.starts_at, seat.ends_at, planned.summary, planned.place)
