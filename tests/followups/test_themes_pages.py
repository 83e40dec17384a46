"""The pages of themes: one for everybody, a trainee's own, a director's answers; the wrap-up that asks; paper."""

import html
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from checkins.actions.rounds import invite
from checkins.models import Format, Round, Slot
from checkins.telling import Kind
from followups.actions import gathering
from followups.counting import row_of, rows_of, write_anew
from followups.models import Answer, Window, WrapUp
from followups.published import NOTHING
from followups.themes import THEMES
from followups.themes.planning import Sizes, chance, forecast
from followups.themes.rows import EMPTY, Row
from notices.models import Notice
from notices.registry import kind_named
from programs import printing, tenancy
from programs.models import Person, Program, Role
from tests.agreed import make_talk, make_wrap_up
from tests.conftest import TenantClient
from tests.factories import NOW, TODAY, make_member
from tests.followups.gathered import opened
from tests.pages import normalized
from tests.reading import HIGHEST, grade
from tests.samples import make_published
from tests.world import World, make_offer, make_world

pytestmark = pytest.mark.django_db

READERS = [role for role in Role if role != Role.GME_OFFICE]


@pytest.fixture(autouse=True)
def _keys(settings: Any, tmp_path: Path) -> None:
    settings.THEME_KEYS_DIR = tmp_path / "keys"


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    tenancy.enter(program_id=made.program.pk, institution_id=made.program.institution_id)
    return made


@pytest.fixture
def window(program: Program, mei: Person) -> Window:
    """The window of today, as if the program had been large enough when it opened."""
    for _ in range(20):
        make_member(program)
    return opened(program, TODAY)


def _get(client: TenantClient, person: Person, address: str) -> str:
    client.logout()
    client.acting(person)
    response = client.get(address)
    assert response.status_code == 200
    return normalized(response.content)


def _main(page: str) -> str:
    return page[page.index('<div class="page-main">') : page.index('<div class="page-aside">')]


def test_everybody_reads_the_same_bytes(world: World, client: TenantClient) -> None:
    make_published(world)
    pages = {role: _get(client, world.people[role], "/themes/") for role in READERS}
    assert len({page[page.index('id="themes"') : page.index('id="for-you"')] for page in pages.values()}) == 1
    assert "Belonging to the team" in pages[Role.TRAINEE]
    assert "The week after nights stays free of clinic." in pages[Role.TRAINEE]
    # The frame of a role is the same for all who have it.
    other = make_member(world.program, Role.COORDINATOR, "Coordinator Person")
    assert _get(client, other, "/themes/") == pages[Role.COORDINATOR]


def test_strengths_stand_beside_strains_alphabetically(world: World, client: TenantClient) -> None:
    window = make_published(world)
    Window.objects.filter(pk=window.pk).update(themes=[theme.key for theme in reversed(THEMES)])
    page = _get(client, world.people[Role.DIRECTOR], "/themes/")
    assert page.index("Strengths worth keeping") < page.index("Strains worth easing")
    names = [html.escape(theme.name) for theme in THEMES if theme.lean == "strain"]
    assert sorted(names) == sorted(names, key=page.index)


def test_too_few_not_safe_and_nothing_raised_are_one_sentence(world: World, client: TenantClient) -> None:
    window = make_published(world)
    Window.objects.filter(pk=window.pk).update(themes=[])
    Answer.objects.all().delete()
    assert NOTHING in _get(client, world.people[Role.TRAINEE], "/themes/")


def test_before_publication_no_byte_tells_what_was_contributed(
    window: Window, program: Program, mei: Person, talk: Slot, client: TenantClient
) -> None:
    """T7: page, status, headers and size, whoever contributed whatever meanwhile."""
    director = make_member(program, Role.DIRECTOR, "Thandiwe Okonkwo")
    client.acting(director)

    def look() -> list[Any]:
        found = [client.get(address) for address in ("/themes/", "/themes/answers/", "/themes/how/")]
        return [(r.status_code, normalized(str(sorted(r.headers.items()))), normalized(r.content)) for r in found]

    before = look()
    rows = rows_of(window) or {}
    everything = Row(True, frozenset(theme.key for theme in THEMES), frozenset({talk.facilitator_id}))
    for changed in ({mei.pk: everything}, dict.fromkeys(rows, everything), dict.fromkeys(rows, EMPTY)):
        write_anew(window, {**rows, **changed})
        assert look() == before


# --- A trainee's own page -----------------------------------------------------------------------------------------


def test_a_trainee_ticks_and_takes_back(window: Window, talk: Slot, mei: Person, client: TenantClient) -> None:
    make_wrap_up(talk, mei, done_at=NOW - timedelta(days=2))
    client.acting(mei)
    assert client.post("/themes/mine/", {"strengths": ["belonging"], "strains": ["rest"]}).status_code == 302
    assert (row_of(window, mei.pk) or EMPTY).themes == {"belonging", "rest"}
    page = client.get("/themes/mine/").content.decode()
    assert "I feel part of the team" in page
    client.post("/themes/mine/withdraw/")
    assert not (row_of(window, mei.pk) or EMPTY).asked


