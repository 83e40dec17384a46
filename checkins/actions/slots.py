"""What a listener does with times: offer them, give one back, say two lines about themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from checkins.actions.busy import busy_of
from checkins.actions.offers import as_notice, tell
from checkins.models import Blackout, Listener, ListenerProfile, Mode, Offer, Round, Seat, Slot, Withdrawn
from checkins.rules import BlackoutTimes, Step, after, blackout_over, name_shows
from checkins.telling import Kind, Planned, Sitting, for_loss
from notices.actions import post_all
from programs.errors import RefusedError
from programs.models import Person, Program
from programs.times import NonexistentTimeError, localize, today

type Span = tuple[datetime, datetime]
BUSY = "your own calendar has something then"


@dataclass(frozen=True)
class NewTimes:
    """Times to offer, on the program's wall clock, all of one kind."""

    wall_times: Sequence[tuple[datetime, datetime]]
    mode: str
    place: str
    format: str = "one_on_one"
    seats: int = 1
    # Minutes kept free before and after, and hours before which nobody can choose the time any more.
    pause: int = 0
    notice: int = 1
    even_if_busy: bool = False

    @property
    def where(self) -> "Where":
        """What else stands against these times."""
        return Where(self.mode, self.place, self.pause, self.even_if_busy)


@dataclass(frozen=True)
class Where:
    """What else stands against a time: the room, how far one's other times must be, and one's own calendar."""

    mode: str = ""
    place: str = ""
    pause: int = 0
    even_if_busy: bool = False

    @property
    def room(self) -> str:
        """A named room, which holds one check-in at a time; "my office" is another one for each who writes it."""
        return self.place if self.mode == Mode.OFFICE and not self.place.lower().startswith("my ") else ""


@dataclass(frozen=True)
class Checked:
    """Times as they would be offered, as instants, and those that cannot be, each with its reason in words."""

    spans: Sequence[Span]
    left_out: Sequence[tuple[datetime, str]]


@dataclass(frozen=True)
class Offered:
    """What became of times that a listener wanted to offer; each that was left out has its reason in words."""

    added: int
    left_out: Sequence[tuple[datetime, str]]


def check_times(
    *,
    round_: Round,
    facilitator: Person,
    wall_times: Sequence[tuple[datetime, datetime]],
    now: datetime,
    where: Where = Where(),  # frozen
) -> Checked:
    """Which times could be offered, writing nothing: without those in a blackout, over or too near to another of one's
    own, or in a room that is used then (R10).

    Nor those at which the facilitator's own calendar has something, unless `where` says even then.

    Raises RefusedError when the round is over, or when the person does not listen in it.
    """
    if round_.state == Round.State.CLOSED:
        raise RefusedError("This round is over; times can be offered in the next one.")
    if not Listener.objects.filter(round=round_, person=facilitator).exists():
        raise RefusedError("You don't listen in this round. Ask your coordinator to add you.")
    against = _Against(
        round_=round_,
        blackouts=blackouts_of(round_.program, facilitator, round_.starts_on, round_.ends_on),
        taken=_own_spans(facilitator, now),
        busy=[] if where.even_if_busy else busy_of(round_.program, facilitator, now),
        now=now,
        pause=timedelta(minutes=where.pause),
        rooms=_room_spans(round_.program, facilitator, where.room, now),
    )
    spans: list[Span] = []
    left_out: list[tuple[datetime, str]] = []
    for wall_start, wall_end in sorted(wall_times):
        found = _span_or_reason(wall_start, wall_end, against)
        if isinstance(found, str):
            left_out.append((wall_start, found))
        else:
            against.taken.append(found)
            spans.append(found)
    return Checked(spans, left_out)


def offer_times(*, round_: Round, facilitator: Person, times: NewTimes, now: datetime) -> Offered:
    """Offer times in a round, leaving out what `check_times` leaves out; raises RefusedError as it does."""
    checked = check_times(
        round_=round_, facilitator=facilitator, wall_times=times.wall_times, now=now, where=times.where
    )
    slots = [
        Slot(
            program_id=round_.program_id,
            round=round_,
            facilitator=facilitator,
            starts_at=start,
            ends_at=end,
            mode=times.mode,
            place=times.place,
            format=times.format,
            bookable_until=start - timedelta(hours=times.notice) if times.notice > 1 else None,
        )
        for start, end in checked.spans
    ]
    _save(slots, times.seats)
    if slots:
        _tell_waiting(round_, slots, now)
    return Offered(added=len(slots), left_out=checked.left_out)


