"""The source line of every sheet of paper (R47): the guide and its five endnotes in one sentence."""

from django import template

from prompts.library import credits

register = template.Library()


@register.simple_tag
def owed_to() -> str:
    """ "After the check-in guide of … (2026) and its sources: (1) …; (5) …"."""
    found = credits()
    notes = "; ".join(f"({note.number}) {note.short}" for note in found.endnotes)
    return f"After the check-in guide of {found.publisher} ({found.year}) and its sources: {notes}."
