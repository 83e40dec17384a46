"""A listener away, a day called off: everybody concerned finds another place, and nobody else notices."""

import re
from datetime import date, time, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse

from checkins.actions import offers
from checkins.actions.away import Absence, say_away
from checkins.actions.replacing import take_back
from checkins.models import Blackout, Offer, Seat, Slot, Withdrawn
from checkins.placing import Placement, Problem, place
from checkins.telling import Kind, Sitting, for_loss
from notices.models import Notice
from programs import tenancy
from programs.errors import RefusedError
from programs.models import AccessEvent, Person, Role
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_supervision
from tests.pages import normalized
from tests.world import World, make_offer, make_slot, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

THAT_DAY = TODAY + timedelta(days=9)  # The day of the seat that is held, 9:00 in Chicago.


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


def _away(world: World, person: Person | None, **absence: object) -> Blackout:
    days = {"first": THAT_DAY, "last": THAT_DAY, **absence}
    return say_away(
        program=world.program,
        person=person,
        absence=Absence(**days),  # type: ignore[arg-type]  # dates and times by name
        by=world.people[Role.COORDINATOR],
        now=NOW,
    )


def _told(person: Person) -> list[str]:
    due = Notice.objects.filter(recipient=person, state=Notice.State.DUE, due_at__lte=NOW)
    return sorted(due.values_list("kind", flat=True))


@pytest.mark.parametrize("state", [Offer.State.HELD, Offer.State.ACCEPTED])
def test_whoever_sat_there_has_another_time_kept_and_may_say_no(world: World, state: str) -> None:
    offer, mentor = world.offers[0], world.people[Role.FACILITATOR]
    Offer.objects.filter(pk=offer.pk).update(state=state)
    _away(world, mentor)
    offer.refresh_from_db()
    # Never accepted for them, so the name does not show and declining leaves no trace.
    assert (offer.state, offer.turn) == (Offer.State.HELD, 1)
    seat = Seat.objects.select_related("slot").get(offer=offer)
    assert seat.slot.withdrawn_at is None
    assert seat.starts_at.date() != THAT_DAY
    assert _told(offer.trainee) == [Kind.REPLACED]
    freed = [Kind.FREED] if state == Offer.State.ACCEPTED else []
    assert _told(mentor) == sorted([Kind.AWAY, *freed])


def test_nobody_who_is_settled_elsewhere_is_moved_or_told(world: World) -> None:
    settled = make_offer(
        world.round, make_member(world.program), slot=world.slots[1], state=Offer.State.ACCEPTED, turn=2
    )
    _away(world, world.people[Role.FACILITATOR])
    assert Seat.objects.get(offer=settled).slot_id == world.slots[1].pk
    assert _told(settled.trainee) == []
    assert _told(world.people[Role.WELLNESS_LEAD]) == []


def test_without_another_place_they_are_told_that_they_can_choose(world: World) -> None:
    Slot.objects.exclude(pk=world.slots[0].pk).delete()
    _away(world, world.people[Role.FACILITATOR])
    offer = Offer.objects.get(pk=world.offers[0].pk)
    assert offer.state == Offer.State.OPEN
    assert _told(offer.trainee) == [Kind.WITHDRAWN]


def test_no_time_is_kept_so_soon_that_the_name_would_show_before_they_can_say_no(world: World) -> None:
    Slot.objects.exclude(pk=world.slots[0].pk).delete()
    make_slot(world.round, world.people[Role.WELLNESS_LEAD], starts_at=NOW + timedelta(hours=47))
    _away(world, world.people[Role.FACILITATOR])
    assert not Seat.objects.filter(offer=world.offers[0]).exists()


def test_never_with_a_supervisor_instead(world: World) -> None:
    trainee = world.people[Role.TRAINEE]
    Slot.objects.exclude(pk__in=[world.slots[0].pk, world.slots[3].pk]).delete()
    make_supervision(world.program, trainee, world.people[Role.WELLNESS_LEAD])
    _away(world, world.people[Role.FACILITATOR])
    assert not Seat.objects.filter(trainee=trainee).exists()


