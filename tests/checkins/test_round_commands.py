"""open_round, place_round and close_round, as an operator meets them."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from checkins.models import Listener, Offer, Round, RoundTally, Seat
from notices.models import Notice
from programs import tenancy
from programs.models import AccessEvent, Person, Program, Role
from tests.factories import NOW, make_member
from tests.world import make_offer, make_round, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


@pytest.fixture
def draft(program: Program, mentor: Person) -> Round:
    made = make_round(
        program, state=Round.State.DRAFT, safety_number="", safety_attested_at=None, opened_at=None, name="Winter 2027"
    )
    Listener.objects.create(program=program, round=made, person=mentor)
    make_slot(made, mentor, days=5)
    make_slot(made, mentor, days=6)
    return made


def run(name: str, *args: str) -> str:
    """A command as the shell starts it: in nobody's tenant."""
    out, former = StringIO(), tenancy._current()
    tenancy.enter()
    try:
        call_command(name, *args, stdout=out)
    finally:
        tenancy._set(former)
    return out.getvalue()


def opening(program: Program, director: Person, **changes: Any) -> list[str]:
    plain = {"--name": "Winter 2027", "--safety-number": "555 0142", "--by": director.email}
    options = {**plain, **changes}
    return [program.slug, *(part for pair in options.items() if pair[1] is not None for part in pair)]


def test_a_prepared_round_is_opened(program: Program, director: Person, draft: Round) -> None:
    trainee = make_member(program)
    done = json.loads(run("open_round", *opening(program, director), "--json"))
    assert done == {"round": "Winter 2027", "id": str(draft.pk), "state": "open", "offers": 1, "times": 2}
    draft.refresh_from_db()
    assert (draft.state, draft.safety_number, draft.safety_attested_by) == ("open", "555 0142", director)
    assert Seat.objects.get(trainee__isnull=False).trainee == trainee


def test_in_words_and_without_a_name_where_there_is_one(program: Program, director: Person, draft: Round) -> None:
    make_member(program)
    said = run("open_round", *opening(program, director, **{"--name": None}))
    assert said == "Winter 2027 is open with 2 times: 1 offers were sent, to everyone.\n"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"--safety-number": ""}, "Add the number to call"),
        ({"--by": ""}, "Say with --by which director"),
        ({"--by": "nobody@riverside.test"}, "is no director"),
        ({"--name": "Summer"}, "has no prepared round named 'Summer'"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(
    program: Program, director: Person, draft: Round, changes: dict[str, Any], words: str
) -> None:
    make_member(program)
    with pytest.raises(CommandError, match=words) as refusal:
        run("open_round", *opening(program, director, **changes))
    assert "\n" not in str(refusal.value)
    draft.refresh_from_db()
    assert draft.state == Round.State.DRAFT
    assert not Offer.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("name", ["open_round", "place_round", "close_round"])
def test_an_unknown_program_is_named(name: str) -> None:
    with pytest.raises(CommandError, match="There is no program 'nowhere'"):
        run(name, "nowhere")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FACILITATOR])
def test_only_a_director_attests(program: Program, draft: Round, role: Role) -> None:
    with pytest.raises(CommandError, match="is no director"):
        run("open_round", *opening(program, make_member(program, role)))


def test_several_rounds_need_a_name(program: Program, director: Person) -> None:
    make_round(program, name="North")
    make_round(program, name="South")
    with pytest.raises(CommandError, match="say which with --name: 'North', 'South'"):
        run("close_round", program.slug)


def test_placing_again_seats_those_who_wait_and_leaves_answers_alone(
    program: Program, mentor: Person, director: Person, draft: Round
) -> None:
    for number in range(4):
        make_member(program, name=f"Trainee {number}")
    run("open_round", *opening(program, director))
    held = {seat.slot_id: seat.trainee_id for seat in Seat.objects.filter(trainee__isnull=False)}
    waiting = list(Offer.objects.filter(state=Offer.State.OPEN))
    Offer.objects.filter(pk=waiting[0].pk).update(state=Offer.State.DECLINED, turn=1)
    newcomer = make_member(program, name="New Comer")
    for days in (7, 8, 9):
        make_slot(draft, mentor, days=days)
    done = json.loads(run("place_round", program.slug, "--json"))
    assert (done["placed"], done["unplaced"], done["optimal"]) == (2, 0, True)
    seats = {seat.slot_id: seat.trainee_id for seat in Seat.objects.filter(trainee__isnull=False)}
    assert held.items() <= seats.items()
    assert set(seats.values()) == set(held.values()) | {waiting[1].trainee_id, newcomer.pk}
    told = Notice.objects.filter(kind="checkins.change").values_list("recipient_id", flat=True)
    assert set(told) == {waiting[1].trainee_id, newcomer.pk}
    assert Notice.objects.filter(kind="checkins.invitation").count() == 5


def test_placing_twice_does_nothing_more(program: Program, director: Person, draft: Round) -> None:
    make_member(program)
    run("open_round", *opening(program, director))
    before = Notice.objects.count()
    assert "0 more have a time" in run("place_round", program.slug)
    assert Notice.objects.count() == before


def test_where_trainees_choose_nobody_is_placed(program: Program) -> None:
    make_round(program, participation=Program.Participation.OPT_IN)
    with pytest.raises(CommandError, match="choose their times themselves"):
        run("place_round", program.slug)


def test_a_round_that_is_over_is_closed_without_a_count(program: Program, mentor: Person) -> None:
    round_ = make_round(program, name="Fall")
    make_offer(round_, make_member(program), slot=make_slot(round_, mentor, days=2), state=Offer.State.ACCEPTED)
    with pytest.raises(CommandError, match="Times are still offered until Wednesday, November 25"):
        run("close_round", program.slug)
    assert Offer.objects.exists()
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        done = json.loads(run("close_round", program.slug, "--json"))
    assert done == {"round": "Fall", "id": str(round_.pk), "state": "closed"}
    assert not Offer.objects.exists()
    assert RoundTally.objects.get().held == 1
    assert AccessEvent.objects.filter(action="closed a round", actor=None).exists()


@pytest.mark.parametrize("name", ["open_round", "place_round", "close_round"])
def test_help_says_what_it_does(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        call_command(name, "--help")
    assert done.value.code == 0
    said = capsys.readouterr().out
    assert "--json" in said
    assert "--name" in said
