"""Reads of rounds, slots and seats. Who may see what is decided here, one reason a line."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONArray, TruncDate

from checkins.rules import MINIMUM_NOTICE, NAME_SHOWS_BEFORE
from programs.models import Evaluation, Membership, Person, Supervision

if TYPE_CHECKING:
    from checkins.models import Blackout, Offer, Seat, Slot  # noqa: F401  # names in annotations only


def _rows(model: str) -> "QuerySet[Any]":
    """All rows of another model of this app: by name, since models import this module and not the other way round."""
    rows: QuerySet[Any] = apps.get_model("checkins", model)._default_manager.all()
    return rows


def as_offered(slots: str = "") -> Q:
    """Which times count as offered, to the staff; `slots` is the way to them, such as "slots__"."""
    stands = Q(**{f"{slots}withdrawn_at__isnull": True}) | Q(**{f"{slots}withdrawn_why": "split"})
    return stands & Q(**{f"{slots}part_of__isnull": True})


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

    def bookable(self, now: datetime) -> "SlotQuerySet":
        """Times that are not too close to be chosen: for anybody, and as their listener said."""
        late = Q(bookable_until__isnull=True) | Q(bookable_until__gte=now)
        return self.filter(late, starts_at__gte=now + MINIMUM_NOTICE)

    def as_offered(self) -> "SlotQuerySet":
        """Times as their listeners offered them, for the staff: a group stays one session, also where too few joined
        and it is held as single talks, which would tell that (privacy.md 1)."""
        return self.filter(as_offered())

    def with_names(self, now: datetime) -> "SlotQuerySet":
        """With `named_seats`: only the seats whose trainee the listener may know of by now.

        Held and free seats are both simply not there, so that no page can tell one from the other (privacy.md 1).
        """
        may_show = Q(offer__state="accepted") | Q(offer__state="held", starts_at__lte=now + NAME_SHOWS_BEFORE)
        named = _rows("Seat").filter(may_show).select_related("trainee").order_by("number")
        return self.prefetch_related(Prefetch("seats", queryset=named, to_attr="named_seats"))

    def open_to(self, offer: "Offer", now: datetime, *, even_excluded: bool = False) -> "SlotQuerySet":
        """Times that a trainee may take: free, not too close, and never with somebody who supervises them that day.

        Whom the trainee never wants to meet is not shown to them either, unless `even_excluded`.
        """
        day = TruncDate("starts_at", tzinfo=ZoneInfo(offer.program.time_zone))
        supervision = Supervision.objects.filter(
            trainee_id=offer.trainee_id,
            supervisor_id=OuterRef("facilitator_id"),
            starts_on__lte=OuterRef("local_day"),
            ends_on__gte=OuterRef("local_day"),
        )
        excluded = _rows("PersonWish").filter(
            program_id=offer.program_id, trainee_id=offer.trainee_id, wish="never", person=OuterRef("facilitator_id")
        )
        mine = self if even_excluded else self.exclude(Exists(excluded))
        return (
            mine.standing()
            .bookable(now)
            .filter(round_id=offer.round_id)
            # A chief resident can be trainee and listener at once.
            .exclude(facilitator_id=offer.trainee_id)
            .with_a_free_seat()
            .annotate(local_day=day)
            .exclude(Exists(supervision))
            .exclude(Exists(_colleague_in_group(offer.trainee_id)))
            .exclude(Exists(_at_their_limit(offer)))
            .order_by("starts_at", "pk")
        )

    def with_a_free_seat(self) -> "SlotQuerySet":
        return self.filter(Exists(_rows("Seat").filter(slot=OuterRef("pk"), offer__isnull=True)))


def _at_their_limit(offer: "Offer") -> "QuerySet[Any]":
    """The slot's listener, if their other conversations reach a limit of the day or the round; a group is one."""
    taken = _rows("Seat").filter(
        slot__round_id=OuterRef("round_id"), slot__facilitator_id=OuterRef("person_id"), offer__isnull=False
    )
    # Whoever moves gives their own seat up.
    others = taken.exclude(slot=OuterRef(OuterRef("pk"))).exclude(offer=offer.pk).order_by()
    day = TruncDate("starts_at", tzinfo=ZoneInfo(offer.program.time_zone))
    limited = _rows("Listener").filter(
        Q(max_per_day__isnull=False) | Q(max_per_round__isnull=False),
        round_id=OuterRef("round_id"),
        person_id=OuterRef("facilitator_id"),
    )
    counted = limited.annotate(
        in_round=_conversations(others),
        on_day=_conversations(others.annotate(day=day).filter(day=OuterRef(OuterRef("local_day")))),
    )
    found: QuerySet[Any] = counted.filter(Q(max_per_round__lte=F("in_round")) | Q(max_per_day__lte=F("on_day")))
    return found


