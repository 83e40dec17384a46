"""Asking for a talk at any time (R35): two people know, times come within two working days, nothing else shows it."""

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from checkins.actions import asking, offers
from checkins.actions.cadence import _first_day_without_round
from checkins.actions.slots import NewTimes
from checkins.models import Ask, Listener, Mode, Offer, PersonWish, Round, Seat, Slot
from checkins.rules import working_days_later
from notices.actions.sweeping import run_inline
from notices.models import InboxItem, Notice
from programs import tenancy
from programs.errors import RefusedError
from programs.models import Membership, Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_supervision
from tests.reading import HIGHEST, grade

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

CHICAGO = "America/Chicago"
TOMORROW = datetime.fromisoformat("2026-11-24 12:10")


@pytest.fixture
def trainee(program: Program) -> Person:
    return make_member(program)


@pytest.fixture
def wellness(program: Program) -> Person:
    return make_member(program, Role.WELLNESS_LEAD, "Zoë Lindqvist")


def _ask(trainee: Person, program: Program, person: Person, backup: Person | None = None) -> Ask:
    return asking.ask_for_talk(program=program, by=trainee, person=person, backup=backup, now=NOW)


def _times(*walls: datetime) -> NewTimes:
    return NewTimes([(wall, wall + timedelta(minutes=20)) for wall in walls], mode=Mode.WALK, place="River path")


def _answered(ask: Ask, by: Person, *walls: datetime) -> Offer:
    asking.answer(ask=ask, by=by, times=_times(*(walls or (TOMORROW, TOMORROW + timedelta(hours=2)))), now=NOW)
    return Offer.objects.get(trainee=ask.trainee)


def _mail(program: Program, person: Person, moment: datetime) -> list[str]:
    """Subjects of what has reached somebody's inbox by a moment."""
    former = tenancy._current()
    with time_machine.travel(moment, tick=False):
        run_inline(now=moment)
    tenancy._set(former)
    return list(InboxItem.objects.filter(recipient=person).order_by("created_at").values_list("subject", flat=True))


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        ("2026-11-23 09:00", 2, "2026-11-25 09:00"),  # Monday to Wednesday
        ("2026-11-26 22:30", 1, "2026-11-27 22:30"),  # Thursday to Friday
        ("2026-11-26 22:30", 2, "2026-11-30 22:30"),  # over a weekend
        ("2026-11-27 17:00", 1, "2026-11-30 17:00"),  # Friday to Monday
        ("2026-11-28 03:00", 1, "2026-12-01 09:00"),  # Saturday counts from Monday, 9 am
        ("2026-11-29 23:59", 2, "2026-12-02 09:00"),  # and so does Sunday
        ("2026-10-30 12:00", 1, "2026-11-02 12:00"),  # the clocks go back between them
        ("2027-03-12 12:00", 2, "2027-03-16 12:00"),  # and forward
        ("2026-12-31 10:00", 1, "2027-01-01 10:00"),
    ],
)
def test_working_days(asked: str, days: int, due: str) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(CHICAGO))

    assert working_days_later(at(asked), days, CHICAGO) == at(due)


