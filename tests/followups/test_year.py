"""A year of promises with a travelled clock: none is forgotten, and nobody gets more than the stated mail."""

import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import time_machine

from checkins.models import Round
from followups.actions.looking import DRAFT_KEPT, KEPT, forget_old, look_after
from followups.actions.promises import Details, facts_of, take_step
from followups.models import Task, WrapUp
from followups.rules.promises import LATE_AFTER, Step, What, allowed
from followups.telling import Kind
from notices.actions.sweeping import run_inline
from notices.models import Notice
from notices.registry import kind_named
from programs.models import Membership, Person, Program, Role
from tests.agreed import make_talk, make_task, make_wrap_up
from tests.factories import NOW, TODAY, make_member

pytestmark = pytest.mark.django_db

CHASES = (str(Kind.CHASE), str(Kind.OWN_CHASE))
# One message for one thing that happened; a reminder has its own limit.
ONE_EACH = [str(kind) for kind in Kind if str(kind) not in CHASES]


def _at(day: int) -> datetime:
    """Ten in the morning in Chicago, `day` days from NOW."""
    return NOW + timedelta(days=day, hours=1)


def _people(program: Program, role: Role, names: str) -> list[Person]:
    return [make_member(program, role, f"{name} {role.label}") for name in names.split()]


def _act(tasks: list[Task], listeners: list[Person], choose: random.Random, now: datetime) -> None:
    """Now and then somebody does something they may do, and often nobody does anything."""
    for task in tasks:
        people = [person for person in (task.owner, task.trainee) if person is not None]
        if not people or choose.random() > 0.012:
            continue
        by = choose.choice(people)
        may = [step for step in Step if allowed(step, facts_of(task, by.pk, now))]
        if not may:
            continue
        others = [person for person in listeners if person not in (task.owner, task.trainee)]
        details = Details(due_on=now.date() + timedelta(days=10), person=choose.choice(others), word="a word")
        take_step(task=task, step=choose.choice(may), by=by, now=now, details=details)


def test_a_year_of_promises(program: Program, round_: Round) -> None:
    choose = random.Random(7)  # the same year each time
    trainees = _people(program, Role.TRAINEE, "Ana Ben Cleo Dan")
    listeners = _people(program, Role.FACILITATOR, "Gil Hana Ivo") + _people(program, Role.WELLNESS_LEAD, "Zoe")
    for number in range(24):
        listener, trainee = listeners[number % 3], trainees[number % 4]
        slot = make_talk(round_, listener, days=-3 - number)
        wrap_up = make_wrap_up(slot, trainee)
        due = TODAY + timedelta(days=choose.randint(2, 340))
        make_task(wrap_up, due_on=due, owner=trainee if number % 5 == 4 else listener, what=What.CLINIC)
    leavers = {120: listeners[0], 200: trainees[3]}
    for day in range(365):
        now = _at(day)
        for left_on, person in leavers.items():
            if day == left_on:
                _leave(person, day)
        with time_machine.travel(now, tick=False):
            look_after(program, now)
            if day % 3 == 0:
                living = list(Task.objects.living().select_related("program", "wrap_up", "owner", "trainee"))
                _act(living, listeners[1:], choose, now)
        if day % 30 == 4:
            _nothing_is_forgotten(now, gone={person.pk for left_on, person in leavers.items() if left_on < day - 3})
    _nobody_got_more_than_stated(listeners + trainees)
    ended = Counter(Task.objects.values_list("state", flat=True))
    # The year had some of everything, or it shows little.
    assert ended[Task.State.DONE]
    assert ended[Task.State.DROPPED]
    assert ended[Task.State.WITH_TRAINEE]


def _leave(person: Person, day: int) -> None:
    Membership.objects.filter(person=person).update(ends_on=TODAY + timedelta(days=day - 1))


def _nothing_is_forgotten(now: datetime, gone: set[object]) -> None:
    """Every promise is done, let go, before the trainee, or in the hands of somebody who is here and hears of it."""
    for task in Task.objects.living():
        assert task.trainee_id not in gone
        if task.state == Task.State.OPEN:
            assert task.owner_id not in gone
            assert task.is_trainees_own or task.due_on + LATE_AFTER >= now.date() - timedelta(days=3)


def _nobody_got_more_than_stated(people: list[Person]) -> None:
    reminded: dict[object, list[datetime]] = defaultdict(list)
    for recipient, due_at in (
        Notice.objects.filter(kind__in=CHASES).order_by("due_at").values_list("recipient_id", "due_at")
    ):
        reminded[recipient].append(due_at)
    assert reminded
    for moments in reminded.values():
        assert all(later - earlier >= timedelta(days=6, hours=23) for earlier, later in pairwise(moments))
        assert all(moment.weekday() < 5 for moment in moments)
    rows = Notice.objects.filter(kind__in=ONE_EACH).values_list("kind", "subject_id", "recipient_id", "occasion")
    assert max(Counter(rows).values()) == 1
    turns = dict(Task.objects.values_list("pk", "turn"))
    told = Counter(Notice.objects.filter(kind__in=ONE_EACH).values_list("subject_id", "recipient_id"))
    # At most one message to one person for each change, and one for thanks.
    assert all(count <= turns[subject] + 1 for (subject, _), count in told.items())


