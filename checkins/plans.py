"""Everything that a listener has ready for one of their times, read for the page, the paper and the conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from checkins.access import follow_up_preferences
from checkins.asked import asked_before
from checkins.models import ConversationPlan, FollowUpPreferences, Format, Round, Slot
from checkins.preparing import Line, Planned, planned
from programs.models import Person
from programs.times import today
from prompts.rules import Asked, Entry
from prompts.shelf import Shelf, shelf_of

if TYPE_CHECKING:
    from checkins.models import Seat  # a name in annotations only


@dataclass(frozen=True)
class Ready:
    """One time with what may be known of it by now, the library, and the questions for it."""

    slot: Slot
    # Only those whose names may show; nobody while they may not, whether somebody comes or not.
    trainees: Sequence[Person]
    wishes: Sequence[FollowUpPreferences]
    shelf: Shelf
    alone: frozenset[str]
    plan: Planned

    @property
    def group(self) -> bool:
        return self.slot.format == Format.GROUP

    def words(self, key: str) -> list[Entry]:
        """What a part of the library has to say here: nothing on a topic that is the trainee's own."""
        return [entry for entry in self.shelf.words(key) if not entry.topics & self.alone]


def askable(shelf: Shelf) -> list[Entry]:
    """Every question: those of the six categories, and those among the words, such as the one about life outside."""
    words = [entry for entry in shelf.entries if entry.lean and entry not in shelf.questions]
    return [*shelf.questions, *words]


def ready_for(slot: Slot, now: datetime, *, other: int = 0) -> Ready:
    """What is ready for a time; a suggestion where nothing is saved, `other` for one that differs from the first.

    Until a name may show nothing here depends on who comes (privacy.md 1).
    """
    trainees = _named(slot, now)
    found = [follow_up_preferences(program=slot.program, trainee=trainee) for trainee in trainees]
    wishes = [each for each in found if each is not None]
    shelf = shelf_of(slot.program)
    day = today(now, slot.program.time_zone)
    asked = Asked(
        alone=frozenset(topic for each in wishes for topic in each.withheld_topics),
        before=asked_before(
            program_id=slot.program_id, listener_id=slot.facilitator_id, trainees=[t.pk for t in trainees], day=day
        ),
        turn=_turn(slot.round) + other,
    )
    lines = lines_of(ConversationPlan.objects.filter(slot=slot).first())
    entries = askable(shelf) if lines is not None else shelf.questions
    return Ready(slot, trainees, wishes, shelf, asked.alone, planned(entries, lines, asked))


def lines_of(plan: ConversationPlan | None) -> list[Line] | None:
    """What a plan holds, as the rules take it; None where nothing was saved."""
    return None if plan is None else [Line(line["key"], line["text"]) for line in plan.lines]


def _named(slot: Slot, now: datetime) -> list[Person]:
    with_names = Slot.objects.filter(pk=slot.pk).with_names(now).get()
    seats: list[Seat] = getattr(with_names, "named_seats", [])
    return [seat.trainee for seat in seats if seat.trainee]


def _turn(round_: Round) -> int:
    """The how-manieth round of its program this is, so that suggestions differ from one to the next."""
    return Round.objects.filter(program_id=round_.program_id, starts_on__lt=round_.starts_on).count()
