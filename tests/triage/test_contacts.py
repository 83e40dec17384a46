"""Keeping whom to call: who may, what is inherited and replaced, and that the page follows."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.test import TestCase
from django.urls import reverse

from checkins.access import offer_token
from programs import tenancy
from programs.models import AccessEvent, Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member, make_program
from tests.triage.conftest import details, make_contact
from tests.world import make_world
from triage import copies
from triage.actions.contacts import add_contact, attest_number, called, change_contact, dialed, set_policies
from triage.device import signed
from triage.forms import ContactForm
from triage.models import Branch, Contact, LocalPolicy
from triage.page import local_lines, sections

pytestmark = pytest.mark.django_db
CONTACTS = "/help-now/contacts/"
TYPED = {
    "name": "Ombuds office",
    "role": "",
    "branches": ["mistreatment", "legal"],
    "backup": "False",
    "phone": "312 555 0111",
    "mail": "",
    "when": "weekly",
    "days_1": ["0", "1", "2", "3", "4"],
    "opens_1": "08:00",
    "closes_1": "17:00",
    "time_zone": "America/Chicago",
    "next_steps": "",
}


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.DEMO = True  # The second factor has tests of its own.


def names(branch: str, program: Program) -> list[str]:
    """Who is shown in a branch of the program's page."""
    with tenancy.inside(program=program):
        return [line.name for line in local_lines(branch, copies.built(program.institution_id, program.pk), NOW)]


class TestWhoIsShown:
    def test_a_program_inherits_replaces_in_the_same_place_and_keeps_the_rest(self, program: Program) -> None:
        with tenancy.inside(institution_id=program.institution_id):
            make_contact(program, shared=True, name="Shared first")
            make_contact(program, shared=True, name="Shared backup", backup=True)
            make_contact(program, shared=True, name="Shared ombuds", branches=["mistreatment"])
        assert names("safety", program) == ["Shared first", "Shared backup"]
        make_contact(program, name="Own first")
        assert names("safety", program) == ["Own first", "Shared backup"]
        assert names("mistreatment", program) == ["Shared ombuds"]

    def test_one_person_may_stand_for_several_branches(self, program: Program) -> None:
        make_contact(program, branches=["safety", "legal", "doubt"])
        assert [names(branch, program) for branch in ("safety", "mistreatment", "legal")] == [
            ["Psychiatry on call"],
            [],
            ["Psychiatry on call"],
        ]

    def test_a_sister_program_sees_only_what_is_shared(self, program: Program) -> None:
        make_contact(program)
        sister = make_program(program.institution)
        assert names("safety", sister) == []
        with tenancy.inside(program=sister):
            assert not Contact.objects.exists()

    def test_who_answers_now_stands_first_and_nobody_is_left_out(self, program: Program) -> None:
        office: dict[str, Any] = {"always": False, "weekly": [{"days": [0], "opens": "08:00", "closes": "17:00"}]}
        make_contact(program, name="Office hours", **office)
        make_contact(program, name="Any hour", backup=True)
        copy = copies.built(program.institution_id, program.pk)
        morning, night = NOW, NOW + timedelta(hours=18)
        assert [line.name for line in local_lines("safety", copy, morning)] == ["Office hours", "Any hour"]
        assert [line.name for line in local_lines("safety", copy, night)] == ["Any hour", "Office hours"]
        called = [line.name for line in sections(copy, night)[0].calls]
        assert called == ["988", "Any hour", "911", "Office hours"]

    def test_no_branch_is_ever_empty(self, program: Program) -> None:
        for section in sections(copies.built(program.institution_id, program.pk), NOW):
            assert section.calls

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({}, "Not yet confirmed"),
            ({"confirmed_at": NOW - timedelta(days=30)}, "Confirmed October 24"),
            ({"confirmed_at": NOW - timedelta(days=100)}, "Not confirmed since August 15"),
            ({"confirmed_at": NOW - timedelta(days=400)}, "Not confirmed since October 19, 2025"),
            ({"bounced_at": NOW}, "Not yet confirmed. Mail to it came back"),
            ({"confirmed_at": NOW, "disputed_at": NOW}, "Confirmed November 23. It says that something here is wrong"),
        ],
    )
    def test_how_sure_it_is_stands_beside_it(self, program: Program, fields: dict[str, Any], says: str) -> None:
        make_contact(program, **fields)
        (line,) = local_lines("safety", copies.built(program.institution_id, program.pk), NOW)
        assert line.standing == says
        assert line.wary is not says.startswith("Confirmed October")


