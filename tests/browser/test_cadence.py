"""A mentor falls ill, a group loses a member, a year of rounds runs by itself: in a browser, the clock travelling."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from playwright.sync_api import Page, expect

from checkins.models import Format, Listener, Offer, Round, Seat
from notices.actions import sweeping
from programs import tenancy
from programs.models import Person, Program, Role
from tests.browser.conftest import PHONE, SignIn, link_of
from tests.factories import NOW, make_member
from tests.world import make_offer, make_round, make_slot


@pytest.fixture
def people(program: Program, people: dict[Role, Person]) -> dict[Role, Person]:
    return {**people, Role.WELLNESS_LEAD: make_member(program, Role.WELLNESS_LEAD, "Zoë Lindqvist")}


def test_a_mentor_falls_ill(
    open_page: Callable[..., Page],
    sign_in: SignIn,
    axe: Callable[[Page], None],
    program: Program,
    people: dict[Role, Person],
) -> None:
    with time_machine.travel(NOW, tick=True):
        round_ = make_round(program)
        held = make_slot(round_, people[Role.FACILITATOR], days=7)
        make_slot(round_, people[Role.WELLNESS_LEAD], days=10, place="Library")
        offer = make_offer(round_, people[Role.TRAINEE], slot=held, state=Offer.State.ACCEPTED)
        page = open_page(**PHONE)
        sign_in(page, people[Role.COORDINATOR])
        page.goto("/rounds/")
        page.get_by_role("link", name="Somebody is away").click()
        page.get_by_label("Who?").select_option(label="Nadia Karimi")
        page.get_by_label("First day").fill("2026-11-30")
        page.get_by_label("From").fill("09:00")
        page.locator("#id_to_time").fill("12:00")
        axe(page)
        page.get_by_role("button", name="Take these times back").click()
        expect(page.locator("#messages")).to_contain_text("whoever is concerned is told")
        expect(page.locator("body")).not_to_contain_text("Yilmaz")
        trainee = open_page(**PHONE)
        trainee.goto(link_of(offer))
        expect(trainee.get_by_text("Zoë Lindqvist").first).to_be_visible()
        expect(trainee.get_by_text("Library")).to_be_visible()
        # The right to say no is kept: nothing was accepted for her.
        trainee.get_by_role("button", name="Decline", exact=True).click()
        expect(trainee.get_by_role("heading", level=1)).to_have_text("Thank you, and that is fine")


def test_a_group_loses_a_member(open_page: Callable[..., Page], program: Program, people: dict[Role, Person]) -> None:
    with time_machine.travel(NOW, tick=True):
        round_ = make_round(program, formats=["one_on_one", "group"])
        session = make_slot(
            round_, people[Role.WELLNESS_LEAD], days=5, seats=6, minutes=45, format=Format.GROUP, place="Library"
        )
        members = [people[Role.TRAINEE], *(make_member(program, name=f"Member{n} Other") for n in range(3))]
        offers = [make_offer(round_, person, slot=session, state=Offer.State.ACCEPTED) for person in members]
        stays, goes = open_page(**PHONE), open_page(**PHONE)
        stays.goto(link_of(offers[0]))
        expect(stays.get_by_text("You may pass, or just listen.")).to_be_visible()
        before = stays.locator("main").inner_text()
        goes.goto(link_of(offers[1]))
        goes.get_by_role("button", name="Decline", exact=True).click()
        expect(goes.get_by_role("heading", level=1)).to_have_text("Thank you, and that is fine")
        stays.reload()
        assert stays.locator("main").inner_text() == before
        with tenancy.inside(program=program):
            assert Seat.objects.filter(slot=session, offer__isnull=False).count() == 3


def test_a_year_of_quarters(
    open_page: Callable[..., Page], sign_in: SignIn, program: Program, people: dict[Role, Person]
) -> None:
    """The director does nothing but call the number and open what is ready with one click."""
    mentor = people[Role.FACILITATOR]
    with time_machine.travel(NOW, tick=True):
        first = make_round(program, name="Fall 2026", starts_on="2026-10-05", ends_on="2026-11-13")
        with tenancy.inside(program=program):
            Listener.objects.create(program=program, round=first, person=mentor)
    opened = []
    for quarter, name in enumerate(("Winter 2027", "Spring 2027", "Summer 2027", "Fall 2027")):
        _weeks_of(program, mentor, quarter)
        monday = datetime(2027, 1 + 3 * quarter, 1, 15, tzinfo=UTC) - timedelta(days=3)
        with time_machine.travel(monday, tick=True):
            page = open_page(**PHONE)
            sign_in(page, people[Role.DIRECTOR])
            page.goto("/rounds/")
            page.get_by_role("link", name=f"Look and open {name}").click()
            if quarter % 2 == 0:
                expect(page.get_by_role("button", name="Open with this number")).to_be_visible()
                page.get_by_role("button", name="Open with this number").click()
            else:
                page.get_by_label("The number to call when somebody may not be safe").fill("555 123 4567")
                page.get_by_label("I called this number today").check()
                page.get_by_role("button", name="Open the round").click()
            expect(page.get_by_role("heading", level=1)).to_have_text(f"{name}: offers were sent to everyone")
            opened.append(name)
    with tenancy.inside(program=program):
        closed = Round.objects.filter(state=Round.State.CLOSED).values_list("name", flat=True)
        assert set(closed) == {"Fall 2026", *opened[:3]}
        assert set(Offer.objects.values_list("round__name", flat=True)) == {"Fall 2027"}


def _weeks_of(program: Program, mentor: Person, quarter: int) -> None:
    """Three months of sweeps, one every ten days; the mentor offers times as soon as a round asks for them."""
    begins = NOW if quarter == 0 else datetime(2027, 3 * quarter - 2, 4, 15, tzinfo=UTC)
    ends = datetime(2027, 1 + 3 * quarter, 1, 15, tzinfo=UTC) - timedelta(days=4)
    now = begins
    while now < ends:
        with time_machine.travel(now, tick=False):
            sweeping.run_jobs(now=now)
        with tenancy.inside(program=program):
            drafts = Round.objects.select_related("program").filter(state=Round.State.DRAFT)
            waiting = list(drafts.filter(slots__isnull=True))
        for round_ in waiting:
            starts_at = datetime(round_.starts_on.year, round_.starts_on.month, round_.starts_on.day, 18, tzinfo=UTC)
            for days in (1, 2):
                make_slot(round_, mentor, starts_at=starts_at + timedelta(days=days))
        now += timedelta(days=10)
    connection.close()
