"""The sweep: who gets what, when, and what two of them leave to each other."""

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections

from notices import clock, registry, rules, watch
from notices.actions import sweeping
from notices.actions.sweeping import claim_batches, run_inline, run_jobs
from notices.models import InboxItem, JobMark, Notice, SweepMark
from programs import tenancy
from programs.models import Person, Program
from tests.factories import NOW, make_member, make_program
from tests.notices.kinds import Told, post

State = Notice.State


def claimed(now: datetime = NOW) -> set[object]:
    return {notice for batch in claim_batches(now=now) for _, notice in batch}


def test_it_claims_what_is_due_in_every_program(program: Program, person: Person) -> None:
    mine = post(program, person)
    post(program, person, due_at=NOW + timedelta(seconds=1))
    other = make_program()
    with tenancy.inside(program=other):
        theirs = post(other, make_member(other))
    tenancy.enter()
    assert claimed() == {mine.pk, theirs.pk}
    # Claimed is claimed: the next sweep finds nothing.
    assert claimed() == set()


def test_a_dead_workers_claim_is_free_when_its_lease_has_run_out(program: Program, person: Person) -> None:
    notice = post(program, person)
    claimed()
    assert claimed(NOW + rules.LEASE - timedelta(seconds=1)) == set()
    assert claimed(NOW + rules.LEASE) == {notice.pk}


@pytest.mark.parametrize("state", ["sent", "cancelled", "dropped", "failed"])
def test_what_is_finished_stays_finished(program: Program, person: Person, state: str) -> None:
    notice = post(program, person)
    Notice.objects.filter(pk=notice.pk).update(state=state)
    assert claimed(NOW + timedelta(days=1)) == set()


def test_many_go_in_small_batches(program: Program, person: Person) -> None:
    for n in range(sweeping.BATCH + 5):
        post(program, person, occasion=str(n))
    assert [len(batch) for batch in claim_batches(now=NOW)] == [sweeping.BATCH, 5]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_is_left_to_them() -> None:
    """F8: the other sweep has the row locked and not yet claimed."""
    program = make_program()
    with tenancy.inside(program=program):
        person = make_member(program)
        held, free = post(program, person, occasion="held"), post(program, person, occasion="free")
    with connection.cursor() as cursor:
        # Waiting for the other sweep would be wrong, and would never end here.
        cursor.execute("SET lock_timeout = '5s'")
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT set_config('hearten.program', %s, true)", [str(program.pk)])
            cursor.execute("SELECT id FROM notices_notice WHERE id = %s FOR UPDATE", [held.pk])
        assert claimed() == {free.pk}
    finally:
        other.rollback()
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    assert claimed() == {held.pk}


def test_one_sweep_by_hand(program: Program, person: Person, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.management.commands.sweep.database_now", lambda: NOW)
    post(program, person)
    post(program, person, kind="test.unknown")
    post(program, person, drop_after=NOW - timedelta(hours=1))
    gone = post(program, person, occasion="gone")
    Notice.objects.filter(pk=gone.pk).update(state=State.FAILED, attempts=10, last_error="TimeoutError")
    out = StringIO()
    call_command("sweep", "--json", stdout=out)
    done = json.loads(out.getvalue())
    assert {name: done[name] for name in ("sent", "dropped", "postponed", "failed", "retried")} == {
        "sent": 1,
        "dropped": 1,
        "postponed": 1,
        "failed": 0,
        "retried": 0,
    }
    assert done["given_up"] == [{"id": str(gone.pk), "attempts": 10, "error": "TimeoutError"}]
    assert InboxItem.objects.count() == 1
    out = StringIO()
    call_command("sweep", "--retry-failed", stdout=out)
    assert "sent: 1" in out.getvalue()
    assert "retried: 1" in out.getvalue()


def test_the_operator_sees_how_the_outbox_is(program: Program, person: Person) -> None:
    post(program, person, due_at=NOW - timedelta(minutes=7))
    post(program, person, due_at=NOW + timedelta(days=7))
    failed = post(program, person, occasion="failed")
    Notice.objects.filter(pk=failed.pk).update(state=State.FAILED)
    tenancy.enter()
    seen = watch.outbox(NOW)
    assert (seen.waiting, seen.oldest, seen.failed, seen.last_sweep) == (1, NOW - timedelta(minutes=7), 1, None)
    run_inline(now=NOW)
    assert watch.outbox(NOW).last_sweep == NOW
    assert SweepMark.objects.count() == 1


def test_there_is_one_clock_the_databases(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        assert abs(clock.database_now() - cursor.fetchone()[0]) < timedelta(seconds=5)


class TestJobs:
    """Periodic work of apps above, once a program and period."""

    @pytest.fixture
    def ran(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Program, int]]:
        """What a job "test.count" saw: the program, and how many people its tenant shows."""
        seen: list[tuple[Program, int]] = []
        monkeypatch.setattr(registry, "_jobs", {})
        registry.register_job(
            "test.count",
            every=timedelta(hours=1),
            run=lambda program, _now: seen.append((program, program.memberships.count())),
        )
        return seen

    def test_it_runs_in_every_program_inside_its_tenant(
        self, program: Program, person: Person, ran: list[tuple[Program, int]]
    ) -> None:
        other = make_program()
        tenancy.enter()
        assert run_jobs(now=NOW) == 2
        assert sorted(ran, key=lambda seen: seen[1]) == [(other, 0), (program, 1)]

    def test_it_runs_again_after_its_period_and_not_before(
        self, program: Program, ran: list[tuple[Program, int]]
    ) -> None:
        for minutes in (0, 1, 59, 60, 61, 120):
            run_jobs(now=NOW + timedelta(minutes=minutes))
        assert len(ran) == 3

    def test_one_that_fails_stops_no_other_and_runs_again(
        self, program: Program, ran: list[tuple[Program, int]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_program: Program, _now: datetime) -> None:
            raise ValueError("Mei Yilmaz declined")

        broken = registry.Job("test.broken", timedelta(hours=1), fail)
        monkeypatch.setattr(registry, "_jobs", {"test.broken": broken, **registry._jobs})
        assert run_jobs(now=NOW) == 1
        with tenancy.inside(program=program):
            assert list(JobMark.objects.values_list("name", flat=True)) == ["test.count"]

    def test_what_a_job_did_is_undone_with_its_mark(
        self, program: Program, person: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def half(inner: Program, _now: datetime) -> None:
            post(inner, person)
            raise InterruptedError

        monkeypatch.setattr(registry, "_jobs", {"test.half": registry.Job("test.half", timedelta(hours=1), half)})
        run_jobs(now=NOW)
        assert not Notice.objects.exists()
        assert not JobMark.objects.exists()

    def test_a_name_is_taken_once(self, ran: list[tuple[Program, int]]) -> None:
        with pytest.raises(ValueError, match=r"test\.count"):
            registry.register_job("test.count", every=timedelta(hours=1), run=lambda _program, _now: None)


def test_finished_messages_go_after_ninety_days(program: Program, person: Person, told: Told) -> None:
    old = post(program, person, occasion="old", due_at=NOW - timedelta(days=91))
    run_inline(now=NOW - timedelta(days=91))
    waiting = post(program, person, occasion="waiting", due_at=NOW - timedelta(days=91))
    young = post(program, person, occasion="young", due_at=NOW - timedelta(days=89))
    sweeping.purge(program, NOW)
    assert set(Notice.objects.all()) == {waiting, young}
    assert not InboxItem.objects.filter(notice_id=old.pk).exists()
