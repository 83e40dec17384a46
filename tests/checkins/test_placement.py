"""The placing, in and out of the database; that it is optimal is shown in test_placing_optimum.py."""

from datetime import timedelta

import pytest

from checkins.actions.placement import forecast_of, place_everyone
from checkins.actions.rounds import close_round, eligible, open_round
from checkins.models import Blackout, Offer, Round, RoundTally, Seat
from notices.models import Notice
from programs.errors import RefusedError
from programs.models import AccessEvent, Evaluation, Membership, Person, Program, Role
from tests.factories import NOW, TODAY, make_member, make_supervision
from tests.world import make_offer, make_round, make_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor(program: Program) -> Person:
    return make_member(program, Role.FACILITATOR, "Nadia Karimi")


@pytest.fixture
def draft(program: Program) -> Round:
    return make_round(program, state=Round.State.DRAFT)


def _open(draft: Round, director: Person) -> Round:
    return open_round(round_=draft, safety_number="+1 312 555 0142", by=director, now=NOW)


@pytest.fixture
def director(program: Program) -> Person:
    return make_member(program, Role.DIRECTOR, "Thandiwe Okonkwo")


def test_opening_places_everybody_and_writes_one_invitation_each(
    program: Program, draft: Round, mentor: Person, director: Person
) -> None:
    trainees = [make_member(program, name=f"Trainee {n}") for n in range(3)]
    for days in (5, 6, 7):
        make_slot(draft, mentor, days=days)
    _open(draft, director)
    offers = Offer.objects.filter(round=draft)
    assert {offer.trainee for offer in offers} == set(trainees)
    assert {offer.state for offer in offers} == {Offer.State.HELD}
    assert Seat.objects.filter(offer__in=offers).count() == 3
    invitations = Notice.objects.filter(kind="checkins.invitation")
    assert sorted(i.recipient_id for i in invitations) == sorted(t.pk for t in trainees)
    assert AccessEvent.objects.filter(action="opened a round", actor=director).exists()


def test_never_with_a_supervisor_of_that_day_even_if_nobody_else_is_left(
    program: Program, draft: Round, mentor: Person, director: Person
) -> None:
    trainee = make_member(program)
    make_supervision(program, trainee, mentor, starts_on=TODAY, ends_on=TODAY + timedelta(days=6))
    make_slot(draft, mentor, days=5)
    _open(draft, director)
    assert Offer.objects.get().state == Offer.State.OPEN
    make_slot(draft, mentor, days=7)
    place_everyone(round_=draft, now=NOW)
    assert Seat.objects.get(offer__trainee=trainee).starts_at == NOW + timedelta(days=7)


@pytest.mark.parametrize(("leaders", "state"), [(False, Offer.State.OPEN), (True, Offer.State.HELD)])
def test_an_evaluator_only_where_the_program_says_so(
    program: Program, draft: Round, director: Person, leaders: bool, state: str
) -> None:
    program.leaders_take_part = leaders
    program.save()
    Evaluation.objects.create(program=program, person=director, kind="director", starts_on=TODAY)
    make_member(program)
    make_slot(draft, director, days=5)
    _open(Round.objects.get(pk=draft.pk), director)
    assert Offer.objects.get().state == state


@pytest.mark.parametrize(("hour_utc", "state"), [(16, Offer.State.OPEN), (22, Offer.State.HELD)])
def test_nobody_is_woken_after_a_night_shift(
    program: Program, draft: Round, mentor: Person, director: Person, hour_utc: int, state: str
) -> None:
    trainee = make_member(program)
    make_supervision(program, trainee, director, nights=True)
    make_slot(draft, mentor, starts_at=(NOW + timedelta(days=5)).replace(hour=hour_utc))
    _open(draft, director)
    assert Offer.objects.get().state == state


def test_a_trainees_own_leave_is_respected(program: Program, draft: Round, mentor: Person, director: Person) -> None:
    trainee = make_member(program)
    day = TODAY + timedelta(days=5)
    Blackout.objects.create(program=program, person=trainee, label="Leave", starts_on=day, ends_on=day)
    make_slot(draft, mentor, days=5)
    _open(draft, director)
    assert Offer.objects.get().state == Offer.State.OPEN


