"""What a trainee writes about their own wishes. Nobody is told, and no access event names it (privacy.md 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from checkins.models import FollowUpPreferences, Offer, PersonWish, Round, SchedulingPreferences, Seat
from checkins.rules import SEATED
from programs.errors import RefusedError
from programs.models import Person, Program


@dataclass(frozen=True)
class FollowUpWishes:
    """How to go on with a trainee (R37), as plain values; what is empty was not said."""

    approach: str = ""
    moment: str = ""
    rhythm: str = ""
    privacy: Sequence[str] = field(default_factory=list)
    withheld_topics: Sequence[str] = field(default_factory=list)
    boundaries: str = ""
    encouraging: str = ""


def save_follow_up_preferences(*, program: Program, by: Person, wishes: FollowUpWishes) -> FollowUpPreferences | None:
    """Write the trainee's wishes in place of the former ones; no wish at all leaves no row (None)."""
    if not any(asdict(wishes).values()):
        FollowUpPreferences.objects.filter(program=program, trainee=by).delete()
        return None
    values = {**asdict(wishes), "privacy": list(wishes.privacy), "withheld_topics": list(wishes.withheld_topics)}
    saved, _ = FollowUpPreferences.objects.update_or_create(program=program, trainee=by, defaults=values)
    return saved


# Wishes that are lists, empty for none.
LISTS = ("formats", "modes", "kinds", "good_parts", "bad_parts", "bad_weekdays")


@dataclass(frozen=True)
class TalkWishes:
    """When and how a trainee would like to talk, as plain values; what is empty was not wished."""

    same_listener: bool = False
    formats: Sequence[str] = field(default_factory=list)
    modes: Sequence[str] = field(default_factory=list)
    kinds: Sequence[str] = field(default_factory=list)
    good_parts: Sequence[str] = field(default_factory=list)
    bad_parts: Sequence[str] = field(default_factory=list)
    bad_weekdays: Sequence[int] = field(default_factory=list)


def save_talk_wishes(*, program: Program, by: Person, wishes: TalkWishes) -> SchedulingPreferences | None:
    """Write the trainee's wishes in place of the former ones; no wish at all leaves no row (None).

    Times that are kept already stay: the trainee moves them, or leaves them.
    """
    mine = SchedulingPreferences.objects.filter(program=program, trainee=by)
    if not any(asdict(wishes).values()):
        mine.delete()
        return None
    with transaction.atomic():
        if not wishes.same_listener:
            mine.update(again_with=None)
        saved, _ = SchedulingPreferences.objects.update_or_create(program=program, trainee=by, defaults=asdict(wishes))
    return saved


def save_person_wishes(*, program: Program, by: Person, wishes: Mapping[UUID, str]) -> None:
    """Write whom the trainee would gladly meet and whom never, for the people asked about; "" takes a wish back."""
    with transaction.atomic():
        PersonWish.objects.filter(program=program, trainee=by, person__in=list(wishes)).delete()
        PersonWish.objects.bulk_create(
            PersonWish(program=program, trainee=by, person_id=person_id, wish=wish)
            for person_id, wish in wishes.items()
            if wish and person_id != by.pk
        )


def wish_again(*, offer: Offer, again: bool, now: datetime) -> None:
    """After a talk: whether the trainee would like the same listener next time (R67).

    Raises RefusedError for a talk that has not begun yet.
    """
    seat = Seat.objects.filter(offer=offer, starts_at__lte=now).select_related("slot").first()
    if seat is None:
        raise RefusedError("You can say so once you have had your talk.")
    mine = SchedulingPreferences.objects.filter(program_id=offer.program_id, trainee_id=offer.trainee_id)
    if again:
        wished = {"same_listener": True, "again_with_id": seat.slot.facilitator_id}
        SchedulingPreferences.objects.update_or_create(
            program_id=offer.program_id, trainee_id=offer.trainee_id, defaults=wished
        )
        return
    mine.update(same_listener=False, again_with=None)
    nothing: dict[str, list[str]] = {name: [] for name in LISTS}
    mine.filter(**nothing).delete()


def remember_listeners(*, round_: Round, now: datetime) -> None:
    """Before a round's answers are forgotten: who listened, for trainees who asked for the same again (R67)."""
    held = Seat.objects.filter(offer__round=round_, offer__state__in=SEATED, ends_at__lte=now)
    wished = SchedulingPreferences.objects.filter(
        program_id=round_.program_id, same_listener=True, trainee__in=held.values("trainee")
    )
    listened = held.filter(trainee=OuterRef("trainee_id")).order_by("-starts_at").values("slot__facilitator")[:1]
    wished.update(again_with=Subquery(listened))
