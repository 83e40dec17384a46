"""Every line of an induction has an owner who hears of it: on Today, once a week when it is late, and nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from home.learning_needs import learning_needs
from notices.actions.sweeping import run_inline
from notices.models import InboxItem, Notice
from programs import tenancy
from programs.acting import acting_as
from programs.models import Membership, Person, Role
from resources.actions import induction as actions
from resources.actions.chasing import chase
from resources.models import Induction, InductionTask, Who
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_supervision
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


@pytest.fixture
def row(world: World) -> Induction:
    """Ana came two weeks ago: much is late. The facilitator supervises her, the coordinator sees to it."""
    ana = make_member(world.program, Role.TRAINEE, "Ana Souza", starts_on=TODAY - 16 * DAY)
    make_supervision(world.program, ana, world.people[Role.FACILITATOR])
    return actions.start(
        program=world.program, trainee=ana, first_day=TODAY - 16 * DAY, responsible=world.people[Role.COORDINATOR],
        now=NOW - 30 * DAY,
    )  # fmt: skip


def _chased() -> set[Person]:
    return {notice.recipient for notice in Notice.objects.filter(kind="resources.induction_late")}


def _done(row: Induction, *who: str) -> None:
    InductionTask.objects.filter(induction=row, who__in=who).update(done_on=TODAY)


def _needs(person: Person, role: Role) -> list[str]:
    held = Membership.objects.select_related("program", "institution").get(person=person, role=role)
    return [title for title, *_ in learning_needs(acting_as(person, held), NOW)]


def test_each_owner_hears_once_a_week_and_nobody_else(world: World, row: Induction) -> None:
    owners = {row.trainee, world.people[Role.FACILITATOR], world.people[Role.COORDINATOR]}
    for hours in (0, 1, 24):
        chase(world.program, NOW + timedelta(hours=hours))
    assert _chased() == owners
    assert Notice.objects.filter(kind="resources.induction_late").count() == 3
    chase(world.program, NOW + 7 * DAY)
    assert Notice.objects.filter(kind="resources.induction_late").count() == 6


def test_who_has_done_theirs_hears_nothing_and_a_tick_takes_the_mail_back(world: World, row: Induction) -> None:
    _done(row, Who.SUPERVISOR)
    chase(world.program, NOW)
    assert _chased() == {row.trainee, world.people[Role.COORDINATOR]}
    _done(row, Who.TRAINEE)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        run_inline(now=NOW + timedelta(hours=2))
    told = InboxItem.objects.filter(subject="First weeks: something is due")
    assert {item.recipient for item in told} == {world.people[Role.COORDINATOR]}
    assert "Ana Souza's first weeks" in told.get().text


def test_nobody_is_chased_after_the_first_year(world: World, row: Induction) -> None:
    chase(world.program, NOW + 360 * DAY)
    assert not _chased()


def test_where_the_responsible_one_left_a_coordinator_takes_over(world: World, row: Induction) -> None:
    Membership.objects.filter(person=world.people[Role.COORDINATOR]).update(ends_on=TODAY - DAY)
    other = make_member(world.program, Role.COORDINATOR, "New Coordinator")
    chase(world.program, NOW)
    row.refresh_from_db()
    assert row.responsible == other
    assert world.people[Role.COORDINATOR] not in _chased()
    assert Notice.objects.filter(kind="resources.induction_responsible", recipient=other).exists()


def test_today_says_it_to_each_in_their_role(world: World, row: Induction) -> None:
    assert any("of your first weeks" in title for title in _needs(row.trainee, Role.TRAINEE))
    for role in (Role.FACILITATOR, Role.COORDINATOR):
        assert any("for newcomers" in title for title in _needs(world.people[role], role)), role
    for role in (Role.WELLNESS_LEAD, Role.DIRECTOR):
        assert _needs(world.people[role], role) == []
    _done(row, *Who.values)
    for role in (Role.FACILITATOR, Role.COORDINATOR):
        assert _needs(world.people[role], role) == []


def test_a_supervisor_sees_and_ticks_their_own_lines_alone(client: TenantClient, world: World, row: Induction) -> None:
    supervisor = world.people[Role.FACILITATOR]
    own, programs = row.tasks.filter(who=Who.SUPERVISOR)[0], row.tasks.filter(who=Who.PROGRAM)[0]
    with time_machine.travel(NOW, tick=False):
        client.acting(supervisor)
        page = client.get(reverse("resources:induction")).content.decode()
        assert own.text in page
        assert programs.text not in page
        assert client.get(reverse("resources:newcomer", args=[row.pk])).status_code == 404
        assert client.post(reverse("resources:tick_task", args=[programs.pk])).status_code == 404
        answer = client.post(reverse("resources:tick_task", args=[own.pk]))
        assert answer.headers["Location"] == reverse("resources:induction")
        own.refresh_from_db()
        assert (own.done_on, own.done_by) == (TODAY, supervisor)
        # Another listener, and the same one when the rotation is over.
        client.acting(world.people[Role.WELLNESS_LEAD])
        assert client.post(reverse("resources:tick_task", args=[own.pk])).status_code == 404
    with time_machine.travel(NOW + 30 * DAY, tick=False):
        client.acting(supervisor)
        assert client.post(reverse("resources:tick_task", args=[own.pk])).status_code == 404