def _save(slots: list[Slot], seats: int) -> None:
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(slots)
            Seat.objects.bulk_create(
                Seat(program_id=s.program_id, slot=s, number=n, starts_at=s.starts_at, ends_at=s.ends_at)
                for s in slots
                for n in range(1, seats + 1)
            )
    except IntegrityError as error:
        # Two windows at once; the constraint says what the check above could not see yet.
        if "slot_of_a_facilitator_overlaps_no_other" in str(error):
            raise RefusedError("One of these times overlaps another of yours. Please look again.") from None
        if "slot_in_a_room_overlaps_no_other" in str(error):
            raise RefusedError("Somebody else has just taken that room then. Please look again.") from None
        raise


def _tell_waiting(round_: Round, new: Sequence[Slot], now: datetime) -> None:
    """Tell trainees who have no time, where there was none to take before: their page says that we would.

    Never because a seat was freed, which would tell what somebody else did (privacy.md 1); at most once a day.
    """
    others = Slot.objects.standing().upcoming(now).filter(round=round_).exclude(pk__in=[slot.pk for slot in new])
    if round_.state != Round.State.OPEN or others.with_a_free_seat().exists():
        return
    day, due = str(today(now, round_.program.time_zone)), now + timedelta(minutes=10)
    waiting = Offer.objects.filter(round=round_, state=Offer.State.OPEN).order_by("pk")
    planned = [as_notice(offer.pk, Planned(Kind.TIMES_OPEN, offer.trainee_id, day, due)) for offer in waiting]
    post_all(program=round_.program, notices=planned)


@dataclass(frozen=True)
class _Against:
    """What stands against a time: the round's dates, blackouts, one's own other times, the present."""

    round_: Round
    blackouts: list[BlackoutTimes]
    taken: list[Span]
    busy: list[Span]
    now: datetime
    pause: timedelta
    rooms: list[Span]


def _span_or_reason(wall_start: datetime, wall_end: datetime, against: _Against) -> Span | str:
    """The instants of a wall-clock time, or why it cannot be offered."""
    round_, zone = against.round_, against.round_.program.time_zone
    try:
        start = localize(wall_start, zone)
    except NonexistentTimeError:
        return "the clocks go forward and skip it"
    # As long as was asked for, also in the night when the clocks change between start and end.
    end = start + (wall_end - wall_start)
    if not round_.starts_on <= wall_start.date() <= round_.ends_on:
        return "outside the dates of the round"
    if start <= against.now:
        return "already past"
    if blackout := blackout_over(start, end, against.blackouts, zone):
        return f"blocked: {blackout.label}" if blackout.label else "blocked"
    if any(start < other_end and end > other_start for other_start, other_end in against.taken):
        return "you already offer that time"
    pause = against.pause
    if any(start < other_end + pause and end + pause > other_start for other_start, other_end in against.taken):
        return "too close to another of your times"
    if any(start < other_end and end > other_start for other_start, other_end in against.rooms):
        return "somebody else uses that room then"
    if any(start < other_end and end > other_start for other_start, other_end in against.busy):
        return BUSY
    return start, end


def _own_spans(facilitator: Person, now: datetime) -> list[Span]:
    own = Slot.objects.standing().filter(facilitator=facilitator, ends_at__gt=now)
    return list(own.values_list("starts_at", "ends_at"))


def _room_spans(program: Program, facilitator: Person, room: str, now: datetime) -> list[Span]:
    """When somebody else uses a room; the database refuses it too."""
    if not room:
        return []
    used = Slot.objects.standing().filter(program=program, mode=Mode.OFFICE, place__iexact=room, ends_at__gt=now)
    return list(used.exclude(facilitator=facilitator).values_list("starts_at", "ends_at"))


def blackouts_of(program: Program, person: Person | None, first: date, last: date) -> list[BlackoutTimes]:
    """The program's blackouts and the person's own, as plain values."""
    found = Blackout.objects.filter(program=program).touching(first, last).concerning(person.pk if person else None)
    return [BlackoutTimes(b.starts_on, b.ends_on, b.weekday, b.from_time, b.to_time, b.label) for b in found]


def withdraw_slot(*, slot: Slot, now: datetime, why: str = Withdrawn.GIVEN_BACK) -> None:
    """Take a time out. Whoever had a seat keeps the right to another one and is told at once; nobody else is.

    The listener's page and messages are the same whether somebody sat there or not, unless the name already showed.
    """
    with transaction.atomic():
        for lost in empty_slot(slot_id=slot.pk, why=why, now=now):
            tell_lost(lost, None, now)


@dataclass(frozen=True)
class Lost:
    """A seat that somebody lost through no doing of their own, and is not told of yet."""

    offer: Offer
    former: Sitting
    name_showed: bool


