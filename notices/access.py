"""Load and authorize in one step, or 404."""

from uuid import UUID

from django.db import connection
from django.http import Http404

from notices.models import InboxItem
from notices.rules import hashed
from programs.access import first_or_404
from programs.acting import Acting
from programs.models import Person


def message_of(acting: Acting, pk: UUID) -> InboxItem:
    """One of the person's own messages."""
    return first_or_404(InboxItem.objects.of(acting.person.pk).filter(pk=pk))


def person_by_secret(secret: str) -> Person:
    """Whom a calendar address belongs to; 404 for a wrong one, a former one, and one of somebody who left, alike."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM hearten_feed_owner(%s)", [hashed(secret)])
        row = cursor.fetchone()
    person = Person.objects.filter(pk=row[0], is_active=True).first() if row else None
    if person is None:
        raise Http404
    return person
