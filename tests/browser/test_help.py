"""The page for urgent help in a browser: two taps, one key, no network, and no trace of which branch was read."""

import hashlib
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, Request, expect

from programs import tenancy
from programs.models import Person, Program, Role
from tests import factories
from tests.browser.conftest import DESK, PHONE, SignIn
from tests.server import DATABASE, SERVER
from tests.triage.conftest import make_contact

type OpenPage = Callable[..., Page]

HELP = "/help-now/"
BRANCHES = ("safety", "mistreatment", "legal", "routine", "unsure")
CONTROLLED = "navigator.serviceWorker.controller !== null"
KEPT = "caches.match('/help-now/').then((found) => found ? found.text() : '')"
TRACES = """async () => ({
    address: location.href, title: document.title, history: history.length, state: history.state,
    stored: {...localStorage, ...sessionStorage}, bases: await indexedDB.databases(), cookies: document.cookie,
    kept: await Promise.all((await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map((each) => each.url).sort())),
})"""


@pytest.fixture(autouse=True)
def help_dir(settings: Any, tmp_path: Path) -> Path:
    settings.HELP_DIR, settings.HELP_COPIES = tmp_path / "help", True
    return tmp_path / "help"


@pytest.fixture
def program(transactional_db: None) -> Program:
    """A program with somebody at any hour and somebody in office hours."""
    made = factories.make_program()
    now = datetime.now(UTC)
    with tenancy.inside(program=made):
        make_contact(made, created_at=now, confirmed_at=now - timedelta(days=3))
        office: dict[str, Any] = {
            "always": False,
            "weekly": [{"days": [0, 1, 2, 3, 4], "opens": "08:00", "closes": "17:00"}],
        }
        make_contact(made, name="Ombuds office", branches=["mistreatment"], created_at=now, **office)
    return made


@pytest.fixture
def mentor(program: Program) -> Person:
    return factories.make_member(program, Role.FACILITATOR)


def until(page: Page, true: str) -> None:
    """Wait for something in the browser; Playwright's own waiting would be evaluated, which the policy forbids."""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"waited for {true}")


def visit(page: Page, sign_in: SignIn, person: Person) -> None:
    """Signs in and waits until the browser keeps the page for help."""
    sign_in(page, person)
    page.goto("/")
    until(page, CONTROLLED)
    until(page, f"{KEPT}.then(Boolean)")


def test_without_a_network_it_is_there_with_the_right_contacts_and_hours(
    open_page: OpenPage, sign_in: SignIn, mentor: Person
) -> None:
    page = open_page(**PHONE)
    visit(page, sign_in, mentor)
    page.context.set_offline(True)
    # Three in the morning in Chicago, four nights from now: what was kept tells who answers then, not who did.
    night = (datetime.now(UTC) + timedelta(days=4)).replace(hour=9, minute=0, second=0)
    page.clock.set_fixed_time(night)
    page.goto(HELP)
    expect(page.get_by_role("link", name="Call Psychiatry on call")).to_have_attribute("href", "tel:3125550142")
    expect(page.get_by_text("Answers at any hour")).to_have_count(4)  # 988, psychiatry, 911, and 211 below
    page.get_by_text("Mistreatment, discrimination").first.click()
    ombuds = page.locator("li", has_text="Ombuds office").first
    expect(ombuds).to_contain_text("Closed now. Answers")
    # With its style sheet, too.
    assert page.evaluate("getComputedStyle(document.querySelector('.safety')).borderTopWidth") == "2px"
    # Noon of the Monday after: the same copy says that it answers.
    monday = night + timedelta(days=(7 - night.weekday()) % 7, hours=9)
    page.clock.set_fixed_time(monday)
    page.reload()
    page.get_by_text("Mistreatment, discrimination").first.click()
    expect(page.locator("li", has_text="Ombuds office").first).to_contain_text("Answers now, until 5 pm, Chicago time")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_reading_leaves_the_same_trace_whichever_branch_is_read(
    open_page: OpenPage,
    sign_in: SignIn,
    mentor: Person,
    javascript: bool,
    caplog: pytest.LogCaptureFixture,
    help_dir: Path,
) -> None:
    """Requests, address, history, storage, cookies, database, files and logs: identical, and nothing new in any."""
    caplog.set_level(logging.DEBUG)
    found: dict[str, Any] = {}
    for branch in BRANCHES:
        page = open_page(**PHONE, javascript=javascript)
        if javascript:
            visit(page, sign_in, mentor)
        else:
            sign_in(page, mentor)
            page.goto("/")
        page.wait_for_load_state("networkidle")
        before = (_stored(), _files(help_dir))
        caplog.clear()
        asked: list[tuple[str, str]] = []
        page.context.on("request", _noting(asked))
        page.goto(HELP)
        page.wait_for_load_state("networkidle")
        part = page.locator(f'[data-branch="{branch}"]')
        (part.locator("details > summary").first if branch == "safety" else part.locator("summary").first).click()
        if branch == "legal":
            page.get_by_text("Are they here on a J-1 visa?").click()
            expect(page.get_by_role("link", name="Call Intealth, J-1 sponsorship").first).to_be_visible()
        page.wait_for_timeout(200)
        traces = page.evaluate(TRACES) if javascript else page.url
        logged = [(record.name, record.getMessage()) for record in caplog.records if "asyncio" not in record.name]
        assert (_stored(), _files(help_dir)) == before
        found[branch] = (asked, traces, logged, _cookies(page))
        page.context.close()
    assert len({repr(each) for each in found.values()}) == 1, found
    asked, _, logged, _ = found["safety"]
    assert logged == []
    # Answered from the browser's own copy, reading asks for nothing at all.
    assert [address for method, address in asked if not address.startswith("/static/")] == [HELP]


