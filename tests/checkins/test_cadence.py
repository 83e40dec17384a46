"""A program's year without anybody remembering it: drafted, reminded of, opened, closed; newcomers in their month."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from checkins.actions.cadence import attestation_for, keep_cadence, open_by_itself
from checkins.actions.offers import decline
from checkins.actions.rounds import eligible
from checkins.models import Listener, Offer, Round, RoundTally, Seat
from checkins.planning import attestation_holds, passed, welcome
from checkins.telling import Kind
from notices.models import Notice
from notices.registry import jobs
from programs.models import AccessEvent, Membership, Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member
from tests.world import make_round, make_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def last(program: Program, mentor: Person, director: Person) -> Round:
    """The fall round, over and closed; the next begins on January 4."""
    made = make_round(
        program, name="Fall 2026", state=Round.State.CLOSED, minutes=25, starts_on=date(2026, 10, 5),
        ends_on=date(2026, 11, 13), safety_attested_at=NOW - timedelta(days=55),
    )  # fmt: skip
    Listener.objects.create(program=program, round=made, person=mentor, max_per_day=2, max_per_round=6)
    return made


def _told(kind: Kind) -> list[Person]:
    return [notice.recipient for notice in Notice.objects.filter(kind=kind).select_related("recipient")]


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


DRAFTED = date(2026, 11, 23)


class TestDrafting:
    def test_the_next_round_is_like_the_last_one(
        self, program: Program, last: Round, mentor: Person, director: Person
    ) -> None:
        keep_cadence(program, _at(DRAFTED))
        made = Round.objects.get(state=Round.State.DRAFT)
        assert (made.name, made.starts_on, made.ends_on) == ("Winter 2027", date(2027, 1, 4), date(2027, 2, 12))
        assert (made.minutes, made.participation, made.formats) == (25, last.participation, last.formats)
        listener = made.listeners.get()
        assert (listener.person, listener.max_per_day, listener.max_per_round) == (mentor, 2, 6)
        assert _told(Kind.ROUND_DRAFTED) == [director]
        assert _told(Kind.OFFER_TIMES) == [mentor]

    def test_not_too_early_and_only_once(self, program: Program, last: Round) -> None:
        keep_cadence(program, _at(DRAFTED - timedelta(days=1)))
        assert not Round.objects.filter(state=Round.State.DRAFT).exists()
        for days in range(4):
            keep_cadence(program, _at(DRAFTED + timedelta(days=days)))
        assert Round.objects.filter(state=Round.State.DRAFT).count() == 1

    def test_whoever_listens_no_more_is_left_out(self, program: Program, last: Round, mentor: Person) -> None:
        Membership.objects.filter(person=mentor).update(ends_on=date(2026, 12, 31))
        keep_cadence(program, _at(DRAFTED))
        assert not Listener.objects.filter(round__state=Round.State.DRAFT).exists()

    def test_a_program_without_a_round_is_left_to_its_director(self, program: Program) -> None:
        keep_cadence(program, NOW)
        assert not Round.objects.exists()


class TestReminding:
    def test_listeners_without_times_and_directors_are_reminded_in_turn(
        self, program: Program, last: Round, mentor: Person, director: Person
    ) -> None:
        keep_cadence(program, _at(DRAFTED))
        for days in (20, 20, 13, 11, 6, 0):
            keep_cadence(program, _at(date(2027, 1, 4) - timedelta(days=days)))
        asked = Notice.objects.filter(kind=Kind.OFFER_TIMES).values_list("occasion", flat=True)
        assert set(asked) == {"first", "first-21", "first-12"}
        reminded = Notice.objects.filter(kind=Kind.ROUND_WAITS, recipient=director)
        assert Counter(reminded.values_list("occasion", flat=True)) == {"14": 1, "7": 1, "1": 1}

    def test_somebody_who_offered_times_is_left_in_peace(self, program: Program, last: Round, mentor: Person) -> None:
        keep_cadence(program, _at(DRAFTED))
        make_slot(Round.objects.get(state=Round.State.DRAFT), mentor, days=50)
        keep_cadence(program, _at(date(2026, 12, 20)))
        assert set(Notice.objects.filter(kind=Kind.OFFER_TIMES).values_list("occasion", flat=True)) == {"first"}


@pytest.fixture
def ready(program: Program, last: Round, mentor: Person) -> Round:
    """Drafted, with a time offered, in a program whose rounds open by themselves; a trainee waits."""
    make_member(program)
    Program.objects.filter(pk=program.pk).update(rounds_open_themselves=True)
    keep_cadence(program, _at(DRAFTED))
    made = Round.objects.select_related("program").get(state=Round.State.DRAFT)
    make_slot(made, mentor, starts_at=datetime(2027, 1, 6, 18, tzinfo=UTC))
    return made


OPENS = date(2026, 12, 25)


class TestOpening:
    def test_it_opens_by_itself_on_a_word_that_holds(self, ready: Round, last: Round, director: Person) -> None:
        assert open_by_itself(round_=ready, now=_at(OPENS))
        ready.refresh_from_db()
        # Carried over with its own date: the number is not taken for called today.
        assert (ready.state, ready.safety_attested_at) == (Round.State.OPEN, last.safety_attested_at)
        assert Offer.objects.get(round=ready).state == Offer.State.HELD
        assert _told(Kind.ROUND_OPENED) == [director]
        assert AccessEvent.objects.get(action="opened a round").actor is None

    @pytest.mark.parametrize("why", ["too early", "switched off", "no times", "no trainees", "word too old"])
    def test_not_unless_everything_holds(self, ready: Round, last: Round, why: str) -> None:
        now = _at(OPENS - timedelta(days=1)) if why == "too early" else _at(OPENS)
        if why == "switched off":
            ready.program.rounds_open_themselves = False
        if why == "no times":
            ready.slots.all().delete()
        if why == "no trainees":
            Membership.objects.filter(role=Role.TRAINEE).delete()
        if why == "word too old":
            Round.objects.filter(pk=last.pk).update(safety_attested_at=_at(OPENS) - timedelta(days=101))
        assert not open_by_itself(round_=ready, now=now)
        assert Round.objects.get(pk=ready.pk).state == Round.State.DRAFT
        assert not Offer.objects.exists()

    def test_a_director_opens_with_one_click(self, ready: Round, director: Person, client: TenantClient) -> None:
        page = client.acting(director).get(reverse("checkins:round", args=[ready.pk])).content.decode()
        assert "Open with this number" in page
        client.post(reverse("checkins:open_at_once", args=[ready.pk]))
        assert Round.objects.get(pk=ready.pk).state == Round.State.OPEN

    def test_not_with_one_click_when_the_word_is_old(
        self, ready: Round, last: Round, director: Person, client: TenantClient
    ) -> None:
        Round.objects.filter(pk=last.pk).update(safety_attested_at=NOW - timedelta(days=200))
        client.acting(director)
        assert "Open with this number" not in client.get(reverse("checkins:round", args=[ready.pk])).content.decode()
        page = client.post(reverse("checkins:open_at_once", args=[ready.pk]), follow=True).content.decode()
        assert "Please call it once more." in page
        assert Round.objects.get(pk=ready.pk).state == Round.State.DRAFT

    def test_the_switch_is_the_directors(
        self, program: Program, director: Person, coordinator: Person, client: TenantClient
    ) -> None:
        address = reverse("checkins:rounds_by_themselves")
        assert client.acting(coordinator).post(address, {"on": "yes"}).status_code == 404
        client.acting(director).post(address, {"on": "yes"})
        program.refresh_from_db()
        assert program.rounds_open_themselves
        client.post(address, {"on": "no"})
        program.refresh_from_db()
        assert not program.rounds_open_themselves


class TestNewcomers:
    def test_in_a_round_that_is_open_they_get_an_offer_by_themselves(self, program: Program, mentor: Person) -> None:
        round_ = make_round(program)
        for days in (4, 20):
            make_slot(round_, mentor, days=days)
        new = make_member(program, starts_on=TODAY)
        keep_cadence(program, NOW)
        seat = Seat.objects.get(trainee=new)
        assert seat.starts_at == NOW + timedelta(days=4)
        assert list(Notice.objects.filter(recipient=new, due_at__lte=NOW).values_list("kind", flat=True)) == [
            Kind.INVITATION
        ]

    def test_the_first_month_weighs_more_than_evenness(self, program: Program, mentor: Person) -> None:
        """One who has just begun gets the early time, and one who is here for long the late one."""
        round_ = make_round(program, ends_on=TODAY + timedelta(days=60))
        early, late = make_slot(round_, mentor, days=10), make_slot(round_, mentor, days=50)
        old = [make_member(program, name=f"Old {n}") for n in range(1)]
        new = make_member(program, starts_on=TODAY)
        keep_cadence(program, NOW)
        assert Seat.objects.get(slot=early).trainee == new
        assert Seat.objects.get(slot=late).trainee == old[0]

    def test_without_a_round_in_their_month_one_is_drafted_for_them_alone(self, program: Program, last: Round) -> None:
        make_member(program, name="Old Hand")
        new = make_member(program, starts_on=TODAY - timedelta(days=2))
        # The winter round begins after their month.
        keep_cadence(program, NOW)
        keep_cadence(program, NOW + timedelta(days=1))
        made = Round.objects.get(newcomers=True)
        assert (made.name, made.starts_on) == ("Welcome, November 2026", date(2026, 11, 30))
        assert eligible(made) == [new]
        assert made.participation == Program.Participation.OPT_OUT

    def test_not_where_a_round_reaches_into_their_month(self, program: Program, last: Round) -> None:
        make_round(program)
        make_member(program, starts_on=TODAY)
        keep_cadence(program, NOW)
        assert not Round.objects.filter(newcomers=True).exists()


def test_a_year_of_quarters_runs_by_itself(program: Program, mentor: Person, director: Person) -> None:
    """From November to November, a look every third day: four rounds, opened and closed, whatever anybody forgot."""
    now = NOW
    trainees = [make_member(program, name=f"Trainee {n}") for n in range(3)]
    first = make_round(program, name="Fall 2026", starts_on=date(2026, 10, 5), ends_on=date(2026, 11, 13))
    Listener.objects.create(program=program, round=first, person=mentor)
    Program.objects.filter(pk=program.pk).update(rounds_open_themselves=True)
    offered: set[Round] = set()
    while now < NOW + timedelta(days=365):
        keep_cadence(Program.objects.get(pk=program.pk), now)
        # The director calls the number once a quarter, which is all she is asked for.
        waits = Notice.objects.filter(kind=Kind.ROUND_WAITS, due_at=now)
        Round.objects.filter(pk__in=waits.values("subject_id")).update(
            safety_number="555-0100", safety_attested_by=director, safety_attested_at=now
        )
        for draft in set(Round.objects.filter(state=Round.State.DRAFT)) - offered:
            offered.add(draft)
            for number in range(4):
                starts_at = _at(draft.starts_on) + timedelta(days=number)
                make_slot(draft, mentor, starts_at=starts_at)
        answered = Offer.objects.filter(trainee=trainees[0], state=Offer.State.HELD).first()
        if answered:
            decline(offer=answered, now=now)
        now += timedelta(days=3)
    rounds = list(Round.objects.exclude(pk=first.pk).order_by("starts_on"))[:4]
    assert [each.name for each in rounds] == ["Winter 2027", "Spring 2027", "Summer 2027", "Fall 2027"]
    assert {each.state for each in rounds[:3]} == {Round.State.CLOSED}
    assert all(each.opened_at and each.opened_at.date() < each.starts_on for each in rounds)
    # Each was held, counted, and forgotten.
    assert [tally.eligible for tally in RoundTally.objects.filter(round__in=rounds[:3])] == [3, 3, 3]
    assert not Offer.objects.filter(round__in=rounds[:3]).exists()


@pytest.mark.parametrize(("days", "holds"), [(0, True), (100, True), (100.01, False)])
def test_how_long_a_word_holds(days: float, holds: bool) -> None:
    assert attestation_holds(NOW - timedelta(days=days), NOW) is holds
    assert not attestation_holds(None, NOW)


@pytest.mark.parametrize(("days", "found"), [(22, None), (21, 21), (13, 21), (12, 12), (0, 12)])
def test_which_reminder_is_due(days: int, found: int | None) -> None:
    assert passed((21, 12), TODAY + timedelta(days=days), TODAY) == found


def test_a_welcome_leaves_a_week_to_offer_times() -> None:
    assert welcome(TODAY, TODAY).starts_on == date(2026, 11, 30)
    assert welcome(date(2026, 12, 9), TODAY).starts_on == date(2026, 12, 14)


def test_it_runs_by_itself(program: Program, last: Round) -> None:
    assert "checkins.cadence" in {job.name for job in jobs()}
    assert attestation_for(last, NOW) is not None
