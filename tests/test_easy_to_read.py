"""Every page that a trainee can open reads at US grade 8 or below; a new page is under this from its first day."""

import re

import pytest
import time_machine
from django.urls import reverse

from programs import tenancy
from programs.models import Role
from programs.permissions import ROLE_PERMISSIONS
from tests.access_table import ACCESS
from tests.conftest import TenantClient
from tests.factories import NOW
from tests.reading import HIGHEST, grade
from tests.samples import kwargs_for
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

READS = {"public", "signed in", *ROLE_PERMISSIONS[Role.TRAINEE]}
# Titles of works are facts, and nobody else's to make easier.
FACTS = re.compile(r'<section[^>]*id="sources".*?</section>', re.DOTALL)
ENDS = re.compile(r"</(?:p|li|h\d|dt|dd|div|td|th|summary|label|legend|button|a|option|caption|figcaption|text|title)>")
SENTENCE = 5
UNSEEN = re.compile(r"<(script|style|template)\b.*?</\1>", re.DOTALL)


def words_of(page: str) -> str:
    """The main part of a page as it is read: what belongs together on a line of its own, no markup."""
    main = page.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    text = ENDS.sub("\n", UNSEEN.sub(" ", FACTS.sub(" ", main)))
    lines = (" ".join(line.split()) for line in re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split("\n"))
    # Labels and buttons would make every page look easy.
    return "\n".join(line for line in lines if len(line.split()) >= SENTENCE)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_every_page_of_a_trainee_is_easy_to_read(client: TenantClient, world: World) -> None:
    client.acting(world.people[Role.TRAINEE])
    graded: dict[str, float] = {}
    for name, row in ACCESS.items():
        if "GET" not in row.methods or row.access not in READS:
            continue
        with tenancy.inside(program=world.program):
            address = reverse(name, kwargs=kwargs_for(row.sample, world, Role.TRAINEE))
        with time_machine.travel(NOW, tick=False):
            response = client.get(address)
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            text = words_of(response.content.decode())
            # A few words say nothing about a grade.
            if len(text.split()) >= 30:
                graded[address] = round(grade(text), 1)
    assert {address: found for address, found in graded.items() if found > HIGHEST} == {}
    assert len(graded) >= 5


def test_a_hard_page_would_be_found() -> None:
    hard = "<main id='x'><p>Institutional heterogeneity necessitates multidisciplinary considerations.</p></main>"
    assert grade(words_of(hard)) > HIGHEST
    easy = "<main><h1>Talk</h1><ul><li>You choose when we talk.</li><li>Go</li></ul><script>a b c d e f</script></main>"
    assert words_of(easy) == "You choose when we talk."
