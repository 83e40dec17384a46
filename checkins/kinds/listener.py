"""Messages to listeners, and their times in their own calendar.

A listener hears of a person only when the name may show, and that a time is free again only if they heard of it before;
then always in the same words, whatever the trainee did (privacy.md 1).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from checkins.kinds.common import words
from checkins.models import Blackout, Format, Listener, Round, Seat, Slot
from checkins.querysets import SlotQuerySet
from checkins.rules import name_shows
from checkins.showing import blackout_words
from checkins.telling import Kind as Name
from notices.models import CalendarEntry, Notice
from notices.registry import Event, FeedEvent, Kind, Message, register, register_feed
from programs.models import Person, Program
from programs.times import day_text, local, span_text, today

# How long a time that is over stays in a personal calendar.
FEED_LOOKS_BACK = timedelta(days=30)


def register_all() -> None:
    """Fill the registry; called once, when the app is ready."""
    register(Kind(Name.NAMED, "Who comes to one of your times", render=named, still_true=comes))
    register(Kind(Name.FREED, "One of your times is free again", render=freed, still_true=comes_no_more))
    register(Kind(Name.SINGLE_TALKS, "A group is held as single talks", single_talks, still_split))
    register(Kind(Name.AWAY, "You are down as away", render=away, still_true=still_away))
    register(Kind(Name.OFFER_TIMES, "A round asks for your times", render=offer_times, still_true=wants_times))
    register_feed(own_times)


def _sat(notice: Notice) -> Seat | None:
    """The seat of the offer that a notice is about, if it is in one of the recipient's times and the name may show."""
    seats = Seat.objects.filter(offer_id=notice.subject_id, slot__facilitator_id=notice.recipient_id)
    seat = seats.filter(slot__round__state=Round.State.OPEN).select_related("slot", "offer", "trainee").first()
    if seat is None or seat.offer is None:
        return None
    shows = name_shows(state=seat.offer.state, starts_at=seat.starts_at, now=notice.at)
    return seat if shows else None


def comes(notice: Notice) -> bool:
    """A name is told while the trainee has changed nothing since, and never before it may show."""
    seat = _sat(notice)
    return seat is not None and seat.offer is not None and str(seat.offer.turn) == notice.occasion


def comes_no_more(notice: Notice) -> bool:
    """A time is free again unless the same trainee is back in one of the recipient's times, which says so itself."""
    return _sat(notice) is None


def named(notice: Notice) -> Message:
    """Who comes, when and where, with an event for the calendar that names nobody."""
    seat = _sat(notice)
    if seat is None or seat.trainee is None:
        raise LookupError("Nobody comes any more.")
    slot, program = seat.slot, notice.program
    context = {
        "listener": notice.recipient,
        "name": seat.trainee.name,
        "first_name": seat.trainee.first_name,
        "place": slot.place,
        "group": slot.format == Format.GROUP,
        **_when(slot.starts_at, slot.ends_at, program.time_zone),
    }
    return Message(
        subject=_title(slot),
        text=words("named", context),
        sender_name=program.name,
        link=reverse("checkins:prepare", args=[slot.pk]),
        link_label="Prepare in two minutes",
        event=Event(slot.starts_at, slot.ends_at, _title(slot), slot.place),
        # A session of a few is one entry, however many come.
        about=slot.pk if slot.format == Format.GROUP else None,
    )


def freed(notice: Notice) -> Message:
    """One of the recipient's times is free again: the same words for declined, moved, taken back and given back."""
    program = notice.program
    told = CalendarEntry.objects.filter(
        program=program, person_id=notice.recipient_id, subject_id=notice.subject_id
    ).first()
    if told is None and _heard(notice):
        return _freed_in_group(notice)
    when = _when(told.starts_at, told.ends_at, program.time_zone) if told else {}
    minutes = int((told.ends_at - told.starts_at) / timedelta(minutes=1)) if told else 0
    return Message(
        subject=f"Conversation, {minutes} min" if told else "One of your times",
        text=words("freed", {"listener": notice.recipient, **when}),
        sender_name=program.name,
        link=reverse("checkins:calendar"),
        link_label="Look at your times",
        takes_event_out=True,
    )


def _heard(notice: Notice) -> bool:
    """Whether the recipient was told who comes."""
    told = Notice.objects.filter(subject_id=notice.subject_id, recipient_id=notice.recipient_id, kind=Name.NAMED)
    return told.filter(state=Notice.State.SENT).exists()


