"""Writing a listener's plan for a conversation, and forgetting it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from checkins.asked import mark, marks_of
from checkins.models import AskedBefore, ConversationPlan, Round, Seat, Slot
from checkins.preparing import ASKED_KEPT, MOST_PLANNED, WORDS_KEPT, Line
from checkins.rules import SEATED
from programs.errors import RefusedError
from programs.models import Person, Program
from programs.times import today


def save_plan(*, slot: Slot, lines: Sequence[Line], now: datetime) -> ConversationPlan:
    """Keep what a listener wants to ask at one of their times, instead of what was kept before.

    Raises RefusedError when the time is over, or for more than MOST_PLANNED questions.
    """
    _refuse_past(slot, now)
    if len(lines) > MOST_PLANNED:
        raise RefusedError(f"{MOST_PLANNED} questions are plenty for a short talk. Leave one out first.")
    kept = [{"key": line.key, "text": line.text} for line in lines]
    plan, _ = ConversationPlan.objects.update_or_create(program_id=slot.program_id, slot=slot, defaults={"lines": kept})
    return plan


def drop_plan(*, slot: Slot, now: datetime) -> None:
    """Go back to a suggestion. Raises RefusedError when the time is over."""
    _refuse_past(slot, now)
    ConversationPlan.objects.filter(slot=slot).delete()


def _refuse_past(slot: Slot, now: datetime) -> None:
    if slot.ends_at <= now:
        raise RefusedError("This time is over, so there is nothing left to prepare.")


def carry_over(*, round_: Round, now: datetime) -> None:
    """When a round closes: what was ready for talks that took place is filed under its pair, and every plan is deleted.

    Only for whoever still sat there when the time was over, and before the round forgets who that was.
    """
    seats = Seat.objects.filter(slot__round=round_, offer__state__in=SEATED, ends_at__lte=now, slot__plan__isnull=False)
    forget_on = today(now + ASKED_KEPT, round_.program.time_zone)
    rows = [
        AskedBefore(
            program_id=round_.program_id,
            mark=mark(program_id=round_.program_id, listener_id=seat.slot.facilitator_id, trainee_id=seat.trainee_id),
            keys=[line["key"] for line in seat.slot.plan.lines],
            forget_on=forget_on,
        )
        for seat in seats.select_related("slot__plan").order_by("starts_at")
        if seat.trainee_id is not None and seat.slot.plan.lines
    ]
    with transaction.atomic():
        # Somebody who came to two times of one listener is one pair: what was asked later is last time's.
        AskedBefore.objects.bulk_create(
            list({row.mark: row for row in rows}.values()),
            update_conflicts=True,
            unique_fields=["program", "mark"],
            update_fields=["keys", "forget_on"],
        )
        ConversationPlan.objects.filter(slot__round=round_).delete()


def forget_old_plans(*, program: Program, now: datetime) -> int:
    """For the purge: own words of past talks, plans of closed rounds, what was asked long ago. How many rows."""
    plans = ConversationPlan.objects.filter(program=program)
    gone, _ = plans.filter(slot__round__state=Round.State.CLOSED).delete()
    over = plans.filter(slot__ends_at__lte=now - WORDS_KEPT)
    wordy = [plan for plan in over if any(line["text"] for line in plan.lines)]
    for plan in wordy:
        plan.lines = [{"key": line["key"], "text": ""} for line in plan.lines]
    ConversationPlan.objects.bulk_update(wordy, ["lines"])
    old, _ = AskedBefore.objects.filter(program=program, forget_on__lte=today(now, program.time_zone)).delete()
    return gone + len(wordy) + old


def forget_asked(*, program: Program, person: Person) -> int:
    """When a trainee wishes, or leaves: what any listener asked them. How many rows."""
    marks = marks_of(person.pk)
    gone, _ = AskedBefore.objects.filter(program=program, mark__in=marks).delete()
    return gone