class TestFromAskingToTalking:
    def test_in_the_browser(
        self, client: TenantClient, program: Program, trainee: Person, mentor: Person, wellness: Person
    ) -> None:
        client.acting(trainee)
        page = client.get("/checkins/ask/").content.decode()
        assert (mentor.name in page, wellness.name in page) == (True, True)
        answer = client.post("/checkins/ask/", {"person": str(mentor.pk)}, follow=True).content.decode()
        assert "Nadia Karimi is asked. Times come by Wednesday, November 25, 9:00 am." in answer
        ask = Ask.objects.get()
        # The other side.
        client.acting(mentor)
        for address in ("/", "/times/"):
            assert "Mei Yilmaz would like to talk with you" in html.unescape(client.get(address).content.decode())
        theirs = reverse("checkins:answer_ask", args=[ask.pk])
        data = {
            "day_1": "2026-11-24", "time_1": "12:10", "day_2": "2026-11-25", "time_2": "16:00",
            "mode": "walk", "place": "River path",
        }  # fmt: skip
        assert client.post(theirs, data)["Location"] == "/times/"
        # Back to the trainee: two times for them alone.
        client.acting(trainee)
        offer = Offer.objects.get(trainee=trainee)
        assert "A talk is waiting for you" in client.get("/").content.decode()
        move = client.get(reverse("checkins:move", args=[offer.pk])).content.decode()
        assert move.count('name="slot"') == 2
        taken = Slot.objects.order_by("starts_at")[0]
        client.post(reverse("checkins:seat", args=[offer.pk]), {"slot": str(taken.pk)})
        assert Seat.objects.get(trainee=trainee).slot == taken
        # What was not chosen is the mentor's again, and the name shows at once.
        assert list(Slot.objects.standing()) == [taken]
        client.acting(mentor)
        assert "With Mei Yilmaz." in client.get("/times/").content.decode()

    def test_the_messages(self, program: Program, trainee: Person, mentor: Person) -> None:
        ask = _ask(trainee, program, mentor)
        assert _mail(program, mentor, NOW) == ["Conversation, 20 min: which times suit you?"]
        _answered(ask, mentor)
        assert _mail(program, trainee, NOW) == ["Conversation, 20 min"]
        # Answered: neither a reminder nor an apology follows, and nobody else ever hears of it.
        later = NOW + timedelta(days=5)
        assert len(_mail(program, mentor, later)) == 1
        assert len(_mail(program, trainee, later)) == 1
        assert set(Notice.objects.values_list("recipient", flat=True)) == {trainee.pk, mentor.pk}

    def test_nobody_answers(self, program: Program, trainee: Person, mentor: Person) -> None:
        ask = _ask(trainee, program, mentor)
        assert len(_mail(program, mentor, ask.further_at)) == 2
        assert _mail(program, trainee, ask.due_by - timedelta(minutes=1)) == []
        assert len(_mail(program, trainee, ask.due_by)) == 1
        assert "There are no times yet" in InboxItem.objects.get(recipient=trainee).text

    def test_somebody_else_is_asked_too_only_if_the_trainee_said_so(
        self, client: TenantClient, program: Program, trainee: Person, mentor: Person, wellness: Person
    ) -> None:
        ask = _ask(trainee, program, mentor, wellness)
        theirs = reverse("checkins:answer_ask", args=[ask.pk])
        assert client.acting(wellness).get(theirs).status_code == 404
        assert _mail(program, wellness, ask.further_at - timedelta(minutes=1)) == []
        assert len(_mail(program, wellness, ask.further_at)) == 1
        client.logout()
        with time_machine.travel(ask.further_at, tick=False):
            assert client.acting(wellness).get(theirs).status_code == 200
        assert asking.asks_of_listener(program, wellness, ask.further_at) == [ask]

    def test_a_no_goes_on_at_once_and_then_ends(
        self, client: TenantClient, program: Program, trainee: Person, mentor: Person, wellness: Person
    ) -> None:
        ask = _ask(trainee, program, mentor, wellness)
        _mail(program, mentor, NOW)
        client.acting(mentor).post(reverse("checkins:cannot_ask", args=[ask.pk]))
        assert client.get(reverse("checkins:answer_ask", args=[ask.pk])).status_code == 404
        assert len(_mail(program, wellness, NOW)) == 1
        # Told once, not again a day later.
        assert len(_mail(program, wellness, ask.further_at)) == 1
        client.acting(wellness).post(reverse("checkins:cannot_ask", args=[ask.pk]))
        ask.refresh_from_db()
        assert ask.state == Ask.State.CANNOT
        assert len(_mail(program, trainee, ask.further_at)) == 1
        page = client.acting(trainee).get("/checkins/").content.decode()
        assert "No time just now" in page
        # And may ask anew.
        again = client.post("/checkins/ask/", {"person": str(mentor.pk)}, follow=True).content.decode()
        assert "Nadia Karimi is asked." in again

    def test_taking_it_back(self, client: TenantClient, program: Program, trainee: Person, mentor: Person) -> None:
        ask = _ask(trainee, program, mentor)
        client.acting(trainee).post(reverse("checkins:take_back_ask", args=[ask.pk]))
        assert _mail(program, mentor, ask.due_by) == []
        assert _mail(program, trainee, ask.due_by) == []
        with pytest.raises(RefusedError, match="any more"):
            asking.answer(ask=ask, by=mentor, times=_times(TOMORROW), now=NOW)
        page = client.acting(mentor).get(reverse("checkins:answer_ask", args=[ask.pk])).content.decode()
        assert "Nothing is needed here any more" in page

    def test_undo_moves_nobody_else(self, program: Program, trainee: Person, mentor: Person) -> None:
        offer = _answered(_ask(trainee, program, mentor), mentor)
        first = Slot.objects.order_by("starts_at")[0]
        offers.take(offer=offer, slot_id=first.pk, now=NOW)
        offers.undo(offer=offer, now=NOW)
        assert list(Slot.objects.open_to(offer, NOW)) == [first]


