"""The evidence pack of a program and of an institution, and the words in it that stand for counts (privacy.md 1)."""

import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checkins.models import RoundTally
from followups.actions import gathering
from followups.models import Pool, Task, Window
from followups.published import to_review
from followups.themes.windows import Share, share, share_of_pool, share_of_promises
from programs import printing, tenancy
from programs.models import Program, Role
from tests.agreed import make_task, make_wrap_up
from tests.conftest import TenantClient
from tests.factories import make_institution, make_member, make_program
from tests.followups.gathered import NOVEMBER, at, count_in, make_listeners, make_talks, make_trainees, opened
from tests.samples import make_published
from tests.world import make_world

pytestmark = pytest.mark.django_db
MEI, SAMIR, INES = (uuid.UUID(int=n) for n in range(3))


@pytest.fixture(autouse=True)
def _keys(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.THEME_KEYS_DIR = tmp_path / "keys"
    monkeypatch.setattr(printing, "draw", lambda page: page.encode())


class TestWords:
    @pytest.mark.parametrize(
        ("tallies", "word"),
        [
            ([], None),
            ([(19, 12)], None),
            ([(20, 12)], Share.MOST),
            ([(20, 11)], Share.HALF),
            ([(20, 8)], Share.HALF),
            ([(20, 7)], Share.FEWER),
            ([(30, 30), (30, 0)], Share.HALF),
            # Three who were welcomed neither speak in the word, nor silence it for forty.
            ([(40, 24), (3, 0)], Share.MOST),
            ([(40, 23), (3, 3)], Share.HALF),
        ],
    )
    def test_three_words_for_twenty_or_more(self, tallies: list[tuple[int, int]], word: Share | None) -> None:
        assert share(tallies) is word

    def test_a_pools_word_is_never_about_one_small_program(self) -> None:
        """Three rounds of eight are 24 eligible and eight people, whose program all the others know it to be."""
        eight = [(8, 5), (8, 5), (8, 4)]
        assert share_of_pool([eight, [], []]) is None
        assert share_of_pool([eight, [(9, 6)], []]) is None
        assert share_of_pool([eight, [(9, 6)], [(7, 4)]]) is Share.MOST
        assert share_of_pool([[(6, 1)], [(6, 1)], [(6, 1)]]) is None

    def test_whoever_made_most_promises_learns_nothing_of_the_others(self) -> None:
        """Every division of twenty to forty promises among three, whatever the first one knows of the own."""
        for total in range(20, 41, 4):
            for own in range(total + 1):
                made: dict[uuid.UUID | None, int] = {
                    MEI: own,
                    SAMIR: (total - own) // 2,
                    INES: total - own - (total - own) // 2,
                }
                told = {kept: share_of_promises(made, kept) for kept in range(total + 1)}
                if None in told.values():
                    # By who made how many alone, never by what became of them.
                    assert set(told.values()) == {None}
                    continue
                for name, count in made.items():
                    assert not _certain(count, total - count, told), (made, name)
        assert share_of_promises({MEI: 7, SAMIR: 7, INES: 7}, 15) is Share.MOST

    def test_few_promises_make_no_word(self) -> None:
        assert share_of_promises({MEI: 7, SAMIR: 6, INES: 6}, 15) is None
        assert share_of_promises({}, 0) is None


def _certain(own: int, others: int, told: dict[int, Share | None]) -> bool:
    """Whether somebody who knows how many of the own were kept can be sure of all of the others'."""
    for known in range(own + 1):
        for word in Share:
            fits = {kept - known for kept, said in told.items() if said is word and 0 <= kept - known <= others}
            if fits in ({0}, {others}):
                return True
    return False


def test_who_made_how_many_promises_is_counted_at_the_end(program: Program) -> None:
    """Across storage: of three who promised there is a word; where all promises are one listener's, there is none."""
    make_trainees(program, 24)
    window = opened(program)
    listeners = make_listeners(program, 3)
    (slot, *_) = make_talks(program, listeners[:1])
    wrap_up = make_wrap_up(slot, make_member(program))
    for number in range(21):
        make_task(wrap_up, owner=listeners[number % 3], made_at=at(NOVEMBER))
    assert gathering._promises([window], pooled=False) is Share.FEWER
    Task.objects.update(owner=listeners[0])
    assert gathering._promises([window], pooled=False) is None


# --- The institution ----------------------------------------------------------------------------------------------


def test_the_office_has_a_sheet_of_its_own(client: TenantClient) -> None:
    world = make_world()
    make_published(world)
    with tenancy.inside(program=world.program):
        Window.objects.update(participation="about half", promises="most")
    client.acting(world.people[Role.GME_OFFICE])
    answer = client.get("/themes/evidence.pdf")
    page = answer.content.decode()
    for words in ("Internal Medicine", "About half of the trainees came", "Belonging to the team", "93 percent"):
        assert words in page
    assert "Trainee Person" not in page
    assert "Facilitator Person" not in page


def test_the_sheet_says_of_each_program_what_its_own_says(client: TenantClient) -> None:
    world = make_world()
    make_published(world)
    client.acting(world.people[Role.GME_OFFICE])
    whole = client.get("/themes/evidence.pdf").content.decode()
    client.logout()
    client.acting(world.people[Role.DIRECTOR])
    own = client.get("/themes/evidence.pdf").content.decode()
    start, end = own.index("<h2>Offered</h2>"), own.index("<h2>What others report</h2>")
    assert "".join(own[start:end].split()) in "".join(whole.split())


def test_what_small_programs_said_together_stands_once(client: TenantClient) -> None:
    """T6 on paper and page: a pool's word for taking part is on no program's sheet, and none of theirs is beside it."""
    institution = make_institution()
    programs = [make_program(institution) for _ in range(3)]
    people = {program.pk: make_trainees(program, 10) for program in programs}
    tenancy.enter(program_id=programs[0].pk, institution_id=institution.pk)
    opened(programs[0])
    for program in programs:
        with tenancy.inside(program=program):
            slots = make_talks(program, make_listeners(program, 1))
            count_in(slots, people[program.pk], ["belonging"])
            RoundTally.objects.create(program=program, round=slots[0].round, eligible=10, held=9)
    pool = Pool.objects.get()
    gathering.publish_due(program=programs[0], day=pool.span.due)
    office = make_member(programs[0], Role.GME_OFFICE)
    client.acting(office)
    for address in ("/themes/", "/themes/evidence.pdf"):
        page = client.get(address).content.decode()
        assert page.count("Most trainees came") == 1, address
        # Each of the three, and the pool itself.
        assert page.count("Belonging to the team") == 4, address
    client.logout()
    client.acting(make_member(programs[1], Role.DIRECTOR))
    assert "trainees came" not in client.get("/themes/").content.decode()
    assert "trainees came" not in client.get("/themes/evidence.pdf").content.decode()


# --- Looked at again the next time --------------------------------------------------------------------------------


def test_an_answer_is_asked_about_when_its_day_comes_and_when_the_next_window_appears(client: TenantClient) -> None:
    world = make_world()
    window = make_published(world)
    with tenancy.inside(program=world.program):
        answer = window.answers.get()
        assert to_review(world.program, date(2026, 9, 30)) == []
        assert to_review(world.program, answer.due_on) == [answer]
        answer.outcome, answer.reviewed_on = "going_on", date(2026, 10, 2)
        answer.save()
        assert to_review(world.program, date(2026, 12, 1)) == []
        Window.objects.create(
            pk=uuid.uuid4(), program=world.program, starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31),
            eligible=40, published_on=date(2027, 2, 14), themes=["peers"],
        )  # fmt: skip
        assert to_review(world.program, date(2027, 2, 14)) == [answer]
    client.acting(world.people[Role.DIRECTOR])
    page = client.get("/themes/answers/").content.decode()
    assert "The week after nights stays free of clinic." in page
    # The strip: what came before stays readable below the latest, with what was done, in words alone.
    page = client.get("/themes/").content.decode()
    assert page.index("July to December 2026") < page.index("January to June 2026")
    assert page.index("Peers who help each other") < page.index("Schedules that leave no rest")
