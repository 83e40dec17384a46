"""The page for urgent help, as a request meets it: nothing about a person is read, written or set."""

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from tests.pages import normalized
from triage import copies
from triage.device import SALT, signed

HELP = "/help-now/"


def a_copy(key: str = "p-1", **fields: Any) -> copies.Copy:
    """A copy with one contact, round the clock and confirmed."""
    contact = {
        "name": "Psychiatry on call",
        "role": "Attending",
        "phone": "312 555 0142 ext 7",
        "mail": "",
        "time_zone": "America/Chicago",
        "always": True,
        "weekly": [],
        "next_steps": "They come to you.",
        "branches": ["safety"],
        "backup": False,
        "own": True,
        "confirmed_at": datetime(2026, 11, 2, 12, 0, tzinfo=UTC).isoformat(),
        "bounced": False,
        "disputed": False,
    }
    return {
        "version": copies.VERSION,
        "key": key,
        "program": "Internal Medicine",
        "institution": "Riverside Health",
        "zone": "America/Chicago",
        "contacts": [contact],
        "policies": [],
        **fields,
    }


def read(address: str = HELP, *, place: str = "", **headers: Any) -> Any:
    client = Client(headers=headers)
    if place:
        client.cookies["help"] = place
    response = client.get(address)
    assert response.status_code == 200
    return response


def test_without_a_cookie_the_national_lines_stand_in() -> None:
    page = read().content.decode()
    for number in ("tel:988", "tel:911", "tel:18884090141", "tel:12158232121", "tel:18006694000", "tel:211"):
        assert f'href="{number}"' in page
    assert page.index("Somebody may not be safe") < page.index("Mistreatment, discrimination")
    assert "Sign in once on this device" in page


def test_a_device_that_knows_its_program_sees_its_contacts() -> None:
    copies.keep(a_copy())
    page = read(place=signed("p-1")).content.decode()
    assert "Psychiatry on call" in page
    assert 'href="tel:3125550142,7"' in page
    assert "Confirmed November 2" in page
    # 988, then the people here, then 911.
    assert page.index("tel:988") < page.index("tel:3125550142") < page.index("tel:911")


@pytest.mark.parametrize("place", ["p-1", "p-1:forged", signing.Signer(salt="other").sign("p-1"), "", "../../etc"])
def test_a_cookie_that_was_altered_opens_nothing(place: str) -> None:
    copies.keep(a_copy())
    assert "Psychiatry on call" not in read(place=place).content.decode()


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"version": 0}', '{"version": 1, "contacts": [{}]}', "\xff"])
def test_a_copy_that_cannot_be_read_is_no_dead_end(broken: str, help_dir: Path) -> None:
    copies.keep(a_copy())
    (help_dir / "p-1.json").write_text(broken, encoding="latin-1")
    assert "tel:988" in read(place=signed("p-1")).content.decode()


def test_nothing_is_set_read_or_told_apart() -> None:
    """No query (the database is closed to this test), no cookie, and the same bytes whatever the request carries."""
    copies.keep(a_copy())
    place = signing.Signer(salt=SALT).sign("p-1")
    plain = read(place=place)
    assert not plain.cookies
    assert "Vary" not in plain.headers
    assert plain.headers["Cache-Control"] == "no-store, private"
    for address, headers in (
        (f"{HELP}?branch=safety", {}),
        (HELP, {"referer": "http://testserver/checkins/"}),
        (HELP, {"user-agent": "Anything", "hx-request": "true"}),
    ):
        other = read(address, place=place, **headers)
        assert normalized(other.content) == normalized(plain.content)
        assert normalized(str(other.headers)) == normalized(str(plain.headers))


def test_all_branches_are_on_one_address_with_nothing_to_write_in() -> None:
    page = read().content.decode()
    assert re.findall(r'data-branch="(\w+)"', page) == ["safety", "mistreatment", "legal", "routine", "unsure"]
    assert re.findall(r"<(?:form|input|textarea|select)\b|contenteditable", page) == []
    # A fragment would stay in the browser's history.
    assert re.findall(r'href="[^"]*[#?]', page) == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", [HELP, "/sw.js"])
def test_it_takes_nothing(method: str, address: str) -> None:
    response = getattr(Client(), method)(address, {"branch": "safety", "note": "x"}, content_type="application/json")
    assert response.status_code == 405


def test_it_is_small_enough_for_a_slow_phone() -> None:
    """Page, style and script in 12 KB on the line: a quarter of a second at 400 kbit/s."""
    copies.keep(a_copy())
    build = Path(__file__).parents[2] / "static" / "build"
    parts = [read(place=signed("p-1")).content, *((build / name).read_bytes() for name in ("help.css", "help.js"))]
    assert sum(len(gzip.compress(part)) for part in parts) < 12_000


def test_the_service_worker_comes_from_the_root_and_names_the_parts() -> None:
    response = Client().get(reverse("triage:service_worker"))
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Cache-Control"] == "no-cache"
    script = response.content.decode()
    assert '"/static/help.css", "/static/help.js"' in script
    # Never the branch: it asks for one address alone.
    assert re.findall(r"fetch\((\w+)", script) == ["HELP", "request", "request", "request", "request"]
