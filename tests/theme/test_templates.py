"""What holds for every template there is, ours and those still to come."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# A mail is read where no policy of ours holds and no style sheet of ours is fetched.
MAIL = {TEMPLATES / "notices" / "mail.html"}
FILES = sorted(set(TEMPLATES.rglob("*.html")) - MAIL)

# The content security policy would silently drop each of these (privacy.md 7).
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:json|ld\+json)\")[^>]*>", re.IGNORECASE
    ),
    "a script without the nonce": re.compile(r"<script(?=[^>]*\bsrc=)(?![^>]*nonce=)[^>]*>", re.IGNORECASE),
    "something from another host": re.compile(r"(?:src|href|action)=[\"']?(?:https?:)?//", re.IGNORECASE),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_keeps_to_the_policy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source)] == []


@pytest.mark.parametrize(
    ("what", "bad"),
    [
        ("a style attribute", '<p class="x"\n style="color: red">'),
        ("an inline handler", '<a href="#" onclick="go()">'),
        ("an inline script", "<script>go()</script>"),
        ("a script without the nonce", '<script src="x.js"></script>'),
    ],
)
def test_the_patterns_find_what_they_are_for(what: str, bad: str) -> None:
    assert FORBIDDEN[what].search(bad)


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "404.html", "500.html"])
def test_an_error_page_needs_no_request(name: str) -> None:
    page = render_to_string(name)
    assert page.count("<h1") == 1
    assert "not clinical" in page  # R44


def test_the_page_for_our_own_faults_still_names_help() -> None:
    page = render_to_string("500.html")
    assert "tel:988" in page
    assert "tel:911" in page
