"""A real browser against a real server: `site`, `phone_page`, `desk_page`, `sign_in`, `axe`.

Rows are committed, since the server runs in a thread with a connection of its own; each test starts from empty tables.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from checkins.access import offer_token
from checkins.models import Offer
from programs import tenancy
from programs.models import Person, Program, Role
from tests.factories import NOW, make_member, make_program

# Playwright's loop runs in this thread, and Django would take every query for one made inside of it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# Nothing of it calls home, and a container has neither a sandbox nor a graphics card.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)

type SignIn = Callable[..., None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium; nothing is downloaded."""
    found = os.environ.get("HEARTEN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return {"executable_path": found, "args": list(QUIET)}


@pytest.fixture
def site(live_server: LiveServer, settings: Any) -> str:
    """The server's address. Static files come from static/build, as in `make run`."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return str(live_server.url)


@pytest.fixture
def _monday(site: str) -> Iterator[None]:
    """The server runs in this process, so it lives on the same Monday; its clock goes on, the browser keeps its own."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def program(site: str) -> Program:
    """A program whose rows the server sees."""
    return make_program()


@pytest.fixture
def mentor(program: Program) -> Person:
    return make_member(program, Role.FACILITATOR, "Nadia Karimi")


@pytest.fixture
def mei(program: Program) -> Person:
    return make_member(program, Role.TRAINEE, "Mei Yilmaz")


@pytest.fixture
def people(program: Program, mentor: Person, mei: Person) -> dict[Role, Person]:
    """One person of each role that a round takes."""
    return {
        Role.DIRECTOR: make_member(program, Role.DIRECTOR, "Thandiwe Okonkwo"),
        Role.COORDINATOR: make_member(program, Role.COORDINATOR, "Ana Ruiz"),
        Role.FACILITATOR: mentor,
        Role.TRAINEE: mei,
    }


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider == 0, f"{page.url} is {wider} pixels wider than the screen"


def link_of(offer: Offer) -> str:
    """The address that an invitation carries."""
    with tenancy.inside(program_id=offer.program_id):
        return f"/t/{offer_token(offer)}/"


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said: errors, and every breach of the content security policy."""
    return []


@pytest.fixture
def open_page(browser: Browser, site: str, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens pages in contexts of their own: `open_page(width=390, height=844, javascript=False, dark=True)`.

    A test fails afterwards if any of its pages broke the content security policy or raised an error.
    """
    contexts: list[BrowserContext] = []

    def open_(*, width: int, height: int, javascript: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            timezone_id="America/Chicago",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: _listen(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def _listen(message: ConsoleMessage, complaints: list[str]) -> None:
    policy = "Content Security Policy" in message.text or "Content-Security-Policy" in message.text
    # A page that answers 404 on purpose is no error of the page.
    if policy or (message.type == "error" and "Failed to load resource" not in message.text):
        complaints.append(message.text)


@pytest.fixture
def phone_page(open_page: Callable[..., Page]) -> Page:
    """A page of 390 by 844, as on a phone."""
    return open_page(**PHONE)


@pytest.fixture
def desk_page(open_page: Callable[..., Page]) -> Page:
    """A page of 1280 by 900, as on a desk."""
    return open_page(**DESK)


@pytest.fixture
def sign_in(site: str) -> SignIn:
    """`sign_in(page, person, role="director")`: a session as after signing in; the role where there are several."""

    def sign_in_(page: Page, person: Person, role: str | None = None) -> None:
        client = Client()
        client.force_login(person)
        key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        if role:
            with tenancy.inside(person_id=person.pk):
                membership = person.memberships.get(role=role)
            session = SessionStore(session_key=key)
            session["membership"] = str(membership.pk)
            session.save()
        page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": site}])

    return sign_in_


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails on any violation of WCAG 2.2 A and AA, and says which element."""

    def check(page: Page) -> None:
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, found.generate_report()

    return check
