"""What messages to trainees and to listeners share."""

import re
from typing import Any

from django.template.loader import render_to_string


def words(template: str, context: dict[str, Any]) -> str:
    """A message's text from templates/checkins/mail/: paragraphs apart by an empty line.

    A line that ends in a backslash is broken there; every other line break is only the template's.
    """
    return in_paragraphs(render_to_string(f"checkins/mail/{template}.txt", context))


def in_paragraphs(rendered: str) -> str:
    """A rendered template as a message's text; what `words` says of its lines."""
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", rendered))
    return "\n\n".join(re.sub(r"\s*\\\s*", "\n", paragraph).strip() for paragraph in paragraphs if paragraph)
