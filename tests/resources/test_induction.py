"""Inductions that start when a newcomer arrives, the form of a first meeting, and reflections for oneself."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from notices.actions.sweeping import run_inline
from notices.models import InboxItem, Notice
from programs import tenancy
from programs.models import Membership, Person, Role
from resources import induction as data
from resources.actions import induction as actions
from resources.models import FirstMeeting, Induction, InductionItem, InductionTask, Part, Reflection, Who
from resources.rules.induction import digest, exercise_number, is_late, next_exercise, starts_now
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_supervision
from tests.reading import HIGHEST, grade
from tests.world import World, make_world

DAY = timedelta(days=1)


class TestRules:
    def test_four_inductions_each_with_dates_and_owners(self) -> None:
        assert list(data.parts()) == list(Part.values)
        assert {item.part for item in data.items()} == set(Part.values)
        assert {item.who for item in data.items()} == set(Who.values)
        assert all(-60 <= item.day <= 365 and len(item.text) <= 200 for item in data.items())
        text = ". ".join([*(item.text for item in data.items()), *(one.ask for one in data.exercises().values())])
        assert grade(text) <= HIGHEST

    @pytest.mark.parametrize(("days", "starts"), [(-22, False), (-21, True), (0, True), (14, True), (15, False)])
    def test_it_starts_around_the_first_day(self, days: int, starts: bool) -> None:
        assert starts_now(TODAY, TODAY + days * DAY) is starts

    def test_late_and_which_exercise(self) -> None:
        assert is_late(TODAY - DAY, None, TODAY)
        assert not is_late(TODAY, None, TODAY)
        assert not is_late(TODAY - DAY, TODAY, TODAY)
        assert [exercise_number(TODAY, TODAY + n * DAY) for n in (-3, 27, 28, 56, 366)] == [0, 0, 1, 2, 0]
        assert next_exercise(["a", "b"], ["a"]) == "b"
        assert next_exercise(["a", "b"], ["a", "b"]) == "a"
        assert next_exercise(["a", "b"], ["a", "b", "a"]) == "b"


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


def _newcomer(world: World, first_day: date = TODAY) -> Person:
    return make_member(world.program, Role.TRAINEE, "Ana Souza", starts_on=first_day)


@pytest.mark.django_db
class TestInduction:
    def test_it_starts_by_itself_and_asks_every_four_weeks(self, world: World) -> None:
        ana = _newcomer(world, TODAY + 30 * DAY)

        def sweep(days: int) -> set[str]:
            with time_machine.travel(NOW + days * DAY, tick=False):
                run_inline(now=NOW + days * DAY)
            found = set(InboxItem.objects.filter(recipient=ana).values_list("subject", flat=True))
            InboxItem.objects.filter(recipient=ana).delete()
            # That lines become late is said by tests/resources/test_first_weeks.py.
            return found - {"First weeks: something is due"}

        assert sweep(0) == set()
        # Started three weeks before; the newcomer hears on the first morning, since there is no way in before.
        assert sweep(9) == set()
        row = Induction.objects.get()
        assert (row.trainee, row.responsible) == (ana, world.people[Role.COORDINATOR])
        assert row.tasks.count() == len(data.items())
        assert row.tasks.get(text__startswith="A buddy").due_on == TODAY + 16 * DAY
        assert sweep(30) == {"Your first weeks"}
        assert sweep(31) == set()
        assert sweep(58) == {"A question for you"}
        assert sweep(59) == set()
        assert sweep(86) == {"A question for you"}

    def test_whoever_is_long_here_gets_none(self, world: World) -> None:
        actions.daily(world.program, NOW)
        assert not Induction.objects.exists()

    def test_started_twice_it_is_one(self, world: World) -> None:
        ana = _newcomer(world)
        for _ in range(2):
            actions.start(program=world.program, trainee=ana, first_day=TODAY, responsible=None, now=NOW)
        assert InductionTask.objects.count() == len(data.items())

    def test_followed_ticked_and_taken_over(self, client: TenantClient, world: World) -> None:
        ana, director = _newcomer(world), world.people[Role.DIRECTOR]
        with time_machine.travel(NOW, tick=False):
            client.acting(world.people[Role.COORDINATOR])
            page = client.get(reverse("resources:induction"))
            assert [role.person for role in page.context["newcomers"]] == [ana]
            client.post(reverse("resources:start_induction", args=[ana.pk]))
            row = Induction.objects.get()
            task = row.tasks.get(text__startswith="Bank")
            client.acting(ana)
            own = client.get(reverse("resources:induction")).content.decode()
            assert "Your first weeks" in own
            assert "Was due on November 9" in own
            client.post(reverse("resources:tick_task", args=[task.pk]))
            task.refresh_from_db()
            assert (task.done_on, task.done_by) == (TODAY, ana)
            client.acting(director)
            client.post(reverse("resources:take_over", args=[row.pk]))
            assert "1 of " in client.get(reverse("resources:newcomer", args=[row.pk])).content.decode()
        row.refresh_from_db()
        assert row.responsible == director

    @pytest.mark.parametrize("role", [Role.FACILITATOR, Role.WELLNESS_LEAD, Role.TRAINEE, Role.GME_OFFICE])
    def test_nobody_else_sees_it(self, role: Role, client: TenantClient, world: World) -> None:
        ana = _newcomer(world)
        row = actions.start(program=world.program, trainee=ana, first_day=TODAY, responsible=None, now=NOW)
        task = row.tasks.all()[0]
        client.acting(world.people[role])
        assert client.get(reverse("resources:newcomer", args=[row.pk])).status_code == 404
        assert client.post(reverse("resources:tick_task", args=[task.pk])).status_code == 404
        page = client.get(reverse("resources:induction"))
        assert page.status_code == 404 or ana.name not in page.content.decode()

    def test_the_list_is_made_ones_own_and_what_is_under_way_stays(self, client: TenantClient, world: World) -> None:
        row = actions.start(program=world.program, trainee=_newcomer(world), first_day=TODAY, responsible=None, now=NOW)
        client.acting(world.people[Role.COORDINATOR])
        line = {"part": "welcome", "text": "Tea with the chief", "who": "program", "day": "2"}
        wrong = client.post(reverse("resources:add_item"), {**line, "day": "soon"})
        assert b"Write a whole number of days" in wrong.content
        assert b"Tea with the chief" in wrong.content
        client.post(reverse("resources:add_item"), line)
        assert InductionItem.objects.count() == len(data.items()) + 1
        item = InductionItem.objects.get(text="Tea with the chief")
        client.post(reverse("resources:change_item", args=[item.pk]), {**line, "text": "Tea with Ada"})
        client.post(reverse("resources:remove_item", args=[InductionItem.objects.exclude(pk=item.pk)[0].pk]))
        assert "Tea with Ada" in client.get(reverse("resources:induction_list")).content.decode()
        assert row.tasks.count() == len(data.items())
        assert len(actions.list_of(world.program)) == len(data.items())


@pytest.mark.django_db
class TestFirstMeeting:
    def _form(self, world: World) -> FirstMeeting:
        return actions.begin_form(
            program=world.program, trainee=world.people[Role.TRAINEE], supervisor=world.people[Role.FACILITATOR],
            by=world.people[Role.TRAINEE], now=NOW,
        )  # fmt: skip

    def test_begun_by_either_it_is_one_form_and_the_other_is_told(self, client: TenantClient, world: World) -> None:
        trainee, mentor = world.people[Role.TRAINEE], world.people[Role.FACILITATOR]
        make_supervision(world.program, trainee, mentor)
        with time_machine.travel(NOW, tick=False):
            client.acting(trainee).post(reverse("resources:begin_form"), {"with": str(mentor.pk)})
            client.acting(mentor).post(reverse("resources:begin_form"), {"with": str(trainee.pk)})
            # Nobody whom one does not supervise or know.
            other = make_member(world.program, Role.TRAINEE, "Samir Haddad")
            client.post(reverse("resources:begin_form"), {"with": str(other.pk)})
        assert FirstMeeting.objects.count() == 1
        told = Notice.objects.filter(kind="resources.first_meeting_begun")
        assert [notice.recipient for notice in told] == [mentor]

    def test_two_who_type_at_once_lose_nothing(self, client: TenantClient, world: World) -> None:
        row = self._form(world)
        address = reverse("resources:first_meeting", args=[row.pk])
        client.acting(row.trainee).post(address, {"field": "background", "text": "I grew up by the sea."})
        client.acting(row.supervisor)
        said = client.post(address, {"field": "skills", "text": "Ultrasound"}, headers={"HX-Request": "true"})
        assert "Kept" in said.content.decode()
        assert digest("Ultrasound") in said.content.decode()
        row.refresh_from_db()
        assert (row.background, row.skills) == ("I grew up by the sea.", "Ultrasound")

    def test_in_one_field_nobody_writes_over_the_other_without_knowing(
        self, client: TenantClient, world: World
    ) -> None:
        row = self._form(world)
        address = reverse("resources:first_meeting", args=[row.pk])
        client.acting(row.trainee)
        empty = {"field": "skills", "seen": digest("")}
        client.post(address, {**empty, "text": "Echo\r\nNotes"})
        client.acting(row.supervisor)
        # Their page was drawn before. What is kept by itself never writes over, however often it is sent.
        for sent in (
            {**empty, "text": "Chest drains"},
            {**empty, "text": "Chest drains", "over": digest("Echo\nNotes")},
        ):
            said = client.post(address, sent, headers={"HX-Request": "true"}).content.decode()
            assert "wrote here meanwhile" in said
            assert "Echo<br>Notes" in said
            assert digest("Echo\nNotes") in said
        page = client.post(address, {**empty, "text": "Chest drains", "keep": "1"})
        assert page.status_code == 422
        assert ">Chest drains</textarea>" in page.content.decode()
        row.refresh_from_db()
        assert row.skills == "Echo\nNotes"
        # Told what stands there, the button keeps both.
        both = {**empty, "text": "Echo\nNotes\nChest drains", "over": digest("Echo\nNotes"), "keep": "1"}
        assert client.post(address, both).status_code == 302
        row.refresh_from_db()
        assert row.skills == "Echo\nNotes\nChest drains"

    def test_what_is_wrong_is_said_beside_the_field_and_stays_typed(self, client: TenantClient, world: World) -> None:
        row = self._form(world)
        address = reverse("resources:first_meeting", args=[row.pk])
        client.acting(row.trainee)
        answer = client.post(address, {"field": "skills", "text": "<b>" * 700})
        assert answer.status_code == 422
        assert b"Keep the text to 2000 characters." in answer.content
        assert b"&lt;b&gt;&lt;b&gt;" in answer.content
        # No field but those of the form.
        client.post(address, {"field": "trainee_id", "text": str(row.supervisor_id)})
        row.refresh_from_db()
        assert (row.trainee, row.skills) == (world.people[Role.TRAINEE], "")

    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.TRAINEE, Role.FACILITATOR)])
    def test_nobody_but_the_two(self, role: Role, client: TenantClient, world: World) -> None:
        row = self._form(world)
        client.acting(world.people[role])
        for name in ("first_meeting", "first_meeting_pdf", "throw_away"):
            address = reverse(f"resources:{name}", args=[row.pk])
            assert client.get(address).status_code in (404, 405)
            assert client.post(address, {"field": "skills", "text": "x"}).status_code in (404, 405)

    def test_on_paper_and_thrown_away_by_the_trainee(self, client: TenantClient, world: World) -> None:
        row = self._form(world)
        actions.write_field(form=row, field="training", text="Six years in Ankara")
        answer = client.acting(row.supervisor).get(reverse("resources:first_meeting_pdf", args=[row.pk]))
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())
        assert "Six years in Ankara" in text
        assert client.post(reverse("resources:throw_away", args=[row.pk])).status_code == 404
        client.acting(row.trainee).post(reverse("resources:throw_away", args=[row.pk]))
        assert not FirstMeeting.objects.exists()


@pytest.mark.django_db
class TestReflections:
    def test_for_oneself_alone(self, client: TenantClient, world: World) -> None:
        address = reverse("resources:reflections")
        client.acting(world.people[Role.TRAINEE])
        first: Any = client.get(address).context["exercise"]
        assert b"Write a line" in client.post(address, {"text": ""}).content
        client.post(address, {"text": "The nurses know everything."})
        page = client.get(address)
        assert page.context["exercise"] != first
        assert b"The nurses know everything." in page.content
        row = Reflection.objects.get()
        other = make_member(world.program, Role.TRAINEE, "Samir Haddad")
        for person in (other, *(world.people[role] for role in Role if role != Role.TRAINEE)):
            client.acting(person)
            assert b"The nurses" not in client.get(address).content
            assert client.post(reverse("resources:remove_reflection", args=[row.pk])).status_code == 404
        client.acting(world.people[Role.TRAINEE]).post(reverse("resources:remove_reflection", args=[row.pk]))
        assert not Reflection.objects.exists()

    def test_the_question_of_the_month_ends_with_the_first_year(self, world: World) -> None:
        ana = world.people[Role.TRAINEE]
        Membership.objects.filter(person=ana).update(starts_on=TODAY - 366 * DAY)
        actions.start(program=world.program, trainee=ana, first_day=TODAY - 366 * DAY, responsible=None, now=NOW)
        actions.daily(world.program, NOW)
        assert not Notice.objects.filter(kind="resources.reflect").exists()
