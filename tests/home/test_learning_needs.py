"""What Today says of learning plans, to whom, in a year with a travelled clock."""

from datetime import date, datetime, timedelta

import pytest

from home.learning_needs import learning_needs
from notices.models import Notice
from programs import tenancy
from programs.acting import acting_as
from programs.models import Membership, Role
from resources.actions import goals
from resources.models import LearningPlan
from tests.factories import NOW, TODAY
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    # Settled in for a week less than it takes until a plan is waited for.
    Membership.objects.filter(role=Role.TRAINEE).update(starts_on=TODAY - 53 * DAY)
    return made


def _said(world: World, role: Role, now: datetime) -> list[str]:
    person = world.people[role]
    member = Membership.objects.select_related("program", "institution").get(person=person, role=role)
    return [title for title, *_ in learning_needs(acting_as(person, member), now)]


def test_a_plan_is_asked_for_signed_changed_signed_again_and_looked_back_at(world: World) -> None:
    trainee, mentor = world.people[Role.TRAINEE], world.people[Role.FACILITATOR]
    assert _said(world, Role.TRAINEE, NOW) == []
    due = ["Your learning plan for this year"]
    assert _said(world, Role.TRAINEE, NOW + 7 * DAY) == due
    plan = goals.plan_of_year(program=world.program, trainee=trainee, year=date(2026, 7, 1))
    values = {"specific": "One case", "measurable": "", "achievable": "", "relevant": "", "due_on": None}
    goal = goals.write_goal(program=world.program, trainee=trainee, values={**values, "stretch": False})
    words = dict.fromkeys(goals.WORDS, "")
    goals.write_plan(plan=plan, words=words, mentor=mentor, goal_ids=[goal.pk], now=NOW + 8 * DAY)
    assert _said(world, Role.TRAINEE, NOW + 8 * DAY) == due
    assert _said(world, Role.FACILITATOR, NOW + 8 * DAY) == []

    goals.show_and_sign(plan=plan, now=NOW + 9 * DAY)
    asks = [f"{trainee.name} shows you a learning plan"]
    assert (_said(world, Role.TRAINEE, NOW + 9 * DAY), _said(world, Role.FACILITATOR, NOW + 9 * DAY)) == ([], asks)
    for role in (Role.WELLNESS_LEAD, Role.DIRECTOR, Role.COORDINATOR):
        assert _said(world, role, NOW + 9 * DAY) == []

    goals.write_plan(plan=plan, words={**words, "career": "x"}, mentor=mentor, goal_ids=[goal.pk], now=NOW + 10 * DAY)
    assert _said(world, Role.TRAINEE, NOW + 10 * DAY) == ["Your learning plan was changed"]
    assert _said(world, Role.FACILITATOR, NOW + 10 * DAY) == []
    goals.show_and_sign(plan=plan, now=NOW + 11 * DAY)
    goals.countersign(plan=plan, now=NOW + 12 * DAY)
    assert (_said(world, Role.TRAINEE, NOW + 13 * DAY), _said(world, Role.FACILITATOR, NOW + 13 * DAY)) == ([], [])
    half = NOW + 12 * DAY + timedelta(days=182)
    assert _said(world, Role.TRAINEE, half - DAY) == []
    assert _said(world, Role.TRAINEE, half) == ["Half time of your learning plan"]
    goals.look_back(plan=LearningPlan.objects.get(), words="The draft moved.")
    assert _said(world, Role.TRAINEE, half) == []
    # The next academic year asks anew, two months in.
    assert _said(world, Role.TRAINEE, NOW + (date(2027, 8, 30) - TODAY)) == due


def test_a_mentor_is_reminded_once_of_what_waits_a_week_and_told_anew_when_it_is_shown_anew(world: World) -> None:
    trainee, mentor = world.people[Role.TRAINEE], world.people[Role.FACILITATOR]
    plan = goals.plan_of_year(program=world.program, trainee=trainee, year=date(2026, 7, 1))
    values = {"specific": "One case", "measurable": "", "achievable": "", "relevant": "", "due_on": None}
    goal = goals.write_goal(program=world.program, trainee=trainee, values={**values, "stretch": False})
    goals.write_plan(plan=plan, words=dict.fromkeys(goals.WORDS, ""), mentor=mentor, goal_ids=[goal.pk], now=NOW)
    # Twice within a minute, as a double press of the button is.
    for second in (0, 5):
        goals.show_and_sign(plan=plan, now=NOW + timedelta(seconds=second))
    due = Notice.objects.filter(recipient=mentor, state="due").order_by("due_at")
    again = NOW + timedelta(seconds=5)
    assert list(due.values_list("kind", "due_at")) == [
        ("resources.plan_shown", again), ("resources.plan_waits", again + 7 * DAY),
    ]  # fmt: skip
    goals.take_back(plan=plan, now=NOW + DAY)
    assert not due.exists()
