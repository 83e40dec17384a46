"""What Hearten is and is not, and whom its words are owed to."""

import pytest

from prompts.library import credits
from resources.glossary import references
from tests.conftest import TenantClient

pytestmark = pytest.mark.django_db


def test_scope_credits_and_five_endnotes_for_anybody(client: TenantClient) -> None:
    """R44, R46, R47, R72."""
    page = client.get("/about/").content.decode()
    for note in credits().endnotes:
        assert note.title in page
        assert note.authors.split(",")[0] in page
    for work in references():
        assert work.title.split(":")[0] in page.replace("&#x27;", "'")
    for person in credits().people:
        assert person.name in page
    for said in ("not clinical", "on top of the support", "everyone in training", "change the words"):
        assert said in page


def test_every_page_leads_there(client: TenantClient) -> None:
    assert b'href="/about/"' in client.get("/privacy/").content
