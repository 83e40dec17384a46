"""Pages on paper: a template that extends print_base.html becomes a PDF in the theme's print sheet."""

from collections.abc import Mapping

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration


def pdf(template: str, context: Mapping[str, object]) -> bytes:
    """The PDF of a template. Raises FileNotFoundError if the theme has not been built (tools/theme.py)."""
    sheet = finders.find("print.css")
    if not isinstance(sheet, str):
        raise FileNotFoundError("static/build/print.css is missing: run tools/theme.py")
    # Sheet and page must share it, or the sheet's fonts are silently left out.
    fonts = FontConfiguration()
    styles = CSS(filename=sheet, font_config=fonts)
    made: bytes = HTML(string=render_to_string(template, dict(context))).write_pdf(
        stylesheets=[styles], font_config=fonts
    )
    return made
