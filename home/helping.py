"""What needs somebody today about the page for urgent help: contacts that do not confirm themselves, or bounced."""

from datetime import datetime

from django.urls import reverse

from programs.acting import Acting
from programs.permissions import Permission
from triage.access import contacts_seen, place_of
from triage.looking import needing_somebody


def help_needs(acting: Acting, now: datetime) -> list[tuple[str, str, str, str]]:
    """Title, text, address and link, for whoever keeps the contacts; about the contacts, never about readers."""
    if not acting.can(Permission.HELP_WRITE):
        return []
    found = needing_somebody(contacts_seen(place_of(acting)), now)
    if not found:
        return []
    contact, why = found[0]
    title = (
        "A contact for urgent help needs a look"
        if len(found) == 1
        else f"{len(found)} contacts for urgent help need a look"
    )
    text = f"{contact.name}: {why.lower()}." + (" And others." if len(found) > 1 else "")
    return [(title, text, reverse("triage:contacts"), "Look after them" if len(found) > 1 else "Look after it")]