def empty_slot(*, slot_id: UUID, why: str, now: datetime) -> list[Lost]:
    """Mark a time as taken back and free its seats, telling nobody yet; nothing for one that is taken back already.

    Raises RefusedError when it has begun.
    """
    # Not FOR UPDATE: that would make a trainee's reference to this time wait for us while we wait for the trainee.
    locked = Slot.objects.select_for_update(no_key=True).get(pk=slot_id)
    if locked.withdrawn_at is not None:
        return []
    if locked.starts_at <= now:
        raise RefusedError("This time has already begun.")
    locked.withdrawn_at, locked.withdrawn_why = now, why
    locked.save(update_fields=["withdrawn_at", "withdrawn_why"])
    _end_session(locked)
    return [lose_seat(offer, locked, now) for offer in _sitting_in(locked)]


def _end_session(part: Slot) -> None:
    """With the last of the single talks that a session is held as, the session is off, too, and for the same reason.

    Otherwise the staff would see it stand where a whole one goes, which tells how many had joined (privacy.md 1).
    """
    if part.part_of_id is None or Slot.objects.standing().filter(part_of_id=part.part_of_id).exists():
        return
    session = Slot.objects.filter(pk=part.part_of_id, withdrawn_why=Withdrawn.SPLIT)
    session.update(withdrawn_at=part.withdrawn_at, withdrawn_why=part.withdrawn_why)


def _sitting_in(slot: Slot) -> list[Offer]:
    """The offers that sit in a locked slot, locked in turn.

    Looked up twice: one that we had to wait for may have moved away meanwhile. Nobody can have come, since taking a
    seat skips a slot that is locked.
    """
    seats = Seat.objects.filter(slot=slot, offer__isnull=False)
    waited_for = list(seats.values_list("offer_id", flat=True))
    offers = Offer.objects.filter(pk__in=waited_for).select_related("program").order_by("pk")
    locked = {offer.pk: offer for offer in offers.select_for_update(of=("self",))}
    return [locked[pk] for pk in seats.values_list("offer_id", flat=True) if pk in locked]


def lose_seat(offer: Offer, slot: Slot, now: datetime) -> Lost:
    """Free the seat of a locked offer in a slot; the offer waits for another one."""
    showed = name_shows(state=offer.state, starts_at=slot.starts_at, now=now)
    Seat.objects.filter(offer=offer).update(offer=None, trainee=None)
    offer.state, offer.turn = Offer.State(after(offer.state, Step.LOSE)), offer.turn + 1
    # A time that was given back is nothing to go back to.
    offer.former_state, offer.former_slot = "", None
    offer.save(update_fields=["state", "turn", "former_state", "former_slot"])
    return Lost(offer, Sitting(slot.facilitator_id, slot.starts_at), showed)


def tell_lost(lost: Lost, instead: Sitting | None, now: datetime) -> None:
    """Write down what a lost seat asks for; `instead` is what is kept in its place."""
    planned = for_loss(
        trainee_id=lost.offer.trainee_id,
        turn=lost.offer.turn,
        former=lost.former,
        name_showed=lost.name_showed,
        sitting=instead,
        now=now,
    )
    tell(lost.offer, planned, now)


def save_profile(*, program: Program, person: Person, about: str) -> ListenerProfile:
    """Two lines that trainees read beside every time this person offers."""
    profile, _ = ListenerProfile.objects.update_or_create(
        program=program, person=person, defaults={"about": about.strip()}
    )
    return profile


def add_blackout(*, program: Program, person: Person | None, label: str, times: BlackoutTimes) -> Blackout:
    """Block times for everybody (`person` None) or for one person; times already offered stay as they are."""
    return Blackout.objects.create(
        program=program,
        person=person,
        label=label,
        starts_on=times.starts_on,
        ends_on=times.ends_on,
        weekday=times.weekday,
        from_time=times.from_time,
        to_time=times.to_time,
    )


def remove_blackout(*, blackout: Blackout) -> None:
    """Unblock: times offered from now on may fall there again."""
    blackout.delete()


def set_limits(*, listener: Listener, max_per_day: int | None, max_per_round: int | None) -> None:
    """How much a listener takes on; None is no limit. Talks that stand already stay."""
    listener.max_per_day, listener.max_per_round = max_per_day, max_per_round
    listener.save(update_fields=["max_per_day", "max_per_round"])


def ask_for_times(*, round_: Round, people: Sequence[Person], now: datetime, occasion: str = "first") -> None:
    """Ask listeners to offer times in a round; each is asked once an occasion."""
    due = now + timedelta(minutes=1)
    post_all(
        program=round_.program,
        notices=[as_notice(round_.pk, Planned(Kind.OFFER_TIMES, person.pk, occasion, due)) for person in people],
    )
