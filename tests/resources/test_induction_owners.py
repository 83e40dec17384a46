"""A line of first weeks that is somebody's by name: they hear of it, see it with its date, and nobody else loses it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from home.learning_needs import learning_needs
from notices.actions.sweeping import run_inline
from notices.models import InboxItem, Notice
from programs import tenancy
from programs.acting import acting_as
from programs.models import Membership, Person, Role
from resources.actions import induction as actions
from resources.actions.chasing import chase
from resources.actions.owning import hand
from resources.duties import owned_by
from resources.models import Induction, InductionItem, InductionTask, Who
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
def zoe(world: World) -> Person:
    return make_member(world.program, Role.FACILITATOR, "Zoë Silva")


@pytest.fixture
def item(world: World, zoe: Person) -> InductionItem:
    """The program's own list has one line that Zoë sees to, within a week."""
    values = {"part": "records", "text": "Show the record system", "who": Who.PROGRAM, "owner": zoe, "day": 7}
    actions.save_item(
        program=world.program, values=values, item=None, by=world.people[Role.COORDINATOR], now=NOW - 60 * DAY
    )
    return InductionItem.objects.get(owner=zoe)


def _start(world: World, days_ago: int = 0, name: str = "Ana Souza") -> Induction:
    ana = make_member(world.program, Role.TRAINEE, name, starts_on=TODAY - days_ago * DAY)
    return actions.start(
        program=world.program, trainee=ana, first_day=TODAY - days_ago * DAY, now=NOW,
        responsible=world.people[Role.COORDINATOR],
    )  # fmt: skip


def _told(person: Person) -> list[str]:
    with time_machine.travel(NOW, tick=False):
        run_inline(now=NOW)
    return list(InboxItem.objects.filter(recipient=person).values_list("text", flat=True))


def test_whoever_a_line_is_of_hears_when_a_newcomer_begins(world: World, zoe: Person, item: InductionItem) -> None:
    row = _start(world)
    line = row.tasks.get(owner=zoe)
    assert (line.text, line.due_on) == ("Show the record system", TODAY + 7 * DAY)
    (text,) = _told(zoe)
    assert "Ana Souza is new" in text
    assert "one thing in the first weeks is yours: the first by Monday, November 30" in text
    # Which one says the page alone.
    assert "record system" not in text
    # Nobody else's, also not whoever's who sees to the whole.
    assert line not in owned_by(world.program, world.people[Role.COORDINATOR], NOW)


def test_the_supervisor_hears_on_the_first_morning(world: World) -> None:
    mentor = world.people[Role.FACILITATOR]
    ana = make_member(world.program, Role.TRAINEE, "Ana Souza", starts_on=TODAY + 2 * DAY)
    make_supervision(world.program, ana, mentor)
    actions.start(program=world.program, trainee=ana, first_day=TODAY + 2 * DAY, responsible=None, now=NOW)
    notice = Notice.objects.get(kind="resources.induction_lines_yours", recipient=mentor)
    assert notice.due_at.isoformat() == "2026-11-25T14:00:00+00:00"


def test_it_is_on_their_page_and_today_with_its_date_and_they_tick_it(
    client: TenantClient, world: World, zoe: Person, item: InductionItem
) -> None:
    row = _start(world)
    line = row.tasks.get(owner=zoe)
    held = Membership.objects.select_related("program", "institution").get(person=zoe)
    assert [title for title, *_ in learning_needs(acting_as(zoe, held), NOW)] == ["One thing for newcomers"]
    with time_machine.travel(NOW, tick=False):
        page = client.acting(zoe).get(reverse("resources:induction")).content.decode()
        assert "Show the record system" in page
        assert "By November 30" in page
        other = row.tasks.filter(who=Who.PROGRAM, owner=None)[0]
        assert other.text not in page
        assert client.get(reverse("resources:newcomer", args=[row.pk])).status_code == 404
        assert client.post(reverse("resources:tick_task", args=[other.pk])).status_code == 404
        client.post(reverse("resources:tick_task", args=[line.pk]))
    line.refresh_from_db()
    assert (line.done_on, line.done_by) == (TODAY, zoe)


def test_late_is_said_once_a_week_kindly_to_them_alone(world: World, zoe: Person, item: InductionItem) -> None:
    row = _start(world, days_ago=10)
    row.tasks.exclude(owner=zoe).update(done_on=TODAY)
    chase(world.program, NOW)
    chase(world.program, NOW + timedelta(hours=3))
    late = Notice.objects.filter(kind="resources.induction_late")
    assert [notice.recipient for notice in late] == [zoe]
    assert any("Perhaps it is done already" in text for text in _told(zoe))


