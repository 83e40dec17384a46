"""A person's secret calendar address: made, shown once, taken away."""

import secrets
from datetime import datetime

from django.db import transaction

from notices.models import CalendarFeed
from notices.rules import hashed
from programs.models import AccessEvent, Person


def create_feed(*, by: Person, now: datetime) -> str:
    """A new secret; a former address stops working at once. It cannot be shown again."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        CalendarFeed.objects.update_or_create(person=by, defaults={"token_hash": hashed(secret), "created_at": now})
        AccessEvent.objects.create(actor=by, subject=by, action="made a calendar address", at=now)
    return secret


def revoke_feed(*, by: Person, now: datetime) -> None:
    """Switch one's calendar address off; without one, nothing happens."""
    with transaction.atomic():
        deleted, _ = CalendarFeed.objects.filter(person=by).delete()
        if deleted:
            AccessEvent.objects.create(actor=by, subject=by, action="switched a calendar address off", at=now)