def test_whoever_declined_is_left_in_peace_and_nobody_settled_is_moved(program: Program, mentor: Person) -> None:
    round_ = make_round(program)
    slots = [make_slot(round_, mentor, days=days) for days in (5, 6, 7)]
    settled = make_offer(round_, make_member(program), slot=slots[0], state=Offer.State.HELD)
    gone = make_offer(round_, make_member(program), state=Offer.State.DECLINED, turn=1)
    waiting = make_offer(round_, make_member(program))
    place_everyone(round_=round_, now=NOW)
    assert Seat.objects.get(offer=settled).slot == slots[0]
    assert not Seat.objects.filter(offer=gone).exists()
    assert Seat.objects.get(offer=waiting).slot_id in {slots[1].pk, slots[2].pk}


def test_opt_in_offers_and_places_nobody(program: Program, mentor: Person, director: Person) -> None:
    draft = make_round(program, state=Round.State.DRAFT, participation=Program.Participation.OPT_IN)
    make_member(program)
    make_slot(draft, mentor, days=5)
    _open(draft, director)
    assert Offer.objects.get().state == Offer.State.OPEN
    assert not Seat.objects.filter(offer__isnull=False).exists()


def test_a_leaver_gets_no_offer_and_a_newcomer_does(program: Program, draft: Round, director: Person) -> None:
    leaver, newcomer = make_member(program), make_member(program)
    Membership.objects.filter(person=leaver).update(ends_on=draft.starts_on - timedelta(days=1))
    Membership.objects.filter(person=newcomer).update(starts_on=draft.ends_on)
    assert eligible(draft) == [newcomer]
    _open(draft, director)
    assert Offer.objects.get().trainee == newcomer


@pytest.mark.parametrize("number", ["", "   "])
def test_no_round_opens_without_a_safety_number(program: Program, draft: Round, director: Person, number: str) -> None:
    make_member(program)
    with pytest.raises(RefusedError, match="may not be safe"):
        open_round(round_=draft, safety_number=number, by=director, now=NOW)
    assert not Offer.objects.exists()


def test_a_round_opens_once(program: Program, draft: Round, director: Person) -> None:
    make_member(program)
    _open(draft, director)
    with pytest.raises(RefusedError, match="already open"):
        _open(draft, director)


def test_closing_forgets_every_answer_and_keeps_two_counts(program: Program, mentor: Person, director: Person) -> None:
    round_ = make_round(program)
    past = make_slot(round_, mentor, days=-2)
    make_offer(round_, make_member(program), slot=past, state=Offer.State.ACCEPTED)
    make_offer(round_, make_member(program), slot=make_slot(round_, mentor, days=5), state=Offer.State.HELD)
    make_offer(round_, make_member(program), state=Offer.State.DECLINED)
    close_round(round_=round_, by=director, now=NOW + timedelta(days=6))
    assert not Offer.objects.exists()
    assert not Seat.objects.filter(trainee__isnull=False).exists()
    tally = RoundTally.objects.get()
    assert (tally.eligible, tally.held) == (3, 2)


def test_closing_leaves_no_message_that_tells_an_answer(
    program: Program, draft: Round, mentor: Person, director: Person
) -> None:
    make_member(program)
    make_slot(draft, mentor, days=5)
    _open(draft, director)
    close_round(round_=draft, by=director, now=NOW + timedelta(days=6))
    assert not Notice.objects.filter(kind__startswith="checkins.").exclude(kind="checkins.offer_times").exists()


def test_the_forecast_counts_and_names_nobody(program: Program, draft: Round, mentor: Person) -> None:
    trainees = [make_member(program, name=f"Trainee {n}") for n in range(3)]
    make_slot(draft, mentor, days=5)
    make_slot(draft, mentor, days=6)
    found = forecast_of(draft, trainees, NOW)
    assert (found.trainees, found.seats, found.unplaced) == (3, 2, 1)
    assert found.hours_a_week == pytest.approx(40 / 60)
