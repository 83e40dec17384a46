"""From an empty program to its first round: what the page of a beginning says is what is there."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from checkins.models import Blackout
from home.starting.reading import progress_of, ready_from_the_start
from home.starting.rules import TASKS, Progress, State, progress
from home.starting.samples import sample_of
from notices.actions.sweeping import run_inline
from notices.models import InboxItem, Notice
from programs import tenancy
from programs.acting import acting_as
from programs.errors import RefusedError
from programs.models import AccessEvent, Membership, Person, Program, Role
from programs.permissions import ROLE_PERMISSIONS, Permission
from programs.rosterfile import parse_roster, parse_rotations, to_csv, to_xlsx
from resources.actions import induction
from resources.actions.directory import Keeping, add
from resources.actions.inviting import invite
from resources.filing import parse_resources
from resources.models import MentorProfile
from resources.shelf import directory_of
from resources.showing import CHOICES
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_supervision
from tests.world import make_round
from triage.models import Contact

ALL = frozenset(Permission)
NOTHING = dict.fromkeys((task.key for task in TASKS), False)
PAGE = "/start/"


class TestRules:
    def test_an_empty_program_begins_with_its_people(self) -> None:
        found = progress(NOTHING, (), ALL)
        assert found.done == 0
        assert found.next
        assert found.next.task.key == "people"
        assert not found.ready
        assert found.minutes_left == sum(task.minutes for task in TASKS) < 60

    def test_what_is_there_is_done_whatever_was_set_aside(self) -> None:
        found = progress({**NOTHING, "rotations": True}, ("rotations", "quiet"), ALL)
        states = {line.task.key: line.state for line in found.lines}
        assert (states["rotations"], states["quiet"]) == (State.DONE, State.ASIDE)
        assert found.done == 2

    def test_what_a_round_needs_cannot_be_set_aside(self) -> None:
        essential = {task.key for task in TASKS if task.essential}
        found = progress(NOTHING, essential, ALL)
        assert found.done == 0
        assert progress({**NOTHING, **dict.fromkeys(essential, True)}, (), ALL).ready

    def test_only_what_somebody_may_do_is_theirs(self) -> None:
        found = progress(NOTHING, (), {Permission.HELP_WRITE})
        assert [line.task.key for line in found.lines] == ["help"]
        assert progress(NOTHING, (), ()).next is None

    def test_whoever_starts_a_program_may_do_all_of_it(self) -> None:
        for role in (Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR, Role.COORDINATOR):
            assert len(progress(NOTHING, (), ROLE_PERMISSIONS[role]).lines) == len(TASKS)

    def test_keys_fit_where_they_are_kept(self) -> None:
        assert all(len(task.key) <= 20 for task in TASKS)
        assert all(reverse(task.url) for task in TASKS)


class TestSamples:
    """What is downloaded can be imported as it is; so whoever fills it in begins with a file that works."""

    @pytest.mark.parametrize("name", ["people", "nothing-of-the-kind"])
    def test_people(self, name: str) -> None:
        found = sample_of(name, date(2026, 7, 1))
        for data in (to_csv(found.headings, found.lines), to_xlsx(found.title, found.headings, found.lines)):
            parsed = parse_roster(data)
            assert not parsed.rejected
            assert {row.role for row in parsed.rows} == {Role.TRAINEE, Role.FACILITATOR, Role.WELLNESS_LEAD}

    def test_rotations(self) -> None:
        found = sample_of("rotations", date(2026, 7, 1))
        for data in (to_csv(found.headings, found.lines), to_xlsx(found.title, found.headings, found.lines)):
            parsed = parse_rotations(data)
            assert not parsed.rejected
            assert [row.nights for row in parsed.rows] == [False, True]

    def test_resources(self) -> None:
        found = sample_of("resources", date(2026, 7, 1))
        for data in (to_csv(found.headings, found.lines), to_xlsx(found.title, found.headings, found.lines)):
            parsed = parse_resources(data, [], CHOICES, TODAY)
            assert not parsed.rejected
            assert len(parsed.rows) == len(found.lines) > 5


@pytest.fixture
def coordinator(program: Program) -> Person:
    return make_member(program, Role.COORDINATOR, "Ana Ruiz", starts_on=TODAY)


def _progress(program: Program, person: Person) -> Progress:
    held = Membership.objects.select_related("program", "institution").get(program=program, person=person)
    return progress_of(acting_as(person, held), NOW)


def _open(program: Program, person: Person) -> list[str]:
    return [line.task.key for line in _progress(program, person).lines if not line.settled]


def _contact(here: Program, **fields: Any) -> None:
    Contact.objects.create(
        institution_id=here.institution_id, name="Psychiatry", time_zone="America/Chicago", always=True,
        created_at=NOW, **{"program": here, "phone": "312 555 0142", "branches": ["safety"], **fields},
    )  # fmt: skip


@pytest.mark.django_db
class TestReading:
    def test_each_task_ends_when_what_it_is_for_is_there(self, program: Program, coordinator: Person) -> None:
        steps = [task.key for task in TASKS]
        assert _open(program, coordinator) == steps
        trainee = make_member(program, name="Mei Yilmaz", starts_on=TODAY - timedelta(days=9))
        # Nobody listens yet: half a roster is not done.
        assert _open(program, coordinator) == steps
        mentor = make_member(program, Role.FACILITATOR, "Nadia Rao")
        assert _open(program, coordinator) == (steps := steps[1:])
        make_supervision(program, trainee, mentor)
        assert _open(program, coordinator) == (steps := steps[1:])
        _contact(program, branches=["legal"])
        _contact(program, phone="", mail="office@riverside.test")
        assert _open(program, coordinator) == steps
        _contact(program)
        assert _open(program, coordinator) == (steps := steps[1:])
        values = {"name": "Ada's desk", "about": "Ada.", "country": "United States", "specialty": "Any"}
        add(Keeping(program, directory_of(program), coordinator, NOW), values)
        assert _open(program, coordinator) == (steps := steps[1:])
        assert invite(program=program, by=coordinator, now=NOW) == 1
        assert _open(program, coordinator) == (steps := steps[1:])
        induction.start(program=program, trainee=trainee, first_day=TODAY, responsible=coordinator, now=NOW)
        assert _open(program, coordinator) == (steps := steps[1:])
        Blackout.objects.create(program=program, label="Noon", starts_on=TODAY, ends_on=TODAY)
        assert _open(program, coordinator) == steps[1:] == ["round"]
        make_round(program)
        assert _open(program, coordinator) == []

    def test_an_own_blackout_or_an_old_rotation_is_none_of_the_programs(
        self, program: Program, coordinator: Person
    ) -> None:
        trainee, mentor = make_member(program), make_member(program, Role.FACILITATOR, "Nadia Rao")
        Blackout.objects.create(program=program, person=trainee, label="Leave", starts_on=TODAY, ends_on=TODAY)
        old = TODAY - timedelta(days=40)
        make_supervision(program, trainee, mentor, starts_on=old, ends_on=old)
        assert {"quiet", "rotations"} <= set(_open(program, coordinator))

    def test_the_institutions_number_will_do(self, program: Program, coordinator: Person) -> None:
        with tenancy.inside(institution_id=program.institution_id):
            _contact(program, program=None)
        assert "help" not in _open(program, coordinator)

    @pytest.mark.parametrize("many", [1, 5])
    def test_one_statement_however_much_there_is(
        self, many: int, program: Program, coordinator: Person, django_assert_num_queries: Any
    ) -> None:
        for number in range(many):
            make_supervision(
                program, make_member(program, name=f"Mei {number}"), make_member(program, Role.FACILITATOR, "N R")
            )
        held = Membership.objects.select_related("program", "institution").get(person=coordinator)
        with django_assert_num_queries(1):
            progress_of(acting_as(coordinator, held), NOW)

    def test_much_is_there_from_the_first_day(self, program: Program) -> None:
        ready = ready_from_the_start()
        assert ready.prompts > 42
        assert ready.resources > 40
        assert ready.lines > 20


@pytest.mark.django_db
class TestPage:
    @pytest.fixture(autouse=True)
    def _then(self, settings: Any) -> Any:
        settings.DEMO = True
        with time_machine.travel(NOW, tick=False):
            yield

    def test_it_leads_on_with_one_button(self, client: TenantClient, program: Program, coordinator: Person) -> None:
        page = client.acting(coordinator).get(PAGE).content.decode()
        assert "Getting started: 0 of 8 done" in page
        assert page.count("btn-primary") == 1
        assert 'aria-label="0 of 8 tasks are done or set aside"' in page
        for task in TASKS:
            assert reverse(task.url) in page

    def test_today_leads_there_until_a_round_can_begin(
        self, client: TenantClient, program: Program, coordinator: Person
    ) -> None:
        client.acting(coordinator)
        page = client.get("/").content.decode()
        assert "Your program is being set up: 0 of 8 done" in page
        assert "No round is planned" not in page
        make_member(program)
        make_member(program, Role.FACILITATOR, "Nadia Rao")
        _contact(program)
        make_round(program)
        page = client.get("/").content.decode()
        assert "being set up" not in page
        assert PAGE in page

    def test_not_for_us_and_back(self, client: TenantClient, program: Program, coordinator: Person) -> None:
        client.acting(coordinator)
        client.post("/start/aside/", {"task": "rotations", "aside": "yes"})
        client.post("/start/aside/", {"task": "rotations", "aside": "yes"})
        program.refresh_from_db()
        assert program.set_aside == ["rotations"]
        assert "1 of 8 done" in client.get(PAGE).content.decode()
        assert AccessEvent.objects.filter(detail="rotations", actor=coordinator).count() == 1
        client.post("/start/aside/", {"task": "rotations", "aside": "no"})
        program.refresh_from_db()
        assert program.set_aside == []

    @pytest.mark.parametrize("task", ["people", "round", "", "no such task", "x" * 500])
    def test_what_cannot_be_set_aside(
        self, task: str, client: TenantClient, program: Program, coordinator: Person
    ) -> None:
        answer = client.acting(coordinator).post("/start/aside/", {"task": task, "aside": "yes"}, follow=True)
        assert "cannot be set aside" in answer.content.decode()
        program.refresh_from_db()
        assert program.set_aside == []

    @pytest.mark.parametrize("many", [1, 4])
    def test_the_same_statements_however_many_people(
        self, many: int, client: TenantClient, program: Program, coordinator: Person, django_assert_num_queries: Any
    ) -> None:
        for number in range(many):
            make_member(program, name=f"Mei {number}")
        client.acting(coordinator).get(PAGE)
        with django_assert_num_queries(12):
            client.get(PAGE)

    def test_faculty_are_asked_once_a_year_and_not_who_said(
        self, client: TenantClient, program: Program, coordinator: Person
    ) -> None:
        nadia, zoe = (make_member(program, Role.FACILITATOR, name) for name in ("Nadia Rao", "Zoë Silva"))
        make_member(program)
        MentorProfile.objects.create(program=program, person=zoe, about="Ask.", areas="ICU", kinds=["career"], room=1)
        client.acting(coordinator)
        assert "1 person is asked" in client.post("/mentors/invite/", follow=True).content.decode()
        assert "nobody to ask just now" in client.post("/mentors/invite/", follow=True).content.decode()
        assert [notice.recipient for notice in Notice.objects.filter(kind="resources.mentor_invited")] == [nadia]
        run_inline(now=NOW)
        assert InboxItem.objects.get(recipient=nadia).subject == "Would you be a mentor?"


@pytest.mark.django_db
class TestBeginning:
    TYPED = {
        "program": "Pediatrics", "time_zone": "America/Denver", "first_name": "Ana", "last_name": "Ruiz",
        "email": "Ana.Ruiz@riverside.test", "role": "coordinator",
    }  # fmt: skip

    @pytest.fixture(autouse=True)
    def _then(self, settings: Any) -> Any:
        settings.DEMO = True
        with time_machine.travel(NOW, tick=False):
            yield

    @pytest.fixture
    def office(self, program: Program) -> Person:
        return make_member(program, Role.GME_OFFICE, "Elena Fox")

    def test_the_office_starts_one_and_hands_it_over(
        self, client: TenantClient, program: Program, office: Person
    ) -> None:
        client.acting(office)
        answer = client.post("/institution/programs/add/", self.TYPED, follow=True)
        assert "Ana Ruiz hears by mail how to begin" in answer.content.decode()
        ana = Person.objects.get(email="ana.ruiz@riverside.test")
        made = tenancy.find_program("pediatrics")
        assert (made.institution_id, made.time_zone) == (program.institution_id, "America/Denver")
        with tenancy.inside(program=made):
            assert [held.role for held in Membership.objects.filter(program=made)] == [Role.COORDINATOR]
            run_inline(now=NOW)
            assert "code is mailed to you" in InboxItem.objects.get(recipient=ana).text
        assert "Your program is being set up: 0 of 8 done" in client.acting(ana).get("/").content.decode()
        # Who gave whom a role is on the office's page of such events.
        assert "Gave a role to Ana Ruiz" in client.acting(office).get(reverse("programs:events")).content.decode()
        # The other program is none of hers.
        assert "Ana Ruiz" not in client.acting(office).get(f"/institution/{program.pk}/people/").content.decode()

    def test_a_name_that_is_taken_keeps_what_was_typed(
        self, client: TenantClient, program: Program, office: Person
    ) -> None:
        answer = client.acting(office).post(
            "/institution/programs/add/", {**self.TYPED, "program": program.name.upper()}
        )
        page = answer.content.decode()
        assert "There is a program called" in page
        assert 'value="Ruiz"' in page
        assert not Person.objects.filter(email="ana.ruiz@riverside.test").exists()

    @pytest.mark.parametrize("field", ["program", "time_zone", "last_name", "email", "role"])
    def test_what_is_missing_is_said_beside_it(
        self, field: str, client: TenantClient, program: Program, office: Person
    ) -> None:
        typed = {**self.TYPED, field: ""} | ({"first_name": ""} if field == "last_name" else {})
        answer = client.acting(office).post("/institution/programs/add/", typed)
        assert field in answer.context["form"].errors
        with tenancy.inside(institution_id=program.institution_id):
            assert Program.objects.filter(institution=program.institution).count() == 1

    def test_two_of_nearly_the_same_name_have_addresses_of_their_own(
        self, client: TenantClient, program: Program, office: Person
    ) -> None:
        client.acting(office)
        for name in ("Pediatrics!", "Pediatrics?"):
            client.post("/institution/programs/add/", {**self.TYPED, "program": name})
        assert tenancy.find_program("pediatrics-2").name == "Pediatrics?"

    def test_an_institution_begins_with_a_command(self, client: TenantClient) -> None:
        out = StringIO()
        words = ("hilltop", "--name=Hilltop", "--email=Kim@hilltop.test", "--first-name=Kim", "--last-name=Lee")
        call_command("start_institution", *words, "--json", stdout=out)
        assert '"institution": "hilltop"' in out.getvalue()
        kim = Person.objects.get(email="kim@hilltop.test")
        assert "Start your first program" in client.acting(kim).get("/").content.decode()
        with pytest.raises(CommandError, match="already"):
            call_command("start_institution", *words)
        with pytest.raises(CommandError, match="valid"):
            call_command("start_institution", "Hill top", *words[1:])

    def test_a_refusal_writes_nothing(self, program: Program, office: Person) -> None:
        from home.actions import begin_program
        from programs.actions.members import Name
        from programs.actions.starting import Leader

        leader = Leader("new@riverside.test", Name("New", "One"), Role.DIRECTOR)
        with pytest.raises(RefusedError):
            begin_program(
                institution=program.institution, name=program.name, time_zone="UTC", leader=leader, by=office, now=NOW
            )
        assert not Person.objects.filter(email="new@riverside.test").exists()
