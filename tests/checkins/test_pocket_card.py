"""The pocket card on paper: its sizes, its pages, what stands on it and what never does."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from checkins.actions.preparing import save_plan
from checkins.models import Format, Offer, Slot
from checkins.preparing import MOST_PLANNED, Line
from programs.models import Person, Program, Role
from prompts.models import Prompt
from tests.conftest import TenantClient
from tests.factories import NOW, make_member
from tests.world import make_offer, make_round, make_slot

pytestmark = pytest.mark.django_db

# In points.
SIZES = {"a6": (297.6, 419.5), "letter": (612, 792)}


@pytest.fixture
def mentor(program: Program) -> Person:
    return make_member(program, Role.FACILITATOR, "Nadia Karimi")


def _card(client: TenantClient, mentor: Person, slot: Slot, paper: str) -> PdfReader:
    response = client.acting(mentor).get(f"/times/{slot.pk}/card.pdf", {"paper": paper})
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cache-Control"] == "no-store, private"
    return PdfReader(BytesIO(response.content))


def _text(page: object) -> str:
    return " ".join(page.extract_text().split())  # type: ignore[attr-defined]  # pypdf's page


@pytest.mark.parametrize(("paper", "format_"), [("a6", "one_on_one"), ("letter", "group")])
def test_as_many_questions_as_there_may_be_fit(
    paper: str, format_: str, client: TenantClient, program: Program, mentor: Person
) -> None:
    round_ = make_round(program, safety_number="+1 312 555 0142")
    slot = make_slot(round_, mentor, format=Format(format_), seats=3 if format_ == "group" else 1)
    make_offer(round_, make_member(program, name="Mei Yilmaz"), slot=slot, state=Offer.State.ACCEPTED)
    longest = sorted(Prompt.objects.filter(category__kind="question"), key=lambda prompt: -len(prompt.text))
    save_plan(slot=slot, lines=[Line(prompt.key) for prompt in longest[:MOST_PLANNED]], now=NOW)
    pages = _card(client, mentor, slot, paper).pages
    assert len(pages) == {"a6": 2, "letter": 1}[paper]
    for page in pages:
        width, height = SIZES[paper]
        assert float(page.mediabox.width) == pytest.approx(width, abs=1)
        assert float(page.mediabox.height) == pytest.approx(height, abs=1)
        # R44, R47: on every sheet.
        for said in ("not clinical", "After the check-in guide of", "Burtson, J Grad Med Educ 2026"):
            assert said in _text(page)
    said = " ".join(_text(page) for page in pages)
    for prompt in longest[:MOST_PLANNED]:
        assert prompt.text in said
    for needed in ("+1 312 555 0142", "988", "911", "What made it work?", "if a rule tells me to report"):
        assert needed in said
    assert ("Ground rules" in said) is (format_ == "group")
    # It may be left lying.
    for private in ("Mei", "Yilmaz", "Karimi", "Garden", "December"):
        assert private not in said
