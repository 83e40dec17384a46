"""Pages on paper: a template that extends print_base.html becomes a PDF in the theme's print sheet."""

import atexit
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from programs.errors import RefusedError


class NoPaperError(RefusedError):
    """A PDF cannot be made on this machine; the message is for the person who asked for one."""


# Pango keeps its fonts for the whole process and is not made for two threads at once.
_ONE_AT_A_TIME = threading.Lock()


def pdf(template: str, context: Mapping[str, object]) -> bytes:
    """The PDF of a template.

    Raises NoPaperError where Pango is not installed, FileNotFoundError where the theme has not been built.
    """
    return draw(render_to_string(template, dict(context)))


def draw(page: str) -> bytes:
    """The PDF of a page; all that a sheet says is in the page. Raises as `pdf` does."""
    try:
        # Imported here: it loads Pango, and without Pango everything but paper still works.
        from weasyprint import HTML
    except OSError:
        raise NoPaperError(
            "PDFs cannot be made here yet: whoever runs this server needs to install Pango."
            " You can print the page itself."
        ) from None
    path = finders.find("print.css")
    if not isinstance(path, str):
        raise FileNotFoundError("static/build/print.css is missing: run tools/theme.py")
    with _ONE_AT_A_TIME:
        sheet, fonts = _sheet(path)
        made: bytes = HTML(string=page).write_pdf(stylesheets=[sheet], font_config=fonts)
    return made


@cache
def _sheet(path: str) -> tuple[Any, Any]:
    """The print sheet with its fonts, read once: that takes four times as long as a page does.

    Both share one configuration, or the sheet's fonts are silently left out; a second one in the same process now and
    then loses a cut of letters.
    """
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return CSS(filename=path, font_config=fonts), fonts


# Let go while Python still stands, or WeasyPrint complains on the way out.
atexit.register(_sheet.cache_clear)
