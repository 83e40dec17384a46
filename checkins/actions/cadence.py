"""Rounds that run for years without somebody remembering them: drafted, reminded of, opened, closed (R36, R3).

Runs every few hours. A program's first round is a director's; every later one is drafted from the last.
Nothing here opens a round unless a director's word on the safety number still holds (R40).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from checkins.actions.offers import as_notice
from checkins.actions.opening import Attestation, ask_to_open, is_large
from checkins.actions.rounds import Plan, close_round, last_time, offer_to_all, plan_round, welcome_newcomers
from checkins.actions.slots import ask_for_times
from checkins.listening import candidates
from checkins.models import Format, Listener, Offer, Round, Slot
from checkins.planning import (
    ASKED_AGAIN,
    CLOSED_AFTER,
    DRAFTED_AHEAD,
    OPENED_AHEAD,
    PERIOD_MONTHS,
    REMINDED,
    Suggestion,
    attestation_holds,
    passed,
    suggest,
    welcome,
)
from checkins.rules import FIRST_MONTH
from checkins.telling import Kind, Planned
from notices.actions import post_all
from programs.errors import RefusedError
from programs.models import AccessEvent, Membership, Person, Program, Role
from programs.times import today

LEADERS = (Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR)
# Newcomers who are on the roster that long before they begin are planned for already.
KNOWN_AHEAD = timedelta(days=21)


def keep_cadence(program: Program, now: datetime) -> None:
    """Everything that is due in a program's year."""
    draft_next(program=program, now=now)
    welcome_who_begins(program=program, now=now)
    for round_ in Round.objects.filter(program=program, state=Round.State.DRAFT).select_related("program"):
        if not open_by_itself(round_=round_, now=now):
            remind_of(round_=round_, now=now)
    close_what_is_over(program=program, now=now)


def draft_next(*, program: Program, now: datetime) -> Round | None:
    """Draft the next round from the last one, some weeks before its first day; None while it is too early.

    Listeners are asked for times at once, and the directors hear of it.
    """
    rounds = Round.objects.filter(program=program, newcomers=False)
    last = rounds.exclude(state=Round.State.DRAFT).order_by("-starts_on", "pk").first()
    if last is None or rounds.filter(state=Round.State.DRAFT).exists():
        return None
    day = today(now, program.time_zone)
    found = suggest(
        today=day,
        start_month=program.academic_year_start,
        months=PERIOD_MONTHS[program.cadence],
        last_start=last.starts_on,
    )
    if found.starts_on - day > DRAFTED_AHEAD:
        return None
    return _draft(last, found, now)


def _draft(last: Round, found: Suggestion, now: datetime, *, newcomers: bool = False) -> Round:
    """A round like the last one, with those of its listeners who still listen, and what they take on."""
    program, former = last.program, {each.person_id: each for each in last.listeners.all()}
    people = [each.person for each in candidates(program, found.starts_on) if each.person.pk in former]
    lasts = found.ends_on - found.starts_on if newcomers else last.ends_on - last.starts_on
    plan = Plan(
        name=found.name,
        participation=Program.Participation.OPT_OUT if newcomers else last.participation,
        minutes=last.minutes,
        formats=[Format.ONE_ON_ONE] if newcomers else last.formats,
        starts_on=found.starts_on,
        ends_on=found.starts_on + lasts,
        listeners=people,
    )
    with transaction.atomic():
        made = plan_round(program=program, plan=plan, by=None, now=now, newcomers=newcomers)
        for listener in made.listeners.all():
            listener.max_per_day = former[listener.person_id].max_per_day
            listener.max_per_round = former[listener.person_id].max_per_round
            listener.save(update_fields=["max_per_day", "max_per_round"])
        _tell_leaders(made, Kind.ROUND_DRAFTED, "drafted", now)
    return made


def _tell_leaders(round_: Round, kind: Kind, occasion: str, now: datetime) -> None:
    day = today(now, round_.program.time_zone)
    leaders = Membership.objects.on(day).filter(program_id=round_.program_id, role__in=LEADERS, person__is_active=True)
    planned = [Planned(kind, pk, occasion, now) for pk in sorted(set(leaders.values_list("person_id", flat=True)))]
    post_all(program=round_.program, notices=[as_notice(round_.pk, each) for each in planned])


def remind_of(*, round_: Round, now: datetime) -> None:
    """Ask listeners who offered no time again, and remind the directors of a round that waits to be opened."""
    day = today(now, round_.program.time_zone)
    if day > round_.starts_on + timedelta(days=7):
        return
    if (days := passed(ASKED_AGAIN, round_.starts_on, day)) is not None:
        ask_for_times(round_=round_, people=_without_times(round_), now=now, occasion=f"first-{days}")
    if (days := passed(REMINDED, round_.starts_on, day)) is not None:
        _tell_leaders(round_, Kind.ROUND_WAITS, str(days), now)