def _conversations(seats: "QuerySet[Any]") -> Coalesce:
    """How many different slots the seats of one listener are in."""
    slots = seats.values("slot__facilitator_id").annotate(count=Count("slot", distinct=True)).values("count")
    return Coalesce(Subquery(slots), Value(0))


def _colleague_in_group(trainee_id: UUID) -> "QuerySet[Any]":
    """Seats of a group in which somebody sits who supervises the trainee that day, or whom the trainee supervises."""
    that_day = Q(starts_on__lte=OuterRef(OuterRef("local_day")), ends_on__gte=OuterRef(OuterRef("local_day")))
    over = Supervision.objects.filter(that_day, trainee_id=trainee_id, supervisor_id=OuterRef("trainee_id"))
    under = Supervision.objects.filter(that_day, trainee_id=OuterRef("trainee_id"), supervisor_id=trainee_id)
    sitting = _rows("Seat").filter(slot=OuterRef("pk"), slot__format="group", trainee__isnull=False)
    return sitting.filter(Exists(over) | Exists(under))


class SeatQuerySet(QuerySet["Seat"]):
    def free(self) -> "SeatQuerySet":
        return self.filter(offer__isnull=True, slot__withdrawn_at__isnull=True)


class OfferQuerySet(QuerySet["Offer"]):
    def with_everything(self) -> "OfferQuerySet":
        """With what the trainee's page shows, in one query."""
        return self.select_related("round", "program", "trainee", "seat__slot__facilitator")


class Described(TypedDict):
    """A person as a trainee meets them; `roles` are pairs of role and title, `photo` the key of theirs or nothing."""

    pk: UUID
    first_name: str
    last_name: str
    about: str
    invitation: str
    photo: str
    roles: list[tuple[str, str]]
    evaluates: bool


class Offering(Described):
    """Somebody with open times; `ways` are pairs of mode and format."""

    ways: list[tuple[str, str]]


def people_described(people: Collection[UUID], program_id: UUID, day: date) -> Iterable[Described]:
    """People with what they say of themselves, and their roles on a day: one query."""
    found: Iterable[Described] = _described(Person.objects.filter(pk__in=people), program_id, day)
    return found


def people_offering(open_slots: SlotQuerySet, program_id: UUID, day: date) -> Iterable[Offering]:
    """Whoever offers any of these times, described, with the ways they offer: one query, however many the times."""
    offering = Person.objects.filter(pk__in=open_slots.order_by().values("facilitator_id"))
    own = open_slots.order_by().filter(facilitator_id=OuterRef("pk"))
    ways = ArraySubquery(own.values_list(JSONArray("mode", "format")).distinct())
    found: Iterable[Offering] = _described(offering, program_id, day).annotate(ways=ways)
    return found


def _described(people: QuerySet[Person], program_id: UUID, day: date) -> Any:
    profile = _rows("ListenerProfile").filter(program_id=program_id, person=OuterRef("pk"))
    photo = _rows("ListenerPhoto").filter(program_id=program_id, person=OuterRef("pk"))
    held = Membership.objects.on(day).filter(program_id=program_id, person=OuterRef("pk")).order_by("role")
    evaluating = Evaluation.objects.on(day).filter(program_id=program_id, person=OuterRef("pk"))
    return people.values(
        "pk",
        "first_name",
        "last_name",
        about=Coalesce(Subquery(profile.values("about")[:1]), Value("")),
        invitation=Coalesce(Subquery(profile.values("invitation")[:1]), Value("")),
        photo=Coalesce(Subquery(photo.values("key")[:1]), Value("")),
        roles=ArraySubquery(held.values_list(JSONArray("role", "title"))),
        evaluates=Exists(evaluating),
    )