@pytest.mark.parametrize(
    ("hours", "stands"),
    [((None, None), False), ((time(9), time(12)), False), ((time(9, 20), time(12)), True), ((time(8), time(9)), True)],
)
def test_only_the_hours_that_are_said(world: World, hours: tuple[time | None, time | None], stands: bool) -> None:
    _away(world, world.people[Role.FACILITATOR], from_time=hours[0], to_time=hours[1])
    slot = Slot.objects.get(pk=world.slots[0].pk)
    assert (slot.withdrawn_at is None) is stands
    assert slot.withdrawn_why == ("" if stands else Withdrawn.AWAY)


def test_a_day_called_off_takes_back_everybodys_times_and_blocks_the_day(world: World) -> None:
    other = make_slot(world.round, world.people[Role.WELLNESS_LEAD], days=9, place="Office 1")
    blackout = _away(world, None)
    assert blackout.person is None
    assert not Slot.objects.standing().filter(pk__in=[world.slots[0].pk, other.pk]).exists()
    for role in (Role.FACILITATOR, Role.WELLNESS_LEAD):
        assert _told(world.people[role]) == [Kind.AWAY]
    assert _told(world.people[Role.DIRECTOR]) == []


def test_the_listener_who_says_it_is_not_told_what_they_know(world: World) -> None:
    mentor = world.people[Role.FACILITATOR]
    say_away(program=world.program, person=mentor, absence=Absence(THAT_DAY, THAT_DAY), by=mentor, now=NOW)
    assert _told(mentor) == []
    assert Slot.objects.get(pk=world.slots[0].pk).withdrawn_why == Withdrawn.GIVEN_BACK
    assert AccessEvent.objects.filter(subject=mentor, action="said that somebody is away").exists()


@pytest.mark.parametrize("days", [(TODAY - timedelta(days=2), TODAY - timedelta(days=1)), (TODAY, date(2028, 1, 1))])
def test_what_cannot_be_is_refused_and_leaves_nothing(world: World, days: tuple[date, date]) -> None:
    with pytest.raises(RefusedError):
        _away(world, None, first=days[0], last=days[1])
    assert not Blackout.objects.exists()


