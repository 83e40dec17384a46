"""A mentorship from question to parting with a travelled clock; who sees it; and that thousands stay quick."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from notices.actions.sweeping import run_inline
from notices.models import CalendarEntry, InboxItem, Notice
from programs import tenancy
from programs.errors import RefusedError
from programs.models import Membership, Person, Program, Role
from resources.actions import meeting as meetings
from resources.actions import mentoring as actions
from resources.actions import reviewing
from resources.mentors import mentors_of
from resources.models import MentorProfile, Mentorship, Review
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_program, make_supervision
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
VALUES = {"about": "Ask away.", "areas": "Cardiology", "scholarly": "Case reports", "languages": "English, Türkçe",
          "kinds": ["career", "research"], "room": 1, "is_open": True}  # fmt: skip


@pytest.fixture
def trainee(program: Program) -> Person:
    return make_member(program, Role.TRAINEE, "Mei Yilmaz")


@pytest.fixture
def mentor(program: Program) -> Person:
    return make_member(program, Role.FACILITATOR, "Nadia Karimi")


@pytest.fixture
def profile(program: Program, mentor: Person) -> MentorProfile:
    return actions.describe(program=program, person=mentor, values=VALUES, now=NOW)


def _ask(profile: MentorProfile, by: Person, now: datetime = NOW) -> Mentorship:
    return actions.ask(program=profile.program, profile=profile, kind="career", message="May I?", by=by, now=now)


def _active(profile: MentorProfile, by: Person) -> Mentorship:
    row = _ask(profile, by)
    actions.accept(mentorship=row, now=NOW)
    row.refresh_from_db()
    return row


def _told(person: Person) -> list[str]:
    return list(Notice.objects.filter(recipient=person, state="due").order_by("due_at").values_list("kind", flat=True))


class TestAsking:
    def test_a_question_tells_the_mentor_and_reminds_two_days_before_its_week_is_over(
        self, profile: MentorProfile, trainee: Person, mentor: Person
    ) -> None:
        _ask(profile, trainee)
        assert _told(mentor) == ["resources.mentor_asked", "resources.mentor_still_waiting"]
        assert Notice.objects.get(kind="resources.mentor_still_waiting").due_at == NOW + 5 * DAY
        with pytest.raises(RefusedError, match="asked already"):
            _ask(profile, trainee)

    def test_the_last_place_goes_to_one(self, program: Program, profile: MentorProfile, trainee: Person) -> None:
        other = make_member(program, Role.TRAINEE, "Samir Haddad")
        first, second = _ask(profile, trainee), _ask(profile, other)
        actions.accept(mentorship=first, now=NOW)
        # Nobody waits for what cannot come: the other is led on at once.
        with pytest.raises(RefusedError, match="does not wait any more"):
            actions.accept(mentorship=second, now=NOW)
        second.refresh_from_db()
        assert (second.state, second.because) == ("led_on", "full")
        assert _told(other) == ["resources.mentor_answered"]
        with pytest.raises(RefusedError, match="no room"):
            _ask(profile, make_member(program, Role.TRAINEE, "Ana Rao"))

    def test_without_room_there_is_no_yes(self, profile: MentorProfile, trainee: Person) -> None:
        row = _ask(profile, trainee)
        MentorProfile.objects.update(room=0)
        with pytest.raises(RefusedError, match="no room"):
            actions.accept(mentorship=row, now=NOW)

    def test_three_questions_wait_at_most(self, program: Program, trainee: Person) -> None:
        made = []
        for number in range(4):
            person = make_member(program, Role.FACILITATOR, f"Mentor {number}")
            made.append(actions.describe(program=program, person=person, values=VALUES, now=NOW))
        for one in made[:3]:
            _ask(one, trainee)
        with pytest.raises(RefusedError, match="3 of your questions"):
            _ask(made[3], trainee)

    def test_several_mentors_of_different_kinds(
        self, program: Program, profile: MentorProfile, trainee: Person
    ) -> None:
        other = actions.describe(
            program=program, person=make_member(program, Role.TRAINEE, "Ines Silva"), values=VALUES, now=NOW
        )
        _active(profile, trainee)
        row = _ask(other, trainee)
        actions.accept(mentorship=row, now=NOW)
        assert Mentorship.objects.filter(mentee=trainee, state="active").count() == 2

    def test_the_database_keeps_one_live_mentorship_of_two(self, profile: MentorProfile, trainee: Person) -> None:
        row = _ask(profile, trainee)
        with pytest.raises(IntegrityError), transaction.atomic():
            Mentorship.objects.create(program=row.program, mentor=row.mentor, mentee=trainee, kind="peer", asked_at=NOW)

    def test_taken_back_the_mentor_hears_nothing_more(
        self, profile: MentorProfile, trainee: Person, mentor: Person
    ) -> None:
        row = _ask(profile, trainee)
        actions.withdraw(mentorship=row, now=NOW)
        assert _told(mentor) == []
        with pytest.raises(RefusedError):
            actions.accept(mentorship=row, now=NOW)


def test_the_life_of_a_mentorship_with_a_travelled_clock(
    program: Program, profile: MentorProfile, trainee: Person, mentor: Person
) -> None:
    """Asked, answered, met, looked at anew after three months, refocused, half a year later parted from, forgotten."""

    def sweep(now: datetime) -> None:
        with time_machine.travel(now, tick=False):
            run_inline(now=now)

    def heard(person: Person) -> set[str]:
        # In a year a trainee hears of other things too, such as the yearly plan.
        told = InboxItem.objects.filter(recipient=person, notice__kind__startswith="resources.mentor")
        subjects = set(told.values_list("subject", flat=True))
        told.delete()
        return subjects

    row = _ask(profile, trainee)
    sweep(NOW)
    assert heard(mentor) == {"A question from a trainee"}
    actions.accept(mentorship=row, now=NOW + DAY)
    row.refresh_from_db()
    starts_at = NOW + 10 * DAY
    meetings.plan_meeting(mentorship=row, starts_at=starts_at, minutes=30, place="Library", now=NOW + DAY)
    sweep(NOW + DAY + timedelta(minutes=1))
    assert heard(trainee) == {"Good news about your question", "Meeting, 30 min"}
    assert heard(mentor) == {"Meeting, 30 min"}
    entries = CalendarEntry.objects.filter(starts_at=starts_at)
    assert {entry.person_id for entry in entries} == {trainee.pk, mentor.pk}
    # The word of a reminder that is not true any more never arrives.
    sweep(NOW + 6 * DAY)
    assert heard(mentor) == set()

    later = NOW + 92 * DAY
    sweep(later)
    review = Review.objects.get(mentorship=row)
    assert heard(trainee) == heard(mentor) == {"Two minutes to look back"}
    assert not reviewing.answer(review=review, by=trainee, choice="refocus", words="More research?", now=later)
    sweep(later + 8 * DAY)
    assert heard(trainee) == set()
    assert heard(mentor) == {"Two minutes to look back"}
    assert reviewing.answer(review=review, by=mentor, choice="recommit", words="Glad to.", now=later + 9 * DAY)
    row.refresh_from_db()
    review.refresh_from_db()
    assert (row.state, review.outcome) == ("active", "refocus")
    sweep(later + 9 * DAY + timedelta(minutes=1))
    assert heard(trainee) == {"You both looked back"}

    half_a_year = later + 192 * DAY
    sweep(half_a_year)
    second = Review.objects.get(mentorship=row, closed_on=None)
    reviewing.answer(review=second, by=mentor, choice="part", words="", now=half_a_year)
    # The trainee does not answer: after two weeks the mentor's wish counts, and nobody is told whose it was.
    sweep(half_a_year + 15 * DAY)
    row.refresh_from_db()
    assert row.state == "ended"
    sweep(half_a_year + 15 * DAY + timedelta(minutes=1))
    assert "An ending, with thanks" in heard(trainee)
    assert "An ending, with thanks" in heard(mentor)
    sweep(half_a_year + 400 * DAY)
    assert not Mentorship.objects.exists()
    assert not Review.objects.exists()


class TestTheDaysWork:
    def test_a_question_that_waited_its_week_is_led_on(
        self, program: Program, profile: MentorProfile, trainee: Person
    ) -> None:
        row = _ask(profile, trainee)
        reviewing.daily(program, NOW + 7 * DAY - timedelta(seconds=1))
        row.refresh_from_db()
        assert row.state == "asked"
        reviewing.daily(program, NOW + 7 * DAY)
        row.refresh_from_db()
        assert row.state == "led_on"
        assert _told(trainee) == ["resources.mentor_answered"]
        reviewing.daily(program, NOW + 38 * DAY)
        assert not Mentorship.objects.exists()

    def test_when_a_mentor_leaves_it_ends_and_questions_are_led_on(
        self, program: Program, profile: MentorProfile, trainee: Person, mentor: Person
    ) -> None:
        MentorProfile.objects.update(room=2)
        row = _active(profile, trainee)
        waiting = _ask(profile, make_member(program, Role.TRAINEE, "Samir Haddad"))
        meeting = meetings.plan_meeting(mentorship=row, starts_at=NOW + 9 * DAY, minutes=30, place="Library", now=NOW)
        Membership.objects.filter(person=mentor).update(ends_on=TODAY)
        reviewing.daily(program, NOW + DAY)
        states = dict(Mentorship.objects.values_list("pk", "state"))
        assert states == {row.pk: "ended", waiting.pk: "led_on"}
        assert not row.meetings.exists()
        off = Notice.objects.filter(subject_id=meeting.pk, kind="resources.mentor_meeting_off")
        assert off.count() == 2
        assert mentors_of(program, {}, NOW + DAY) == []

    def test_running_twice_changes_nothing(self, program: Program, profile: MentorProfile, trainee: Person) -> None:
        _active(profile, trainee)
        for _ in range(2):
            reviewing.daily(program, NOW + 92 * DAY)
        assert Review.objects.count() == 1
        assert Notice.objects.filter(kind="resources.mentor_review").count() == 4


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    actions.describe(program=made.program, person=made.people[Role.FACILITATOR], values=VALUES, now=NOW)
    return made


def _pair(world: World) -> Mentorship:
    profile = MentorProfile.objects.get(person=world.people[Role.FACILITATOR])
    return _active(profile, world.people[Role.TRAINEE])


class TestPages:
    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.TRAINEE, Role.FACILITATOR)])
    def test_nobody_but_the_two_sees_a_room(self, role: Role, client: TenantClient, world: World) -> None:
        row = _pair(world)
        meeting = meetings.plan_meeting(mentorship=row, starts_at=NOW + 9 * DAY, minutes=30, place="Library", now=NOW)
        make_supervision(world.program, row.mentee, world.people[role])
        client.acting(world.people[role])
        for page in ("room", "review", "part", "accept", "lead_on", "focus"):
            address = reverse(f"resources:{page}", args=[row.pk])
            assert client.post(address).status_code in (404, 405)
            assert client.get(address).status_code in (404, 405)
        assert client.post(reverse("resources:call_off", args=[meeting.pk])).status_code == 404
        if role != Role.GME_OFFICE:
            assert row.mentee.name not in client.get(reverse("resources:mentors")).content.decode()

    def test_another_mentee_of_hers_and_another_mentor_of_his_see_nothing(
        self, client: TenantClient, world: World
    ) -> None:
        row = _pair(world)
        MentorProfile.objects.update(room=2)
        peer, lead = make_member(world.program, Role.TRAINEE, "Samir Haddad"), world.people[Role.WELLNESS_LEAD]
        other = actions.describe(program=world.program, person=lead, values=VALUES, now=NOW)
        _active(MentorProfile.objects.get(person=row.mentor), peer)
        _active(other, row.mentee)
        for person in (peer, lead):
            client.acting(person)
            for page in ("room", "review", "part"):
                assert client.get(reverse(f"resources:{page}", args=[row.pk])).status_code == 404
            lines = client.get(reverse("resources:mentors")).context
            assert row not in [*lines["as_mentee"], *lines["as_mentor"]]
            assert len(lines["as_mentee"]) + len(lines["as_mentor"]) == 1

    def test_each_side_answers_alone_first(self, client: TenantClient, world: World) -> None:
        row = _pair(world)
        address, room = reverse("resources:review", args=[row.pk]), reverse("resources:room", args=[row.pk])
        client.acting(row.mentor).post(address, {"choice": "recommit", "words": "Proud of you."})
        client.acting(row.mentee)
        assert b"Proud of you." not in client.get(room).content
        assert b"Proud of you." not in client.get(address).content
        client.post(address, {"choice": "recommit", "words": "Thank you."})
        assert "Proud of you." in client.get(room).content.decode()

    def test_who_wished_to_part_is_not_said(self, client: TenantClient, world: World) -> None:
        row = _pair(world)
        for person, choice in ((row.mentor, "part"), (row.mentee, "recommit")):
            address = reverse("resources:review", args=[row.pk])
            client.acting(person).post(address, {"choice": choice, "words": f"{choice} words"})
        page = client.acting(row.mentee).get(reverse("resources:room", args=[row.pk])).content.decode()
        assert "come to its end" in page
        assert "part words" not in page

    def test_from_the_list_to_the_first_meeting(self, client: TenantClient, world: World) -> None:
        mentor, trainee = world.people[Role.FACILITATOR], world.people[Role.TRAINEE]
        with time_machine.travel(NOW, tick=False):
            client.acting(trainee)
            found = client.post(reverse("resources:mentors"), {"q": "cardiolgy", "language": "turkce"})
            assert [card.profile.person_id for card in found.context["cards"]] == [mentor.pk]
            ask = reverse("resources:ask", args=[mentor.pk])
            wrong = client.post(ask, {"kind": "sponsor", "message": ""})
            assert b"Choose a kind from the list." in wrong.content
            room = client.post(ask, {"kind": "research", "message": "May I join a project?"}).headers["Location"]
            assert b"You hear by Monday, November 30" in client.get(room).content
            client.acting(mentor)
            assert b"asks you to be a mentor" in client.get("/").content
            pk = Mentorship.objects.get().pk
            client.post(reverse("resources:accept", args=[pk]))
            bad = client.post(reverse("resources:meeting", args=[pk]), {"day": "", "time": "9:00", "minutes": 30})
            assert bad.status_code == 422
            assert b"Choose a day." in bad.content
            past = {"day": "2026-11-20", "time": "9:00", "minutes": "30", "place": "Library"}
            assert (
                b"This time is over" in client.post(reverse("resources:meeting", args=[pk]), past, follow=True).content
            )
            client.post(reverse("resources:meeting", args=[pk]), {**past, "day": "2026-12-03"})
            client.post(reverse("resources:milestone", args=[pk]), {"what": "A draft", "due_on": "2027-02-01"})
            client.post(reverse("resources:focus", args=[pk]), {"focus": "A first paper"})
            page = client.acting(trainee).get(room).content.decode()
        assert "Thursday, December 3" in page
        assert "A draft" in page
        assert "A first paper" in page

    def test_steps_are_the_mentees_alone(self, client: TenantClient, world: World) -> None:
        row = _pair(world)
        address = reverse("resources:steps", args=[row.pk])
        client.acting(row.mentee).post(address, {"steps": ["end", "timeline", "nonsense"]})
        row.refresh_from_db()
        assert row.steps == ["end", "timeline"]
        page = client.acting(row.mentor).get(reverse("resources:room", args=[row.pk])).content.decode()
        assert "Six steps" not in page
        # R60: mentors are asked to ask.
        assert "Ask how" in page

    def test_led_on_the_trainee_sees_who_has_room_and_whom_the_mentor_named(
        self, client: TenantClient, world: World
    ) -> None:
        named = world.people[Role.WELLNESS_LEAD]
        for role in (Role.ASSOCIATE_DIRECTOR, Role.WELLNESS_LEAD):
            actions.describe(program=world.program, person=world.people[role], values=VALUES, now=NOW)
        with time_machine.travel(NOW, tick=False):
            profile = MentorProfile.objects.get(person=world.people[Role.FACILITATOR])
            row = _ask(profile, world.people[Role.TRAINEE])
            client.acting(row.mentor)
            client.post(reverse("resources:lead_on", args=[row.pk]), {"suggested": str(named.pk)})
            page = client.acting(row.mentee).get(reverse("resources:room", args=[row.pk]))
        assert page.context["others"][0].profile.person == named

    def test_who_evaluates_or_supervises_is_said(self, client: TenantClient, world: World) -> None:
        make_supervision(world.program, world.people[Role.TRAINEE], world.people[Role.FACILITATOR])
        with time_machine.travel(NOW, tick=False):
            page = client.acting(world.people[Role.TRAINEE]).get(reverse("resources:mentors"))
        assert page.context["cards"][0].remarks == ("Supervises you now",)

    def test_words_and_guide(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.TRAINEE])
        words = client.get(reverse("resources:words")).content.decode()
        assert words.count("<dt id=") == 5
        assert "Kosoko-Lasaki" in words
        guide = client.get(reverse("resources:guide")).content.decode()
        for place in ("hospital", "Societies", "Meetings", "Websites", "LinkedIn", "Twitter", "Journals", "IMG"):
            assert place in guide, place
        assert 'title="Somebody with experience' in guide
        # R56: the words are explained where they occur.
        _pair(world)
        own = client.acting(world.people[Role.FACILITATOR]).get(reverse("resources:mentors")).content.decode()
        for key in ("academic-medicine", "coach", "mentor", "sponsor"):
            assert f"/mentors/words/#{key}" in guide, key
        assert "/mentors/words/#mentee" in own
        client.acting(world.people[Role.TRAINEE])
        # R72: each of the three works where its idea is used, and whose ideas these pages follow.
        assert all(f"/mentors/words/#note-{number}" in guide for number in (1, 2, 3))
        assert "/mentors/words/#note-1" in client.get(reverse("resources:own_profile")).content.decode()
        for page in ("mentors", "guide", "add_goal"):
            assert "/mentors/words/#sources" in client.get(reverse(f"resources:{page}")).content.decode()

    def test_as_many_queries_for_two_thousand_mentors(
        self, client: TenantClient, world: World, django_assert_num_queries: Any
    ) -> None:
        client.acting(world.people[Role.TRAINEE])
        address, words = reverse("resources:mentors"), {"q": "cardiolgy case", "page": "1"}
        client.post(address, words)
        with django_assert_num_queries(18):
            client.post(address, words)
        people = [
            Person(email=f"mentor{n}@riverside.test", first_name="Mentor", last_name=f"N{n}", sort_key=f"n{n:05}")
            for n in range(2000)
        ]
        Person.objects.bulk_create(people)
        Membership.objects.bulk_create(
            Membership(program=world.program, institution_id=world.program.institution_id, person=person,
                       role=Role.FACILITATOR, starts_on=TODAY - DAY) for person in people
        )  # fmt: skip
        profiles = [MentorProfile(program=world.program, person=person, **VALUES) for person in people]
        for one in profiles:
            one.fill_search()
        MentorProfile.objects.bulk_create(profiles)
        with django_assert_num_queries(18):
            found = client.post(address, words)
        assert len(found.context["cards"]) == 20


def test_another_program_has_its_own_mentors(program: Program, profile: MentorProfile) -> None:
    other = make_program()
    with tenancy.inside(program=other):
        assert mentors_of(other, {}, NOW) == []
        assert mentors_of(program, {"q": "cardiology"}, NOW) == []
