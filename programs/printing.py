"""Pages on paper: a template that extends print_base.html becomes a PDF in the theme's print sheet."""

from collections.abc import Mapping

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from programs.errors import RefusedError


class NoPaperError(RefusedError):
    """A PDF cannot be made on this machine; the message is for the person who asked for one."""


def pdf(template: str, context: Mapping[str, object]) -> bytes:
    """The PDF of a template.

    Raises NoPaperError where Pango is not installed, FileNotFoundError where the theme has not been built.
    """
    try:
        # Imported here: it loads Pango, and without Pango everything but paper still works.
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError:
        raise NoPaperError(
            "PDFs cannot be made here yet: whoever runs this server needs to install Pango."
            " You can print the page itself."
        ) from None
    sheet = finders.find("print.css")
    if not isinstance(sheet, str):
        raise FileNotFoundError("static/build/print.css is missing: run tools/theme.py")
    # Sheet and page must share it, or the sheet's fonts are silently left out.
    fonts = FontConfiguration()
    styles = CSS(filename=sheet, font_config=fonts)
    page = HTML(string=render_to_string(template, dict(context)))
    made: bytes = page.write_pdf(stylesheets=[styles], font_config=fonts)
    return made
