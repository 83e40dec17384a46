"""The truth tables of promises: who may do what in which state, and when an owner is written to."""

from datetime import date, timedelta
from itertools import pairwise, product
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followups.rules.promises import (
    CHASE_EVERY,
    LATE_AFTER,
    OWNERS,
    PHRASES,
    TRAINEES,
    TRANSITIONS,
    WARN_AHEAD,
    Facts,
    State,
    Step,
    What,
    after,
    allowed,
    chase_today,
    kept_text,
    lapsed,
    listed,
    made_text,
)
from followups.telling import Hands, Kind, for_step
from programs.errors import RefusedError

# What an owner may do, and the trainee, with a promise as it usually stands: one on one, nothing proposed.
TABLE = {
    State.OPEN: ({Step.DONE, Step.CHANGE, Step.DROP, Step.PROPOSE}, {Step.LET_GO}),
    State.WITH_TRAINEE: ({Step.DONE}, {Step.GIVE, Step.WAIT, Step.LET_GO}),
    State.DONE: ({Step.DONE, Step.REOPEN}, {Step.THANK}),
    State.DROPPED: (set(), set()),
}


def _may(facts: Facts) -> set[Step]:
    return {step for step in Step if allowed(step, facts)}


@pytest.mark.parametrize("state", State)
def test_who_may_do_what(state: State) -> None:
    owners, trainees = TABLE[state]
    assert _may(Facts(state, owner=True, trainee=False)) == owners
    assert _may(Facts(state, owner=False, trainee=True)) == trainees
    assert _may(Facts(state, owner=False, trainee=False)) == set()


def test_what_is_proposed_waits_for_the_trainee() -> None:
    assert _may(Facts(State.OPEN, owner=False, trainee=True, proposed=True)) == {Step.AGREE, Step.KEEP, Step.LET_GO}
    assert _may(Facts(State.OPEN, owner=True, trainee=False, proposed=True)) == {Step.DONE, Step.CHANGE, Step.DROP}


def test_what_a_trainee_promised_is_theirs_alone() -> None:
    assert _may(Facts(State.OPEN, owner=True, trainee=True)) == {Step.DONE, Step.CHANGE, Step.DROP}
    assert _may(Facts(State.DONE, owner=True, trainee=True)) == {Step.DONE, Step.REOPEN}


def test_whoever_was_given_a_promise_may_give_it_back() -> None:
    assert Step.RETURN in _may(Facts(State.OPEN, owner=True, trainee=False, given=True))
    assert Step.RETURN not in _may(Facts(State.OPEN, owner=True, trainee=False))


def test_nobody_waits_for_somebody_who_left() -> None:
    assert Step.WAIT not in _may(Facts(State.WITH_TRAINEE, owner=False, trainee=True, owner_here=False))


def test_one_of_a_group_speaks_for_it_only_when_it_must_be_decided() -> None:
    assert _may(Facts(State.OPEN, owner=False, trainee=True, group=True)) == set()
    assert _may(Facts(State.OPEN, owner=True, trainee=False, group=True)) == {Step.DONE, Step.CHANGE, Step.DROP}
    assert Step.GIVE in _may(Facts(State.WITH_TRAINEE, owner=False, trainee=True, group=True))


def test_thanks_go_once_and_end_the_second_thoughts() -> None:
    assert Step.THANK not in _may(Facts(State.DONE, owner=False, trainee=True, thanked=True))
    assert Step.REOPEN not in _may(Facts(State.DONE, owner=True, trainee=False, thanked=True))


def test_every_step_belongs_to_a_side_and_leads_somewhere() -> None:
    assert {step for _, step in TRANSITIONS} == set(Step)
    assert OWNERS | TRAINEES | {Step.LAPSE} == set(Step)
    assert not OWNERS & TRAINEES


@pytest.mark.parametrize(("state", "step"), list(product(State, Step)))
def test_a_step_is_refused_or_leads_where_the_table_says(state: State, step: Step) -> None:
    facts = Facts(state, owner=True, trainee=False, given=True)
    if allowed(step, facts):
        assert after(step, facts) == TRANSITIONS[state, step]
    else:
        with pytest.raises(RefusedError):
            after(step, facts)


def test_from_every_living_state_somebody_can_end_it() -> None:
    """None is stuck: the owner while it is open, the trainee whenever it lies with them, even when the owner left."""
    for group, handed, here in product((False, True), repeat=3):
        owner = Facts(State.OPEN, owner=True, trainee=False, group=group, given=handed)
        assert {Step.DONE, Step.DROP} <= _may(owner)
        asked = Facts(State.WITH_TRAINEE, owner=False, trainee=True, group=group, given=handed, owner_here=here)
        assert {Step.GIVE, Step.LET_GO} <= _may(asked)


MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("due_in", "last_ago", "weekday", "written"),
    [
        (4, None, 0, False),
        (3, None, 0, True),
        (0, None, 0, True),
        (-5, None, 0, True),
        (-21, None, 0, True),
        (-22, None, 0, False),
        (-5, 6, 0, False),
        (-5, 7, 0, True),
        (0, None, 5, False),
        (0, None, 6, False),
        (0, None, 4, True),
    ],
)
def test_when_an_owner_is_written_to(due_in: int, last_ago: int | None, weekday: int, written: bool) -> None:
    today = MONDAY + timedelta(days=weekday)
    last = today - timedelta(days=last_ago) if last_ago is not None else None
    assert chase_today([today + timedelta(days=due_in)], last, today) is written


def test_nothing_open_is_no_reason_to_write() -> None:
    assert not chase_today([], None, MONDAY)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(4, 120), min_size=1, max_size=6))
def test_every_promise_is_named_before_it_is_due_and_nobody_is_written_to_twice_a_week(dues: list[int]) -> None:
    """However many promises: one message a week at most, and each promise made in time is named before its day."""
    due_days = [MONDAY + timedelta(days=n) for n in dues]
    written: list[date] = []
    named: set[date] = set()
    for day in (MONDAY + timedelta(days=n) for n in range(160)):
        still = [due for due in due_days if not lapsed(due, day)]
        if chase_today(still, written[-1] if written else None, day):
            written.append(day)
            named |= {due for due in still if listed(due, day) and day <= due}
    assert named == set(due_days)
    assert all(later - earlier >= CHASE_EVERY for earlier, later in pairwise(written))
    assert all(min(due_days) - WARN_AHEAD - timedelta(days=3) <= day <= max(due_days) + LATE_AFTER for day in written)


def test_a_promise_in_words() -> None:
    assert made_text(What.CLINIC, "") == "change the clinic schedule"
    assert made_text(What.CLINIC, "Thursdays") == "change the clinic schedule (Thursdays)"
    assert made_text(What.OTHER, "find a quiet desk") == "find a quiet desk"
    assert kept_text(What.CLINIC, "Thursdays") == "Your clinic schedule is changed, as agreed"
    assert kept_text(What.OTHER, "find a quiet desk") == "Done, as agreed: find a quiet desk"
    assert set(PHRASES) == set(What) - {What.OTHER}


ME, OTHER, TRAINEE_1, TRAINEE_2 = (UUID(int=n) for n in range(4))


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (Step.DONE, {(Kind.KEPT, TRAINEE_1), (Kind.KEPT, TRAINEE_2)}),
        (Step.REOPEN, set()),
        (Step.CHANGE, {(Kind.CHANGED, TRAINEE_1), (Kind.CHANGED, TRAINEE_2)}),
        (Step.DROP, {(Kind.DROPPED, TRAINEE_1), (Kind.DROPPED, TRAINEE_2)}),
        (Step.PROPOSE, {(Kind.ASKED, TRAINEE_1), (Kind.ASKED, TRAINEE_2)}),
        (Step.RETURN, {(Kind.ASKED, TRAINEE_1), (Kind.ASKED, TRAINEE_2)}),
        (Step.LAPSE, {(Kind.ASKED, TRAINEE_1), (Kind.ASKED, TRAINEE_2)}),
        (Step.AGREE, {(Kind.GIVEN, ME), (Kind.ANSWERED, OTHER)}),
        (Step.GIVE, {(Kind.GIVEN, ME)}),
        (Step.KEEP, {(Kind.ANSWERED, ME)}),
        (Step.WAIT, {(Kind.WAITS, ME)}),
        (Step.LET_GO, {(Kind.RELEASED, ME)}),
        (Step.THANK, {(Kind.THANKS, ME)}),
    ],
)
def test_who_is_told_of_a_step(step: Step, told: set[tuple[Kind, object]]) -> None:
    hands = Hands(owner_id=ME, former_owner_id=OTHER, readers=[TRAINEE_1, TRAINEE_2])
    assert {(item.kind, item.recipient_id) for item in for_step(step, hands)} == told
    own = Hands(owner_id=TRAINEE_1, former_owner_id=TRAINEE_1, readers=[TRAINEE_1], own=True)
    assert for_step(step, own) == []
