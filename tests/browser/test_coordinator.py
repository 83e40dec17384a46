"""A coordinator brings in the roster that the residency system exported, messy as it is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from programs import tenancy
from programs.models import Membership, Person, Program, Role
from tests.browser.conftest import SignIn
from tests.factories import make_member

pytestmark = pytest.mark.usefixtures("_monday")

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def program(program: Program, settings: object) -> Program:
    settings.DEMO = True  # type: ignore[attr-defined]  # the second factor has tests of its own
    return program


@pytest.fixture
def coordinator(program: Program) -> Person:
    return make_member(program, Role.COORDINATOR, "Ana Ruiz")


def test_a_coordinator_imports_the_messy_roster(
    desk_page: Page, sign_in: SignIn, axe: Callable[[Page], None], program: Program, coordinator: Person
) -> None:
    page = desk_page
    sign_in(page, coordinator)
    page.goto("/people/")
    page.get_by_role("link", name="Import").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which file lists your people?")
    page.get_by_role("button", name="Look at it").click()
    # Nothing chosen: the browser itself keeps the page; nothing is sent.
    expect(page.get_by_role("heading", level=1)).to_have_text("Which file lists your people?")
    page.locator("input[type=file]").set_input_files({"name": "notes.csv", "mimeType": "text/csv", "buffer": b"hello"})
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("main")).to_contain_text("No line of headings was found")
    page.locator("input[type=file]").set_input_files(DATA / "riverside-messy.csv")
    page.get_by_role("button", name="Look at it").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("This file would add 62 roles")
    expect(page.locator("main")).to_contain_text("Nothing has been written yet")
    expect(page.locator("main")).to_contain_text("7 lines left out")
    expect(page.locator("main")).to_contain_text("There is no e-mail address")
    axe(page)
    assert _members(program) == 1
    page.get_by_role("button", name="Import this").click()
    expect(page.locator("#messages")).to_contain_text("62 roles added.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("48 trainees and 15 others belong here")
    axe(page)
    assert _members(program) == 63


def test_the_same_file_again_changes_nothing_on_a_phone(
    phone_page: Page, sign_in: SignIn, program: Program, coordinator: Person
) -> None:
    page = phone_page
    sign_in(page, coordinator)
    for heading in ("This file would add 62 roles", "This file would change nothing"):
        page.goto("/people/import/")
        page.locator("input[type=file]").set_input_files(DATA / "riverside-tidy.csv")
        page.get_by_role("button", name="Look at it").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        if page.get_by_role("button", name="Import this").is_visible():
            page.get_by_role("button", name="Import this").click()
            expect(page.locator("#messages")).to_contain_text("62 roles added.")
    assert _members(program) == 63


def _members(program: Program) -> int:
    with tenancy.inside(program=program):
        return Membership.objects.filter(program=program).count()
