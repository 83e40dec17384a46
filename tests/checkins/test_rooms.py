"""Rooms on the page and on paper, the proof of what was offered, and the GME office's page."""

import builtins
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from checkins.models import Format, Mode, Offer, Round
from programs import tenancy
from programs.models import Institution, Person, Program, Role
from tests.conftest import TenantClient
from tests.factories import NOW, make_member, make_person, make_program
from tests.world import make_offer, make_round, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


def _of(name: str, round_: Round) -> str:
    return reverse(f"checkins:{name}", args=[round_.pk])


def _text(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


@pytest.fixture
def round_(program: Program, mentor: Person) -> Round:
    made = make_round(program, name="Winter 2027")
    slots = [make_slot(made, mentor, days=days) for days in (9, 10)]
    make_slot(
        made, make_member(program, Role.WELLNESS_LEAD, "Zoë Lindqvist"), days=9, mode=Mode.OFFICE, place="Office 4"
    )
    make_slot(made, mentor, days=-3, place="Over already")
    make_slot(made, mentor, days=12, place="Given back", withdrawn_at=NOW)
    make_offer(made, make_member(program, name="Mei Yilmaz"), slot=slots[0], state=Offer.State.ACCEPTED)
    return made


def test_every_time_place_and_listener(client: TenantClient, coordinator: Person, round_: Round) -> None:
    page = client.acting(coordinator).get(_of("rooms", round_)).content.decode()
    for said in (
        "Wednesday, December 2",
        "9:00 am to 9:20 am",
        "Garden café",
        "Nadia Karimi",
        "Office 4",
        "Zoë Lindqvist",
    ):
        assert said in page
    for unsaid in ("Mei", "Yilmaz", "Over already", "Given back"):
        assert unsaid not in page


def test_a_closed_round_keeps_its_rooms(client: TenantClient, coordinator: Person, round_: Round) -> None:
    Round.objects.filter(pk=round_.pk).update(state=Round.State.CLOSED, closed_at=NOW)
    assert "Over already" in client.acting(coordinator).get(_of("rooms", round_)).content.decode()


def test_without_times_the_page_says_so(client: TenantClient, program: Program, coordinator: Person) -> None:
    page = client.acting(coordinator).get(_of("rooms", make_round(program))).content.decode()
    assert "No times are ahead in this round." in page


@pytest.mark.parametrize("count", [1, 3])
def test_rooms_take_one_query_however_many(
    client: TenantClient, program: Program, coordinator: Person, count: int, django_assert_num_queries: Any
) -> None:
    made = make_round(program)
    for days in range(count):
        make_slot(made, make_member(program, Role.FACILITATOR), days=days + 2)
    client.acting(coordinator)
    with django_assert_num_queries(15):
        client.get(_of("rooms", made))


def test_a_door_card_has_hours_and_no_name(client: TenantClient, coordinator: Person, round_: Round) -> None:
    make_slot(
        round_, make_member(round_.program, Role.FACILITATOR), days=11, mode=Mode.VIDEO, place="https://video.test/1"
    )
    response = client.acting(coordinator).get(_of("rooms_pdf", round_))
    assert response.headers["Content-Type"] == "application/pdf"
    pages = _text(response.content)
    assert len(pages) == 3  # the list, and a card for the café and for the office; a call has no door
    everything = " ".join(pages)
    for name in ("Karimi", "Lindqvist", "Yilmaz"):
        assert name not in everything
    assert "Garden café" in pages[1]
    assert "Please do not knock" in pages[1]
    assert "9:00 am to 9:20 am" in everything


def test_back_to_back_times_are_one_span_on_the_door(
    client: TenantClient, program: Program, mentor: Person, coordinator: Person
) -> None:
    made = make_round(program)
    first = make_slot(made, mentor, days=9, place="Office 4")
    make_slot(made, mentor, starts_at=first.ends_at, place="Office 4")
    pages = _text(client.acting(coordinator).get(_of("rooms_pdf", made)).content)
    assert "9:00 am to 9:40 am" in pages[0]


def test_the_proof_is_one_page_without_names_or_counts_of_answers(
    client: TenantClient, program: Program, director: Person, mentor: Person
) -> None:
    made = make_round(program, name="Winter 2027", formats=[Format.ONE_ON_ONE, Format.GROUP])
    for number in range(17):
        make_offer(made, make_member(program, name=f"Trainee Number{number}"), state=Offer.State.DECLINED)
    make_slot(made, mentor)
    pages = _text(client.acting(director).get(_of("offered_pdf", made)).content)
    assert len(pages) == 1
    for said in (
        "Every trainee on the program’s roster was offered a check-in",  # noqa: RUF001  # as it is printed
        "November 16 to December 21, 2026",
        "Everyone gets a time and may decline",
        "20 minutes",
        "one on one and in small groups",
        "Times offered 1",
        "Listeners who offered them 1",
    ):
        assert said in pages[0]
    assert "17" not in pages[0]
    assert "Trainee Number" not in pages[0]
    assert "Karimi" not in pages[0]


def test_nothing_is_proved_before_it_was_offered(client: TenantClient, program: Program, director: Person) -> None:
    draft = make_round(program, state=Round.State.DRAFT, opened_at=None)
    assert client.acting(director).get(_of("offered_pdf", draft)).status_code == 404


@pytest.mark.parametrize("name", ["rooms_pdf", "offered_pdf"])
def test_without_pango_there_is_one_clear_sentence(
    client: TenantClient, director: Person, round_: Round, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def no_pango(module: str, *args: Any, **kwargs: Any) -> Any:
        if module == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(module, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", no_pango)
    page = client.acting(director).get(_of(name, round_), follow=True)
    assert page.status_code == 200
    assert "needs to install Pango" in page.content.decode()


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.FACILITATOR, Role.GME_OFFICE])
@pytest.mark.parametrize("name", ["rooms", "rooms_pdf", "offered_pdf"])
def test_rooms_are_the_staffs(client: TenantClient, program: Program, round_: Round, role: Role, name: str) -> None:
    assert client.acting(make_member(program, role)).get(_of(name, round_)).status_code == 404


# --- The GME office ---------------------------------------------------------------------------------------------


@pytest.fixture
def office(program: Program) -> Person:
    return make_member(program, Role.GME_OFFICE, "Grace Ng")


def test_the_office_sees_what_each_program_offers(
    client: TenantClient, program: Program, office: Person, round_: Round
) -> None:
    with tenancy.inside(institution_id=program.institution_id):
        institution = Institution.objects.get(pk=program.institution_id)
    second = make_program(institution, name="Pediatrics")
    make_program(name="Somewhere else")
    page = client.acting(office).get("/institution/").content.decode()
    assert (
        "Open, November 16 to December 21, 2026. Offers were sent to everyone. 4 times offered by 2 listeners." in page
    )
    assert second.name in page
    assert "No round yet." in page
    assert "Somewhere else" not in page
    for name in ("Karimi", "Lindqvist", "Yilmaz"):
        assert name not in page


def test_the_office_fetches_the_proof_itself(
    client: TenantClient, program: Program, office: Person, round_: Round
) -> None:
    address = reverse("checkins:offered_pdf_of_institution", args=[program.pk, round_.pk])
    assert address in client.acting(office).get("/institution/").content.decode()
    assert "Winter 2027" in _text(client.get(address).content)[0]


def test_the_office_does_not_reach_another_institution(client: TenantClient, office: Person) -> None:
    other = make_program()
    foreign = make_round(other)
    address = reverse("checkins:offered_pdf_of_institution", args=[other.pk, foreign.pk])
    assert client.acting(office).get(address).status_code == 404


def test_the_programs_page_is_the_offices(client: TenantClient, director: Person) -> None:
    assert client.acting(director).get("/institution/").status_code == 404
    assert client.acting(make_person("No Role")).get("/institution/").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_a_programs_rounds_take_one_query(
    client: TenantClient, program: Program, office: Person, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_slot(make_round(program), make_member(program, Role.FACILITATOR))
    client.acting(office)
    with django_assert_num_queries(20):
        client.get("/institution/")