STEPS: dict[str, Callable[[Ask, Person], object]] = {
    "take back": lambda ask, mentor: asking.take_back(ask=ask, now=NOW),
    "cannot": lambda ask, mentor: asking.cannot(ask=ask, by=mentor, now=NOW),
    "answer": lambda ask, mentor: asking.answer(ask=ask, by=mentor, times=_times(TOMORROW), now=NOW),
}
LEADS_TO = {"take back": Ask.State.WITHDRAWN, "cannot": Ask.State.CANNOT, "answer": Ask.State.ANSWERED}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", Ask.State.values)
def test_every_step_from_every_state(program: Program, trainee: Person, mentor: Person, state: str, step: str) -> None:
    """Only what waits can be taken back, turned down or answered; everything else stays as it is."""
    ask = _ask(trainee, program, mentor)
    Ask.objects.update(state=state)
    if state == Ask.State.WAITING:
        STEPS[step](ask, mentor)
        assert Ask.objects.get().state == LEADS_TO[step]
        return
    with pytest.raises(RefusedError, match="Nothing is needed here any more"):
        STEPS[step](ask, mentor)
    assert Ask.objects.get().state == state
    assert not Slot.objects.exists()


@pytest.mark.parametrize(
    ("person_cannot", "backup_cannot", "late", "put_to"),
    [
        (False, False, False, {"person"}),
        (False, False, True, {"person", "backup"}),
        (True, False, False, {"backup"}),
        (True, False, True, {"backup"}),
        (False, True, False, {"person"}),
        (False, True, True, {"person"}),
        (True, True, True, set()),
    ],
)
def test_who_is_asked_when(
    program: Program, trainee: Person, mentor: Person, wellness: Person,
    person_cannot: bool, backup_cannot: bool, late: bool, put_to: set[str],
) -> None:  # fmt: skip
    ask = _ask(trainee, program, mentor, wellness)
    ask.person_cannot, ask.backup_cannot = person_cannot, backup_cannot
    moment = ask.further_at if late else ask.further_at - timedelta(seconds=1)
    people = {"person": mentor, "backup": wellness, "trainee": trainee}
    assert {name for name, each in people.items() if ask.is_put_to(each.pk, moment)} == put_to


