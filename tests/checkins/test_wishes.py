"""What a trainee wishes, in private: used by the placing, explained to them alone (R8, R9, R67)."""

import html
import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from checkins.access import scheduling_preferences
from checkins.actions import offers, preferences
from checkins.actions.placement import forecast_of, place_everyone, problem_of
from checkins.actions.preferences import TalkWishes
from checkins.actions.rounds import close_round
from checkins.models import Blackout, Offer, PersonWish, Round, SchedulingPreferences, Seat, Slot
from checkins.placing.forecasting import blind
from checkins.rules import Part, hours_of
from checkins.wishes import only_excluded_left, unmet_lines
from checkins.wishing import people_lines, talk_lines
from programs.errors import RefusedError
from programs.models import Evaluation, Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member
from tests.reading import HIGHEST, grade
from tests.world import make_offer, make_round, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


@pytest.fixture
def round_(program: Program) -> Round:
    return make_round(program)


@pytest.fixture
def trainee(program: Program) -> Person:
    return make_member(program)


@pytest.fixture
def wellness(program: Program) -> Person:
    return make_member(program, Role.WELLNESS_LEAD, "Zoë Lindqvist")


def _wish(trainee: Person, program: Program, **wishes: Any) -> None:
    preferences.save_talk_wishes(program=program, by=trainee, wishes=TalkWishes(**wishes))


def _about(trainee: Person, program: Program, person: Person, wish: str) -> None:
    preferences.save_person_wishes(program=program, by=trainee, wishes={person.pk: wish})


def _placed(round_: Round, trainee: Person) -> Slot | None:
    place_everyone(round_=round_, now=NOW)
    seat = Seat.objects.filter(trainee=trainee).select_related("slot").first()
    return seat.slot if seat else None


@pytest.mark.parametrize(
    ("parts", "hours"),
    [
        ([], []),
        (["morning"], [(time(9), time(12))]),
        (["noon", "morning"], [(time(9), time(14))]),
        (["early", "afternoon", "evening"], [(time(0), time(9)), (time(14), time.max)]),
        ([part.value for part in Part], [(time(0), time.max)]),
    ],
)
def test_parts_of_a_day_that_touch_are_one(parts: list[str], hours: list[tuple[time, time]]) -> None:
    assert hours_of(parts) == hours


class TestPlacing:
    @pytest.mark.parametrize(
        "wishes",
        [
            {"kinds": ["wellness"]},
            {"modes": ["walk"]},
            {"formats": ["one_on_one"], "good_parts": ["afternoon"]},
            {"bad_parts": ["morning"]},
            {"bad_weekdays": [5]},
        ],
        ids=lambda wishes: next(reversed(wishes)),
    )
    def test_each_wish_decides_between_two_times(
        self, program: Program, round_: Round, trainee: Person, mentor: Person, wellness: Person, wishes: dict[str, Any]
    ) -> None:
        saturday_morning = make_slot(round_, mentor, days=5)
        monday_afternoon = make_slot(round_, wellness, starts_at=NOW + timedelta(days=7, hours=6), mode="walk")
        make_offer(round_, trainee)
        _wish(trainee, program, **wishes)
        assert _placed(round_, trainee) == monday_afternoon != saturday_morning

    def test_somebody_of_two_roles_is_of_both_kinds(
        self, program: Program, round_: Round, trainee: Person, mentor: Person
    ) -> None:
        both = make_member(program, Role.WELLNESS_LEAD, "Ada Both")
        make_member(program, Role.FACILITATOR, person=both)
        (make_slot(round_, mentor), make_slot(round_, both))
        found = {each.id: each.kinds for each in problem_of(round_, [trainee.pk], NOW).facilitators}
        assert found == {mentor.pk: {"mentor"}, both.pk: {"mentor", "wellness"}}

    def test_a_role_that_is_over_counts_no_more(self, program: Program, round_: Round, trainee: Person) -> None:
        former = make_member(program, Role.WELLNESS_LEAD, ends_on=round_.starts_on - timedelta(days=1))
        make_slot(round_, former)
        (found,) = problem_of(round_, [trainee.pk], NOW).facilitators
        assert found.kinds == frozenset()

    def test_never_with_somebody_excluded_even_if_nobody_else_is_left(
        self, program: Program, round_: Round, trainee: Person, mentor: Person
    ) -> None:
        make_slot(round_, mentor)
        make_offer(round_, trainee)
        _about(trainee, program, mentor, "never")
        assert _placed(round_, trainee) is None

    def test_an_evaluator_chosen_by_name_may_be_placed(
        self, program: Program, round_: Round, trainee: Person, director: Person
    ) -> None:
        Evaluation.objects.create(program=program, person=director, kind="director", starts_on=TODAY)
        kept = make_slot(round_, director)
        make_offer(round_, trainee)
        assert _placed(round_, trainee) is None
        _about(trainee, program, director, "gladly")
        assert _placed(round_, trainee) == kept

    def test_the_same_listener_again(
        self, program: Program, round_: Round, trainee: Person, mentor: Person, wellness: Person
    ) -> None:
        kept = make_slot(round_, wellness, days=9)
        make_slot(round_, mentor, days=5)
        make_offer(round_, trainee)
        SchedulingPreferences.objects.create(program=program, trainee=trainee, same_listener=True, again_with=wellness)
        assert _placed(round_, trainee) == kept

    def test_the_forecast_knows_nothing_of_it(
        self, program: Program, round_: Round, trainee: Person, mentor: Person
    ) -> None:
        make_slot(round_, mentor, days=5)
        before = forecast_of(round_, [trainee], NOW)
        _about(trainee, program, mentor, "never")
        _wish(trainee, program, bad_weekdays=[5], kinds=["wellness"])
        day = TODAY + timedelta(days=5)
        Blackout.objects.create(program=program, person=trainee, label="Leave", starts_on=day, ends_on=day)
        assert forecast_of(round_, [trainee], NOW) == before
        assert before.unplaced == 0
        (left,) = blind(problem_of(round_, [trainee.pk], NOW)).trainees
        assert (left.busy, left.away, left.excluded_people) == ((), (), frozenset())


