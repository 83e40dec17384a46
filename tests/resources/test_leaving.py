"""A mentor leaves, rests, or is full: mentees and whoever waits are told kindly why, and led on; nobody hangs."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from notices.actions.sweeping import run_inline
from notices.models import InboxItem, Notice
from programs import tenancy
from programs.models import Membership, Person, Role
from resources.actions import goals, mentoring, reviewing
from resources.actions import meeting as meetings
from resources.models import MentorProfile, Mentorship
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
VALUES = {"about": "Ask away.", "areas": "Cardiology", "scholarly": "", "languages": "", "kinds": ["career"], "room": 3,
          "is_open": True}  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    """The facilitator and the wellness lead mentor; somebody else has room."""
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    for role in (Role.FACILITATOR, Role.WELLNESS_LEAD):
        mentoring.describe(program=made.program, person=made.people[role], values=VALUES, now=NOW)
    return made


def _ask(world: World, by: Person) -> Mentorship:
    profile = MentorProfile.objects.get(person=world.people[Role.FACILITATOR])
    return mentoring.ask(program=world.program, profile=profile, kind="career", message="May I?", by=by, now=NOW)


def _pair_and_question(world: World) -> tuple[Mentorship, Mentorship]:
    pair, waiting = (
        _ask(world, world.people[Role.TRAINEE]),
        _ask(world, make_member(world.program, name="Samir Haddad")),
    )
    mentoring.accept(mentorship=pair, now=NOW)
    pair.refresh_from_db()
    meetings.plan_meeting(mentorship=pair, starts_at=NOW + 9 * DAY, minutes=30, place="Library", now=NOW)
    return pair, waiting


def _read(person: Person, now: object) -> str:
    """Everything that reaches somebody's inbox by now about mentors."""
    with time_machine.travel(now, tick=False):  # type: ignore[arg-type]  # a moment
        run_inline(now=now)  # type: ignore[arg-type]  # the same
    return " ".join(
        InboxItem.objects.filter(recipient=person, notice__kind__startswith="resources.").values_list("text", flat=True)
    )


def test_a_mentor_leaves_the_program(client: TenantClient, world: World) -> None:
    pair, waiting = _pair_and_question(world)
    mentor = pair.mentor
    Membership.objects.filter(person=mentor).update(ends_on=TODAY)
    reviewing.daily(world.program, NOW + DAY)
    reviewing.daily(world.program, NOW + DAY)
    later = NOW + DAY + timedelta(minutes=1)
    told = _read(pair.mentee, later)
    assert (
        f"{mentor.first_name} has left the program, so your mentorship with {mentor.name} has come to its end." in told
    )
    assert "the page shows who has room" in told
    assert f"{mentor.first_name} has left the program. It is not about you." in _read(waiting.mentee, later)
    assert not Notice.objects.filter(recipient=mentor, kind="resources.mentor_parted").exists()
    with time_machine.travel(later, tick=False):
        for row in (pair, waiting):
            page = client.acting(row.mentee).get(reverse("resources:room", args=[row.pk]))
            assert "has left the program" in page.content.decode()
            assert [card.profile.person for card in page.context["others"]] == [world.people[Role.WELLNESS_LEAD]]
        # Somebody who still has the address finds nobody to ask.
        assert client.get(reverse("resources:ask", args=[mentor.pk])).status_code == 404


def test_a_mentee_leaves_the_program(world: World) -> None:
    pair, waiting = _pair_and_question(world)
    Membership.objects.filter(person__in=[pair.mentee, waiting.mentee]).update(ends_on=TODAY)
    reviewing.daily(world.program, NOW + DAY)
    assert "Trainee has left the program" in _read(pair.mentor, NOW + DAY + timedelta(minutes=1))
    assert dict(Mentorship.objects.values_list("pk", "state")) == {pair.pk: "ended", waiting.pk: "withdrawn"}


def test_a_mentor_takes_a_rest(client: TenantClient, world: World) -> None:
    pair, waiting = _pair_and_question(world)
    meetings.add_milestone(mentorship=pair, what="A first draft", due_on=TODAY + 30 * DAY)
    address = reverse("resources:stop_mentoring")
    with time_machine.travel(NOW, tick=False):
        page = client.acting(pair.mentor).get(address).content.decode()
        assert pair.mentee.name in page
        assert waiting.mentee.name in page
        assert Mentorship.objects.filter(state="active").exists()
        assert b"you can come back any time" in client.post(address, follow=True).content
    assert not MentorProfile.objects.filter(person=pair.mentor).exists()
    assert not pair.meetings.exists()
    rests = f"{pair.mentor.first_name} takes a rest from mentoring"
    assert rests in _read(pair.mentee, NOW + DAY)
    assert f"{rests}. It is not about you." in _read(waiting.mentee, NOW + DAY)
    with time_machine.travel(NOW + DAY, tick=False):
        kept = client.acting(pair.mentee).get(reverse("resources:room", args=[pair.pk])).content.decode()
    # What they did together stays to be read, and there is a way on.
    assert "A first draft" in kept
    assert "Who has room" in kept


@pytest.mark.parametrize("change", [{"is_open": False}, {"room": 1}], ids=["takes nobody new", "less room"])
def test_without_room_whoever_waits_is_led_on_and_mentees_stay(world: World, change: dict[str, object]) -> None:
    pair, waiting = _pair_and_question(world)
    mentoring.describe(program=world.program, person=pair.mentor, values={**VALUES, **change}, now=NOW)
    states = dict(Mentorship.objects.values_list("pk", "state"))
    assert states == {pair.pk: "active", waiting.pk: "led_on"}
    assert "has no room for one more just now. It is not about you." in _read(waiting.mentee, NOW + DAY)


def test_before_the_last_place_is_given_the_mentor_is_asked(client: TenantClient, world: World) -> None:
    first, _ = _ask(world, world.people[Role.TRAINEE]), _ask(world, make_member(world.program, name="Samir Haddad"))
    address = reverse("resources:room", args=[first.pk])
    client.acting(first.mentor)
    assert "This is your last place" not in client.get(address).content.decode()
    MentorProfile.objects.update(room=1)
    assert "This is your last place" in client.get(address).content.decode()
    assert "This is your last place" not in client.acting(first.mentee).get(address).content.decode()


def test_an_unsigned_plan_whose_mentor_left_goes_back_to_its_trainee(world: World) -> None:
    trainee, mentor = world.people[Role.TRAINEE], world.people[Role.FACILITATOR]
    words = dict.fromkeys(goals.WORDS, "Echo")
    goal = goals.write_goal(
        program=world.program, trainee=trainee,
        values={**dict.fromkeys(goals.SMART, ""), "specific": "One case", "due_on": None, "stretch": False},
    )  # fmt: skip
    plan = goals.plan_of_year(program=world.program, trainee=trainee, year=TODAY.replace(month=7, day=1))
    goals.write_plan(plan=plan, words=words, mentor=mentor, goal_ids=[goal.pk], now=NOW)
    goals.show_and_sign(plan=plan, now=NOW)
    Membership.objects.filter(person=mentor).update(ends_on=TODAY)
    for _ in range(2):
        goals.remind(world.program, NOW + DAY)
    plan.refresh_from_db()
    assert (plan.mentor, plan.shown_at, plan.trainee_signed_at, plan.growing) == (None, None, None, "Echo")
    assert "Choose somebody else" in _read(trainee, NOW + DAY + timedelta(minutes=1))
    assert Notice.objects.filter(kind="resources.plan_alone").count() == 1