class TestRefusals:
    def test_a_supervisor_of_today_is_not_on_the_list(
        self, client: TenantClient, program: Program, trainee: Person, mentor: Person, wellness: Person
    ) -> None:
        make_supervision(program, trainee, mentor)
        client.acting(trainee)
        assert mentor.name not in client.get("/checkins/ask/").content.decode()
        page = client.post("/checkins/ask/", {"person": str(mentor.pk)}).content.decode()
        assert "Choose somebody from the list." in page
        with pytest.raises(RefusedError, match="You work with"):
            _ask(trainee, program, mentor)
        assert not Ask.objects.exists()

    def test_nor_is_somebody_excluded(self, program: Program, trainee: Person, mentor: Person) -> None:
        PersonWish.objects.create(program=program, trainee=trainee, person=mentor, wish="never")
        with pytest.raises(RefusedError, match="never want to meet"):
            _ask(trainee, program, mentor)

    def test_one_at_a_time(self, program: Program, trainee: Person, mentor: Person, wellness: Person) -> None:
        _ask(trainee, program, mentor)
        with pytest.raises(RefusedError, match="asked already"):
            _ask(trainee, program, wellness)

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({}, "Choose somebody."),
            ({"person": "mentor", "backup": "mentor"}, "Choose two different people"),
            ({"person": "x"}, "Choose somebody from the list."),
        ],
    )
    def test_bad_choices(
        self, client: TenantClient, program: Program, trainee: Person, mentor: Person, data: dict[str, str], said: str
    ) -> None:
        chosen = {name: str(mentor.pk) if value == "mentor" else value for name, value in data.items()}
        page = client.acting(trainee).post("/checkins/ask/", chosen).content.decode()
        assert said in page
        assert not Ask.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"day_1": ""}, "Choose a day"),
            ({"time_2": "12:00"}, "Choose a day as well"),
            ({"day_3": "2026-11-25"}, "Choose a time as well"),
            ({"day_1": "2026-11-20"}, "This one cannot be offered: outside the dates"),
            ({"place": ""}, "Say where"),
            ({"mode": "video"}, "beginning with https://"),
            ({"time_1": "23:50"}, "ends on the same day"),
            ({"mode": "boat"}, "Choose from the list."),
        ],
    )
    def test_bad_times_keep_what_was_typed(
        self,
        client: TenantClient,
        program: Program,
        trainee: Person,
        mentor: Person,
        changes: dict[str, str],
        said: str,
    ) -> None:
        ask = _ask(trainee, program, mentor)
        data = {"day_1": "2026-11-24", "time_1": "12:10", "mode": "walk", "place": "River path", **changes}
        answer = client.acting(mentor).post(reverse("checkins:answer_ask", args=[ask.pk]), data)
        assert answer.status_code == 200
        assert said in html.unescape(answer.content.decode())
        assert not Round.everything.exists()
        assert not Slot.objects.exists()
        assert Ask.objects.get().state == Ask.State.WAITING


class TestNobodyElse:
    def test_no_list_of_rounds_has_it(self, program: Program, trainee: Person, mentor: Person) -> None:
        _answered(_ask(trainee, program, mentor), mentor)
        assert not Round.objects.exists()
        assert not program.rounds.exists()
        assert Round.everything.get().asked
        assert Listener.objects.get().person == mentor

    def test_a_newcomer_who_asked_is_still_a_newcomer(self, program: Program, trainee: Person, mentor: Person) -> None:
        Membership.objects.filter(person=trainee).update(starts_on=TODAY)
        assert _first_day_without_round(program, TODAY) == TODAY
        _answered(_ask(trainee, program, mentor), mentor)
        assert _first_day_without_round(program, TODAY) == TODAY

    def test_another_listener_and_another_trainee_find_nothing(
        self, client: TenantClient, program: Program, trainee: Person, mentor: Person, wellness: Person
    ) -> None:
        ask = _ask(trainee, program, mentor)
        for name in ("answer_ask", "cannot_ask"):
            address = reverse(f"checkins:{name}", args=[ask.pk])
            assert client.acting(wellness).post(address).status_code == 404
        other = make_member(program, name="Jo Kim")
        assert client.acting(other).post(reverse("checkins:take_back_ask", args=[ask.pk])).status_code == 404
        assert ask.trainee.name not in client.get("/checkins/ask/").content.decode()

    def test_it_is_forgotten(self, program: Program, trainee: Person, mentor: Person) -> None:
        offer = _answered(_ask(trainee, program, mentor), mentor)
        offers.take(offer=offer, slot_id=Slot.objects.order_by("starts_at")[0].pk, now=NOW)
        asking.forget_old_asks(program, NOW + timedelta(days=50))
        assert Offer.objects.exists()
        asking.forget_old_asks(program, NOW + timedelta(days=53))
        assert not Offer.objects.exists()
        assert not Ask.objects.exists()
        assert not Seat.objects.filter(trainee__isnull=False).exists()
        assert not Notice.objects.filter(subject_id=offer.pk).exists()
        assert Round.everything.get().state == Round.State.CLOSED


def test_the_pages_are_easy_to_read(client: TenantClient, program: Program, trainee: Person, mentor: Person) -> None:
    client.acting(trainee)
    for step in range(2):
        for page in ("/checkins/ask/", "/checkins/"):
            main = client.get(page).content.decode().partition("<main")[2].partition("</main>")[0]
            assert grade(html.unescape(re.sub(r"<[^>]+>", "\n", main))) <= HIGHEST, page
        if not step:
            _ask(trainee, program, mentor)
