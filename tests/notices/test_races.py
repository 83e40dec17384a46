"""F7 and F13 in small: changes, refusals, time-outs and kills at every point of a sending, in any order.

The kill is an exception that nothing catches; what is committed by then is what a killed process leaves. Real processes
are killed in test_faults.py.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notices import actions, mail
from notices.actions.delivery import deliver
from notices.actions.sweeping import claim_batches
from notices.models import Notice
from notices.querysets import UNSENT
from notices.registry import Event
from programs import tenancy
from programs.models import Person, Program
from tests.factories import NOW
from tests.notices.kinds import Told, attached, parsed, post

LEAVE = 0
# A change: to one of three times, or out. What happens to a sending: see World.send.
changes = st.integers(LEAVE, 3)
faults = st.sampled_from(["ok", "ok", "refused", "lost", "answer lost", "killed before", "killed after"])
sendings = st.lists(st.tuples(faults, st.lists(changes, max_size=1)), max_size=8)
steps = st.lists(st.one_of(changes, st.just("sweep"), st.just("wait")), max_size=10)


class Killed(BaseException):
    """The process is gone."""


@dataclass
class World:
    """One talk of one person, its truth, and the mailbox at the other end."""

    program: Program
    person: Person
    told: Told
    sendings: list[tuple[str, list[int]]]
    subject: uuid.UUID = field(default_factory=uuid.uuid4)
    now: datetime = NOW
    turn: int = 0
    time: int = LEAVE
    unsure: int = 0
    # METHOD, UID, SEQUENCE, start, and whether the mailbox got it.
    received: list[tuple[str, str, int, datetime]] = field(default_factory=list)
    may_have_got: set[str] = field(default_factory=set)

    def event(self) -> Event:
        starts = NOW + timedelta(days=self.time)
        return Event(starts, starts + timedelta(minutes=20), "Conversation, 20 min")

    def change(self, time: int) -> None:
        """What an app's action does: change the truth, take back what is unsent about it, write what is to be said."""
        if time == self.time:
            return
        self.time, self.turn = time, self.turn + 1
        actions.cancel(program=self.program, subject_id=self.subject, now=self.now)
        post(self.program, self.person, subject_id=self.subject, occasion=str(self.turn), due_at=self.now)
        self.tell_truth()

    def tell_truth(self) -> None:
        self.told.says(event=self.event() if self.time else None, takes_event_out=not self.time)

    def sweep(self) -> None:
        for batch in list(claim_batches(now=self.now)):
            for program_id, notice_id in batch:
                try:
                    deliver(program_id=program_id, notice_id=notice_id, now=self.now)
                except Killed:
                    self.unsure += 1

    def let_pass(self, *, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.sweep()

    def send(self, message: EmailMessage) -> None:
        """The mail server and everything around it."""
        calendar, event = parsed(attached(message))
        got = str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), event["DTSTART"].dt
        # Nothing is begun that is no longer the truth.
        assert got[0] == ("REQUEST" if self.time else "CANCEL")
        assert got[0] == "CANCEL" or got[3] == self.event().starts_at
        assert got[0] == "REQUEST" or got[1] in self.may_have_got, "a CANCEL of what was never sent"
        fault, meanwhile = self.sendings.pop(0) if self.sendings else ("ok", [])
        for time in meanwhile:
            self.change(time)
            self.now += timedelta(seconds=11)
            self.sweep()
        self.fail_or_receive(fault, got)

    def fail_or_receive(self, fault: str, got: tuple[str, str, int, datetime]) -> None:
        if fault == "refused":
            raise mail.NotSentError from ConnectionRefusedError()
        self.may_have_got.add(got[1])
        if fault == "killed before":
            raise Killed
        if fault == "lost":
            raise TimeoutError
        self.received.append(got)
        if fault == "killed after":
            raise Killed
        if fault == "answer lost":
            self.unsure += 1
            raise TimeoutError


@pytest.fixture
def run(
    program: Program, person: Person, told: Told, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[list[Any], list[tuple[str, list[int]]]], World]:
    settings.MAIL_LEAVES = True

    def play(steps: list[Any], sendings: list[tuple[str, list[int]]]) -> World:
        world = World(program, person, told, sendings)
        monkeypatch.setattr(mail, "send", world.send)
        world.tell_truth()
        for step in steps:
            if isinstance(step, int):
                world.change(step)
            else:
                world.let_pass(minutes=10 if step == "wait" else 1)
        while Notice.objects.filter(subject_id=world.subject, state__in=UNSENT).exists():
            world.let_pass(minutes=60)
        return world

    return play


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, sendings=sendings)
def test_replaying_by_sequence_gives_the_truth(
    run: Callable[..., World], program: Program, steps: list[Any], sendings: list[tuple[str, list[int]]]
) -> None:
    with tenancy.inside(program=program):
        world = run(steps, sendings)
        notices = Notice.objects.filter(subject_id=world.subject)
        sent = notices.exclude(sent_at=None).count()
    last = max(world.received, key=lambda got: got[2], default=None)
    if world.time:
        assert last is not None
        assert (last[0], last[3]) == ("REQUEST", world.event().starts_at)
    else:
        assert last is None or last[0] == "CANCEL"
    # In order, and at most once more for each kill or lost answer.
    assert [got[2] for got in world.received] == sorted(got[2] for got in world.received)
    assert len(world.received) <= sent + world.unsure
    assert len({got[1] for got in world.received}) <= 1
