"""A group session, an afternoon away, times given back, and a line of the roster that somebody reports."""

from datetime import date, datetime, time, timedelta

from checkins.actions import slots
from checkins.actions.away import Absence, say_away
from checkins.actions.cadence import let_rounds_open_themselves
from checkins.actions.offers import take
from checkins.models import Format, Mode, Offer, Round, Slot
from checkins.rules import OfferState
from home.demo.people import DOMAIN
from home.demo.story import Story
from programs.actions.reports import report
from programs.times import today

# Whoever sits in the group: trainees who answered nothing yet, so that nobody else's choice changes.
MEMBERS = 4


def tell(story: Story) -> None:
    """What makes a year of rounds look lived in; through the actions that people use."""
    _group(story)
    _away(story)
    director = story.people[f"director@{DOMAIN}"]
    let_rounds_open_themselves(program=story.program, on=True, by=director, now=story.now)
    reporter = story.trainees[5]
    text = "From the first of the month I am on Clinic, not on Night float."
    report(program=story.program, person=reporter, text=text, now=story.now - timedelta(days=1))


def _group(story: Story) -> None:
    """A listening session with the wellness lead, a good week ahead, chosen by a few."""
    lead = story.people[f"wellness@{DOMAIN}"]
    round_ = story.open_round
    round_.formats = [Format.ONE_ON_ONE, Format.GROUP]
    round_.save(update_fields=["formats"])
    Round.objects.filter(program=story.program, state=Round.State.DRAFT).update(formats=round_.formats)
    start = datetime.combine(_weekday(story, days=9), time(17, 15))
    times = slots.NewTimes(
        wall_times=[(start, start + timedelta(minutes=45))],
        mode=Mode.OFFICE,
        place="Seminar room 2",
        format=Format.GROUP,
        seats=8,
        notice=24,
    )
    slots.offer_times(round_=round_, facilitator=lead, times=times, now=story.now)
    session = Slot.objects.filter(round=round_, format=Format.GROUP).first()
    if session is None:
        return
    waiting = Offer.objects.filter(round=round_, state=OfferState.HELD).exclude(trainee=story.trainees[0])
    joined = 0
    for offer in waiting.order_by("trainee__email"):
        if joined < MEMBERS and session in Slot.objects.open_to(offer, story.now):
            take(offer=offer, slot_id=session.pk, now=story.now - timedelta(hours=5))
            joined += 1


def _away(story: Story) -> None:
    """Dmytro is called to the dialysis unit for an afternoon; whoever had chosen it has another time by now."""
    mentor = next(person for person in story.listeners if person.first_name == "Dmytro")
    coordinator = story.people[f"coordinator@{DOMAIN}"]
    own = Slot.objects.standing().filter(round=story.open_round, facilitator=mentor)
    slot = own.filter(starts_at__gt=story.now + timedelta(days=3)).order_by("starts_at").first()
    if slot is None:
        return
    day = today(slot.starts_at, story.program.time_zone)
    absence = Absence(day, day, time(7), time(19))
    say_away(program=story.program, person=mentor, absence=absence, by=coordinator, now=story.now)


def _weekday(story: Story, days: int) -> date:
    """A day about so far ahead that is no weekend."""
    day = today(story.now, story.program.time_zone) + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day
