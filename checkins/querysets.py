"""Reads of rounds, slots and seats. Who may see what is decided here, one reason a line."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

if TYPE_CHECKING:
    from checkins.models import Blackout, Offer, Seat, Slot  # noqa: F401  # names in annotations only


class BlackoutQuerySet(QuerySet["Blackout"]):
    def touching(self, first: date, last: date) -> "BlackoutQuerySet":
        """Blackouts that hold on any day of a span."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def concerning(self, person_id: UUID | None) -> "BlackoutQuerySet":
        """The program's own, and those of one person."""
        everyone = Q(person__isnull=True)
        return self.filter(everyone | Q(person_id=person_id) if person_id else everyone)


class SlotQuerySet(QuerySet["Slot"]):
    def standing(self) -> "SlotQuerySet":
        """Times that were not given back."""
        return self.filter(withdrawn_at__isnull=True)

    def upcoming(self, now: datetime) -> "SlotQuerySet":
        return self.filter(starts_at__gt=now)

    def with_a_free_seat(self) -> "SlotQuerySet":
        from checkins.models import Seat

        return self.filter(Exists(Seat.objects.filter(slot=OuterRef("pk"), offer__isnull=True)))


class SeatQuerySet(QuerySet["Seat"]):
    def free(self) -> "SeatQuerySet":
        return self.filter(offer__isnull=True, slot__withdrawn_at__isnull=True)


class OfferQuerySet(QuerySet["Offer"]):
    def with_everything(self) -> "OfferQuerySet":
        """With what the trainee's page shows, in one query."""
        return self.select_related("round", "program", "trainee", "seat__slot__facilitator")
