"""{% reach text %}: how to reach something, its numbers and addresses as links; and whom a paper is owed to."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from resources.glossary import references
from resources.rules.reaching import parts

register = template.Library()


@register.simple_tag
def reach(text: str) -> SafeString:
    """The line, escaped, with a link on whatever a phone can call or write to."""
    pieces = (
        format_html('<a href="{}">{}</a>', address, words) if address else format_html("{}", words)
        for words, address in parts(text)
    )
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.simple_tag
def toolkit_and_its_sources() -> str:
    """The source line of a paper that follows the toolkit (R72), with its three works."""
    works = "; ".join(
        f"({work.number}) {work.authors.split(' ')[0]}, {work.journal} {work.year}" for work in references()
    )
    return f"After the mentorship page of the AMA toolkit for IMGs and its sources: {works}."