def test_what_is_not_on_the_list_is_refused_and_nothing_is_lost(
    window: Window, talk: Slot, mei: Person, client: TenantClient
) -> None:
    make_wrap_up(talk, mei, done_at=NOW - timedelta(days=2))
    client.acting(mei)
    response = client.post("/themes/mine/", {"strengths": ["belonging"], "strains": ["harassment"]})
    assert response.status_code == 422
    assert "Choose from the list." in response.content.decode()
    assert row_of(window, mei.pk) == EMPTY


def test_after_seven_days_only_taking_back_is_left(
    window: Window, talk: Slot, mei: Person, client: TenantClient
) -> None:
    make_wrap_up(talk, mei, done_at=NOW - timedelta(days=8))
    write_anew(window, {**(rows_of(window) or {}), mei.pk: Row(True, frozenset({"rest"}), frozenset({talk.pk}))})
    client.acting(mei)
    page = client.get("/themes/mine/").content.decode()
    assert "Take everything back" in page
    assert 'name="strengths"' not in page
    client.post("/themes/mine/", {"strengths": ["belonging"]})
    assert (row_of(window, mei.pk) or EMPTY).themes == {"rest"}


# --- The wrap-up asks ---------------------------------------------------------------------------------------------

DONE = {"heard": "on", "next_step": "round", "step": "done"}


def test_a_wrap_up_asks_and_keeps_no_theme_anywhere_else(
    window: Window, talk: Slot, mei: Person, mentor: Person, client: TenantClient
) -> None:
    client.acting(mentor)
    address = f"/wrap-ups/{talk.pk}/"
    assert "May this be counted?" in client.get(address).content.decode()
    client.post(address, {"counted": "on", "strains": ["rest"], "heard": "on", "step": "later"})
    assert not {"counted", "strengths", "strains"} & WrapUp.objects.get().draft.keys()
    client.post(address, {**DONE, "counted": "on", "strains": ["rest"]})
    assert row_of(window, mei.pk) == Row(True, frozenset({"rest"}), frozenset({mentor.pk}))
    recap = client.get(f"/wrap-ups/{talk.pk}/recap/").content.decode()
    assert "rest" not in _main(recap).replace("interest", "")


def test_themes_without_asking_are_refused(window: Window, talk: Slot, mentor: Person, client: TenantClient) -> None:
    client.acting(mentor)
    response = client.post(f"/wrap-ups/{talk.pk}/", {**DONE, "strains": ["rest"]})
    assert response.status_code == 422
    assert "Ask them first" in response.content.decode()


def test_a_wrap_up_that_asks_nothing_leaves_the_row_empty(
    window: Window, talk: Slot, mei: Person, mentor: Person, client: TenantClient
) -> None:
    client.acting(mentor)
    client.post(f"/wrap-ups/{talk.pk}/", DONE)
    assert WrapUp.objects.get().state == WrapUp.State.HELD
    assert row_of(window, mei.pk) == EMPTY


def test_a_group_is_told_and_its_members_tick_alone(
    window: Window, round_: Round, mei: Person, mentor: Person, program: Program, client: TenantClient
) -> None:
    samir = make_member(program, name="Samir Haddad")
    session = make_talk(round_, mentor, mei, samir, format=Format.GROUP)
    client.acting(mentor)
    page = client.get(f"/wrap-ups/{session.pk}/").content.decode()
    assert "tick themes on their own page" in page
    assert 'name="strains"' not in page
    client.post(f"/wrap-ups/{session.pk}/", {**DONE, "counted": "on"})
    client.logout()
    client.acting(mei)
    client.post("/themes/mine/", {"strains": ["rest"]})
    both = frozenset({mentor.pk, session.pk})
    assert row_of(window, mei.pk) == Row(True, frozenset({"rest"}), both)
    assert row_of(window, samir.pk) == Row(True, frozenset(), both)


# --- You said, we did ---------------------------------------------------------------------------------------------


def test_a_director_answers_and_later_says_what_became_of_it(world: World, client: TenantClient) -> None:
    window = make_published(world)
    client.acting(world.people[Role.DIRECTOR])
    address = f"/themes/{window.pk}/belonging/"
    said = {"action": "We keep the shared breakfast on the first day.", "due_on": "2027-01-15"}
    assert client.post(address, said).status_code == 302
    found = Answer.objects.get(theme="belonging")
    assert (found.action, found.due_on) == (said["action"], date(2027, 1, 15))
    client.post(f"/themes/answers/{found.pk}/", {"outcome": "done", "word": "Six breakfasts so far."})
    page = _get(client, world.people[Role.TRAINEE], "/themes/")
    assert said["action"] in page
    assert "Six breakfasts so far." in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"action": "", "due_on": "2027-01-15"}, "Say in a sentence what you do"),
        ({"action": "Call Mei at 312 555 0142.", "due_on": "2027-01-15"}, "Leave out numbers"),
        ({"action": "Breakfast.", "due_on": "2020-01-01"}, "Choose a day from today on"),
        ({"action": "Breakfast.", "due_on": "soon"}, "Write the day as"),
        ({"action": "x" * 241, "due_on": "2027-01-15"}, "240 letters"),
    ],
)
def test_a_wrong_answer_says_what_to_do(
    typed: dict[str, str], sentence: str, world: World, client: TenantClient
) -> None:
    window = make_published(world)
    client.acting(world.people[Role.DIRECTOR])
    response = client.post(f"/themes/{window.pk}/belonging/", typed)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Answer.objects.filter(theme="belonging").exists()


