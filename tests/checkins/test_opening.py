"""A large round opens in the background, in steps that a page can show; and what a director learns before and after."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from checkins.actions import opening
from checkins.actions.cadence import open_by_itself
from checkins.actions.opening import Attestation, ask_to_open, open_asked
from checkins.actions.placement import forecast_of
from checkins.actions.rounds import eligible
from checkins.actions.slots import withdraw_slot
from checkins.helping import helping
from checkins.models import Listener, Offer, Round, Seat, Slot, Withdrawn
from checkins.placing import Change, Placement, Problem, Remedy, forecasting, place
from checkins.reliability import of_listeners
from checkins.tasks import open_round as open_round_task
from notices.models import Notice
from notices.registry import jobs
from programs.errors import RefusedError
from programs.models import Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_supervision
from tests.world import make_offer, make_round, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


@pytest.fixture
def draft(program: Program, mentor: Person, monkeypatch: pytest.MonkeyPatch) -> Round:
    """Three trainees, which counts as many here, and four times."""
    monkeypatch.setattr(opening, "LARGE", 2)
    made = make_round(program, state=Round.State.DRAFT, safety_number="", safety_attested_at=None, opened_at=None)
    for number in range(3):
        make_member(program, name=f"Trainee {number}")
    for days in (5, 6, 7, 8):
        make_slot(made, mentor, days=days)
    return made


def _ask(draft: Round, director: Person) -> None:
    ask_to_open(round_=draft, attested=Attestation("555-0100", director, NOW), by=director, now=NOW)


def _open(draft: Round) -> bool:
    return open_asked(program_id=draft.program_id, round_id=draft.pk, now=NOW)


class TestInTheBackground:
    def test_a_director_asks_and_the_page_says_how_far_it_is(
        self, draft: Round, director: Person, client: TenantClient
    ) -> None:
        form = {"safety_number": "555 123 4567", "called": "on"}
        address = reverse("checkins:open_round", args=[draft.pk])
        page = client.acting(director).post(address, form, follow=True).content.decode()
        assert "is being opened" in page
        assert "A worker begins within a minute." in page
        assert 'hx-trigger="every 3s"' in page
        assert not Offer.objects.exists()
        Round.objects.filter(pk=draft.pk).update(opening_step=opening.PLACING)
        page = client.get(reverse("checkins:round", args=[draft.pk])).content.decode()
        assert "Working out the best time for everybody." in page
        assert 'value="2" max="4"' in page

    def test_a_worker_opens_it_once(self, draft: Round, director: Person) -> None:
        _ask(draft, director)
        assert _open(draft)
        assert not _open(draft)
        draft.refresh_from_db()
        assert (draft.state, draft.opening_asked_at) == (Round.State.OPEN, None)
        assert set(Offer.objects.values_list("state", flat=True)) == {Offer.State.HELD}
        assert Notice.objects.filter(kind="checkins.invitation").count() == 3

    def test_the_task_does_it(self, draft: Round, director: Person) -> None:
        _ask(draft, director)
        # By the database's clock, which is a real one.
        Round.objects.update(opening_asked_at=NOW - timedelta(days=365))
        open_round_task(str(draft.program_id), str(draft.pk))
        draft.refresh_from_db()
        assert draft.state == Round.State.OPEN

    def test_a_time_given_back_meanwhile_is_worked_out_anew(
        self, draft: Round, director: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _ask(draft, director)
        calls: list[int] = []

        def slow(problem: Problem) -> Placement:
            found = place(problem)
            if not calls:
                withdraw_slot(slot=Slot.objects.get(pk=found.assignments[0].slot_id), now=NOW)
            calls.append(1)
            return found

        monkeypatch.setattr(opening, "place", slow)
        assert _open(draft)
        assert len(calls) == 2
        seats = Seat.objects.filter(offer__isnull=False).select_related("slot")
        assert len(seats) == 3
        assert {seat.slot.withdrawn_at for seat in seats} == {None}

    def test_of_two_workers_one_does_it_and_a_dead_one_is_replaced(self, draft: Round, director: Person) -> None:
        _ask(draft, director)
        assert opening._claim(draft.program_id, draft.pk, NOW)
        assert not _open(draft)
        later = NOW + opening.LEASE
        assert open_asked(program_id=draft.program_id, round_id=draft.pk, now=later)

    def test_asked_twice_or_on_an_old_word(self, draft: Round, director: Person) -> None:
        attested = Attestation("555-0100", director, NOW - timedelta(days=101))
        with pytest.raises(RefusedError, match="call it once more"):
            ask_to_open(round_=draft, attested=attested, by=director, now=NOW)
        _ask(draft, director)
        with pytest.raises(RefusedError, match="being opened already"):
            _ask(draft, director)

    def test_what_cannot_be_opened_is_a_draft_again(self, draft: Round, director: Person) -> None:
        _ask(draft, director)
        draft.program.memberships.filter(role=Role.TRAINEE).delete()
        assert not _open(draft)
        draft.refresh_from_db()
        assert (draft.state, draft.opening_asked_at) == (Round.State.DRAFT, None)

    def test_one_that_opens_by_itself_is_left_to_a_worker_too(self, draft: Round, director: Person) -> None:
        Round.objects.filter(pk=draft.pk).update(safety_number="555-0100", safety_attested_at=NOW)
        draft.program.rounds_open_themselves = True
        assert open_by_itself(round_=draft, now=NOW)
        draft.refresh_from_db()
        assert (draft.state, draft.opening_asked_at) == (Round.State.DRAFT, NOW)
        assert "checkins.openings" in {job.name for job in jobs()}


class TestForecast:
    def test_it_says_which_one_change_would_help(self, draft: Round, mentor: Person, client: TenantClient) -> None:
        Slot.objects.filter(pk__in=Slot.objects.order_by("starts_at").values("pk")[1:]).delete()
        found = forecast_of(draft, eligible(draft), NOW)
        assert found.unplaced == 2
        assert [(change.remedy, count) for change, count in found.changes] == [(Remedy.ONE_MORE_TIME, 2)]
        page = client.acting(make_member(draft.program, Role.DIRECTOR)).get(reverse("checkins:round", args=[draft.pk]))
        assert "One more time of Nadia Karimi on" in page.content.decode()

    def test_nobody_but_a_supervisor(self, draft: Round, mentor: Person) -> None:
        for trainee in eligible(draft):
            make_supervision(draft.program, trainee, mentor, ends_on=TODAY + timedelta(days=200))
        found = forecast_of(draft, eligible(draft), NOW)
        assert found.changes == ((Change(Remedy.ANOTHER_LISTENER), 3),)

    def test_a_large_one_is_estimated_and_says_so(self, draft: Round, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(forecasting, "WORKED_OUT_AT_ONCE", 1)
        found = forecast_of(draft, eligible(draft), NOW)
        assert (found.trainees, found.seats, found.unplaced, found.exact) == (3, 4, 0, False)
        assert sum(week.needed_minutes for week in found.weeks) == 60

    @pytest.mark.parametrize("remedy", list(Remedy))
    def test_each_change_is_a_sentence(self, mentor: Person, remedy: Remedy) -> None:
        said = helping(Change(remedy, mentor.pk, date(2026, 12, 8)), 2, {mentor.pk: mentor})
        assert said.endswith("would help 2 trainees, one after the other.")


def test_reliability_is_of_times_alone(program: Program, mentor: Person) -> None:
    round_ = make_round(program)
    held, back, shortly, *rest = (make_slot(round_, mentor, days=days) for days in (5, 6, 7, 8, 9))
    make_offer(round_, make_member(program), slot=held, state=Offer.State.ACCEPTED)
    for slot, why, at in (
        (back, Withdrawn.GIVEN_BACK, NOW),
        (shortly, Withdrawn.AWAY, shortly.starts_at - timedelta(hours=47)),
        (rest[0], Withdrawn.DAY, NOW),
        (rest[1], Withdrawn.SPLIT, NOW),
    ):
        Slot.objects.filter(pk=slot.pk).update(withdrawn_at=at, withdrawn_why=why)
    make_slot(round_, mentor, days=9, part_of=rest[1])
    (line,) = of_listeners(program, NOW)
    assert (line.name, line.offered, line.given_back, line.shortly) == (mentor.name, 5, 2, 1)
    assert Listener.objects.count() == 1
