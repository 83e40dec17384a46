"""Asking for a talk at any time (R35): a trainee asks, whoever was asked offers times to them alone.

Nothing of it shows on a page of anybody else: the times stand in a round that no list of rounds has.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from checkins.actions.offers import as_notice
from checkins.actions.rounds import forget_answers
from checkins.actions.slots import NewTimes, Offered, offer_times
from checkins.models import Ask, Format, Listener, Offer, PersonWish, Round
from checkins.telling import Kind, Planned
from notices.actions import cancel, forget, post_all
from programs.errors import RefusedError
from programs.models import Person, Program, Supervision
from programs.times import today

# How far ahead times may be offered, and how long everything about an asked talk is kept after that.
TIMES_WITHIN = timedelta(days=21)
ASK_KEPT = timedelta(days=30)
WAITS = "You have asked already, and times are on their way. Take that back first, if you like."


def ask_for_talk(*, program: Program, by: Person, person: Person, backup: Person | None, now: datetime) -> Ask:
    """Ask somebody for a talk; `backup` is asked too if they have not answered after a working day.

    The caller has checked that both may listen in the program. Raises RefusedError for somebody whom the trainee works
    with now or never wants to meet, for the same person twice, and while another ask waits.
    """
    if person == backup:
        raise RefusedError("Choose two different people, or one alone.")
    for each in filter(None, (person, backup)):
        _refuse(program, by, each, now)
    try:
        with transaction.atomic():
            made = Ask.objects.create(program=program, trainee=by, person=person, backup=backup, asked_at=now)
    except IntegrityError as error:
        if "ask_one_waits" in str(error):
            raise RefusedError(WAITS) from None
        raise
    planned = [
        Planned(Kind.ASKED, person.pk, "first", now),
        Planned(Kind.ASKED_REMINDER, person.pk, "first", made.further_at),
        Planned(Kind.ASK_OPEN, by.pk, "late", made.due_by),
    ]
    if backup:
        planned.append(Planned(Kind.ASKED, backup.pk, "further", made.further_at))
    post_all(program=program, notices=[as_notice(made.pk, item) for item in planned])
    return made


def _refuse(program: Program, trainee: Person, person: Person, now: datetime) -> None:
    if person.pk in set(Supervision.objects.supervisors_of(trainee.pk, today(now, program.time_zone))):
        raise RefusedError(f"You work with {person.name} at the moment. Please choose somebody else.")
    if PersonWish.objects.filter(program=program, trainee=trainee, person=person, wish="never").exists():
        raise RefusedError(f"You said that you never want to meet {person.name}. Change that first, if you like.")


def take_back(*, ask: Ask, now: datetime) -> None:
    """The trainee needs no talk any more; nobody is told, and what is unsent is cancelled."""
    with transaction.atomic():
        found = _waiting(ask)
        found.state = Ask.State.WITHDRAWN
        found.save(update_fields=["state"])
        _cancel_unsent(found, now)


def cannot(*, ask: Ask, by: Person, now: datetime) -> None:
    """Whoever was asked cannot now: the second person is asked at once, or else the trainee is told."""
    with transaction.atomic():
        found = _waiting(ask)
        if by == found.person:
            found.person_cannot = True
        else:
            found.backup_cannot = True
        left = found.backup if found.backup and not found.backup_cannot else None
        if by != found.person and not found.person_cannot:
            left = found.person
        if left is None:
            found.state = Ask.State.CANNOT
        found.save(update_fields=["person_cannot", "backup_cannot", "state"])
        if left is None:
            _cancel_unsent(found, now)
            _post(found, Planned(Kind.ASK_OPEN, found.trainee_id, "cannot", now))
        elif left == found.backup:
            _post(found, Planned(Kind.ASKED, left.pk, "instead", now))


def answer(*, ask: Ask, by: Person, times: NewTimes, now: datetime) -> Offered:
    """Offer times to the trainee who asked, and to nobody else.

    Times that cannot be offered are left out with their reason; if all are, nothing is written.
    """
    with transaction.atomic():
        found = _waiting(ask)
        round_ = _round_for(found, now)
        Listener.objects.create(program_id=found.program_id, round=round_, person=by)
        offered = offer_times(round_=round_, facilitator=by, times=times, now=now)
        if not offered.added:
            transaction.set_rollback(True)
            return offered
        offer = Offer.objects.create(program_id=found.program_id, round=round_, trainee_id=found.trainee_id)
        found.state, found.round = Ask.State.ANSWERED, round_
        found.save(update_fields=["state", "round"])
        _cancel_unsent(found, now)
        told = as_notice(offer.pk, Planned(Kind.ASK_ANSWERED, found.trainee_id, str(offer.turn), now))
        post_all(program=found.program, notices=[told])
    return offered


def _round_for(ask: Ask, now: datetime) -> Round:
    day = today(now, ask.program.time_zone)
    return Round.everything.create(
        program=ask.program,
        name="A talk you asked for",
        asked=True,
        state=Round.State.OPEN,
        participation=Program.Participation.OPT_IN,
        minutes=ask.program.checkin_minutes,
        formats=[Format.ONE_ON_ONE],
        starts_on=day,
        ends_on=day + TIMES_WITHIN,
        opened_at=now,
    )


def _waiting(ask: Ask) -> Ask:
    """The ask as it is now, ours until the transaction ends. Raises RefusedError when it waits no more."""
    found = Ask.objects.select_for_update(of=("self",)).select_related("program", "person", "backup").get(pk=ask.pk)
    if found.state != Ask.State.WAITING:
        raise RefusedError("Nothing is needed here any more.")
    return found


def _post(ask: Ask, planned: Planned) -> None:
    post_all(program=ask.program, notices=[as_notice(ask.pk, planned)])


def _cancel_unsent(ask: Ask, now: datetime) -> None:
    cancel(program=ask.program, subject_id=ask.pk, kinds=[Kind.ASKED, Kind.ASKED_REMINDER, Kind.ASK_OPEN], now=now)


def asks_of_trainee(program: Program, trainee: Person) -> Sequence[Ask]:
    """What a trainee asked and what has not come to times yet, the latest first."""
    mine = Ask.objects.filter(program=program, trainee=trainee).select_related("program", "person", "backup")
    return list(mine.filter(state__in=(Ask.State.WAITING, Ask.State.CANNOT)).order_by("-asked_at"))


def asks_of_listener(program: Program, person: Person, now: datetime) -> Sequence[Ask]:
    """Trainees who wait for this person's times, the longest first."""
    waiting = Ask.objects.filter(program=program, state=Ask.State.WAITING).select_related("program", "trainee")
    return [ask for ask in waiting.order_by("asked_at") if ask.is_put_to(person.pk, now)]


def forget_old_asks(program: Program, now: datetime) -> None:
    """A daily job: talks that were asked for are forgotten a month after their last possible time."""
    old = today(now - ASK_KEPT, program.time_zone)
    rounds = Round.everything.filter(program=program, asked=True, state=Round.State.OPEN, ends_on__lt=old)
    for round_ in rounds.select_related("program"):
        forget_answers(round_=round_, now=now)
    asks = Ask.objects.filter(program=program, asked_at__lt=now - timedelta(weeks=7))
    forget(program=program, subject_ids=list(asks.values_list("pk", flat=True)))
    asks.delete()
