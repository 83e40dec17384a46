"""Comparing pages byte for byte, request tokens aside."""

import re

TOKENS = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'), 'name="csrfmiddlewaretoken" value="T"'),
    (re.compile(r'"X-CSRFToken": "[^"]+"'), '"X-CSRFToken": "T"'),
    (re.compile(r'nonce="[^"]+"'), 'nonce="T"'),
    (re.compile(r"'nonce-[^']+'"), "'nonce-T'"),
)


def normalized(page: bytes | str) -> str:
    """A page without what differs between any two requests."""
    text = page.decode() if isinstance(page, bytes) else page
    for pattern, replacement in TOKENS:
        text = pattern.sub(replacement, text)
    return text
