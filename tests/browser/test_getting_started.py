"""An empty program is filled through its pages alone, and a person who is in no hurry needs less than an hour for it.

The minutes are worked out, not measured: tests/browser/effort.py counts each click, key, page and word.
"""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from checkins.models import Round
from home.starting.rules import TASKS as START_TASKS
from notices.models import Notice
from programs import tenancy
from programs.models import Membership, Person, Program, Role
from resources.models import Induction, LocalResource
from tests.browser.conftest import SignIn
from tests.browser.effort import KEY, Worker
from tests.factories import TODAY, make_member
from triage.models import Contact

pytestmark = pytest.mark.usefixtures("_monday")

DATA = Path(__file__).parents[1] / "data"
# What nobody can do for them, in seconds: see docs/getting-started.md.
SIGN_IN, EXPORT, FIND_A_NUMBER, FIND_A_DESK = 120, 300, 180, 60
# Less than an hour even for somebody who takes a fifth longer.
AT_MOST, MARGIN = 60.0, 1.2
NEWCOMER = f"Ana,Souza,ana.souza@residents.example.edu,Resident,1,{TODAY - timedelta(days=20)},\n"


@pytest.fixture
def program(program: Program, settings: object) -> Program:
    settings.DEMO = True  # type: ignore[attr-defined]  # the second factor has tests of its own
    return program


