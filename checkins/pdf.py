"""Paper: HTML from templates that extend print_base.html, made into PDF by WeasyPrint."""

from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string

from programs.errors import RefusedError


class NoPaperError(RefusedError):
    """PDF cannot be made on this machine."""


def pdf_of(template: str, context: dict[str, Any]) -> bytes:
    """A template as PDF. Raises NoPaperError, a sentence for the reader, where Pango is not installed."""
    try:
        # Imported here: it loads Pango, and without Pango everything but paper works.
        from weasyprint import CSS, HTML
    except OSError:
        raise NoPaperError(
            "PDFs cannot be made on this server yet: its operator needs to install Pango. "
            "The page itself can be printed."
        ) from None
    sheet = finders.find("print.css")
    sheets = [CSS(filename=sheet)] if isinstance(sheet, str) else []
    made: bytes = HTML(string=render_to_string(template, context)).write_pdf(stylesheets=sheets)
    return made


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF to look at in the browser, with a name to keep it under."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