class TestByHand:
    def test_whom_they_never_meet_they_never_see(
        self, client: TenantClient, program: Program, round_: Round, trainee: Person, mentor: Person, wellness: Person
    ) -> None:
        theirs, other = make_slot(round_, mentor), make_slot(round_, wellness)
        offer = make_offer(round_, trainee)
        _about(trainee, program, mentor, "never")
        assert set(Slot.objects.open_to(offer, NOW)) == {other}
        page = client.acting(trainee).get(reverse("checkins:move", args=[offer.pk])).content.decode()
        assert (mentor.name in page, wellness.name in page) == (False, True)
        # Another trainee sees both.
        assert set(Slot.objects.open_to(make_offer(round_, make_member(program)), NOW)) == {theirs, other}

    def test_only_the_trainee_learns_that_nobody_else_is_left(
        self, client: TenantClient, program: Program, round_: Round, trainee: Person, mentor: Person
    ) -> None:
        make_slot(round_, mentor)
        offer = make_offer(round_, trainee)
        assert not only_excluded_left(offer, NOW)
        _about(trainee, program, mentor, "never")
        assert only_excluded_left(offer, NOW)
        page = client.acting(trainee).get(reverse("checkins:offer", args=[offer.pk])).content.decode()
        assert "people you never want to meet" in page


