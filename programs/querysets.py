"""Reads of people and roles."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

from programs.names import plain

if TYPE_CHECKING:
    from programs.models import Evaluation, Membership, Supervision  # noqa: F401  # names in annotations only


def _on(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class MembershipQuerySet(QuerySet["Membership"]):
    def on(self, day: date) -> "MembershipQuerySet":
        """Roles that hold on a day, first and last day included."""
        return self.filter(_on(day))

    def with_people(self) -> "MembershipQuerySet":
        """With the person, in the order of names."""
        return self.select_related("person").order_by("person__sort_key", "pk")

    def when(self, word: str, day: date) -> "MembershipQuerySet":
        """Roles that hold "now", begin later ("coming") or are over ("past"), as of a day."""
        if word == "coming":
            return self.filter(starts_on__gt=day)
        if word == "past":
            return self.filter(ends_on__lt=day)
        return self.on(day)

    def called(self, text: str) -> "MembershipQuerySet":
        """Roles of people whose name has every word of a text in it, accents and capitals aside."""
        found = self
        for word in plain(text).split():
            found = found.filter(person__sort_key__contains=word)
        return found


class SupervisionQuerySet(QuerySet["Supervision"]):
    def touching(self, first: date, last: date) -> "SupervisionQuerySet":
        """Supervisions that hold on any day of a span."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def when(self, word: str, day: date) -> "SupervisionQuerySet":
        """Supervisions that hold "now", begin later ("coming") or are over ("past"), as of a day."""
        if word == "coming":
            return self.filter(starts_on__gt=day)
        if word == "past":
            return self.filter(ends_on__lt=day)
        return self.on(day)

    def with_people(self) -> "SupervisionQuerySet":
        """With both people, by rotation, first day and name."""
        return self.select_related("trainee", "supervisor").order_by("rotation", "starts_on", "trainee__sort_key", "pk")

    def on(self, day: date) -> "SupervisionQuerySet":
        """Supervisions that hold on a day."""
        return self.touching(day, day)

    def supervisors_of(self, trainee_id: UUID, day: date) -> "QuerySet[Supervision, UUID]":
        """Who directly supervises a trainee on a day, as person ids."""
        return self.on(day).filter(trainee_id=trainee_id).values_list("supervisor_id", flat=True)


class EvaluationQuerySet(QuerySet["Evaluation"]):
    def on(self, day: date) -> "EvaluationQuerySet":
        """Evaluators on a day."""
        return self.filter(_on(day))
