"""What becomes of promises: steps taken, handed over, told; nobody but the two sides is any part of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from checkins.models import Format, Round
from followups.actions import promises
from followups.actions.promises import Details, Routine, take_step
from followups.models import SessionMember, Task, WrapUp
from followups.rules.promises import Step, What
from followups.telling import Kind
from notices.models import Notice
from notices.registry import Message, kind_named
from programs.errors import RefusedError
from programs.models import Membership, Person, Program, Role
from tests.agreed import make_talk, make_task, make_wrap_up
from tests.factories import NOW, TODAY, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(wrap_up: WrapUp) -> Task:
    return make_task(wrap_up)


def _step(task: Task, step: Step, by: Person, **details: Any) -> Task:
    return take_step(task=task, step=step, by=by, now=NOW, details=Details(**details))


def _told(kind: Kind) -> dict[Person, Message]:
    notices = Notice.objects.filter(kind=kind).exclude(state="cancelled").select_related("recipient", "program")
    kind_ = kind_named(kind)
    return {each.recipient: kind_.render(each) for each in notices if kind_.still_true(each)}


def test_a_kept_promise_is_told_and_thanked_for_once(task: Task, mentor: Person, mei: Person) -> None:
    done = _step(task, Step.DONE, mentor)
    assert (done.state, done.closed_at) == (Task.State.DONE, NOW)
    message = _told(Kind.KEPT)[mei]
    assert "Your clinic schedule is changed, as agreed." in message.text
    assert message.subject == "A short note"
    assert message.sender_name == "Nadia Karimi"
    _step(task, Step.THANK, mei)
    assert "Mei Yilmaz says thank you: change the clinic schedule." in _told(Kind.THANKS)[mentor].text
    with pytest.raises(RefusedError):
        _step(task, Step.THANK, mei)


def test_a_second_tap_is_no_error_and_tells_nothing_twice(task: Task, mentor: Person) -> None:
    _step(task, Step.DONE, mentor)
    _step(task, Step.DONE, mentor)
    assert Notice.objects.filter(kind=Kind.KEPT).count() == 1


def test_a_slip_is_taken_back_before_anybody_reads_of_it(task: Task, mentor: Person) -> None:
    _step(task, Step.DONE, mentor)
    assert Notice.objects.get(kind=Kind.KEPT).due_at > NOW
    again = _step(task, Step.REOPEN, mentor)
    assert (again.state, again.closed_at) == (Task.State.OPEN, None)
    assert _told(Kind.KEPT) == {}


def test_a_change_is_told_as_it_stands_last(task: Task, mentor: Person, mei: Person) -> None:
    _step(task, Step.CHANGE, mentor, due_on=TODAY + timedelta(days=9), line="Fridays")
    _step(task, Step.CHANGE, mentor, due_on=TODAY + timedelta(days=10), line="Fridays")
    assert Notice.objects.filter(kind=Kind.CHANGED, state="due").count() == 1
    assert "change the clinic schedule (Fridays), by Thursday, December 3" in _told(Kind.CHANGED)[mei].text


def test_what_cannot_be_kept_is_let_go_with_a_word(task: Task, mentor: Person, mei: Person) -> None:
    dropped = _step(task, Step.DROP, mentor, word="no free room that day")
    assert (dropped.state, dropped.word) == (Task.State.DROPPED, "no free room that day")
    assert "A word about it: no free room that day" in _told(Kind.DROPPED)[mei].text
    with pytest.raises(RefusedError):
        _step(task, Step.DONE, mentor)


# Handing over


def test_it_moves_only_when_the_trainee_agrees(task: Task, mentor: Person, mei: Person, zoe: Person) -> None:
    _step(task, Step.PROPOSE, mentor, person=zoe)
    task.refresh_from_db()
    assert task.owner == mentor
    assert set(_told(Kind.ASKED)) == {mei}
    # Not a word to whoever is proposed.
    assert not Notice.objects.filter(recipient=zoe).exists()
    for nobody in (mentor, zoe):
        with pytest.raises(RefusedError):
            _step(task, Step.AGREE, nobody)
    handed = _step(task, Step.AGREE, mei)
    assert (handed.owner, handed.proposed_to, handed.given) == (zoe, None, True)
    assert handed.due_on == TODAY + timedelta(days=14)
    assert "Mei Yilmaz would like you to take a promise over" in _told(Kind.GIVEN)[zoe].text
    assert "Mei Yilmaz said yes, so Zoe Lindqvist has it now." in _told(Kind.ANSWERED)[mentor].text


def test_a_no_keeps_it_where_it_is(task: Task, mentor: Person, mei: Person, zoe: Person) -> None:
    _step(task, Step.PROPOSE, mentor, person=zoe)
    kept = _step(task, Step.KEEP, mei)
    assert (kept.owner, kept.proposed_to) == (mentor, None)
    assert "would rather leave it with you" in _told(Kind.ANSWERED)[mentor].text
    assert not Notice.objects.filter(recipient=zoe).exists()


def test_whoever_was_given_it_may_give_it_back(task: Task, mentor: Person, mei: Person, zoe: Person) -> None:
    _step(task, Step.PROPOSE, mentor, person=zoe)
    _step(task, Step.AGREE, mei)
    back = _step(task, Step.RETURN, zoe)
    assert back.state == Task.State.WITH_TRAINEE
    given = _step(task, Step.GIVE, mei, person=mentor)
    assert (given.state, given.owner) == (Task.State.OPEN, mentor)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.TRAINEE])
def test_nobody_gets_a_promise_who_does_not_listen(program: Program, task: Task, mentor: Person, role: Role) -> None:
    with pytest.raises(RefusedError):
        _step(task, Step.PROPOSE, mentor, person=make_member(program, role, "Sam Other"))


def test_whoever_left_meanwhile_gets_nothing(task: Task, mentor: Person, mei: Person, zoe: Person) -> None:
    _step(task, Step.PROPOSE, mentor, person=zoe)
    Membership.objects.filter(person=zoe).update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(RefusedError, match="no longer here"):
        _step(task, Step.AGREE, mei)


def test_a_trainee_decides_what_lies(task: Task, mentor: Person, mei: Person) -> None:
    promises.lapse(task=task, now=NOW)
    assert set(_told(Kind.ASKED)) == {mei}
    waits = _step(task, Step.WAIT, mei)
    assert (waits.state, waits.owner, waits.due_on) == (Task.State.OPEN, mentor, TODAY + timedelta(days=14))
    assert "would still be glad of this" in _told(Kind.WAITS)[mentor].text
    promises.lapse(task=task, now=NOW)
    gone = _step(task, Step.LET_GO, mei)
    assert gone.state == Task.State.DROPPED
    assert "no longer needed" in _told(Kind.RELEASED)[mentor].text


def test_what_a_trainee_promised_is_told_to_nobody(wrap_up: WrapUp, mentor: Person, mei: Person) -> None:
    own = make_task(wrap_up, owner=mei)
    _step(own, Step.CHANGE, mei, due_on=TODAY + timedelta(days=3), line="")
    _step(own, Step.DONE, mei)
    assert not Notice.objects.exists()
    with pytest.raises(RefusedError):
        _step(own, Step.DONE, mentor)


def test_a_groups_promise_is_told_to_all_and_any_of_them_may_say_who_has_it(
    program: Program, round_: Round, mentor: Person, zoe: Person
) -> None:
    people = [make_member(program, name=name) for name in ("Ana Souza", "Wei Chen", "Omar Farouk")]
    slot = make_talk(round_, mentor, *people, days=-4, minutes=45, format=Format.GROUP)
    wrap_up = make_wrap_up(slot, None)
    for person in people:
        SessionMember.objects.create(program=program, wrap_up=wrap_up, person=person)
    task = make_task(wrap_up)
    for person in (people[0], mentor):
        with pytest.raises(RefusedError):
            _step(task, Step.LET_GO, person)
    promises.lapse(task=task, now=NOW)
    assert set(_told(Kind.ASKED)) == set(people)
    _step(task, Step.GIVE, people[1], person=zoe)
    assert "A group would like you to take a promise over" in _told(Kind.GIVEN)[zoe].text
    _step(task, Step.DONE, zoe)
    assert set(_told(Kind.KEPT)) == set(people)
    _step(task, Step.THANK, people[2])
    text = _told(Kind.THANKS)[zoe].text
    assert not any(person.last_name in text for person in people)


# Routine matters


def test_a_routine_matter_has_a_fixed_word_and_is_seen_by_the_trainee(
    program: Program, mentor: Person, mei: Person
) -> None:
    routine = Routine(mei, mentor, What.CHILDCARE, TODAY + timedelta(days=7))
    task = promises.make_routine(program=program, routine=routine, by=mentor, now=NOW)
    assert Task.objects.promised_to(mei.pk).get() == task
    # The mail says that there is something, not what (privacy.md F14).
    assert "childcare" not in _told(Kind.PROMISED)[mei].text
    _step(task, Step.CHANGE, mentor, due_on=TODAY + timedelta(days=8), line="because of what happened")
    _step(task, Step.DROP, mentor, word="because of what happened")
    task.refresh_from_db()
    assert (task.line, task.word) == ("", "")


@pytest.mark.parametrize("fields", [{"line": "x"}, {"word": "x"}])
def test_the_database_keeps_words_out_of_routine_matters(
    program: Program, mentor: Person, mei: Person, fields: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError, match="routine_matter_has_no_line"), transaction.atomic():
        Task.objects.create(
            program=program, trainee=mei, owner=mentor, what=What.SEND, due_on=TODAY, made_at=NOW, **fields
        )


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"trainee": None, "wrap_up": None}, "promised_to_somebody"),
        ({"what": What.OTHER}, "says_what_it_is"),
        ({"state": "done"}, "closed_when_done"),
        ({"thanked_at": NOW}, "thanked_is_done"),
    ],
)
def test_the_database_refuses_what_makes_no_sense(wrap_up: WrapUp, fields: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make_task(wrap_up, **fields)