def _noting(asked: list[tuple[str, str]]) -> Callable[[Request], None]:
    return lambda request: asked.append((request.method, "/" + request.url.split("/", 3)[-1]))


def _cookies(page: Page) -> list[tuple[str, int]]:
    return sorted((each["name"], len(each["value"])) for each in page.context.cookies())


def _files(folder: Path) -> list[tuple[str, bytes]]:
    return sorted((path.name, path.read_bytes()) for path in folder.iterdir())


def _stored() -> str:
    """Every row of every table, in one hash."""
    digest = hashlib.sha256()
    # As the superuser, whom no row level security hides anything from.
    with psycopg.connect(os.environ[SERVER], dbname=DATABASE) as server:
        tables = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        for (table,) in tables:
            rows = server.execute(f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t")
            digest.update(repr((table, rows.fetchall())).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everything_open_it_is_accessible_and_fits_a_phone(
    open_page: OpenPage, sign_in: SignIn, axe: Callable[[Page], None], mentor: Person, dark: bool
) -> None:
    page = open_page(**PHONE, dark=dark)
    visit(page, sign_in, mentor)
    page.goto(HELP)
    # Safety first, and its numbers without scrolling.
    for name in ("988", "Psychiatry on call", "911"):
        expect(page.get_by_role("link", name=f"Call {name}").first).to_be_in_viewport(ratio=1)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    axe(page)


def test_one_key_two_taps_and_questions_that_end_in_a_branch(
    open_page: OpenPage, sign_in: SignIn, mentor: Person
) -> None:
    page = open_page(**DESK)
    visit(page, sign_in, mentor)
    page.keyboard.press("h")
    expect(page).to_have_url(HELP)
    page.get_by_text("Not sure which?").click()
    page.get_by_text("Yes, or it sounds like it").click()
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("link", name="Call Ombuds office").first).to_be_visible()
    expect(page).to_have_url(HELP)


def test_typing_an_h_is_typing_and_the_link_is_there_before_signing_in(open_page: OpenPage) -> None:
    page = open_page(**DESK)
    page.goto("/accounts/login/")
    page.get_by_label("Email").press("h")
    expect(page.get_by_label("Email")).to_have_value("h")
    page.get_by_role("link", name="Help now").click()
    expect(page).to_have_url(HELP)


def test_another_role_brings_its_own_contacts(open_page: OpenPage, sign_in: SignIn, mentor: Person) -> None:
    """The kept copy is renewed when somebody of another program signs in on the same device."""
    page = open_page(**PHONE)
    visit(page, sign_in, mentor)
    other = factories.make_program(name="Surgery")
    with tenancy.inside(program=other):
        make_contact(other, name="Surgeon on call")
    page.context.clear_cookies(name="sessionid")
    sign_in(page, factories.make_member(other))
    page.goto("/")
    until(page, f"{KEPT}.then((text) => text.includes('Surgeon on call'))")