def test_from_empty_to_the_first_round_in_under_an_hour(
    desk_page: Page, sign_in: SignIn, axe: Callable[[Page], None], program: Program
) -> None:
    page = desk_page
    sign_in(page, make_member(program, Role.COORDINATOR, "Minh Castellanos", starts_on=TODAY))
    worker = Worker(page)
    worker.begin("signing in")
    worker.outside(SIGN_IN, "a mailed code")
    page.goto("/")
    worker.read()
    worker.click(page.get_by_role("link", name="Get started"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Getting started: 0 of 8 done")
    axe(page)
    for number, (name, do) in enumerate(TASKS.items(), 1):
        worker.begin(name)
        do(worker)
        _back(worker)
        if number < len(TASKS):
            expect(page.get_by_role("heading", level=1)).to_have_text(f"Getting started: {number} of 8 done")
    expect(page.get_by_role("heading", level=1)).to_have_text("Internal Medicine is set up")
    expect(page.get_by_role("img", name="8 of 8 tasks are done or set aside")).to_be_visible()
    axe(page)
    _everything_is_there(program)
    assert worker.minutes * MARGIN < AT_MOST, worker.seconds
    # Nobody is told that it takes less than it does: what the page says is at least what was counted.
    told = sum(task.minutes for task in START_TASKS)
    assert worker.minutes <= told + SIGN_IN / 60 + 2, (told, worker.seconds)


def _back(worker: Worker) -> None:
    worker.click(worker.page.get_by_text("More", exact=True).first)
    worker.click(worker.page.get_by_role("link", name="Getting started").first)


def _people(worker: Worker) -> None:
    page = worker.page
    worker.outside(EXPORT, "the residency system's export")
    worker.click(page.get_by_role("link", name="Import the roster"))
    roster = (DATA / "riverside-tidy.csv").read_text() + NEWCOMER
    worker.give(page.locator("input[type=file]"), "roster.csv", roster.encode())
    worker.click(page.get_by_role("button", name="Look at it"))
    worker.click(page.get_by_role("button", name="Import this"))
    expect(page.locator("#messages")).to_contain_text("63 roles added.")


def _rotations(worker: Worker) -> None:
    page = worker.page
    worker.outside(EXPORT, "the schedule's export")
    worker.click(page.get_by_role("link", name="Import rotations"))
    worker.give(page.locator("input[type=file]"), "rotations.csv", DATA / "riverside-rotations.csv")
    worker.click(page.get_by_role("button", name="Look at it"))
    worker.click(page.get_by_role("button", name="Import this"))
    expect(page.locator("#messages")).to_contain_text("added")


def _help(worker: Worker) -> None:
    page = worker.page
    worker.outside(FIND_A_NUMBER, "asking the switchboard")
    worker.click(page.get_by_role("link", name="Add a number"))
    worker.type(page.get_by_label("Who answers?"), "Psychiatry on call")
    worker.click(page.get_by_label("Somebody may not be safe"))
    worker.type(page.get_by_label("Phone"), "312 555 0142")
    worker.click(page.get_by_label("At any hour"))
    worker.type(page.get_by_label("What happens when one calls?"), "Somebody comes to you within ten minutes.")
    worker.click(page.get_by_role("button", name="Put on the page"))
    expect(page.locator("#messages")).to_contain_text("is on the page")


def _resources(worker: Worker) -> None:
    """The file that the page gives, with a telephone number in each line."""
    page = worker.page
    with page.expect_download() as download:
        worker.click(page.locator("#resources").get_by_role("button", name="CSV"))
    lines = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    for number, line in enumerate(lines):
        line["How to reach"] = f"312 555 01{number:02}, ask for Ada"
        worker.outside(FIND_A_DESK + KEY * len(line["How to reach"]), line["Name"])
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    worker.click(page.get_by_role("link", name="Bring your list"))
    worker.give(page.locator("input[type=file]"), "resources.csv", out.getvalue().encode())
    worker.send(page.get_by_role("button", name="Look at it first"))
    worker.click(page.get_by_role("button", name="Write them"))
    expect(page.locator("#messages")).to_contain_text(f"{len(lines)} lines written.")


def _mentors(worker: Worker) -> None:
    worker.click(worker.page.get_by_role("link", name="Ask them"))
    worker.send(worker.page.get_by_role("button", name="Ask them to be mentors"))
    expect(worker.page.locator("#messages")).to_contain_text("people are asked, once this year.")


def _newcomers(worker: Worker) -> None:
    worker.click(worker.page.get_by_role("link", name="Look who is new"))
    worker.click(worker.page.get_by_role("button", name="Start the induction of Ana Souza"))
    expect(worker.page.locator("#messages")).to_contain_text("Ana sees it too")


def _quiet(worker: Worker) -> None:
    page = worker.page
    worker.click(page.get_by_role("link", name="Block times"))
    worker.type(page.get_by_label("What is it?"), "Noon conference")
    worker.type(page.get_by_label("First day"), "2026-11-24")
    worker.type(page.get_by_label("Last day, if it is another"), "2027-06-30")
    worker.choose(page.get_by_label("On", exact=True), "Tuesdays only")
    worker.type(page.locator("#id_from_time"), "12:00")
    worker.type(page.locator("#id_to_time"), "13:00")
    worker.send(page.get_by_role("button", name="Block these times"))
    expect(page.locator("main")).to_contain_text("Noon conference")


def _round(worker: Worker) -> None:
    worker.click(worker.page.get_by_role("link", name="Plan a round"))
    worker.click(worker.page.get_by_role("button", name="Save and ask for times"))
    expect(worker.page.locator("#messages")).to_contain_text("Its listeners are asked to offer times.")


TASKS: dict[str, Callable[[Worker], None]] = {
    "people": _people,
    "rotations": _rotations,
    "help": _help,
    "resources": _resources,
    "mentors": _mentors,
    "newcomers": _newcomers,
    "quiet": _quiet,
    "round": _round,
}


def _everything_is_there(program: Program) -> None:
    with tenancy.inside(program=program):
        assert Membership.objects.filter(program=program, role=Role.TRAINEE).count() == 49
        assert Contact.objects.get(program=program).branches == ["safety"]
        assert LocalResource.objects.filter(program=program).count() >= 7
        assert Notice.objects.filter(program=program, kind="resources.mentor_invited").count() > 5
        ana = Person.objects.get(email="ana.souza@residents.example.edu")
        assert Induction.objects.get(program=program).trainee == ana
        assert Round.objects.get(program=program).listeners.count() > 5
