"""The faults of privacy.md 6 with real PostgreSQL, Redis, mail server and Celery processes, killed where it hurts.

Time is not waited for: a lease is ended by writing its end into the row.
"""

import os
import random
import signal
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count

from notices import actions
from notices.actions.sweeping import claim_batches
from notices.clock import database_now
from notices.models import CalendarEntry, JobMark, Notice
from notices.querysets import UNSENT
from programs import tenancy
from programs.models import Person, Program
from tests.factories import make_member, make_program
from tests.notices.machines import MailServer, Redis, Worker, die, until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
State = Notice.State
KILLS = 6
START = datetime(2030, 1, 7, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    server = Redis(Path(tmp_path_factory.mktemp("redis")))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def one_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture
def server(one_server: MailServer) -> MailServer:
    one_server.forget()
    return one_server


@pytest.fixture(scope="module")
def worker(django_db_setup: None, redis: Redis, one_server: MailServer) -> Iterator[Worker]:
    """Eight processes that take what is due."""
    with Worker(redis, one_server, pool="--concurrency=8") as running:
        yield running


@pytest.fixture(autouse=True)
def _at_rest(transactional_db: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave no sweep under way: it would claim the next test's messages, or meet the emptying of the tables."""
    yield
    if "worker" in request.fixturenames:
        redis: Redis = request.getfixturevalue("redis")
        until(redis.at_rest, "the workers to have nothing left to do")


@pytest.fixture
def program() -> Program:
    return make_program()


@pytest.fixture
def person(program: Program) -> Person:
    return make_member(program)


def post(program: Program, person: Person, kind: str = "test.note", **fields: Any) -> Notice:
    with tenancy.inside(program=program):
        words: dict[str, Any] = {"subject_id": uuid.uuid4(), "occasion": "1", "due_at": database_now(), **fields}
        return actions.post(program=program, kind=kind, recipient=person, **words)


def states(program: Program) -> dict[str, int]:
    with tenancy.inside(program=program):
        return dict(Notice.objects.order_by().values_list("state").annotate(many=Count("pk")))


def all_sent(program: Program, many: int) -> bool:
    return states(program) == {State.SENT: many}


def end_leases(program: Program) -> None:
    """As if the time of every lease had passed."""
    with tenancy.inside(program=program):
        Notice.objects.filter(lease_until__isnull=False).update(lease_until=database_now())
        CalendarEntry.objects.filter(busy_until__isnull=False).update(busy_until=database_now())


def test_f1_killed_before_the_commit_nothing_is_sent(
    program: Program, person: Person, redis: Redis, server: MailServer, worker: Worker
) -> None:
    die("before_commit", str(program.pk), str(person.pk))
    marker = post(program, person)
    redis.ask("sweep")
    until(lambda: all_sent(program, 1), "the other message")
    assert set(server.ids()) == {marker.message_id}


def test_f2_killed_after_the_commit_it_is_sent_within_two_sweeps(
    program: Program, person: Person, redis: Redis, server: MailServer, worker: Worker
) -> None:
    die("after_commit", str(program.pk), str(person.pk))
    assert states(program) == {State.DUE: 1}
    redis.ask("sweep")
    redis.ask("sweep")
    until(lambda: all_sent(program, 1), "the message")
    assert list(server.ids().values()) == [1]


def test_f3_killed_after_the_claim_it_is_sent_once_after_the_lease(
    program: Program, person: Person, redis: Redis, server: MailServer, worker: Worker
) -> None:
    notice = post(program, person)
    with Worker(redis, server, pool="--pool=solo", queue="dying", fault="after_claim") as dying:
        redis.ask("sweep", queue="dying")
        until(dying.died, "the kill")
    assert states(program) == {State.CLAIMED: 1}
    other = post(program, person)
    redis.ask("sweep")
    until(lambda: states(program) == {State.CLAIMED: 1, State.SENT: 1}, "the other message")
    assert set(server.ids()) == {other.message_id}
    end_leases(program)
    redis.ask("sweep")
    until(lambda: all_sent(program, 2), "the message after its lease")
    assert server.ids() == {notice.message_id: 1, other.message_id: 1}


def test_f4_killed_after_the_server_took_it_the_second_is_the_same(
    program: Program, person: Person, redis: Redis, server: MailServer, worker: Worker
) -> None:
    notice = post(program, person, kind="test.talk")
    with tenancy.inside(program=program):
        JobMark.objects.create(program=program, name=str(notice.subject_id), ran_at=START)
    assert [claim for batch in claim_batches(now=database_now()) for claim in batch] == [(program.pk, notice.pk)]
    with Worker(redis, server, pool="--pool=solo", queue="dying", fault="after_250") as dying:
        redis.ask("deliver", str(program.pk), str(notice.pk), queue="dying")
        until(dying.died, "the kill")
    assert states(program) == {State.SENDING: 1}
    end_leases(program)
    redis.ask("sweep")
    until(lambda: all_sent(program, 1), "the second sending")
    assert server.ids() == {notice.message_id: 2}
    first, second = server.told()
    assert first == second
    assert first[1:] == ("REQUEST", 0, START)


def test_f5_refusals_stop_no_other_message(
    program: Program, person: Person, redis: Redis, server: MailServer, worker: Worker
) -> None:
    gone, full, fine = (make_member(program, name=name) for name in ("Gone Person", "Full Person", "Fine Person"))
    server.answers = {gone.email: "550 no such user", full.email: "451 try later"}
    for recipient in (gone, full, fine, gone, fine):
        post(program, recipient)
    poisoned = post(program, person, kind="test.unknown")
    redis.ask("sweep")
    until(lambda: states(program) == {State.DUE: 4, State.SENT: 2}, "two sent, four waiting")
    with tenancy.inside(program=program):
        poisoned.refresh_from_db()
        waiting = Notice.objects.filter(state=State.DUE).values_list("last_error", "attempts")
        assert sorted(waiting) == [("SMTPRecipientsRefused", 1)] * 3 + [("UnknownKindError", 1)]
        assert min(Notice.objects.filter(state=State.DUE).values_list("due_at", flat=True)) > database_now()


def test_f6_f8_eight_workers_and_two_beats_send_a_thousand_once(
    program: Program, person: Person, redis: Redis, server: MailServer, worker: Worker
) -> None:
    with tenancy.inside(program=program):
        now = database_now()
        new = [actions.NewNotice("test.note", uuid.uuid4(), person.pk, "1", now) for _ in range(1000)]
        actions.post_all(program=program, notices=new)
    redis.ask("sweep")
    redis.ask("sweep")
    until(lambda: all_sent(program, 1000), "a thousand messages", every=0.5)
    ids = server.ids()
    assert (len(ids), sum(ids.values())) == (1000, 1000)


def test_f12_an_emptied_queue_loses_nothing(
    program: Program, person: Person, redis: Redis, server: MailServer, worker: Worker
) -> None:
    notices = [post(program, person) for _ in range(20)]
    for batch in claim_batches(now=database_now()):
        for program_id, notice_id in batch:
            redis.ask("deliver", str(program_id), str(notice_id), queue="nobody")
    redis.empty()
    end_leases(program)
    until(lambda: _swept(redis, program, 20), "every message", every=0.5)
    assert server.ids() == dict.fromkeys((notice.message_id for notice in notices), 1)


def _swept(redis: Redis, program: Program, many: int) -> bool:
    redis.ask("sweep")
    return all_sent(program, many)


def test_f13_killed_at_random_every_message_goes_and_few_twice(
    program: Program, person: Person, redis: Redis, server: MailServer, worker: Worker
) -> None:
    server.delay = 0.05
    for _ in range(120):
        post(program, person)
    dice = random.Random(13)
    redis.ask("sweep")
    for kill in range(KILLS):
        until(lambda kill=kill: sum(server.ids().values()) >= 10 * kill, "some more")  # type: ignore[misc]  # a default
        os.kill(dice.choice(worker.children()), signal.SIGKILL)
    until(lambda: _still(server), "the survivors")
    end_leases(program)
    until(lambda: _swept(redis, program, 120), "every message", every=0.5)
    ids = server.ids()
    assert len(ids) == 120
    assert sum(ids.values()) <= 120 + KILLS


def _still(server: MailServer) -> bool:
    """Nothing has arrived for a second: what is left belongs to the dead."""
    before = len(server.got)
    time.sleep(1)
    return len(server.got) == before


class TestF7:
    """Talks are moved and called off while their invitations are with the mail server."""

    def change(self, program: Program, person: Person, subject: uuid.UUID, turn: int, hour: int) -> None:
        """What an app's action does, in one transaction: truth, what is unsent, what is to be said. Hour 0 is off."""
        with tenancy.inside(program=program):
            own = JobMark.objects.filter(program=program, name=str(subject))
            own.delete()
            if hour:
                JobMark.objects.create(program=program, name=str(subject), ran_at=START + timedelta(hours=hour))
            actions.cancel(program=program, subject_id=subject, now=database_now())
            actions.post(
                program=program,
                kind="test.talk",
                subject_id=subject,
                recipient=person,
                occasion=str(turn),
                due_at=database_now(),
            )

    def live(self, program: Program, person: Person, redis: Redis, seed: int) -> tuple[uuid.UUID, int]:
        """One talk's life: booked, moved, called off, in haste. What is true in the end."""
        dice, subject, hour = random.Random(seed), uuid.uuid4(), 0
        try:
            for turn in range(dice.randint(1, 5)):
                hour = dice.choice([h for h in range(4) if h != hour])
                self.change(program, person, subject, turn, hour)
                redis.ask("hand_out")
                until(lambda: dice.random() < 0.2, "a moment")
        finally:
            connection.close()
        return subject, hour

    def test_replayed_by_sequence_calendars_show_the_truth(
        self, program: Program, person: Person, redis: Redis, server: MailServer, worker: Worker
    ) -> None:
        server.delay = 0.1
        with ThreadPoolExecutor(6) as threads:
            lives = dict(threads.map(lambda seed: self.live(program, person, redis, seed), range(40)))
        server.delay = 0.0
        until(lambda: self.settled(redis, program), "the last message", every=1)
        with tenancy.inside(program=program):
            uids = dict(CalendarEntry.objects.values_list("subject_id", "uid"))
        told = server.told()
        for subject, hour in lives.items():
            own = [(sequence, method, start) for uid, method, sequence, start in told if uid == uids.get(subject)]
            assert own == sorted(own, key=lambda one: one[0])
            if hour:
                assert own[-1][1:] == ("REQUEST", START + timedelta(hours=hour))
            else:
                assert not own or own[-1][1] == "CANCEL"
            # A CANCEL comes after a REQUEST, never first.
            assert not own or own[0][1] == "REQUEST"
        assert max(server.ids().values()) == 1

    def settled(self, redis: Redis, program: Program) -> bool:
        redis.ask("hand_out")
        with tenancy.inside(program=program):
            return not Notice.objects.filter(state__in=UNSENT).exists()
