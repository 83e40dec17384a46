"""Pages of the library: who gets in, what each does, and what a search finds."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs import tenancy
from programs.models import Role
from prompts.models import LibraryChange, LocalPrompt, Prompt
from prompts.shelf import shelf_of
from tests.access_table import PROMPT_STEPS
from tests.conftest import TenantClient
from tests.factories import make_member, make_program
from tests.samples import own_prompt
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
EDITORS = [Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR, Role.COORDINATOR]
READERS = [*EDITORS, Role.FACILITATOR, Role.WELLNESS_LEAD, Role.GME_OFFICE]
KEY = "support-2"


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


def _edit(key: object = KEY) -> str:
    return reverse("prompts:edit", kwargs={"key": key})


def _stored() -> list[Any]:
    return [*LocalPrompt.objects.values_list(), *LibraryChange.objects.values_list("pk")]


class TestReading:
    @pytest.mark.parametrize("role", READERS)
    def test_everybody_on_the_staff_reads_it(self, role: Role, client: TenantClient, world: World) -> None:
        page = client.acting(world.people[role]).get(reverse("prompts:library")).content.decode()
        assert Prompt.objects.get(pk=KEY).text in page
        assert ("Add a prompt" in page) is (role in EDITORS)

    @pytest.mark.parametrize("name", ["library", "export_csv", "export_xlsx"])
    def test_a_trainee_does_not(self, name: str, client: TenantClient, world: World) -> None:
        assert client.acting(world.people[Role.TRAINEE]).get(reverse(f"prompts:{name}")).status_code == 404

    def test_what_is_hidden_is_gone_for_readers_and_marked_for_editors(
        self, client: TenantClient, world: World
    ) -> None:
        LocalPrompt.objects.create(program=world.program, original_id=KEY, category_id="support", hidden=True)
        text = Prompt.objects.get(pk=KEY).text
        mentor = client.acting(world.people[Role.FACILITATOR]).get(reverse("prompts:library")).content.decode()
        assert text not in mentor
        director = client.acting(world.people[Role.DIRECTOR]).get(reverse("prompts:library")).content.decode()
        assert text in director
        assert ", hidden" in director

    @pytest.mark.parametrize("rows", [1, 3])
    def test_as_many_queries_for_three_changes_as_for_one(
        self, rows: int, client: TenantClient, world: World, django_assert_num_queries: Any
    ) -> None:
        for number in range(rows):
            LocalPrompt.objects.create(
                program=world.program, category_id="support", text=f"Own {number}?", place=number, lean="both"
            )
        client.acting(world.people[Role.DIRECTOR])
        with django_assert_num_queries(17):
            client.get(reverse("prompts:library"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_same_for_changes(
        self, rows: int, client: TenantClient, world: World, django_assert_num_queries: Any
    ) -> None:
        client.acting(world.people[Role.DIRECTOR])
        for number in range(rows):
            client.post(_edit(), {"text": f"Ours {number}?"})
        with django_assert_num_queries(10):
            client.get(reverse("prompts:changes"))

    def test_files_hold_every_prompt(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.FACILITATOR])
        answer = client.get(reverse("prompts:export_csv"))
        assert answer["Content-Type"].startswith("text/csv")
        assert answer.content.decode("utf-8-sig").count("\n") == Prompt.objects.count() + 1
        assert client.get(reverse("prompts:export_xlsx")).content.startswith(b"PK")


class TestSearching:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("welcome", []),
            ("drain", ["support-6"]),
            ("DRAIN", ["support-6"]),
            ("supervisors", ["support-2"]),
            ("supervizors", ["support-2"]),
            ("english", ["open-language"]),
            ("garden", ["own"]),
            ("cafe", ["own"]),
            ("lively", ["meaning-1"]),
            ("zebra crossing", []),
        ],
    )
    def test_over_all_of_it(self, words: str, found: list[str], client: TenantClient, world: World) -> None:
        """The library's words, guesses, own prompts and rewordings; accents, capitals and slips of the pen aside."""
        own = own_prompt(world)
        own.text = "Who do you meet at the garden café?"
        own.save()
        LocalPrompt.objects.create(
            program=world.program, original_id="meaning-1", category_id="meaning", text="A lively beginning?"
        )
        page = client.acting(world.people[Role.COORDINATOR]).get(reverse("prompts:library"), {"q": words})
        parts = [*page.context["parts"], *page.context["other_parts"]]
        keys = {entry.key for part in parts for entry in part.entries}
        wanted = {str(own.pk) if key == "own" else key for key in found}
        assert wanted <= keys
        assert len(keys) <= len(wanted) + 2

    def test_by_the_name_of_a_part(self, client: TenantClient, world: World) -> None:
        page = client.acting(world.people[Role.FACILITATOR]).get(reverse("prompts:library"), {"q": "Ground rules"})
        assert [part.section.key for part in page.context["other_parts"]] == ["norms"]

    def test_nothing_found_says_what_to_do(self, client: TenantClient, world: World) -> None:
        page = client.acting(world.people[Role.FACILITATOR]).get(reverse("prompts:library"), {"q": "xyzzy'%_\\"})
        assert b"Try a shorter word" in page.content

    def test_another_programs_words_are_not_found(self, client: TenantClient, world: World) -> None:
        own_prompt(world)
        other = make_program()
        reader = make_member(other, Role.COORDINATOR)
        page = client.acting(reader).get(reverse("prompts:library"), {"q": "sessions"})
        assert b"Which of our sessions" not in page.content