class TestWhyNot:
    def _lines(self, round_: Round, trainee: Person, slot: Slot) -> list[str]:
        offer = make_offer(round_, trainee, slot=slot, state=Offer.State.HELD)
        return unmet_lines(Offer.objects.with_everything().get(pk=offer.pk), slot, NOW)

    def test_nothing_wished_nothing_said(self, round_: Round, trainee: Person, mentor: Person) -> None:
        assert self._lines(round_, trainee, make_slot(round_, mentor)) == []

    def test_nobody_offers_it(self, program: Program, round_: Round, trainee: Person, mentor: Person) -> None:
        _wish(trainee, program, modes=["walk"])
        assert self._lines(round_, trainee, make_slot(round_, mentor)) == [
            "You wished for another way to meet. Nobody offers such a time in this round."
        ]

    def test_others_sit_there(
        self, program: Program, round_: Round, trainee: Person, mentor: Person, wellness: Person
    ) -> None:
        taken = make_slot(round_, wellness)
        make_offer(round_, make_member(program), slot=taken, state=Offer.State.HELD)
        _wish(trainee, program, kinds=["wellness"])
        (line,) = self._lines(round_, trainee, make_slot(round_, mentor))
        assert line.startswith("You wished for another kind of listener. Such times are there, but none that is free")

    def test_one_is_open_now(
        self, program: Program, round_: Round, trainee: Person, mentor: Person, wellness: Person
    ) -> None:
        make_slot(round_, wellness)
        SchedulingPreferences.objects.create(program=program, trainee=trainee, same_listener=True, again_with=wellness)
        assert self._lines(round_, trainee, make_slot(round_, mentor)) == [
            "You wished for Zoë Lindqvist again. There is such a time open now: tap Move."
        ]

    @pytest.mark.parametrize(("hour", "said"), [(0, True), (6, False)])
    def test_hours(
        self, program: Program, round_: Round, trainee: Person, mentor: Person, hour: int, said: bool
    ) -> None:
        _wish(trainee, program, bad_parts=["morning"], good_parts=["afternoon"])
        lines = self._lines(round_, trainee, make_slot(round_, mentor, starts_at=NOW + timedelta(days=7, hours=hour)))
        assert len(lines) == (2 if said else 0)

    def test_the_page_says_it_to_the_trainee(
        self, client: TenantClient, program: Program, round_: Round, trainee: Person, mentor: Person
    ) -> None:
        _wish(trainee, program, modes=["walk"])
        offer = make_offer(round_, trainee, slot=make_slot(round_, mentor), state=Offer.State.HELD)
        page = client.acting(trainee).get(reverse("checkins:offer", args=[offer.pk])).content.decode()
        assert "Nobody offers such a time in this round." in page


class TestAgain:
    """One private tap after a talk (R67)."""

    def test_yes_and_back(
        self, client: TenantClient, program: Program, round_: Round, trainee: Person, mentor: Person
    ) -> None:
        offer = make_offer(round_, trainee, slot=make_slot(round_, mentor, days=-1), state=Offer.State.ACCEPTED)
        address = reverse("checkins:again", args=[offer.pk])
        page = client.acting(trainee).post(address, {"again": "yes"}, follow=True).content.decode()
        found = scheduling_preferences(program=program, trainee=trainee)
        assert found is not None
        assert (found.same_listener, found.again_with) == (True, mentor)
        assert "You said yes." in page
        client.post(address, {"again": "no"})
        assert scheduling_preferences(program=program, trainee=trainee) is None

    def test_other_wishes_stay_when_it_is_taken_back(
        self, program: Program, round_: Round, trainee: Person, mentor: Person
    ) -> None:
        offer = make_offer(round_, trainee, slot=make_slot(round_, mentor, days=-1), state=Offer.State.ACCEPTED)
        _wish(trainee, program, modes=["walk"])
        for again in (True, False):
            preferences.wish_again(offer=offer, again=again, now=NOW)
        assert SchedulingPreferences.objects.get().modes == ["walk"]

    def test_not_before_the_talk(self, round_: Round, trainee: Person, mentor: Person) -> None:
        offer = make_offer(round_, trainee, slot=make_slot(round_, mentor), state=Offer.State.ACCEPTED)
        with pytest.raises(RefusedError, match="once you have had"):
            preferences.wish_again(offer=offer, again=True, now=NOW)

    def test_closing_remembers_the_listener_only_for_whoever_asked(
        self, program: Program, round_: Round, trainee: Person, mentor: Person, director: Person
    ) -> None:
        other = make_member(program, name="Jo Kim")
        absent = make_member(program, name="Ana Ruiz")
        for each, days in ((trainee, -2), (other, -1)):
            make_offer(round_, each, slot=make_slot(round_, mentor, days=days), state=Offer.State.ACCEPTED)
        make_offer(round_, absent, state=Offer.State.DECLINED)
        for each in (trainee, absent):
            _wish(each, program, same_listener=True)
        _wish(other, program, modes=["walk"])
        close_round(round_=round_, by=director, now=NOW + timedelta(days=1))
        kept = {each.trainee: each.again_with for each in SchedulingPreferences.objects.all()}
        assert kept == {trainee: mentor, absent: None, other: None}


