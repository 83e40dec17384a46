"""Preparing a conversation, having it, and what is kept of it: nothing that tells who came."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils.html import escape

from checkins.actions import offers
from checkins.actions.preparing import drop_plan, forget_asked, forget_old_plans, save_plan
from checkins.actions.rounds import close_round
from checkins.models import AskedBefore, ConversationPlan, FollowUpPreferences, Format, Offer, Round, Slot
from checkins.preparing import ASKED_KEPT, MOST_PLANNED, WORDS_KEPT, Line
from checkins.rules import NAME_SHOWS_BEFORE
from programs import tenancy
from programs.errors import RefusedError
from programs.models import Person, Program, Role
from prompts.models import LocalPrompt, Prompt
from resources.access import offered
from tests.conftest import TenantClient
from tests.factories import NOW, make_member
from tests.pages import normalized
from tests.world import make_offer, make_round, make_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor(program: Program) -> Person:
    return make_member(program, Role.FACILITATOR, "Nadia Karimi")


@pytest.fixture
def mei(program: Program) -> Person:
    return make_member(program, name="Mei Yilmaz")


@pytest.fixture
def round_(program: Program) -> Round:
    return make_round(program)


@pytest.fixture
def slot(round_: Round, mentor: Person) -> Slot:
    return make_slot(round_, mentor)


@pytest.fixture
def held(round_: Round, mei: Person, slot: Slot) -> Offer:
    return make_offer(round_, mei, slot=slot, state=Offer.State.HELD)


def _wish(program: Program, trainee: Person, **said: Any) -> None:
    FollowUpPreferences.objects.create(program=program, trainee=trainee, **said)


def _open(client: TenantClient, person: Person, slot: Slot, page: str = "prepare/", now: datetime = NOW) -> str:
    with time_machine.travel(now, tick=False):
        response = client.acting(person).get(f"/times/{slot.pk}/{page}")
    assert response.status_code == 200
    return response.content.decode()


def _send(client: TenantClient, person: Person, slot: Slot, *, now: datetime = NOW, **data: Any) -> Any:
    with time_machine.travel(now, tick=False):
        return client.acting(person).post(f"/times/{slot.pk}/prepare/", data)


def _typed(words: str) -> dict[str, Any]:
    return {"text-meaning-1": words}


def _suggested(page: str) -> list[str]:
    return [part.split('"', 1)[0] for part in page.split('name="line" value="')[1:]]


def _lines(slot: Slot) -> list[dict[str, str]]:
    found: list[dict[str, str]] = ConversationPlan.objects.get(slot=slot).lines
    return found


class TestPreparing:
    def test_a_suggestion_of_strengths_and_strains_and_nothing_is_saved(
        self, client: TenantClient, mentor: Person, slot: Slot
    ) -> None:
        page = _open(client, mentor, slot)
        keys = _suggested(page)
        assert 3 <= len(keys) <= 5
        leans = set(Prompt.objects.filter(key__in=keys).values_list("lean", flat=True))
        assert {"strength", "strain"} <= leans
        assert not ConversationPlan.objects.exists()
        assert _suggested(_open(client, mentor, slot, "prepare/?other=1")) != keys
        for nonsense in ("-1", "x", "9" * 5000, "²"):
            assert _suggested(_open(client, mentor, slot, f"prepare/?other={nonsense}")) == keys

    def test_until_a_name_may_show_the_page_is_the_same_whether_somebody_comes_or_not(
        self, client: TenantClient, program: Program, mentor: Person, mei: Person, slot: Slot, held: Offer
    ) -> None:
        _wish(program, mei, boundaries="Not before coffee.", withheld_topics=["team", "stress", "coping"])
        pages = ("prepare/", "conversation/")
        before = [normalized(_open(client, mentor, slot, page)) for page in pages]
        assert "coffee" not in before[0]
        offers.decline(offer=held, now=NOW)
        assert [normalized(_open(client, mentor, slot, page)) for page in pages] == before

    def test_a_day_before_it_shows_the_wishes_and_asks_nothing_that_is_the_trainees_own(
        self, client: TenantClient, program: Program, mentor: Person, mei: Person, slot: Slot, held: Offer
    ) -> None:
        withheld = ["path", "culture", "team", "stress"]
        _wish(program, mei, boundaries="Not before coffee.", withheld_topics=withheld)
        page = _open(client, mentor, slot, now=slot.starts_at - NAME_SHOWS_BEFORE)
        assert "What Mei would like you to know" in page
        assert "Not before coffee." in page
        for prompt in Prompt.objects.filter(topics__overlap=withheld):
            assert f'value="{prompt.key}"' not in page
        assert _suggested(page)

    def test_a_question_saved_before_the_wish_was_known_is_left_out_everywhere(
        self, client: TenantClient, program: Program, mentor: Person, mei: Person, slot: Slot, held: Offer
    ) -> None:
        save_plan(slot=slot, lines=[Line("connection-3"), Line("meaning-1", "And how did you get here?")], now=NOW)
        offers.accept(offer=held, now=NOW)
        _wish(program, mei, withheld_topics=["team", "life"])
        page = _open(client, mentor, slot)
        assert _suggested(page) == ["meaning-1"]
        assert "One of your questions touches what Mei Yilmaz would rather bring up alone" in page
        talk = _open(client, mentor, slot, "conversation/")
        assert "And how did you get here?" in talk
        for key in ("connection-3", "outside-ask"):
            assert Prompt.objects.get(key=key).text not in talk

    def test_in_a_group_nothing_is_asked_that_any_of_them_raises_alone(
        self, client: TenantClient, program: Program, mentor: Person, mei: Person, round_: Round
    ) -> None:
        group = make_slot(round_, mentor, days=11, format=Format.GROUP, seats=4)
        for trainee, topic in ((mei, "team"), (make_member(program, name="Jo Kim"), "stress")):
            make_offer(round_, trainee, slot=group, state=Offer.State.ACCEPTED)
            _wish(program, trainee, withheld_topics=[topic])
        page = _open(client, mentor, group)
        for said in ("What Mei would like you to know", "What Jo would like you to know"):
            assert said in page
        for prompt in Prompt.objects.filter(topics__overlap=["team", "stress"]):
            assert f'value="{prompt.key}"' not in page

    def test_reword_leave_out_add_and_begin_again(self, client: TenantClient, mentor: Person, slot: Slot) -> None:
        data: dict[str, Any] = {
            "line": ["meaning-1", "meaning-2", "adjustment-3"],
            "text-meaning-1": "  What brought\nyou here? ",
            "text-meaning-2": Prompt.objects.get(key="meaning-2").text,
            "text-adjustment-3": "",
            "add": ["next-1", "outside-ask", "meaning-1", "opening-power", "nothing"],
        }
        _send(client, mentor, slot, drop="meaning-2", **data)
        assert _lines(slot) == [
            {"key": "meaning-1", "text": "What brought you here?"},
            {"key": "next-1", "text": ""},
            {"key": "outside-ask", "text": ""},
        ]
        page = _open(client, mentor, slot)
        assert "What brought you here?" in page
        assert "In your library: How did you come to be a doctor" in page
        _send(client, mentor, slot, step="fresh")
        assert not ConversationPlan.objects.exists()

    @pytest.mark.parametrize(
        ("step", "leads"),
        [("talk", "conversation/"), ("a6", "card.pdf"), ("letter", "card.pdf?paper=letter"), ("save", "prepare/")],
    )
    def test_each_button_keeps_what_was_typed(
        self, step: str, leads: str, client: TenantClient, mentor: Person, slot: Slot
    ) -> None:
        response = _send(client, mentor, slot, step=step, line="meaning-1", **_typed("Why?"))
        assert response.status_code == 302
        assert leads in response.url
        assert _lines(slot) == [{"key": "meaning-1", "text": "Why?"}]

    def test_what_is_too_long_or_too_much_is_said_and_everything_typed_is_still_there(
        self, client: TenantClient, mentor: Person, slot: Slot
    ) -> None:
        long = "a" * 301
        page = _send(client, mentor, slot, line="meaning-1", add="next-1", **_typed(long)).content.decode()
        assert "Keep it to 300 characters" in page
        assert long in page
        assert 'id="add-next-1"\n                       checked' in page
        many = list(Prompt.objects.filter(category="adjustment").values_list("key", flat=True))
        assert len(many) > MOST_PLANNED
        page = _send(client, mentor, slot, add=many).content.decode()
        assert f"{MOST_PLANNED} questions are plenty" in page
        assert not ConversationPlan.objects.exists()

    def test_what_is_over_is_not_prepared(self, client: TenantClient, mentor: Person, slot: Slot) -> None:
        assert "This time is over" in _open(client, mentor, slot, now=slot.ends_at)
        _send(client, mentor, slot, now=slot.ends_at, line="meaning-1", **_typed("x"))
        assert not ConversationPlan.objects.exists()
        with pytest.raises(RefusedError, match="This time is over"):
            save_plan(slot=slot, lines=[], now=slot.ends_at)
        with pytest.raises(RefusedError, match="This time is over"):
            drop_plan(slot=slot, now=slot.ends_at)

    def test_too_many_are_refused_by_the_action_too(self, slot: Slot) -> None:
        with pytest.raises(RefusedError, match="plenty"):
            save_plan(slot=slot, lines=[Line("meaning-1")] * (MOST_PLANNED + 1), now=NOW)

    def test_nobody_elses_time(self, client: TenantClient, program: Program, slot: Slot) -> None:
        client.acting(make_member(program, Role.FACILITATOR, "Paul Adeyemi"))
        for page in ("prepare/", "conversation/", "card.pdf"):
            assert client.get(f"/times/{slot.pk}/{page}").status_code == 404
        assert client.post(f"/times/{slot.pk}/prepare/", {"line": "meaning-1"}).status_code == 404
        assert not ConversationPlan.objects.exists()


# R19, R21, R22, R24, R25, R27, R28, R33
SAID = (
    "followups-helped", "opening-power", "cues-finish", "phrases-hard", "opening-small", "opening-comfort",
    "outside-ask", "closing-privacy", "help-routine",
)  # fmt: skip


class TestConversation:
    def test_nothing_to_type_no_name_and_no_form(
        self, client: TenantClient, mentor: Person, slot: Slot, held: Offer
    ) -> None:
        offers.accept(offer=held, now=NOW)
        page = _open(client, mentor, slot, "conversation/")
        assert "Mei" not in page
        assert "<form" not in page
        assert "<textarea" not in page
        assert "hx-" not in page.split("<main", 1)[1]
        for key in SAID:
            assert Prompt.objects.get(key=key).text in page

    def test_a_group_hears_the_ground_rules_first_and_that_one_may_pass(
        self, client: TenantClient, mentor: Person, round_: Round
    ) -> None:
        """R13, R14, R16."""
        group = make_slot(round_, mentor, format=Format.GROUP, seats=4)
        page = _open(client, mentor, group, "conversation/")
        first = page.index("First, the ground rules")
        assert first < page.index(Prompt.objects.get(key="norms-pass").text) < page.index("To begin")
        assert Prompt.objects.get(key="norms-alone").text in page
        alone = _open(client, mentor, make_slot(round_, mentor, days=11), "conversation/")
        assert "ground rules" not in alone

    def test_resources_as_a_matter_of_course_and_the_way_to_the_wrap_up(
        self, client: TenantClient, program: Program, mentor: Person, slot: Slot, held: Offer
    ) -> None:
        """R28; whether somebody comes shows nowhere before the name does."""
        wrap_up = f'href="/wrap-ups/{slot.pk}/"'
        page = _open(client, mentor, slot, "conversation/")
        for resource in offered(program)[:2]:
            assert escape(resource.name) in page
        assert wrap_up not in page
        assert wrap_up in _open(client, mentor, slot, "conversation/", now=slot.starts_at)
        assert wrap_up in _open(client, mentor, slot, now=slot.ends_at)
        offers.decline(offer=held, now=NOW)
        assert wrap_up not in _open(client, mentor, slot, "conversation/", now=slot.starts_at)

    def test_the_words_of_the_program(self, client: TenantClient, program: Program, mentor: Person, slot: Slot) -> None:
        """R45: what a program rewords is what is said."""
        LocalPrompt.objects.create(
            program=program, original_id="followups-more", category_id="followups", text="How do we grow it?"
        )
        assert "How do we grow it?" in _open(client, mentor, slot, "conversation/")


class TestForgetting:
    def _over(self, round_: Round, slot: Slot) -> datetime:
        Slot.objects.filter(round=round_).exclude(pk=slot.pk).update(withdrawn_at=NOW - timedelta(days=1))
        return slot.ends_at + timedelta(hours=2)

    def test_the_next_round_does_not_ask_the_same_again(
        self, client: TenantClient, mentor: Person, mei: Person, round_: Round, slot: Slot, held: Offer
    ) -> None:
        program, quarter = round_.program, timedelta(days=90)
        later = make_round(program, starts_on=round_.starts_on + quarter, ends_on=round_.ends_on + quarter)
        again = make_slot(later, mentor, days=95)
        make_offer(later, mei, slot=again, state=Offer.State.ACCEPTED)
        first = _suggested(_open(client, mentor, again))
        save_plan(slot=slot, lines=[Line(key) for key in first], now=NOW)
        close_round(round_=round_, by=None, now=self._over(round_, slot))
        assert not ConversationPlan.objects.filter(slot=slot).exists()
        second = _suggested(_open(client, mentor, again, now=again.starts_at - timedelta(hours=1)))
        assert len(second) >= 3
        assert not set(first) & set(second)
        # Of another trainee, or by another listener, nothing is known.
        other = make_slot(later, mentor, days=96)
        make_offer(later, make_member(program, name="Jo Kim"), slot=other, state=Offer.State.ACCEPTED)
        assert _suggested(_open(client, mentor, other)) == first

    def test_what_outlives_the_round_names_nobody(
        self, program: Program, mentor: Person, mei: Person, round_: Round, slot: Slot, held: Offer
    ) -> None:
        save_plan(slot=slot, lines=[Line("meaning-1", "About Mei")], now=NOW)
        close_round(round_=round_, by=None, now=self._over(round_, slot))
        row = AskedBefore.objects.values().get()
        kept = str({name: value for name, value in row.items() if name not in ("id", "program_id")})
        for told in (str(mentor.pk), str(mei.pk), str(slot.pk), str(round_.pk), "Mei"):
            assert told not in kept

    @pytest.mark.parametrize("act", [offers.decline, offers.not_now])
    def test_nothing_is_filed_about_whoever_did_not_come(
        self, act: Any, round_: Round, slot: Slot, held: Offer
    ) -> None:
        save_plan(slot=slot, lines=[Line("meaning-1")], now=NOW)
        act(offer=held, now=NOW)
        assert _lines(slot) == [{"key": "meaning-1", "text": ""}]
        close_round(round_=round_, by=None, now=self._over(round_, slot))
        assert not AskedBefore.objects.exists()
        assert not ConversationPlan.objects.exists()

    def test_own_words_die_a_day_after_and_the_rest_in_time(
        self, program: Program, mentor: Person, mei: Person, round_: Round, slot: Slot, held: Offer
    ) -> None:
        save_plan(slot=slot, lines=[Line("meaning-1", "About Mei"), Line("next-1")], now=NOW)
        assert forget_old_plans(program=program, now=slot.ends_at + WORDS_KEPT - timedelta(minutes=1)) == 0
        assert forget_old_plans(program=program, now=slot.ends_at + WORDS_KEPT) == 1
        assert _lines(slot) == [{"key": "meaning-1", "text": ""}, {"key": "next-1", "text": ""}]
        closed = self._over(round_, slot)
        close_round(round_=round_, by=None, now=closed)
        assert forget_old_plans(program=program, now=closed + ASKED_KEPT - timedelta(days=1)) == 0
        assert forget_old_plans(program=program, now=closed + ASKED_KEPT) == 1
        assert not AskedBefore.objects.exists()

    def test_a_trainee_can_have_it_forgotten_at_once(
        self, program: Program, mentor: Person, mei: Person, round_: Round, slot: Slot, held: Offer
    ) -> None:
        save_plan(slot=slot, lines=[Line("meaning-1")], now=NOW)
        close_round(round_=round_, by=None, now=self._over(round_, slot))
        assert forget_asked(program=program, person=make_member(program, name="Jo Kim")) == 0
        assert forget_asked(program=program, person=mei) == 1

    def test_both_sides_find_it_among_what_hearten_holds_and_the_trainee_deletes_it(
        self, client: TenantClient, mentor: Person, mei: Person, round_: Round, slot: Slot, held: Offer
    ) -> None:
        save_plan(slot=slot, lines=[Line("meaning-1", "How did you get here, really?")], now=NOW)
        assert "How did you get here, really?" in client.acting(mentor).get("/me/").content.decode()
        close_round(round_=round_, by=None, now=self._over(round_, slot))
        page = client.acting(mei).get("/me/").content.decode()
        assert "Questions that a listener had ready for you" in page
        assert Prompt.objects.get(key="meaning-1").text in page
        assert AskedBefore.objects.get().mark not in page
        other = client.acting(make_member(round_.program, name="Jo Kim")).get("/me/").content.decode()
        assert "Questions that a listener had ready for you" not in other
        client.acting(mei).post("/me/delete/", {"what": "asked questions"})
        assert not AskedBefore.objects.exists()

    def test_another_programs_plans_are_out_of_sight(self, program: Program, slot: Slot) -> None:
        save_plan(slot=slot, lines=[Line("meaning-1")], now=NOW)
        with tenancy.inside(program_id=None):
            assert not ConversationPlan.objects.exists()