class TestChanging:
    @pytest.mark.parametrize("role", EDITORS)
    def test_editors_reword(self, role: Role, client: TenantClient, world: World) -> None:
        answer = client.acting(world.people[role]).post(_edit(), {"text": " Who  taught you best? "})
        assert answer.status_code == 302
        entry = shelf_of(world.program).entry(KEY)
        assert entry is not None
        assert entry.text == "Who taught you best?"
        page = client.get(_edit()).content.decode()
        assert entry.original in page

    @pytest.mark.parametrize("role", [role for role in Role if role not in EDITORS])
    def test_nobody_else_does(self, role: Role, client: TenantClient, world: World) -> None:
        own, before = own_prompt(world), _stored()
        client.acting(world.people[role])
        before = _stored()
        assert client.post(_edit(own.pk), {"text": "Mine?"}).status_code == 404
        for step in PROMPT_STEPS:
            assert client.post(reverse(f"prompts:{step}", args=[own.pk])).status_code == 404
        assert _stored() == before

    def test_an_editor_of_another_program_finds_nothing(self, client: TenantClient, world: World) -> None:
        own = own_prompt(world)
        before = _stored()
        client.acting(make_member(make_program(), Role.COORDINATOR))
        assert client.get(_edit(own.pk)).status_code == 404
        assert client.post(_edit(own.pk), {"text": "Mine?"}).status_code == 404
        assert _stored() == before

    @pytest.mark.parametrize("key", ["nowhere-1", uuid.uuid4()])
    def test_a_prompt_that_is_not_there(self, key: object, client: TenantClient, world: World) -> None:
        assert client.acting(world.people[Role.DIRECTOR]).get(_edit(key)).status_code == 404

    def test_nobody_signed_in_is_asked_to_sign_in(self, client: TenantClient, world: World) -> None:
        assert client.get(_edit()).status_code == 302

    @pytest.mark.parametrize("step", PROMPT_STEPS)
    def test_a_step_needs_a_button(self, step: str, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.DIRECTOR])
        assert client.get(reverse(f"prompts:{step}", args=[KEY])).status_code == 405

    @pytest.mark.parametrize(("text", "said"), [("", "Write the prompt"), ("a" * 301, "short is easier")])
    def test_a_wrong_wording_is_kept_on_the_page_and_not_saved(
        self, text: str, said: str, client: TenantClient, world: World
    ) -> None:
        page = client.acting(world.people[Role.DIRECTOR]).post(_edit(), {"text": text}).content.decode()
        assert said in page
        assert text in page
        assert _stored() == []

    def test_what_must_be_said_is_refused_with_a_sentence(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.DIRECTOR])
        answer = client.post(reverse("prompts:hide", args=["closing-privacy"]), follow=True)
        assert b"has to be said" in answer.content
        assert _stored() == []

    def test_a_prompt_is_added_moved_hidden_and_all_of_it_taken_back(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.COORDINATOR])
        data = {"category": "support", "text": "What is on your list?", "lean": "both", "topics": ["goals"]}
        client.post(reverse("prompts:add"), data)
        own = LocalPrompt.objects.get()
        for step in ("move_up", "hide", "show", "move_down"):
            assert client.post(reverse(f"prompts:{step}", args=[own.pk])).status_code == 302
        for change in LibraryChange.objects.order_by("-at"):
            client.post(reverse("prompts:undo", args=[change.pk]))
        assert not LocalPrompt.objects.exists()

    def test_another_programs_change_cannot_be_taken_back(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.DIRECTOR]).post(_edit(), {"text": "Ours?"})
        change = LibraryChange.objects.get()
        client.acting(make_member(make_program(), Role.DIRECTOR))
        assert client.post(reverse("prompts:undo", args=[change.pk])).status_code == 404
        assert LocalPrompt.objects.exists()