def _freed_in_group(notice: Notice) -> Message:
    """A place in a session is free again; the session leaves the calendar with the last of whom the listener knew."""
    own = Slot.objects.filter(program=notice.program, facilitator_id=notice.recipient_id, format=Format.GROUP)
    told = CalendarEntry.objects.filter(
        program=notice.program, person_id=notice.recipient_id, subject_id__in=own.values("pk"), status="confirmed"
    )
    still = own.with_names(notice.at).filter(pk__in=told.values("subject_id"))
    empty = [slot.pk for slot in still if slot.withdrawn_at or not getattr(slot, "named_seats", [])]
    return Message(
        subject="One of your times",
        text=words("freed", {"listener": notice.recipient, "group": True}),
        sender_name=notice.program.name,
        link=reverse("checkins:calendar"),
        link_label="Look at your times",
        takes_event_out=bool(empty),
        about=empty[0] if empty else None,
    )


def still_split(notice: Notice) -> bool:
    """The talks instead of the group still stand."""
    return Slot.objects.standing().filter(part_of=notice.subject_id).exists()


def single_talks(notice: Notice) -> Message:
    """A group that too few joined is held as single talks; who comes shows by now anyway."""
    program = notice.program
    session = Slot.objects.get(pk=notice.subject_id)
    parts = Slot.objects.standing().filter(part_of=session).order_by("starts_at")
    context = {
        "listener": notice.recipient,
        "day": day_text(local(session.starts_at, program.time_zone).date()),
        "times": [span_text(part.starts_at, part.ends_at, program.time_zone) for part in parts],
        "place": session.place,
    }
    return Message(
        subject="One of your times",
        text=words("single_talks", context),
        sender_name=program.name,
        link=reverse("checkins:calendar"),
        link_label="Look at your times",
    )


def still_away(notice: Notice) -> bool:
    """The hours are still blocked."""
    return Blackout.objects.filter(pk=notice.subject_id).exists()


def away(notice: Notice) -> Message:
    """Somebody else said that these hours are off: what became of the times, in the same words for held and free."""
    blackout = Blackout.objects.get(pk=notice.subject_id)
    context = {"listener": notice.recipient, "own": blackout.person_id is not None, "when": blackout_words(blackout)}
    return Message(
        subject="Your times",
        text=words("away", context),
        sender_name=notice.program.name,
        link=reverse("checkins:calendar"),
        link_label="Look at your times",
    )


def offer_times(notice: Notice) -> Message:
    """A round asks for times."""
    round_ = Round.objects.get(pk=notice.subject_id)
    offered = _times_of(notice).count()
    context = {
        "listener": notice.recipient,
        "round": round_,
        "offered": offered,
        "first": day_text(round_.starts_on),
        "last": day_text(round_.ends_on),
    }
    return Message(
        subject=f"{round_.name}: which times suit you?",
        text=words("offer_times", context),
        sender_name=notice.program.name,
        link=reverse("checkins:offer_times", args=[round_.pk]),
        link_label="Offer times",
    )


def wants_times(notice: Notice) -> bool:
    """A round that is not over still asks its listeners; what asks for first times is met by one."""
    now = notice.at
    rounds = Round.objects.exclude(state=Round.State.CLOSED)
    listens = Listener.objects.filter(person_id=notice.recipient_id, round__in=rounds.filter(pk=notice.subject_id))
    if not listens.filter(round__ends_on__gte=today(now, notice.program.time_zone)).exists():
        return False
    return not notice.occasion.startswith("first") or not _times_of(notice).exists()


def _times_of(notice: Notice) -> SlotQuerySet:
    return Slot.objects.standing().filter(round_id=notice.subject_id, facilitator_id=notice.recipient_id)


def _when(starts_at: datetime, ends_at: datetime, zone: str) -> dict[str, str]:
    return {"day": day_text(local(starts_at, zone).date()), "time": span_text(starts_at, ends_at, zone)}


def _title(slot: Slot) -> str:
    """What a calendar shows to whoever looks over a shoulder: no name, no reason."""
    minutes = int((slot.ends_at - slot.starts_at) / timedelta(minutes=1))
    return f"Conversation, {minutes} min"


def own_times(person: Person, program: Program, now: datetime) -> Iterable[FeedEvent]:
    """A listener's times for their personal calendar address, held and free ones alike until a name may show."""
    own = Slot.objects.standing().filter(program=program, facilitator=person, ends_at__gt=now - FEED_LOOKS_BACK)
    for slot in own.exclude(round__state=Round.State.CLOSED).with_names(now).order_by("starts_at", "pk"):
        seats: list[Seat] = getattr(slot, "named_seats", [])
        # One conversation with one person is the entry that the message about it put in; the rest are the slot's own.
        alone = seats[0].offer_id if len(seats) == 1 and slot.format == Format.ONE_ON_ONE else None
        summary = _title(slot) if seats else f"Offered: {_title(slot).lower()}"
        yield FeedEvent(alone or slot.pk, slot.starts_at, slot.ends_at, summary, slot.place)