class TestPages:
    def test_the_empty_page_says_that_the_national_lines_stand_in(
        self, client: TenantClient, program: Program, director: Person
    ) -> None:
        page = client.acting(director).get(CONTACTS).content.decode()
        assert page.count("Until then the national lines stand in.") == 5
        assert "Always there: 988, 911" in page

    def test_a_contact_is_added_and_asked_if_it_has_mail(
        self, client: TenantClient, program: Program, director: Person
    ) -> None:
        client.acting(director)
        answer = client.post(f"{CONTACTS}add/", {**TYPED, "mail": "Ombuds@Riverside.test"}, follow=True)
        assert "Ombuds office is on the page. Ombuds office will be asked by mail" in answer.content.decode()
        made = Contact.objects.get()
        assert made.program == program
        assert made.branches == ["mistreatment", "legal"]
        assert made.mail == "ombuds@riverside.test"
        assert made.weekly == [{"days": [0, 1, 2, 3, 4], "opens": "08:00", "closes": "17:00"}]
        assert made.confirmations.count() == 1
        assert AccessEvent.objects.filter(action="added a contact", actor=director).count() == 1

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"name": ""}, "Say who answers"),
            ({"branches": []}, "Tick at least one."),
            ({"branches": ["gossip"]}, "Tick from the list."),
            ({"phone": ""}, "Give a phone number or a mail address."),
            ({"phone": "call me"}, "Write a number that can be dialed"),
            ({"phone": "1-2"}, "too short to be dialed"),
            ({"branches": ["safety"], "phone": "", "mail": "a@b.org"}, "needs a phone number"),
            ({"mail": "nobody"}, "Write a whole address"),
            ({"days_1": []}, "Tick the days of these hours."),
            ({"days_1": [], "opens_1": "", "closes_1": ""}, "Say on which days and hours they answer."),
            ({"closes_1": ""}, "Say from when to when."),
            ({"opens_1": "soon"}, "Write the time as hours and minutes"),
            ({"days_2": ["5"]}, "Say from when to when."),
            ({"time_zone": "Chicago"}, "Choose a time zone from the list."),
            ({"when": ""}, "Choose when they answer."),
            ({"next_steps": "x" * 301}, "Keep this to 300 characters."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, client: TenantClient, program: Program, director: Person, wrong: dict[str, Any], says: str
    ) -> None:
        page = client.acting(director).post(f"{CONTACTS}add/", {**TYPED, **wrong}).content.decode()
        assert says in page
        assert not Contact.objects.exists()
        assert (wrong.get("name", "Ombuds office") or 'name="name"') in page

    @pytest.mark.parametrize("number", ["988", "+1 (312) 555-0142", "312.555.0142 ext 7", "555 0142 x12"])
    def test_numbers_as_people_write_them(self, number: str) -> None:
        assert "phone" not in ContactForm({**TYPED, "phone": number}).errors

    def test_a_new_number_has_to_be_confirmed_anew_and_new_hours_do_not(
        self, program: Program, director: Person
    ) -> None:
        contact = make_contact(program, confirmed_at=NOW)
        change_contact(contact=contact, details=details(next_steps="They call back."), by=director, now=NOW)
        contact.refresh_from_db()
        assert contact.confirmed_at == NOW
        assert change_contact(contact=contact, details=details(phone="312 555 0199"), by=director, now=NOW) == [
            "phone",
            "next_steps",
        ]
        contact.refresh_from_db()
        assert contact.confirmed_at is None

    def test_calling_counts_and_asking_is_at_most_once_a_week(
        self, client: TenantClient, program: Program, director: Person
    ) -> None:
        contact = make_contact(program)
        client.acting(director)
        with time_machine.travel(NOW, tick=False):
            for says in ("is being asked", "asked within the last week"):
                answer = client.post(reverse("triage:ask_contact", args=[contact.pk]), follow=True)
                assert says in answer.content.decode()
            client.post(reverse("triage:called_contact", args=[contact.pk]))
        contact.refresh_from_db()
        assert (contact.confirmed_at, contact.confirmed_by) == (NOW, director)

    def test_the_gme_office_keeps_what_is_shared_and_a_program_does_not(
        self, client: TenantClient, program: Program, director: Person
    ) -> None:
        office = make_member(program, Role.GME_OFFICE)
        client.acting(office)
        client.post(f"{CONTACTS}add/", TYPED)
        with tenancy.inside(institution_id=program.institution_id):
            shared = Contact.objects.get(program=None)
        assert names("mistreatment", program) == ["Ombuds office"]
        assert client.get(reverse("triage:contact", args=[shared.pk])).status_code == 200
        client.acting(director)
        assert "Shared by your institution" in client.get(CONTACTS).content.decode()
        for name in ("contact", "remove_contact", "called_contact"):
            assert client.post(reverse(f"triage:{name}", args=[shared.pk]), TYPED).status_code == 404

    def test_the_database_too_refuses_a_program_the_institutions_contacts(self, program: Program) -> None:
        with tenancy.inside(institution_id=program.institution_id):
            shared = make_contact(program, shared=True)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Contact.objects.filter(pk=shared.pk).update(phone="000")

    def test_removed_means_that_others_stand_in(self, client: TenantClient, program: Program, director: Person) -> None:
        with tenancy.inside(institution_id=program.institution_id):
            make_contact(program, shared=True, name="Shared first")
        own = make_contact(program, name="Own first")
        client.acting(director).post(reverse("triage:remove_contact", args=[own.pk]))
        assert names("safety", program) == ["Shared first"]

    def test_policies_are_said_changed_and_taken_back(
        self, client: TenantClient, program: Program, director: Person
    ) -> None:
        with tenancy.inside(institution_id=program.institution_id):
            set_policies(
                institution_id=program.institution_id,
                program_id=None,
                said={"legal": ("Shared words", "")},
                by=director,
                now=NOW,
            )
        client.acting(director)
        address = reverse("triage:policies")
        bad = client.post(address, {"text_legal": "Ours", "link_legal": "no address"}).content.decode()
        assert "Write a whole address" in bad
        assert "Ours" in bad
        client.post(address, {"text_legal": "Ours", "link_legal": "https://hospital.org/legal"})
        assert self._said(program) == "Ours"
        client.post(address, {"text_legal": "", "link_legal": ""})
        assert self._said(program) == "Shared words"
        assert LocalPolicy.objects.filter(program=program).count() == 0

    def _said(self, program: Program) -> str:
        legal = sections(copies.built(program.institution_id, program.pk), NOW)[2]
        assert legal.policy is not None
        return str(legal.policy["text"])

    @pytest.mark.parametrize("paper", ["card_pdf", "poster_pdf"])
    def test_it_is_there_on_paper(self, client: TenantClient, program: Program, paper: str) -> None:
        make_contact(program)
        response = client.acting(make_member(program)).get(reverse(f"triage:{paper}"))
        assert response.headers["Content-Type"] == "application/pdf"
        text = _text(response.content)
        for number in ("988", "911", "312 555 0142", "1-215-823-2121"):
            assert number in text