def test_a_promise_nobody_touches_is_named_before_and_after_and_then_asked_about(
    program: Program, wrap_up: WrapUp, mentor: Person, mei: Person
) -> None:
    task = make_task(wrap_up, due_on=TODAY + timedelta(days=7))
    for day in range(60):
        look_after(program, _at(day))
    chased = Notice.objects.filter(kind=Kind.CHASE, recipient=mentor).order_by("due_at")
    days = [(each.due_at.date() - task.due_on).days for each in chased]
    # From three days before to three weeks after; never on a weekend.
    assert days == [-3, 4, 11, 18]
    assert Notice.objects.get(kind=Kind.ASKED).recipient == mei
    task.refresh_from_db()
    assert task.state == Task.State.WITH_TRAINEE


def test_several_promises_come_in_one_message(program: Program, wrap_up: WrapUp, mentor: Person) -> None:
    make_task(wrap_up, due_on=TODAY + timedelta(days=2))
    make_task(wrap_up, due_on=TODAY + timedelta(days=6), what=What.HOUSING)
    make_task(wrap_up, due_on=TODAY + timedelta(days=20), what=What.STUDY)
    make_task(wrap_up, due_on=TODAY - timedelta(days=1), what=What.OTHER, line="find a desk")
    look_after(program, _at(0))
    look_after(program, _at(0) + timedelta(hours=1))
    notice = Notice.objects.get(kind=Kind.CHASE)
    with time_machine.travel(_at(0), tick=False):
        run_inline(now=_at(0))
    notice.refresh_from_db()
    assert notice.state == Notice.State.SENT
    text = notice.inbox_item.text
    assert "Find a desk, for Mei Yilmaz (was due Sunday, November 22)" in text
    assert "Change the clinic schedule, for Mei Yilmaz (due Wednesday, November 25)" in text
    assert "Find contacts for housing" in text
    assert "study" not in text


@pytest.mark.parametrize("hours", [-4, 10])
def test_the_house_writes_by_day(program: Program, wrap_up: WrapUp, hours: int) -> None:
    make_task(wrap_up, due_on=TODAY)
    look_after(program, NOW + timedelta(hours=hours))
    assert not Notice.objects.exists()


def test_a_leavers_promises_are_put_before_the_trainee(
    program: Program, wrap_up: WrapUp, mentor: Person, mei: Person, zoe: Person
) -> None:
    task = make_task(wrap_up, proposed_to=zoe)
    _leave(mentor, 0)
    look_after(program, _at(0))
    task.refresh_from_db()
    assert (task.state, task.proposed_to) == (Task.State.WITH_TRAINEE, None)
    given = take_step(task=task, step=Step.GIVE, by=mei, now=_at(1), details=Details(person=zoe))
    assert (given.state, given.owner) == (Task.State.OPEN, zoe)


def test_what_was_promised_to_somebody_who_left_ends_quietly(program: Program, wrap_up: WrapUp, mei: Person) -> None:
    task = make_task(wrap_up)
    _leave(mei, 0)
    look_after(program, _at(0))
    task.refresh_from_db()
    assert task.state == Task.State.DROPPED
    assert not Notice.objects.exists()


def test_what_is_old_is_forgotten(
    program: Program, round_: Round, wrap_up: WrapUp, mentor: Person, mei: Person
) -> None:
    done = make_task(wrap_up, state=Task.State.DONE, closed_at=NOW + timedelta(days=30))
    draft = make_wrap_up(make_talk(round_, mentor, days=-9), mei, state="draft", done_at=None, next_step="")
    assert forget_old(program, NOW + DRAFT_KEPT) == 0
    assert forget_old(program, NOW + DRAFT_KEPT + timedelta(minutes=1)) == 1
    assert not WrapUp.objects.filter(pk=draft.pk).exists()
    # The recap outlives its promises by nothing, and goes before none of them.
    assert forget_old(program, NOW + KEPT + timedelta(days=1)) == 0
    assert forget_old(program, NOW + KEPT + timedelta(days=31)) == 2
    assert not Task.objects.filter(pk=done.pk).exists()
    assert not WrapUp.objects.exists()


def test_a_wrap_up_is_asked_for_once_and_only_while_there_is_none(
    program: Program, round_: Round, mentor: Person, mei: Person, zoe: Person
) -> None:
    talk = make_talk(round_, mentor, mei, days=-1)
    make_talk(round_, mentor, days=-2)
    make_wrap_up(make_talk(round_, zoe, days=-2), None, state=WrapUp.State.NOT_HELD, next_step="")
    for hour in range(4):
        look_after(program, NOW + timedelta(hours=hour))
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.subject_id) == (Kind.WRAP_UP, mentor, talk.pk)
    kind = kind_named(Kind.WRAP_UP)
    assert kind.optional
    assert kind.still_true(notice)
    message = kind.render(notice)
    assert "Yilmaz" not in message.text + message.subject
    make_wrap_up(talk, mei)
    assert not kind.still_true(notice)