def _without_times(round_: Round) -> Sequence[Person]:
    offered = Slot.objects.standing().filter(round=round_).values("facilitator_id")
    listeners = Listener.objects.filter(round=round_).exclude(person__in=offered).select_related("person")
    return [each.person for each in listeners]


def attestation_for(round_: Round, now: datetime) -> Attestation | None:
    """A director's word that still holds: given for this round, or carried over with its date from the last one."""
    attested = Round.objects.filter(program_id=round_.program_id, safety_attested_at__isnull=False)
    latest = attested.exclude(safety_number="").order_by("-safety_attested_at").select_related("safety_attested_by")
    found = latest.first()
    if found is None or found.safety_attested_at is None or not attestation_holds(found.safety_attested_at, now):
        return None
    return Attestation(found.safety_number, found.safety_attested_by, found.safety_attested_at)


def open_by_itself(*, round_: Round, now: datetime) -> bool:
    """Open a draft whose day has come, where the program says so and the number still holds. Whether it is open.

    A large one is left to a worker.
    """
    day = today(now, round_.program.time_zone)
    due = round_.starts_on - OPENED_AHEAD <= day <= round_.ends_on
    times = Slot.objects.standing().bookable(now).filter(round=round_)
    if not (round_.program.rounds_open_themselves and due and times.exists()):
        return False
    attested = attestation_for(round_, now)
    if attested is None:
        return False
    try:
        if is_large(round_):
            if round_.opening_asked_at is None:
                ask_to_open(round_=round_, attested=attested, by=None, now=now)
            return True
        open_on(round_=round_, attested=attested, by=None, now=now)
    except RefusedError:
        # Nobody to offer a talk to yet: the directors are reminded instead.
        return False
    return True


def open_on(*, round_: Round, attested: Attestation, by: Person | None, now: datetime) -> Round:
    """Open a draft on a word that was given before and still holds; the date of that word stays.

    Raises RefusedError when the round is open already, the word is too old, or there are no trainees.
    """
    with transaction.atomic():
        found = Round.objects.select_for_update(of=("self",)).select_related("program").get(pk=round_.pk)
        if found.state != Round.State.DRAFT:
            raise RefusedError("This round is already open.")
        if not attestation_holds(attested.at, now):
            raise RefusedError("It is a while since the safety number was called. Please call it once more.")
        found.safety_number, found.safety_attested_by = attested.number, attested.by
        found.safety_attested_at = attested.at
        offer_to_all(round_=found, by=by, now=now)
        if by is None:
            _tell_leaders(found, Kind.ROUND_OPENED, "opened", now)
    return found


def welcome_who_begins(*, program: Program, now: datetime) -> None:
    """A first talk within the first month (R3): in a round that is open, else in one drafted for newcomers."""
    for round_ in Round.objects.filter(program=program, state=Round.State.OPEN):
        if Slot.objects.standing().bookable(now).filter(round=round_).exists():
            welcome_newcomers(round_=round_, now=now)
    day = today(now, program.time_zone)
    begins = _first_day_without_round(program, day)
    last = Round.objects.filter(program=program).exclude(state=Round.State.DRAFT).order_by("-starts_on", "pk").first()
    if begins is not None and last is not None:
        _draft(last, welcome(begins, day), now, newcomers=True)


def _first_day_without_round(program: Program, day: date) -> date | None:
    """When the first of those begins whose first month no round reaches, prepared or open; None if there are none."""
    began = Membership.objects.filter(
        program=program,
        role=Role.TRAINEE,
        person__is_active=True,
        # Half of the month must be left, or there is no time to offer, choose and talk.
        starts_on__gte=day - FIRST_MONTH / 2,
        starts_on__lte=day + KNOWN_AHEAD,
    ).exclude(person__in=Offer.objects.filter(program=program, round__asked=False).values("trainee"))
    ahead = Round.objects.filter(program=program, ends_on__gte=day).exclude(state=Round.State.CLOSED)
    spans = list(ahead.values_list("starts_on", "ends_on"))
    for first in began.order_by("starts_on").values_list("starts_on", flat=True):
        if not any(starts <= first + FIRST_MONTH and ends >= first for starts, ends in spans):
            return first
    return None


def close_what_is_over(*, program: Program, now: datetime) -> None:
    """Close rounds some time after their last day, so that every answer is forgotten even if nobody thinks of it."""
    day = today(now, program.time_zone)
    for round_ in Round.objects.filter(program=program, state=Round.State.OPEN, ends_on__lt=day - CLOSED_AFTER):
        if last_time(round_, now) is None:
            close_round(round_=round_, by=None, now=now)


def let_rounds_open_themselves(*, program: Program, on: bool, by: Person, now: datetime) -> None:
    """The director's switch: the next rounds open by themselves, or wait for somebody."""
    with transaction.atomic():
        Program.objects.filter(pk=program.pk).update(rounds_open_themselves=on)
        action = "let rounds open themselves" if on else "keeps the opening of rounds"
        AccessEvent.objects.create(program=program, actor=by, action=action, at=now)
