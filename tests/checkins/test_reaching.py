"""The weekly note and somebody's own link go out alike, whatever anybody answered."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from checkins.actions import offers
from checkins.actions.reaching import send_digest, send_monthly
from checkins.kinds.trainee import after_sleep
from checkins.models import Offer, Round, Seat, Slot
from checkins.telling import Kind
from notices.actions import sweeping
from notices.models import InboxItem, Notice, NoticeSwitch
from notices.registry import jobs, optional_kinds
from programs import tenancy
from programs.models import Role
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_supervision
from tests.reading import HIGHEST, grade
from tests.world import World, make_offer, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

# Monday, 10:00 in Chicago.
TEN = datetime(2026, 11, 23, 16, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    made = make_world(opened_at=NOW - timedelta(days=7))
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


def _notes(world: World) -> dict[object, str]:
    """Who got the note, and what it said."""
    with time_machine.travel(TEN, tick=False):
        sweeping.run_inline(now=TEN)
    items = InboxItem.objects.filter(notice__kind=Kind.DIGEST)
    return {item.recipient_id: item.text for item in items}


class TestDigest:
    @pytest.mark.parametrize("state", Offer.State.values)
    def test_everybody_gets_it_once_a_week_whatever_they_answered(self, world: World, state: str) -> None:
        Offer.objects.filter(pk=world.offers[0].pk).update(state=state)
        for hours in range(3):
            send_digest(world.program, NOW + timedelta(hours=hours))
        send_digest(world.program, NOW + timedelta(days=1))
        notice = Notice.objects.get(kind=Kind.DIGEST)
        assert (notice.recipient, notice.due_at) == (world.people[Role.TRAINEE], TEN)
        send_digest(world.program, NOW + timedelta(days=7))
        assert Notice.objects.filter(kind=Kind.DIGEST).count() == 2

    def test_it_says_how_many_times_are_open_to_this_trainee(self, world: World) -> None:
        other = make_offer(world.round, make_member(world.program))
        for number in range(5):
            make_supervision(world.program, other.trainee, world.slots[1].facilitator, rotation=f"Wards {number}")
        send_digest(world.program, NOW)
        notes = _notes(world)
        assert "5 are open, with 4 listeners" in notes[world.people[Role.TRAINEE].pk]
        # Not those of the supervisor.
        assert "3 are open, with 3 listeners" in notes[other.trainee_id]

    def test_also_when_none_is(self, world: World) -> None:
        Slot.objects.exclude(pk=world.slots[0].pk).delete()
        send_digest(world.program, NOW)
        assert "Right now none is open." in _notes(world)[world.people[Role.TRAINEE].pk]

    def test_a_seat_that_is_freed_is_in_the_next_one_and_makes_no_wave(self, world: World) -> None:
        waiting = make_offer(world.round, make_member(world.program))
        offers.decline(offer=world.offers[0], now=NOW)
        assert not Notice.objects.filter(recipient=waiting.trainee).exists()
        send_digest(world.program, NOW)
        assert "6 are open" in _notes(world)[waiting.trainee_id]

    def test_not_after_the_round_nor_before_it_had_a_week(self, world: World) -> None:
        Round.objects.filter(pk=world.round.pk).update(opened_at=TEN + timedelta(hours=1))
        send_digest(world.program, TEN + timedelta(hours=2))
        Round.objects.filter(pk=world.round.pk).update(opened_at=NOW, ends_on=TODAY - timedelta(days=1))
        send_digest(world.program, NOW + timedelta(days=7))
        assert not Notice.objects.exists()

    def test_it_can_be_switched_off(self, world: World) -> None:
        NoticeSwitch.objects.create(program=world.program, person=world.people[Role.TRAINEE], kind=Kind.DIGEST)
        send_digest(world.program, NOW)
        assert _notes(world) == {}

    def test_it_runs_by_itself(self) -> None:
        assert {"checkins.digest", "programs.reports"} <= {job.name for job in jobs()}


class TestMonthly:
    # Tuesday, 10:00 in Chicago.
    FIRST = datetime(2026, 12, 1, 16, tzinfo=UTC)

    def test_everybody_gets_the_same_once_whatever_they_answered(self, world: World) -> None:
        offers.decline(offer=world.offers[0], now=NOW)
        for hours in range(3):
            send_monthly(world.program, self.FIRST + timedelta(hours=hours - 1))
        with time_machine.travel(self.FIRST, tick=False):
            sweeping.run_inline(now=self.FIRST)
        items = InboxItem.objects.filter(notice__kind=Kind.MONTHLY).select_related("recipient")
        here = {person.pk for role, person in world.people.items() if role != Role.GME_OFFICE}
        assert {item.recipient_id for item in items} == here
        assert len(items) == len(here)
        said = {(item.subject, item.text.replace(item.recipient.first_name, "NAME")) for item in items}
        assert len(said) == 1
        (words,) = (text for _, text in said)
        assert grade(words) <= HIGHEST
        # Of nothing that somebody may have been offered.
        assert "talk" not in words

    @pytest.mark.parametrize("days", [-1, 1, 7], ids=["the day before", "the day after", "a week later"])
    def test_on_one_day_of_the_month(self, world: World, days: int) -> None:
        send_monthly(world.program, self.FIRST + timedelta(days=days))
        assert not Notice.objects.exists()

    def test_it_runs_by_itself_and_nobody_can_be_left_out(self) -> None:
        assert "checkins.monthly" in {job.name for job in jobs()}
        assert Kind.MONTHLY not in {kind.name for kind in optional_kinds()}


class TestOwnLink:
    @pytest.mark.parametrize("state", ["held", "accepted", "declined", "no offer"])
    def test_the_same_answer_and_mail_seat_or_not(self, world: World, client: TenantClient, state: str) -> None:
        trainee = world.people[Role.TRAINEE]
        if state == "no offer":
            Seat.objects.filter(trainee=trainee).update(offer=None, trainee=None)
            Offer.objects.filter(trainee=trainee).delete()
        else:
            Offer.objects.filter(trainee=trainee).update(state=state)
        client.acting(world.people[Role.COORDINATOR])
        with time_machine.travel(TEN, tick=False):
            page = client.post(reverse("checkins:own_link", args=[trainee.pk]), follow=True).content.decode()
            sweeping.run_inline(now=TEN)
        assert f"{trainee.name} gets a mail with their own link." in page
        item = InboxItem.objects.get(notice__kind=Kind.OWN_LINK)
        assert item.subject == "Your own link"
        assert item.text.startswith(f"Hello {trainee.first_name},\n\nYour program asked us to send you the way")
        assert item.link == reverse("checkins:mine")

    def test_at_most_once_an_hour(self, world: World, client: TenantClient) -> None:
        client.acting(world.people[Role.COORDINATOR])
        for _ in range(3):
            client.post(reverse("checkins:own_link", args=[world.people[Role.TRAINEE].pk]))
        assert Notice.objects.filter(kind=Kind.OWN_LINK).count() == 1

    @pytest.mark.parametrize("role", [Role.FACILITATOR, Role.COORDINATOR])
    def test_only_to_trainees(self, world: World, client: TenantClient, role: Role) -> None:
        client.acting(world.people[Role.COORDINATOR])
        assert client.post(reverse("checkins:own_link", args=[world.people[role].pk])).status_code == 404


@pytest.mark.parametrize(
    ("kind", "ahead", "waits"),
    [
        (Kind.DIGEST, 48, True),
        (Kind.WITHDRAWN, 48, True),
        # It would be slept through: better to be woken than to stand before a closed door.
        (Kind.WITHDRAWN, 2, False),
        (Kind.REPLACED, 48, True),
    ],
)
def test_after_a_night_it_waits_unless_the_time_would_be_past(
    world: World, kind: Kind, ahead: int, waits: bool
) -> None:
    trainee = world.people[Role.TRAINEE]
    make_supervision(world.program, trainee, world.people[Role.DIRECTOR], nights=True)
    notice = Notice(
        program=world.program, kind=kind, recipient=trainee, occasion="1", drop_after=NOW + timedelta(hours=ahead)
    )
    awake = datetime(2026, 11, 23, 21, tzinfo=UTC)  # 15:00 in Chicago
    assert after_sleep(notice, NOW) == (awake if waits else None)
