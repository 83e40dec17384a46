"""What a GME office keeps for its whole institution: every program shows it, the office alone changes it."""

from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from home.starting.reading import progress_of
from programs import tenancy
from programs.acting import acting_as
from programs.models import AccessEvent, Membership, Person, Program, Role
from programs.rosterfile import to_csv
from resources.access import by_keys, offered
from resources.actions import directory as actions
from resources.actions import links
from resources.actions.directory import Keeping
from resources.actions.importing import import_rows
from resources.filing import HEADINGS, lines_of, parse_resources
from resources.models import LocalResource
from resources.rules.links import Answer
from resources.searching import found_keys
from resources.shelf import directory_of
from resources.showing import CHOICES
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member, make_program

pytestmark = pytest.mark.django_db
OWN: dict[str, Any] = {
    "name": "Well-being center", "about": "Counselors who know residents.", "country": "United States",
    "specialty": "Any specialty", "audiences": ["trainee"], "needs": ["wellbeing"], "reach": "312 555 0170",
}  # fmt: skip


@pytest.fixture
def office(program: Program) -> Person:
    return make_member(program, Role.GME_OFFICE, "Elena Fox")


@pytest.fixture
def coordinator(program: Program) -> Person:
    return make_member(program, Role.COORDINATOR, "Ana Ruiz")


def _kept_by(program: Program, by: Person) -> Keeping:
    return Keeping(None, directory_of(None, program.institution_id), by, NOW, program.institution)


@pytest.fixture
def row(program: Program, office: Person) -> LocalResource:
    with tenancy.inside(institution_id=program.institution_id):
        return actions.add(_kept_by(program, office), OWN)


def _names(program: Program) -> list[str]:
    with tenancy.inside(program=program):
        return [each.name for each in offered(program)]


