"""What listeners have ready for the check-ins ahead, and what they asked last time."""

from collections.abc import Iterable
from datetime import timedelta

from checkins.actions import preferences
from checkins.actions.preparing import save_plan
from checkins.asked import mark
from checkins.models import AskedBefore, Slot
from checkins.plans import ready_for
from checkins.preparing import ASKED_KEPT, Line
from home.demo.people import DOMAIN
from home.demo.story import Story
from programs.models import Person
from programs.times import today

# Who prepares early, and how they would say one of the questions themselves.
IN_OWN_WORDS = {
    f"mentor@{DOMAIN}": ("strengths-8", "What do you do just for fun, and when did you last get to it?"),
    f"director@{DOMAIN}": ("support-3", "What could I do, or stop doing, so that you feel safe to speak up?"),
}
WISHES = preferences.FollowUpWishes(
    approach="listen",
    moment="reflect",
    rhythm="set_date",
    privacy=["closed_door"],
    withheld_topics=["close", "culture"],
    boundaries="Not right after a night shift, please.",
    encouraging="When you come back to what I said last time.",
)
# Last fall's questions.
LAST_TIME = ("meaning-1", "adjustment-3", "connection-3")


def tell(story: Story) -> None:
    """The mentor and the director are ready for their next two times; each listener once met whoever comes now."""
    for email, (key, words) in IN_OWN_WORDS.items():
        _wish(story, story.people[email])
        for slot in _ahead(story, story.people[email])[:2]:
            ready = ready_for(slot, story.now)
            lines = [Line(question.key) for question in ready.plan.questions if question.key != key]
            save_plan(slot=slot, lines=[*lines[:3], Line(key, words)], now=story.now)
    AskedBefore.objects.bulk_create(_last_time(story))


def _wish(story: Story, listener: Person) -> None:
    """Whoever comes first has said how to go on with them; the listener reads it before they meet."""
    for slot in _ahead(story, listener):
        trainees = ready_for(slot, story.now).trainees
        if trainees:
            preferences.save_follow_up_preferences(program=story.program, by=trainees[0], wishes=WISHES)
            return


def _ahead(story: Story, listener: Person) -> list[Slot]:
    slots = Slot.objects.standing().upcoming(story.now).filter(round=story.open_round, facilitator=listener)
    return list(slots.select_related("round", "program").order_by("starts_at"))


def _last_time(story: Story) -> Iterable[AskedBefore]:
    """About 75 days ago, at the end of the round before this one, for the same pairs that know of each other by now."""
    forget_on = today(story.now - timedelta(days=50) + ASKED_KEPT, story.program.time_zone)
    slots = Slot.objects.standing().filter(round=story.open_round).with_names(story.now).order_by("pk")
    pairs = {(slot.facilitator_id, seat.trainee_id) for slot in slots for seat in slot.named_seats}  # type: ignore[attr-defined]  # prefetch
    return [
        AskedBefore(
            program=story.program,
            mark=mark(program_id=story.program.pk, listener_id=listener, trainee_id=trainee),
            keys=list(LAST_TIME),
            forget_on=forget_on,
        )
        for listener, trainee in pairs
    ]