class TestPages:
    def test_talks(self, client: TenantClient, program: Program, trainee: Person) -> None:
        client.acting(trainee)
        data = {
            "same_listener": "on", "kinds": ["wellness", "mentor"], "formats": ["one_on_one"], "modes": ["walk"],
            "early": "bad", "afternoon": "good", "bad_weekdays": ["4"],
        }  # fmt: skip
        assert client.post("/preferences/talks/", data)["Location"] == "/preferences/"
        found = scheduling_preferences(program=program, trainee=trainee)
        assert talk_lines(found) == [
            "The same listener again", "A wellness lead or a mentor", "One on one", "On a walk", "Best: 2 to 5 pm",
            "Rather not: before 9 am, Fridays",
        ]  # fmt: skip
        form = client.get("/preferences/talks/").content.decode()
        # Three of the five parts of a day stand at "Either way".
        assert form.count("checked") == 1 + 2 + 1 + 1 + 5 + 1
        client.post("/preferences/talks/", {})
        assert scheduling_preferences(program=program, trainee=trainee) is None

    @pytest.mark.parametrize("wrong", [{"kinds": "friend"}, {"early": "maybe"}, {"bad_weekdays": "9"}])
    def test_bad_input_changes_nothing(
        self, client: TenantClient, program: Program, trainee: Person, wrong: dict[str, str]
    ) -> None:
        answer = client.acting(trainee).post("/preferences/talks/", {"modes": ["walk"], **wrong})
        assert answer.status_code == 200
        assert "from the list" in answer.content.decode()
        assert not SchedulingPreferences.objects.exists()

    def test_people(
        self, client: TenantClient, program: Program, trainee: Person, mentor: Person, wellness: Person
    ) -> None:
        client.acting(trainee)
        names = {person: f"person_{person.pk.hex}" for person in (mentor, wellness)}
        client.post("/preferences/people/", {names[mentor]: "never", names[wellness]: "gladly"})
        assert people_lines(program, trainee) == ["Gladly: Zoë Lindqvist", "Never: Nadia Karimi"]
        client.post("/preferences/people/", {names[mentor]: "", names[wellness]: "gladly"})
        assert people_lines(program, trainee) == ["Gladly: Zoë Lindqvist"]
        answer = client.post("/preferences/people/", {names[mentor]: "sometimes"})
        assert "Choose from the list." in answer.content.decode()
        # Nobody outside the list can be named.
        stranger = make_member(program, Role.COORDINATOR)
        client.post("/preferences/people/", {f"person_{stranger.pk.hex}": "never"})
        assert not PersonWish.objects.filter(person=stranger).exists()

    def test_a_time_that_is_kept_with_them_is_pointed_at(
        self, client: TenantClient, program: Program, round_: Round, trainee: Person, mentor: Person
    ) -> None:
        offer = make_offer(round_, trainee, slot=make_slot(round_, mentor), state=Offer.State.HELD)
        client.acting(trainee)
        answer = client.post("/preferences/people/", {f"person_{mentor.pk.hex}": "never"}, follow=True)
        assert "A time with Nadia Karimi is still kept for you." in answer.content.decode()
        offers.decline(offer=offer, now=NOW)
        answer = client.post("/preferences/people/", {f"person_{mentor.pk.hex}": "never"}, follow=True)
        assert "still kept" not in answer.content.decode()

    def test_away(self, client: TenantClient, program: Program, trainee: Person) -> None:
        client.acting(trainee)
        client.post("/preferences/away/", {"label": "Leave", "starts_on": "2026-12-01"})
        blocked = Blackout.objects.get()
        assert blocked.person == trainee
        assert "Leave" in client.get("/preferences/").content.decode()
        # Another trainee cannot touch it.
        client.acting(make_member(program))
        assert client.post(f"/preferences/away/{blocked.pk}/remove/").status_code == 404
        client.acting(trainee).post(f"/preferences/away/{blocked.pk}/remove/")
        assert not Blackout.objects.exists()

    @pytest.mark.parametrize("page", ["", "talks/", "people/", "away/", "follow-up/"])
    def test_every_page_is_easy_to_read(
        self, client: TenantClient, program: Program, trainee: Person, mentor: Person, page: str
    ) -> None:
        _wish(trainee, program, same_listener=True, bad_weekdays=[4])
        text = client.acting(trainee).get(f"/preferences/{page}").content.decode()
        main = text.partition("<main")[2].partition("</main>")[0]
        assert grade(html.unescape(re.sub(r"<[^>]+>", "\n", main))) <= HIGHEST