class TestBringingAFile:
    ADDRESS = "/prompts/import/"

    def _look(self, client: TenantClient, text: str) -> Any:
        file = SimpleUploadedFile("ours.csv", text.encode())
        return client.post(self.ADDRESS, {"file": file})

    def test_nothing_is_written_before_the_word(self, client: TenantClient, world: World) -> None:
        client.acting(world.people[Role.COORDINATOR])
        page = self._look(client, "category,number,wording\nAdjustment,1,Ours?\nAdjustment,99,Wrong?\n")
        assert _stored() == []
        text = page.content.decode()
        assert "no prompt with the number" in text
        assert "Reworded" in text
        answer = client.post(self.ADDRESS, {"sealed": page.context["sealed"]})
        assert answer["Location"] == reverse("prompts:changes")
        assert LocalPrompt.objects.get().text == "Ours?"

    @pytest.mark.parametrize("who", [Role.DIRECTOR, Role.ASSOCIATE_DIRECTOR])
    def test_a_preview_is_of_one_person(self, who: Role, client: TenantClient, world: World) -> None:
        page = self._look(client.acting(world.people[Role.COORDINATOR]), "category,wording\nAdjustment,Ours?\n")
        client.acting(world.people[who])
        answer = client.post(self.ADDRESS, {"sealed": page.context["sealed"]}, follow=True)
        assert b"choose the file again" in answer.content
        assert _stored() == []

    @pytest.mark.parametrize(
        ("text", "said"), [("", "empty"), ("name,mail\nA,b", "column"), ("%PDF-1.7", "PDF"), ("\0\0", "neither text")]
    )
    def test_a_file_that_cannot_be_used(self, text: str, said: str, client: TenantClient, world: World) -> None:
        page = self._look(client.acting(world.people[Role.COORDINATOR]), text).content.decode()
        assert said in page
        assert _stored() == []

    def test_without_a_file(self, client: TenantClient, world: World) -> None:
        page = client.acting(world.people[Role.COORDINATOR]).post(self.ADDRESS, {}).content.decode()
        assert "Choose a file." in page

    def test_what_a_file_says_is_text_on_the_page(self, client: TenantClient, world: World) -> None:
        page = self._look(client.acting(world.people[Role.COORDINATOR]), "category,wording\n&amp;,<script>x\n")
        assert b"<script>x" not in page.content