def test_a_seat_taken_meanwhile_is_not_taken_from_anybody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The placing works on what it read; somebody who was quicker keeps the seat, and another one is looked for."""
    quick = make_offer(world.round, make_member(world.program))
    target = world.slots[1]
    Slot.objects.exclude(pk__in=[world.slots[0].pk, target.pk, world.slots[2].pk]).delete()
    calls: list[int] = []

    def slow(problem: Problem) -> Placement:
        found = place(problem)
        if not calls:
            seat = Seat.objects.get(slot=found.assignments[0].slot_id)
            seat.offer, seat.trainee = quick, quick.trainee
            seat.save()
        calls.append(1)
        return found

    monkeypatch.setattr("checkins.actions.placement.place", slow)
    take_back(slots=[world.slots[0]], why=Withdrawn.AWAY, now=NOW)
    assert len(calls) == 2
    assert Seat.objects.get(offer=quick).slot_id != Seat.objects.get(offer=world.offers[0]).slot_id


class TestPages:
    def test_the_answer_is_the_same_whether_somebody_sat_there_or_not(self, world: World, client: TenantClient) -> None:
        mentor = world.people[Role.FACILITATOR]
        client.acting(world.people[Role.COORDINATOR])
        answers = []
        for days in (9, 10):
            day = TODAY + timedelta(days=days)
            form = {"who": str(mentor.pk), "first_day": day.isoformat()}
            answers.append(client.post(reverse("checkins:absences"), form, follow=True).content.decode())
        assert Slot.objects.filter(withdrawn_why=Withdrawn.AWAY).count() == 2
        for page in answers:
            assert "Times offered then are taken back" in page
            assert "Yilmaz" not in page

    def test_hours_that_do_not_fit_are_explained_and_nothing_is_lost(self, world: World, client: TenantClient) -> None:
        client.acting(world.people[Role.FACILITATOR])
        form = {"first_day": THAT_DAY.isoformat(), "from_time": "12:00", "to_time": "09:00"}
        page = client.post(reverse("checkins:own_away"), form).content.decode()
        assert "Choose an end that is after the beginning." in page
        assert 'value="12:00"' in page
        assert not Blackout.objects.exists()

    def test_a_listener_says_it_in_one_step(self, world: World, client: TenantClient) -> None:
        client.acting(world.people[Role.FACILITATOR])
        client.post(reverse("checkins:own_away"), {"first_day": THAT_DAY.isoformat()})
        assert Slot.objects.get(pk=world.slots[0].pk).withdrawn_at is not None
        assert Offer.objects.get(pk=world.offers[0].pk).state == Offer.State.HELD

    def test_days_that_are_over_are_refused_beside_the_field(self, world: World, client: TenantClient) -> None:
        client.acting(world.people[Role.COORDINATOR])
        form = {"who": "everybody", "first_day": (TODAY - timedelta(days=3)).isoformat()}
        page = client.post(reverse("checkins:absences"), form).content.decode()
        assert "These days are over." in page


def test_what_a_lost_seat_asks_for() -> None:
    """Truth table: kept instead or not, name seen or not."""
    former = Sitting(make_key(1), NOW + timedelta(days=3))
    instead = Sitting(make_key(2), NOW + timedelta(days=4))
    for sitting, showed in ((None, False), (None, True), (instead, False), (instead, True)):
        planned = for_loss(trainee_id=make_key(3), turn=1, former=former, name_showed=showed, sitting=sitting, now=NOW)
        kinds = {each.kind for each in planned}
        assert (Kind.REPLACED in kinds, Kind.WITHDRAWN in kinds) == (sitting is not None, sitting is None)
        assert (Kind.FREED in kinds) is showed
        # The new listener hears a name a day before, as of any held seat.
        named = [each for each in planned if each.kind == Kind.NAMED]
        assert [each.due_at for each in named] == ([instead.starts_at - timedelta(hours=24)] if sitting else [])


def make_key(number: int) -> UUID:
    return UUID(int=number)


STAFF_PAGES = ("home:today", "checkins:rounds", "checkins:round", "checkins:rooms", "checkins:calendar",
               "checkins:own_blackouts", "checkins:blackouts", "checkins:absences", "checkins:reliability",
               "notices:inbox")  # fmt: skip


def _staff_sees(client: TenantClient, world: World) -> dict[str, tuple[int, str]]:
    """Every page of every other role that an absence could show on; ids are made anew each time."""
    seen = {}
    for role in (Role.COORDINATOR, Role.DIRECTOR, Role.FACILITATOR, Role.WELLNESS_LEAD):
        client.logout()
        client.acting(world.people[role])
        for name in STAFF_PAGES:
            args = [world.round.pk] if name in ("checkins:round", "checkins:rooms") else []
            response = client.get(reverse(name, args=args))
            page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", normalized(response.content))
            seen[f"{role} {name}"] = (response.status_code, page)
    return seen


@pytest.mark.parametrize("before", ["sat there", "declined", "not now", "never placed"])
def test_nobody_can_tell_from_an_absence_who_sat_there(world: World, client: TenantClient, before: str) -> None:
    """The same bytes on every page of every other role, and the same messages to them (privacy.md 1)."""
    client.acting(world.people[Role.COORDINATOR])
    worlds = []
    for private in ("sat there", before):
        with transaction.atomic():
            if private == "declined":
                offers.decline(offer=world.offers[0], now=NOW)
            if private == "not now":
                offers.not_now(offer=world.offers[0], now=NOW)
            if private == "never placed":
                Seat.objects.update(offer=None, trainee=None)
                Offer.objects.update(state=Offer.State.OPEN)
            _away(world, world.people[Role.FACILITATOR])
            told = Notice.objects.exclude(recipient=world.people[Role.TRAINEE]).exclude(state="cancelled")
            due = told.filter(due_at__lte=NOW + timedelta(days=2)).order_by("kind", "recipient_id")
            messages = list(due.values_list("kind", "recipient_id", "due_at"))
            worlds.append((_staff_sees(client, world), messages))
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1]