def _text(data: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    pages = PdfReader(BytesIO(data)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


class TestTheNumberADirectorCalled:
    def test_it_becomes_a_contact_of_the_safety_branch(self, program: Program, director: Person) -> None:
        attest_number(program=program, number="312 555 0142", by=director, now=NOW)
        made = Contact.objects.get()
        assert (made.branches, made.phone, made.always) == ([Branch.SAFETY], "312 555 0142", True)
        assert (made.confirmed_at, made.confirmed_by) == (NOW, director)

    def test_a_contact_with_that_number_counts_as_called(self, program: Program, director: Person) -> None:
        contact = make_contact(program, phone="+1 (312) 555-0142")
        attest_number(program=program, number="312 555 0142", by=director, now=NOW)
        contact.refresh_from_db()
        assert contact.confirmed_at == NOW
        assert Contact.objects.count() == 1

    def test_an_institutions_contact_counts_and_is_not_copied(self, program: Program, director: Person) -> None:
        with tenancy.inside(institution_id=program.institution_id):
            make_contact(program, shared=True)
        found = attest_number(program=program, number="3125550142", by=director, now=NOW)
        assert found is not None
        assert found.program is None
        assert Contact.objects.count() == 1

    def test_a_national_line_is_there_already(self, program: Program, director: Person) -> None:
        assert attest_number(program=program, number="988", by=director, now=NOW) is None
        assert not Contact.objects.exists()

    def test_two_ways_of_writing_a_number_are_one(self) -> None:
        assert dialed("+1 (312) 555-0142") == dialed("312.555.0142") == "3125550142"


class TestTheCopyFollows:
    def test_a_change_reaches_the_page_when_it_commits(
        self, settings: Any, client: TenantClient, program: Program, director: Person
    ) -> None:
        settings.HELP_COPIES = True
        client.cookies["help"] = signed(copies.key_of(program.institution_id, program.pk))
        with TestCase.captureOnCommitCallbacks(execute=True):
            contact = add_contact(
                institution_id=program.institution_id, program_id=program.pk, details=details(), by=director, now=NOW
            )
        assert "Not yet confirmed" in client.get("/help-now/").content.decode()
        with TestCase.captureOnCommitCallbacks(execute=True):
            called(contact=contact, by=director, now=NOW)
        with time_machine.travel(NOW, tick=False):
            assert "Confirmed November 23" in client.get("/help-now/").content.decode()

    def test_a_change_of_the_institutions_reaches_every_program(
        self, settings: Any, program: Program, director: Person
    ) -> None:
        settings.HELP_COPIES = True
        sister = make_program(program.institution)
        with TestCase.captureOnCommitCallbacks(execute=True), tenancy.inside(institution_id=program.institution_id):
            add_contact(institution_id=program.institution_id, program_id=None, details=details(), by=director, now=NOW)
        for each in (program, sister):
            found = copies.kept(copies.key_of(each.institution_id, each.pk))
            assert found is not None
            assert [contact["name"] for contact in found[0]["contacts"]] == ["Psychiatry on call"]

    def test_a_page_of_somebody_signed_in_sets_the_cookie_and_takes_a_copy(
        self, settings: Any, client: TenantClient, program: Program
    ) -> None:
        settings.HELP_COPIES = True
        make_contact(program)
        key = copies.key_of(program.institution_id, program.pk)
        response = client.acting(make_member(program)).get("/")
        cookie = response.cookies["help"]
        assert cookie.value == signed(key)
        assert cookie["httponly"]
        assert cookie["max-age"] == 400 * 24 * 60 * 60
        found = copies.kept(key)
        assert found is not None
        assert found[0]["program"] == program.name
        # Once is enough, and after signing out it is still there.
        assert "help" not in client.get("/").cookies
        client.logout()
        client.cookies["help"] = signed(key)
        assert "Psychiatry on call" in client.get("/help-now/").content.decode()

    def test_the_link_of_an_invitation_brings_the_contacts_too(self, client: TenantClient) -> None:
        world = make_world()
        with tenancy.inside(program=world.program):
            make_contact(world.program)
            token = offer_token(world.offers[0])
        copies.refresh(world.program.institution_id, [world.program.pk])
        opened = client.get(reverse("checkins:link_offer", args=[token]))
        assert opened.cookies["help"].value == signed(f"p-{world.program.pk.hex}")
        assert "Psychiatry on call" in client.get("/help-now/").content.decode()
        # A link that is forged, or whose round is over, proves nothing.
        client.cookies.clear()
        assert "help" not in client.get(reverse("checkins:link_offer", args=[token[:-2]])).cookies
