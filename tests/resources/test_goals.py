"""Goals that are sharpened; the yearly plan with a travelled clock; who sees what; and the paper."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from notices.actions.sweeping import run_inline
from notices.models import InboxItem, Notice
from programs import tenancy
from programs.models import Membership, Role
from resources.actions import goals as actions
from resources.models import Goal, GoalStep, LearningPlan
from resources.rules.goals import Smart, hints, plan_is_due, progress, reminders, year_of
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY
from tests.reading import HIGHEST, grade
from tests.world import World, make_world

DAY = timedelta(days=1)
SHARP = Smart(
    specific="Write up the case from the heart clinic",
    measurable="It is submitted to one journal",
    achievable="Dr. Bondar reads the draft; two free Sundays",
    relevant="It would be my first paper before I apply",
    due_on=TODAY + 90 * DAY,
)


class TestHints:
    @pytest.mark.parametrize(
        ("changes", "asked"),
        [
            ({}, set()),
            ({"specific": "Be better"}, {"specific"}),
            ({"specific": "Improve my knowledge of cardiology"}, {"specific"}),
            ({"specific": "Read 20 echoes with Dr. Karimi to get better"}, set()),
            ({"measurable": "I feel good about it"}, {"measurable"}),
            ({"measurable": "20 echoes read"}, set()),
            ({"achievable": ""}, {"achievable"}),
            ({"relevant": "Yes"}, {"relevant"}),
            ({"due_on": None}, {"due_on"}),
            ({"due_on": TODAY}, {"due_on"}),
            ({"due_on": TODAY + 400 * DAY}, {"due_on"}),
        ],
    )
    def test_only_what_could_be_sharper_is_asked(self, changes: dict[str, Any], asked: set[str]) -> None:
        assert set(hints(replace(SHARP, **changes), TODAY)) == asked

    def test_they_are_questions_in_plain_words(self) -> None:
        said = hints(Smart("", "", "", "", None), TODAY)
        assert set(said) == {"specific", "measurable", "achievable", "relevant", "due_on"}
        assert grade(" ".join(said.values())) <= HIGHEST

    def test_progress_and_years(self) -> None:
        assert [progress(0, 0), progress(1, 3), progress(3, 3)] == [0, 33, 100]
        assert year_of(date(2026, 6, 30), 7) == date(2025, 7, 1)
        assert year_of(date(2026, 7, 1), 7) == date(2026, 7, 1)
        year, came = date(2026, 7, 1), date(2026, 9, 1)
        assert [(d - came).days for d in reminders(year, came)] == [60, 120, 240]
        assert not plan_is_due(today=came + 59 * DAY, year=year, started_on=came, signed=False)
        assert plan_is_due(today=came + 60 * DAY, year=year, started_on=came, signed=False)
        assert not plan_is_due(today=came + 60 * DAY, year=year, started_on=came, signed=True)


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


def _goal(world: World) -> Goal:
    values = {"specific": SHARP.specific, "measurable": SHARP.measurable, "achievable": SHARP.achievable,
              "relevant": SHARP.relevant, "due_on": SHARP.due_on, "stretch": True}  # fmt: skip
    return actions.write_goal(program=world.program, trainee=world.people[Role.TRAINEE], values=values)


def _plan(world: World, goal: Goal) -> LearningPlan:
    plan = actions.plan_of_year(program=world.program, trainee=world.people[Role.TRAINEE], year=date(2026, 7, 1))
    words = {"strengths": "Calm at night", "growing": "Echo", "career": "Cardiology", "support": "Two Sundays"}
    actions.write_plan(plan=plan, words=words, mentor=world.people[Role.FACILITATOR], goal_ids=[goal.pk], now=NOW)
    return plan


@pytest.mark.django_db
class TestGoals:
    def test_written_sharpened_stepped_and_reached(self, client: TenantClient, world: World) -> None:
        with time_machine.travel(NOW, tick=False):
            client.acting(world.people[Role.TRAINEE])
            wrong = client.post(reverse("resources:add_goal"), {"specific": "", "measurable": "Ten of them"})
            assert b"in one line" in wrong.content
            assert b"Ten of them" in wrong.content
            address = client.post(reverse("resources:add_goal"), {"specific": "Be better"}).headers["Location"]
            assert b"What exactly will you do?" in client.get(address).content
            goal = Goal.objects.get()
            for what in ("A title", "A draft"):
                client.post(reverse("resources:add_step", args=[goal.pk]), {"what": what})
            assert client.post(reverse("resources:add_step", args=[goal.pk]), {"what": ""}).status_code == 422
            first = GoalStep.objects.get(what="A title")
            client.post(reverse("resources:tick_step", args=[first.pk]))
            assert b"1 of 2 done" in client.get(address).content
            client.post(reverse("resources:tick_step", args=[first.pk]))
            assert b"0 of 2 done" in client.get(address).content
            client.post(reverse("resources:close_goal", args=[goal.pk]), {"state": "reached"})
            client.post(reverse("resources:close_goal", args=[goal.pk]), {"state": "nonsense"})
        goal.refresh_from_db()
        assert (goal.state, goal.closed_on) == ("reached", TODAY)

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.TRAINEE])
    def test_nobody_else_sees_a_goal(self, role: Role, client: TenantClient, world: World) -> None:
        goal = _goal(world)
        step = actions.add_step(goal=goal, what="A title")
        client.acting(world.people[role])
        for name, pk in (("goal", goal.pk), ("add_step", goal.pk), ("close_goal", goal.pk), ("tick_step", step.pk)):
            assert client.post(reverse(f"resources:{name}", args=[pk])).status_code == 404
        page = client.get(reverse("resources:goals"))
        assert page.status_code == 404 or goal.specific not in page.content.decode()


@pytest.mark.django_db
class TestPlan:
    def test_a_year_with_a_travelled_clock(self, client: TenantClient, world: World) -> None:
        """Reminded, written, shown, signed by both, changed and signed anew, half time."""
        trainee, mentor = world.people[Role.TRAINEE], world.people[Role.FACILITATOR]

        def sweep(now: Any) -> None:
            with time_machine.travel(now, tick=False):
                run_inline(now=now)

        def heard(person: Any) -> set[str]:
            found = set(InboxItem.objects.filter(recipient=person).values_list("subject", flat=True))
            InboxItem.objects.filter(recipient=person).delete()
            return found & {"Your plan for this year", "A learning plan to read", "Your plan is signed",
                            "Half time of your plan"}  # fmt: skip

        Membership.objects.filter(person=trainee).update(starts_on=TODAY - 59 * DAY)
        sweep(NOW)
        assert heard(trainee) == set()
        sweep(NOW + DAY)
        assert heard(trainee) == {"Your plan for this year"}
        sweep(NOW + 2 * DAY)
        assert heard(trainee) == set()

        plan = _plan(world, _goal(world))
        actions.show_and_sign(plan=plan, now=NOW + 3 * DAY)
        sweep(NOW + 3 * DAY + timedelta(minutes=1))
        assert heard(mentor) == {"A learning plan to read"}
        actions.countersign(plan=plan, now=NOW + 4 * DAY)
        sweep(NOW + 4 * DAY + timedelta(minutes=1))
        assert heard(trainee) == {"Your plan is signed"}
        # Signed: the second reminder does not come, half time does.
        sweep(NOW + 61 * DAY)
        assert heard(trainee) == set()
        sweep(NOW + 187 * DAY)
        assert heard(trainee) == {"Half time of your plan"}
        # The next academic year asks anew.
        sweep(NOW + timedelta(days=(date(2027, 8, 30) - TODAY).days))
        assert heard(trainee) == {"Your plan for this year"}

    def test_a_change_asks_for_both_signatures_again_and_progress_does_not(self, world: World) -> None:
        goal = _goal(world)
        plan = _plan(world, goal)
        actions.show_and_sign(plan=plan, now=NOW)
        actions.countersign(plan=plan, now=NOW)
        step = actions.add_step(goal=goal, what="A title")
        actions.tick_step(step=step, done_on=TODAY)
        plan.refresh_from_db()
        assert plan.signed
        goal.refresh_from_db()
        values = {name: getattr(goal, name) for name in actions.SMART}
        actions.write_goal(
            program=world.program, trainee=goal.trainee, values={**values, "measurable": "Two journals"}, goal=goal
        )
        plan.refresh_from_db()
        assert (plan.trainee_signed_at, plan.mentor_signed_at) == (None, None)

    def test_seen_by_its_mentor_only_while_shown(self, client: TenantClient, world: World) -> None:
        plan = _plan(world, _goal(world))
        address, pdf = (reverse(f"resources:{name}", args=[plan.pk]) for name in ("plan", "plan_pdf"))
        client.acting(world.people[Role.FACILITATOR])
        assert client.get(address).status_code == client.get(pdf).status_code == 404
        actions.show_and_sign(plan=plan, now=NOW)
        assert b"Calm at night" in client.get(address).content
        assert client.post(reverse("resources:write_plan", args=[plan.pk])).status_code == 404
        for role in Role:
            if role not in (Role.TRAINEE, Role.FACILITATOR):
                client.acting(world.people[role])
                assert client.get(address).status_code == client.get(pdf).status_code == 404
                assert client.post(reverse("resources:sign_plan", args=[plan.pk])).status_code == 404
        actions.take_back(plan=plan, now=NOW)
        assert client.acting(world.people[Role.FACILITATOR]).get(address).status_code == 404

    def test_another_mentor_reads_it_only_when_it_is_shown_anew(self, world: World) -> None:
        goal = _goal(world)
        plan = _plan(world, goal)
        actions.show_and_sign(plan=plan, now=NOW)
        words = {name: getattr(plan, name) for name in actions.WORDS}
        actions.write_plan(plan=plan, words=words, mentor=world.people[Role.WELLNESS_LEAD], goal_ids=[goal.pk], now=NOW)
        plan.refresh_from_db()
        assert (plan.shown_at, plan.trainee_signed_at) == (None, None)
        assert not Notice.objects.filter(kind="resources.plan_shown", state="due").exists()

    def test_signing_needs_a_mentor_and_a_goal_and_the_mentor_signs_second(
        self, client: TenantClient, world: World
    ) -> None:
        client.acting(world.people[Role.TRAINEE])
        with time_machine.travel(NOW, tick=False):
            client.post(reverse("resources:begin_plan"))
            client.post(reverse("resources:begin_plan"))
            plan = LearningPlan.objects.get()
            answer = client.post(reverse("resources:show_plan", args=[plan.pk]), follow=True)
            assert b"Choose a faculty mentor first" in answer.content
            mentor = str(world.people[Role.FACILITATOR].pk)
            typed = {"mentor": mentor, "strengths": "Calm", "growing": "", "career": "", "support": ""}
            client.post(reverse("resources:write_plan", args=[plan.pk]), typed)
            answer = client.post(reverse("resources:show_plan", args=[plan.pk]), follow=True)
            assert b"at least one goal" in answer.content
            wrong = client.post(reverse("resources:write_plan", args=[plan.pk]), {**typed, "mentor": "nobody"})
            assert b"Choose somebody from the list." in wrong.content
        with pytest.raises(IntegrityError), transaction.atomic():
            LearningPlan.objects.filter(pk=plan.pk).update(mentor_signed_at=NOW)

    def test_on_paper(self, client: TenantClient, world: World) -> None:
        plan = _plan(world, _goal(world))
        answer = client.acting(world.people[Role.TRAINEE]).get(reverse("resources:plan_pdf", args=[plan.pk]))
        assert answer.headers["Content-Type"] == "application/pdf"
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
        owed = "(3) Kosoko-Lasaki, Journal of the National Medical Association 2006"
        for said in ("Learning plan, 2026 to 2027", SHARP.specific, "Calm at night", "not signed yet", owed):
            assert said in " ".join(text.split()), said

    def test_what_is_filed_says_the_year_of_both_signatures(self, client: TenantClient, world: World) -> None:
        plan = _plan(world, _goal(world))
        actions.show_and_sign(plan=plan, now=NOW)
        actions.countersign(plan=plan, now=NOW + DAY)
        answer = client.acting(world.people[Role.FACILITATOR]).get(reverse("resources:plan_pdf", args=[plan.pk]))
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())
        assert "Trainee Person: Monday, November 23, 2026" in text
        assert "(faculty mentor): Tuesday, November 24, 2026" in text
