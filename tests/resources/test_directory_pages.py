"""Pages of the directory: who reads, who keeps it, how it is handed over, and that it stays quick."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from checkins.actions import offers
from notices.models import Notice
from notices.registry import kind_named
from programs import tenancy
from programs.models import AccessEvent, Membership, Role
from resources.actions.handing import purge
from resources.models import HandedOver, LinkCheck, LocalResource, Resource
from resources.shelf import directory_of
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_supervision
from tests.learning_samples import own_resource
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PAGE = "/resources/"
TYPED = {
    "name": "Ada's desk", "about": "Ada finds rooms. She knows everybody.", "audiences": ["trainee"],
    "needs": ["housing"], "reach": "+1 312 555 0100", "url": "https://housing.example.org", "country": "United States",
    "specialty": "Any specialty",
}  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


def _keys(answer: Any) -> list[str]:
    return [card.entry.key for card in answer.context["cards"]]


class TestReading:
    def test_a_search_is_sent_by_post_and_changes_nothing(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.TRAINEE])
        before = AccessEvent.objects.count()
        answer = client.post(PAGE, {"q": "child care"})
        assert _keys(answer)[0] == "childcare-gov"
        assert _keys(client.post(PAGE, {"q": "child care", "audience": "program"})) != _keys(answer)
        assert {"visa"} <= set(client.post(PAGE, {"need": "visa"}).context["cards"][0].entry.needs)
        assert AccessEvent.objects.count() == before
        # An address tells nothing: a GET with words shows everything.
        assert len(_keys(client.get(PAGE, {"q": "child care"}))) == 20

    def test_nothing_found_says_what_to_do(self, client: TenantClient, world: World) -> None:
        answer = client.acting(world.people[Role.TRAINEE]).post(PAGE, {"q": "xyzzyq"})
        assert b"Try one plain word" in answer.content

    def test_a_topic_is_one_tap_and_a_number_can_be_called(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.TRAINEE])
        # The choice beside it says "anything": the button that was pressed counts.
        answer = client.post(PAGE, {"q": "", "need": ["", "crisis"]})
        assert all("crisis" in card.entry.needs for card in answer.context["cards"])
        page = answer.content.decode()
        assert "found: Help right now" in page
        assert 'href="tel:988"' in page

    def test_for_you_now(self, client: TenantClient, world: World) -> None:
        Membership.objects.filter(role=Role.TRAINEE).update(starts_on=TODAY - timedelta(days=5))
        make_supervision(world.program, world.people[Role.TRAINEE], world.people[Role.FACILITATOR], nights=True)
        with time_machine.travel(NOW, tick=False):
            page = client.acting(world.people[Role.TRAINEE]).get(PAGE)
            assert {"arriving", "nights"} <= {m for card in page.context["now_cards"] for m in card.entry.moments}
            assert "you started not long ago" in page.content.decode()
            assert "now_cards" not in client.acting(world.people[Role.DIRECTOR]).get(PAGE).context

    def test_what_is_hidden_is_gone_for_readers_and_marked_for_who_keeps_it(
        self, client: TenantClient, world: World
    ) -> None:
        LocalResource.objects.create(program=world.program, original_id="uscis", hidden=True)
        search = {"q": "green card"}
        assert "uscis" not in _keys(client.acting(world.people[Role.TRAINEE]).post(PAGE, search))
        assert "uscis" in _keys(client.acting(world.people[Role.COORDINATOR]).post(PAGE, search))

    def test_age_shows(self, client: TenantClient, world: World) -> None:
        own = own_resource(world)
        LocalResource.objects.filter(pk=own.pk).update(verified_on=TODAY - timedelta(days=400))
        with time_machine.travel(NOW, tick=False):
            page = client.acting(world.people[Role.TRAINEE]).get(PAGE).content.decode()
        assert "Last checked more than a year ago" in page

    def test_the_office_reads_what_is_shared(self, client: TenantClient, world: World) -> None:
        own_resource(world)
        page = client.acting(world.people[Role.GME_OFFICE]).get(PAGE)
        assert page.status_code == 200
        assert "Housing desk" not in page.content.decode()

    def test_as_many_queries_for_five_thousand(
        self, client: TenantClient, world: World, django_assert_num_queries: Any
    ) -> None:
        own_resource(world)
        client.acting(world.people[Role.DIRECTOR])
        client.get(PAGE)
        rows = []
        for number in range(5000):
            row = LocalResource(
                program=world.program, name=f"Desk {number}", about=f"Help with matter {number} and housing.",
                needs=["housing"], audiences=["trainee"], country="Here", specialty="Any", place=number,
            )  # fmt: skip
            row.fill_search()
            rows.append(row)
        with django_assert_num_queries(15):
            client.post(PAGE, {"q": "desk hosing", "page": "1"})
        LocalResource.objects.bulk_create(rows, batch_size=2500)
        with django_assert_num_queries(15):
            found = client.post(PAGE, {"q": "desk hosing", "page": "2"})
        assert len(_keys(found)) == 20


class TestKeeping:
    def test_adding_one_of_the_programs_own(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.COORDINATOR])
        assert client.post(reverse("resources:add"), TYPED).status_code == 302
        row = LocalResource.objects.get()
        assert (row.name, row.reach, row.needs) == ("Ada's desk", "+1 312 555 0100", ["housing"])
        assert directory_of(world.program).entries[0].key == str(row.pk)
        assert AccessEvent.objects.filter(action="changed the directory").count() == 1

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("name", "", "Write what it is called."),
            ("about", "<b>x</b>", "contains &lt; or"),
            ("reach", "=1+1", "begins like a formula"),
            ("url", "javascript:alert(1)", "Write the address whole"),
            ("needs", "nonsense", "Choose from the list"),
            ("country", "", "Write a country"),
            ("about", "a" * 401, "Keep the text to 400"),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field(
        self, field: str, value: str, sentence: str, client: TenantClient, world: World
    ) -> None:
        answer = client.acting(world.people[Role.COORDINATOR]).post(reverse("resources:add"), {**TYPED, field: value})
        page = answer.content.decode()
        assert sentence in page
        assert "Ada" in page
        assert not LocalResource.objects.exists()

    def test_a_starter_fills_the_form_and_is_gone_from_the_list_after(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.COORDINATOR])
        assert "Housing office" in client.get(PAGE).content.decode()
        assert client.get(reverse("resources:add"), {"like": "housing"}).context["form"].initial["needs"] == ["housing"]
        client.post(reverse("resources:add"), TYPED)
        assert "Housing office" not in client.get(PAGE).content.decode()

    def test_changing_a_shared_one_keeps_only_what_differs(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.COORDINATOR])
        address = reverse("resources:edit", args=["uscis"])
        values = {**client.get(address).context["form"].initial, "reach": "Ask Ada"}
        client.post(address, values)
        row = LocalResource.objects.get()
        assert (row.reach, row.name, row.about, row.needs) == ("Ask Ada", "", "", [])
        client.post(reverse("resources:restore", args=["uscis"]))
        assert next(e for e in directory_of(world.program).entries if e.key == "uscis").reach != "Ask Ada"

    def test_hide_show_move_first_look_remove(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.COORDINATOR])
        own = str(own_resource(world).pk)

        def do(step: str, key: str) -> list[str]:
            assert client.post(reverse(f"resources:{step}", args=[key])).status_code == 302
            return [entry.key for entry in directory_of(world.program).shown]

        first = do("move_down", own)
        assert first[:2] == ["lifeline-988", own]
        assert do("move_up", own)[0] == own
        assert do("first", "uscis")[:2] == ["uscis", own]
        assert "uscis" not in do("hide", "uscis")
        assert "uscis" in do("show", "uscis")
        do("looked", "uscis")
        assert LocalResource.objects.get(original_id="uscis").verified_on is not None
        assert own not in do("remove", own)

    def test_the_crisis_line_cannot_be_hidden_nor_anything_shared_removed(
        self, client: TenantClient, world: World
    ) -> None:
        client.acting(world.people[Role.DIRECTOR])
        answer = client.post(reverse("resources:hide", args=["lifeline-988"]), follow=True)
        assert b"stays for everybody" in answer.content
        answer = client.post(reverse("resources:remove", args=["uscis"]), follow=True)
        assert b"Hide it instead" in answer.content
        assert not LocalResource.objects.filter(hidden=True).exists()
        assert Resource.objects.filter(pk="uscis").exists()

    def test_a_dead_link_is_flagged_where_the_coordinator_looks(self, client: TenantClient, world: World) -> None:
        url = Resource.objects.get(pk="uscis").url
        LinkCheck.objects.create(program=world.program, url=url, outcome="gone", failures=2, checked_at=NOW)
        client.acting(world.people[Role.COORDINATOR])
        assert "1 link should be looked at" in client.get(PAGE).content.decode()
        assert b"USCIS" in client.get(reverse("resources:look_over")).content
        assert "1 directory link" in client.get("/").content.decode()
        answer = client.post(reverse("resources:looked", args=["uscis"]), {"back": "look_over"})
        assert answer.headers["Location"] == reverse("resources:look_over")
        assert "1 link should be" not in client.get(PAGE).content.decode()
        assert "should be looked at" not in client.acting(world.people[Role.TRAINEE]).get(PAGE).content.decode()


class TestHandingOver:
    def _address(self) -> str:
        return reverse("resources:hand_over", args=["uscis"])

    def _choices(self, client: TenantClient) -> set[str]:
        return {name for value, name in client.get(self._address()).context["form"].fields["trainee"].choices if value}

    def test_only_to_trainees_whose_name_shows_anyway(self, client: TenantClient, world: World) -> None:
        trainee, mentor = world.people[Role.TRAINEE], world.people[Role.FACILITATOR]
        client.acting(mentor)
        with time_machine.travel(NOW, tick=False):
            assert client.get(self._address()).context["nobody"]
            typed = {"trainee": str(trainee.pk), "words": "Ada expects you."}
            assert client.post(self._address(), typed).status_code == 200
            assert not HandedOver.objects.exists()
            offers.accept(offer=world.offers[0], now=NOW)
            assert self._choices(client) == {trainee.name}
            # Nobody else learns of it.
            assert client.acting(world.people[Role.WELLNESS_LEAD]).get(self._address()).context["nobody"]

    def test_a_supervisor_too(self, client: TenantClient, world: World) -> None:
        make_supervision(world.program, world.people[Role.TRAINEE], world.people[Role.WELLNESS_LEAD])
        with time_machine.travel(NOW, tick=False):
            client.acting(world.people[Role.WELLNESS_LEAD])
            assert self._choices(client) == {world.people[Role.TRAINEE].name}

    def test_the_trainee_finds_it_and_the_mail_does_not_say_what_it_is(
        self, client: TenantClient, world: World
    ) -> None:
        make_supervision(world.program, world.people[Role.TRAINEE], world.people[Role.FACILITATOR])
        trainee = world.people[Role.TRAINEE]
        with time_machine.travel(NOW, tick=False):
            client.acting(world.people[Role.FACILITATOR])
            typed = {"trainee": str(trainee.pk), "words": "Ada expects you."}
            assert client.post(self._address(), typed).status_code == 302
            again = client.post(self._address(), typed, follow=True)
            assert b"has this one from you already" in again.content
            page = client.acting(trainee).get(reverse("resources:handed")).content.decode()
        assert "Ada expects you." in page
        assert "USCIS" in page
        notice = Notice.objects.get(kind="resources.handed_over")
        kind = kind_named(notice.kind)
        assert kind.still_true(notice)
        message = kind.render(notice)
        assert "USCIS" not in message.subject + message.text
        assert "Ada" not in message.text
        client.post(reverse("resources:put_away", args=[HandedOver.objects.get().pk]))
        assert not HandedOver.objects.exists()
        assert not kind.still_true(notice)

    def test_after_a_year_it_is_gone(self, world: World) -> None:
        for days in (364, 366):
            HandedOver.objects.create(
                program=world.program, trainee=world.people[Role.TRAINEE], by=world.people[Role.FACILITATOR],
                key="uscis", words="Ada.", at=NOW - timedelta(days=days),
            )  # fmt: skip
        purge(world.program, NOW)
        assert HandedOver.objects.count() == 1
