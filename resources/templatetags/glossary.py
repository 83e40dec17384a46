"""{% term "mentor" "mentors" %}: a word with its meaning, where it occurs (R56)."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from resources.glossary import terms

register = template.Library()


@register.simple_tag
def term(key: str, shown: str = "") -> SafeString:
    """A link to the glossary that says the meaning when pointed at. Raises KeyError for an unknown word."""
    found = terms()[key]
    return format_html(
        '<a class="term" href="{}#{}" title="{}">{}</a>',
        reverse("resources:words"),
        key,
        found.meaning,
        shown or found.term.lower(),
    )