def test_when_they_leave_it_goes_by_role_again(world: World, zoe: Person, item: InductionItem) -> None:
    row = _start(world, days_ago=10)
    Membership.objects.filter(person=zoe).update(ends_on=TODAY - DAY)
    chase(world.program, NOW)
    assert not row.tasks.exclude(owner=None).exists()
    line = row.tasks.get(text="Show the record system")
    assert line in owned_by(world.program, world.people[Role.COORDINATOR], NOW)
    # The next newcomer's is not theirs either.
    assert not _start(world, name="Ben Osei").tasks.exclude(owner=None).exists()


class TestNaming:
    @pytest.fixture
    def line(self, world: World) -> InductionTask:
        line = _start(world).tasks.filter(who=Who.SUPERVISOR).first()
        assert line
        return line

    @pytest.fixture
    def page(self, client: TenantClient, world: World) -> Any:
        client.acting(world.people[Role.COORDINATOR])
        with time_machine.travel(NOW, tick=False):
            yield client

    def test_a_line_under_way_is_handed_over_and_back(
        self, page: TenantClient, world: World, zoe: Person, line: InductionTask
    ) -> None:
        address = reverse("resources:hand_line", args=[line.pk])
        assert "By role it is the supervisor of the day" in page.get(address).content.decode()
        answer = page.post(address, {"owner": zoe.pk}, follow=True)
        assert "Zoë Silva sees to it" in answer.content.decode()
        line.refresh_from_db()
        assert line.owner == zoe
        # Once a day, however often.
        page.post(address, {"owner": ""})
        page.post(address, {"owner": zoe.pk})
        assert Notice.objects.filter(kind="resources.induction_lines_yours", recipient=zoe).count() == 1
        page.post(address, {"owner": ""})
        assert InductionTask.objects.filter(pk=line.pk, owner=None).exists()
        assert _told(zoe) == []

    def test_who_takes_it_themselves_is_not_written_to(self, world: World, line: InductionTask) -> None:
        coordinator = world.people[Role.COORDINATOR]
        assert hand(task=line, owner=coordinator, by=coordinator, now=NOW)
        assert not hand(task=line, owner=coordinator, by=coordinator, now=NOW)
        assert not Notice.objects.filter(kind="resources.induction_lines_yours", recipient=coordinator).exists()

    @pytest.mark.parametrize("who", [Role.TRAINEE, "stranger", "nonsense"])
    def test_only_staff_of_the_program(self, who: str, page: TenantClient, world: World, line: InductionTask) -> None:
        stranger = make_world().people[Role.FACILITATOR]
        owner = {"stranger": stranger.pk, "nonsense": "x"}.get(who) or world.people[Role.TRAINEE].pk
        answer = page.post(reverse("resources:hand_line", args=[line.pk]), {"owner": owner})
        assert "Choose somebody of your staff" in answer.content.decode()
        line.refresh_from_db()
        assert line.owner is None

    def test_the_newcomers_own_and_what_is_done_are_nobody_elses(self, page: TenantClient, line: InductionTask) -> None:
        own = line.induction.tasks.filter(who=Who.TRAINEE)[0]
        assert page.get(reverse("resources:hand_line", args=[own.pk])).status_code == 404
        InductionTask.objects.filter(pk=line.pk).update(done_on=TODAY)
        assert page.get(reverse("resources:hand_line", args=[line.pk])).status_code == 404

    def test_a_name_in_the_list(self, page: TenantClient, world: World, zoe: Person) -> None:
        typed = {"part": "welcome", "text": "Show the city", "who": "trainee", "owner": zoe.pk, "day": "3"}
        answer = page.post(reverse("resources:add_item"), typed)
        assert "The newcomer does this one" in answer.content.decode()
        assert 'value="Show the city"' in answer.content.decode()
        page.post(reverse("resources:add_item"), {**typed, "who": "program"})
        made = InductionItem.objects.get(text="Show the city")
        assert made.owner == zoe
        assert "Zoë Silva, by day 3" in page.get(reverse("resources:induction_list")).content.decode()
        assert (
            f'value="{zoe.pk}" selected' in page.get(reverse("resources:change_item", args=[made.pk])).content.decode()
        )

    def test_the_database_keeps_it_too(self, line: InductionTask, zoe: Person) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            InductionTask.objects.filter(pk=line.pk).update(who=Who.TRAINEE, owner=zoe)