def test_a_theme_that_did_not_appear_has_no_page(world: World, client: TenantClient) -> None:
    window = make_published(world)
    client.acting(world.people[Role.DIRECTOR])
    assert client.get(f"/themes/{window.pk}/leaders/").status_code == 404


def test_the_planner_speaks_in_words_from_sizes_alone(program: Program, client: TenantClient) -> None:
    for _ in range(40):
        make_member(program)
    for _ in range(4):
        make_member(program, Role.FACILITATOR)
    page = _get(client, make_member(program, Role.DIRECTOR), "/themes/answers/")
    assert "With 40 trainees and 4 listeners" in page
    assert "almost certainly" in page


def test_the_planner_says_that_the_window_after_is_harder(program: Program, client: TenantClient) -> None:
    """T5 costs a small program most of its second window; the first alone would promise too much."""
    assert "practically never" in forecast(Sizes(30, 4)).later
    assert chance(Sizes(30, 4), again=True) < 0.1 < 0.5 < chance(Sizes(30, 4))
    assert forecast(Sizes(60, 10)).later == ""
    for _ in range(30):
        make_member(program)
    for _ in range(4):
        make_member(program, Role.FACILITATOR)
    page = _get(client, make_member(program, Role.DIRECTOR), "/themes/answers/")
    assert "In the window after one that told something" in page


# --- The GME office, paper, words ---------------------------------------------------------------------------------


def test_the_office_reads_what_each_program_reads(world: World, client: TenantClient) -> None:
    make_published(world)
    page = _get(client, world.people[Role.GME_OFFICE], "/themes/")
    assert "Internal Medicine" in page
    assert "Belonging to the team" in page


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "draw", lambda page: page.encode())


@pytest.mark.usefixtures("paper")
def test_the_evidence_pack(world: World, client: TenantClient) -> None:
    window = make_published(world)
    Window.objects.filter(pk=window.pk).update(participation="about half", promises="most")
    page = _get(client, world.people[Role.COORDINATOR], "/themes/evidence.pdf")
    for words in (
        "About half of the trainees came",
        "Most promises made",
        "Belonging to the team",
        "The week after nights",
        "93 percent",
        "Winter check-ins",
    ):
        assert words in page
    assert "Trainee Person" not in page


def test_what_trainees_read_is_easy(client: TenantClient, world: World) -> None:
    make_published(world)
    for address in ("/themes/how/", "/themes/mine/"):
        text = _main_text(_get(client, world.people[Role.TRAINEE], address))
        assert grade(text) <= HIGHEST, address


def test_what_is_said_of_a_theme_is_easy() -> None:
    for theme in THEMES:
        assert grade(f"{theme.tick}.\n{theme.means}") <= HIGHEST, theme.key
        assert grade("\n".join(theme.done)) <= HIGHEST, theme.key


def _main_text(page: str) -> str:
    lines = re.sub(r"<[^>]+>", "\n", re.sub(r"</?(strong|span|a)\b[^>]*>", "", _main(page)))
    return html.unescape(lines)


def test_a_program_without_a_window_is_not_asked(talk: Slot, mentor: Person, client: TenantClient) -> None:
    client.acting(mentor)
    assert "May this be counted?" not in client.get(f"/wrap-ups/{talk.pk}/").content.decode()
    assert gathering.open_window(program=talk.program, day=TODAY) is None


def test_before_they_answer_trainees_read_what_came_of_earlier_talks(world: World, client: TenantClient) -> None:
    """R38: above the invitation, on the page and in the mail; the same words for everybody."""
    make_published(world)
    answer = Answer.objects.get()
    other = make_offer(world.round, make_member(world.program, name="Samir Haddad"))
    words = "We heard, we did", "Schedules that leave no rest", "The week after nights stays free of clinic."
    with time_machine.travel(NOW, tick=False):
        for offer in (world.offers[0], other):
            page = _get(client, offer.trainee, f"/checkins/{offer.pk}/")
            assert all(each in page for each in words)
        invite(round_=world.round, now=NOW)
        notice = Notice.objects.get(recipient=other.trainee, kind=Kind.INVITATION)
        mail = kind_named(notice.kind).render(notice).text
        assert mail.index(words[2]) < mail.index("Saying no is fine")
        Answer.objects.filter(pk=answer.pk).update(
            outcome=Answer.Outcome.LET_GO, word="It could not be had.", reviewed_on=TODAY
        )
        assert words[0] not in _get(client, other.trainee, f"/checkins/{other.pk}/")