class TestSeen:
    def test_by_every_program_of_the_institution_and_no_other(self, program: Program, row: LocalResource) -> None:
        sister, stranger = make_program(institution=program.institution), make_program()
        assert _names(program)[0] == _names(sister)[0] == OWN["name"]
        assert OWN["name"] not in _names(stranger)
        for here, found in ((program, True), (sister, True), (stranger, False)):
            with tenancy.inside(program=here):
                assert (str(row.pk) in found_keys(here, "counselors who know residents")) is found
                assert bool(by_keys(here, [str(row.pk)])) is found
                # Even asked about the first institution: row level security answers.
                assert bool(LocalResource.objects.filter(institution=program.institution_id)) is found

    def test_after_the_programs_own_and_before_what_is_shared(
        self, program: Program, row: LocalResource, coordinator: Person
    ) -> None:
        keeping = Keeping(program, directory_of(program), coordinator, NOW)
        actions.add(keeping, {**OWN, "name": "Ada's desk"})
        assert _names(program)[:2] == ["Ada's desk", OWN["name"]]

    def test_hidden_by_the_office_it_is_nowhere(self, program: Program, row: LocalResource, office: Person) -> None:
        with tenancy.inside(institution_id=program.institution_id):
            keeping = _kept_by(program, office)
            actions.set_hidden(keeping, keeping.directory.entries[0], hidden=True)
        assert OWN["name"] not in _names(program)
        assert directory_of(program).entry(str(row.pk)) is None

    def test_the_same_two_queries(self, program: Program, row: LocalResource, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(2):
            directory_of(program)

    def test_it_counts_where_a_program_begins(self, program: Program, row: LocalResource, coordinator: Person) -> None:
        held = Membership.objects.select_related("program", "institution").get(person=coordinator)
        lines = {line.task.key: line.settled for line in progress_of(acting_as(coordinator, held), NOW).lines}
        assert lines["resources"]

    def test_its_link_is_checked(self, program: Program, office: Person) -> None:
        with tenancy.inside(institution_id=program.institution_id):
            actions.add(_kept_by(program, office), {**OWN, "url": "https://center.example.org"})
        url, asked = "https://center.example.org", []

        def answer(address: str) -> Answer:
            asked.append(address)
            return Answer(200)

        # The only link that is due: all others were looked at just now.
        others = [each for each in links.links_due(program, NOW, most=1000) if each != url]
        links.record(program_id=program.pk, answers=dict.fromkeys(others, Answer(200)), now=NOW)
        assert links.check(program_id=program.pk, now=NOW, asking=answer) == 1
        assert asked == [url]


class TestKept:
    def test_a_program_hides_and_places_it_for_itself_alone(
        self, program: Program, row: LocalResource, coordinator: Person
    ) -> None:
        sister = make_program(institution=program.institution)

        def entry() -> tuple[Keeping, Any]:
            keeping = Keeping(program, directory_of(program), coordinator, NOW)
            found = keeping.directory.entry(str(row.pk))
            assert found is not None
            return keeping, found

        assert actions.set_hidden(*entry(), hidden=True)
        assert OWN["name"] not in _names(program)
        assert _names(sister)[0] == OWN["name"]
        assert actions.set_hidden(*entry(), hidden=False)
        assert actions.move(*entry(), up=False)
        assert _names(program)[1] == OWN["name"]
        assert _names(sister)[0] == OWN["name"]

    def test_what_it_said_about_a_removed_one_goes_too(
        self, program: Program, row: LocalResource, coordinator: Person, office: Person
    ) -> None:
        keeping = Keeping(program, directory_of(program), coordinator, NOW)
        actions.set_hidden(keeping, keeping.directory.entries[0], hidden=True)
        actions.forget_orphans(program, NOW)
        assert LocalResource.objects.filter(program=program).count() == 1
        with tenancy.inside(institution_id=program.institution_id):
            kept = _kept_by(program, office)
            actions.remove(kept, kept.directory.entries[0])
        assert OWN["name"] not in _names(program)
        actions.forget_orphans(program, NOW)
        assert not LocalResource.objects.filter(program=program).exists()

    def test_the_office_puts_its_own_in_order_among_themselves(
        self, program: Program, row: LocalResource, office: Person
    ) -> None:
        with tenancy.inside(institution_id=program.institution_id):
            actions.add(_kept_by(program, office), {**OWN, "name": "Visa office"})
            keeping = _kept_by(program, office)
            assert [entry.name for entry in keeping.entries] == ["Visa office", OWN["name"]]
            assert not actions.move(keeping, keeping.entries[1], up=False)
            assert actions.put_first(keeping, keeping.entries[1])
        assert _names(program)[:2] == [OWN["name"], "Visa office"]


class TestTheDatabase:
    """Row level security: whoever stands in a program reads the institution's rows and writes none."""

    def test_no_statement_of_a_program_changes_or_deletes_one(self, program: Program, row: LocalResource) -> None:
        assert LocalResource.objects.filter(pk=row.pk).exists()
        assert LocalResource.objects.filter(pk=row.pk).update(name="Ours") == 0
        assert LocalResource.objects.filter(pk=row.pk).delete()[0] == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            LocalResource.objects.create(institution_id=program.institution_id, **OWN)
        assert _names(program)[0] == OWN["name"]

    def test_nor_does_the_office_write_in_a_program_or_elsewhere(self, program: Program, row: LocalResource) -> None:
        LocalResource.objects.create(program=program, place=1, **{**OWN, "name": "Ada's desk"})
        other = make_program()
        with tenancy.inside(institution_id=program.institution_id):
            assert not LocalResource.objects.filter(name="Ada's desk").exists()
            for fields in ({"program": program}, {"institution_id": other.institution_id}):
                with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                    LocalResource.objects.create(**fields, **OWN)

    @pytest.mark.parametrize(
        "fields", [{}, {"inherited": "00000000-0000-0000-0000-000000000001"}, {"original_id": "uscis"}]
    )
    def test_a_row_is_a_programs_or_an_institutions(self, fields: dict[str, Any], program: Program) -> None:
        both = {"program": program} if not fields else {"program": None}
        with (
            tenancy.inside(program_id=program.pk if not fields else None, institution_id=program.institution_id),
            pytest.raises(IntegrityError),
            transaction.atomic(),
        ):
            LocalResource.objects.create(institution_id=program.institution_id, **both, **fields, **OWN)


class TestFiles:
    def test_out_and_in_again_changes_nothing_and_touches_nothing_shared(
        self, program: Program, row: LocalResource, office: Person
    ) -> None:
        with tenancy.inside(institution_id=program.institution_id):
            keeping = _kept_by(program, office)
            data = to_csv(HEADINGS, lines_of(keeping.directory.entries, CHOICES))
            parsed = parse_resources(data, keeping.directory.entries, CHOICES, TODAY)
            assert not parsed.rejected
            assert import_rows(keeping, parsed.rows) == 0
            changed = data.decode("utf-8-sig").replace("312 555 0170", "312 555 0199").replace("USCIS", "Us")
            parsed = parse_resources(changed.encode(), keeping.directory.entries, CHOICES, TODAY)
            assert import_rows(keeping, parsed.rows) == 1
            row.refresh_from_db()
            assert row.reach == "312 555 0199"
            new = b"Name,What it is,Country\nVisa office,Papers.,United States\nParking,Where.,United States\n"
            parsed = parse_resources(new, keeping.directory.entries, CHOICES, TODAY)
            assert import_rows(_kept_by(program, office), parsed.rows) == 2
        assert _names(program)[:3] == ["Visa office", "Parking", OWN["name"]]
        assert "Us" not in _names(program)

    def test_a_programs_file_hides_it_and_leaves_its_words(
        self, program: Program, row: LocalResource, coordinator: Person
    ) -> None:
        entries = directory_of(program).entries
        text = f"Key,Name,How to reach,Hidden\n{row.pk},Another name,nowhere,yes\n".encode()
        parsed = parse_resources(text, entries, CHOICES, TODAY)
        assert import_rows(Keeping(program, directory_of(program), coordinator, NOW), parsed.rows) == 1
        found = directory_of(program).entry(str(row.pk))
        assert found is not None
        assert (found.name, found.reach, found.hidden) == (OWN["name"], OWN["reach"], True)


class TestPages:
    @pytest.fixture(autouse=True)
    def _then(self, settings: Any) -> Any:
        settings.DEMO = True
        with time_machine.travel(NOW, tick=False):
            yield

    def test_the_office_adds_changes_and_exports(self, client: TenantClient, program: Program, office: Person) -> None:
        client.acting(office)
        page = client.post(reverse("resources:add"), OWN, follow=True).content.decode()
        assert "for all your programs" in page
        row = LocalResource.objects.get(institution=program.institution_id)
        assert (row.program_id, row.verified_on) == (None, TODAY)
        client.post(reverse("resources:edit", args=[row.pk]), {**OWN, "reach": "Room 4"})
        row.refresh_from_db()
        assert row.reach == "Room 4"
        assert AccessEvent.objects.filter(actor=office, program=None, action="changed the directory").count() == 2
        # What all institutions share is not the office's.
        assert client.get(reverse("resources:edit", args=["uscis"])).status_code == 404
        assert client.post(reverse("resources:hide", args=["uscis"])).status_code == 404
        assert reverse("resources:edit", args=["uscis"]) not in page
        assert "Room 4" in client.post(reverse("resources:export")).content.decode()

    def test_the_office_brings_a_file(self, client: TenantClient, program: Program, office: Person) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        client.acting(office)
        data = b"Name,What it is,Country\nVisa office,Papers.,United States\n"
        page = client.post(reverse("resources:import_file"), {"file": SimpleUploadedFile("a.csv", data)})
        sealed = page.context["sealed"]
        client.post(reverse("resources:import_file"), {"sealed": sealed})
        assert LocalResource.objects.get(institution=program.institution_id).name == "Visa office"

    def test_a_program_is_told_whose_it_is(
        self, client: TenantClient, program: Program, row: LocalResource, coordinator: Person
    ) -> None:
        address = reverse("resources:edit", args=[row.pk])
        page = client.acting(coordinator).get(address).content.decode()
        assert "Your GME office keeps it" in page
        assert 'name="about"' not in page
        answer = client.post(address, {**OWN, "reach": "Room 9"}, follow=True)
        assert "You can hide it or move it" in answer.content.decode()
        client.post(reverse("resources:looked", args=[row.pk]))
        client.post(reverse("resources:remove", args=[row.pk]))
        row.refresh_from_db()
        assert row.reach == OWN["reach"]
        client.post(reverse("resources:hide", args=[row.pk]))
        assert OWN["name"] not in _names(program)

    def test_another_institutions_is_not_there(
        self, client: TenantClient, program: Program, row: LocalResource
    ) -> None:
        other = make_program()
        for role in (Role.GME_OFFICE, Role.COORDINATOR):
            client.acting(make_member(other, role, f"Some {role.label}"))
            assert client.get(reverse("resources:edit", args=[row.pk])).status_code == 404
            assert client.post(reverse("resources:remove", args=[row.pk])).status_code == 404
            assert OWN["name"] not in client.get(reverse("resources:directory")).content.decode()
