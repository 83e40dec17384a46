"""Goals, plans and forms are the trainee's: no page of check-ins reads them, and nobody who isn't named does (R64)."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs import printing, tenancy
from programs.models import Role
from programs.permissions import ROLE_PERMISSIONS, Permission
from resources.actions import goals
from resources.models import MentorProfile, Mentorship
from tests.access_table import ACCESS, Row
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_supervision
from tests.samples import kwargs_for
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

CANARY = "Kanarienvogel"
# What of resources/ a page of check-ins may ask for: the directory, and what was handed over from it.
DIRECTORY = {"resources_resource", "resources_localresource", "resources_handedover", "resources_linkcheck"}
APART = {model._meta.db_table for model in apps.get_app_config("resources").get_models()} - DIRECTORY
CHECK_IN_PAGES = [
    (name, row)
    for name, row in ACCESS.items()
    if name.startswith(("checkins:", "followups:", "triage:", "prompts:")) and "GET" in row.methods
]


@pytest.fixture
def world(db: None) -> World:
    """A trainee with a plan that their own listener and supervisor was shown, full of a word that is nowhere else."""
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    trainee, mentor = made.people[Role.TRAINEE], made.people[Role.FACILITATOR]
    make_supervision(made.program, trainee, mentor)
    values = dict.fromkeys(("specific", "measurable", "achievable", "relevant"), CANARY)
    goal = goals.write_goal(
        program=made.program, trainee=trainee, values={**values, "due_on": TODAY + timedelta(days=60), "stretch": False}
    )
    goals.add_step(goal=goal, what=CANARY)
    year = TODAY.replace(month=7, day=1)
    plan = goals.plan_of_year(program=made.program, trainee=trainee, year=year)
    words = dict.fromkeys(goals.WORDS, CANARY)
    goals.write_plan(plan=plan, words=words, mentor=mentor, goal_ids=[goal.pk], now=NOW)
    goals.show_and_sign(plan=plan, now=NOW)
    return made


def _may(row: Row, role: Role) -> bool:
    return isinstance(row.access, Permission) and row.access in ROLE_PERMISSIONS[role]


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.DIRECTOR, Role.COORDINATOR, Role.TRAINEE])
def test_no_page_of_check_ins_reads_goals_plans_mentorships_or_forms(
    role: Role, client: TenantClient, world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True  # The second factor has tests of its own.
    monkeypatch.setattr(printing, "draw", lambda page: page.encode())
    client.acting(world.people[role])
    looked = 0
    for name, row in CHECK_IN_PAGES:
        if not _may(row, role):
            continue
        with tenancy.inside(program=world.program):
            address = reverse(name, kwargs=kwargs_for(row.sample, world, role))
        with time_machine.travel(NOW, tick=False), CaptureQueriesContext(connection) as asked:
            page = client.get(address)
        assert CANARY not in page.content.decode("utf-8", "replace"), address
        said = " ".join(query["sql"] for query in asked)
        assert [table for table in APART if f'"{table}"' in said] == [], address
        looked += page.status_code == 200
    assert looked > 5


def test_the_canary_is_where_it_belongs(client: TenantClient, world: World) -> None:
    """Else the test above would prove nothing."""
    for role in (Role.TRAINEE, Role.FACILITATOR):
        page = client.acting(world.people[role]).get(reverse("resources:goals"))
        link = reverse("resources:plan", args=[_plan_pk(world)])
        assert link in page.content.decode()
        assert CANARY in client.get(link).content.decode()


def _plan_pk(world: World) -> uuid.UUID:
    from resources.models import LearningPlan

    return LearningPlan.objects.get(program=world.program).pk


def test_a_mentor_of_something_else_a_supervisor_and_a_director_read_no_goal_and_no_plan(
    client: TenantClient, world: World
) -> None:
    """Each of them has something to do with this trainee; none of them was shown the plan."""
    program, trainee = world.program, world.people[Role.TRAINEE]
    supervisor = make_member(program, Role.FACILITATOR, "Ward Supervisor")
    make_supervision(program, trainee, supervisor, rotation="Wards B")
    other = make_member(program, Role.FACILITATOR, "Other Mentor")
    MentorProfile.objects.create(program=program, person=other, about="Ask.", areas="Kidneys", kinds=["career"], room=2)
    Mentorship.objects.create(
        program=program, mentor=other, mentee=trainee, kind="career", state="active", message="May I?", asked_at=NOW,
        next_review_on=TODAY,
    )  # fmt: skip
    peer = make_member(program, Role.TRAINEE, "Peer Resident")
    plan = _plan_pk(world)
    for person in (supervisor, other, peer, world.people[Role.DIRECTOR], world.people[Role.COORDINATOR]):
        client.acting(person)
        for address in (reverse("resources:plan", args=[plan]), reverse("resources:plan_pdf", args=[plan])):
            assert client.get(address).status_code == 404
        assert client.post(reverse("resources:sign_plan", args=[plan])).status_code == 404
        for name in ("resources:goals", "resources:mentors", "home:today", "home:me"):
            assert CANARY not in client.get(reverse(name)).content.decode()
