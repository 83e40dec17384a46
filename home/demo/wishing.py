"""What the demo's trainees wish in private, how its listeners invite, and who asks for a talk outside of the round."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction

from checkins.actions import asking, door
from checkins.actions.preferences import (
    FollowUpWishes,
    TalkWishes,
    save_follow_up_preferences,
    save_person_wishes,
    save_talk_wishes,
)
from checkins.models import Blackout, FollowUpPreferences
from checkins.wishing import possible_listeners
from home.demo.people import DOMAIN, STAFF
from home.demo.story import Story
from programs.errors import RefusedError
from programs.times import today

# By the first names of those who listen; in their own words, under which the promises stand.
INVITATIONS = {
    "Nadia": "I would like to hear how your first months are going. Bring nothing, I bring the coffee.",
    "Zoë": "My door is for good weeks as much as for bad ones. We can also just sit for a while.",
    "Dmytro": "Let us walk along the river and talk about something other than creatinine, if you like.",
    "Zahra": "I remember the first winter well. Ask me anything, or nothing.",
}
WISHES = (
    TalkWishes(kinds=["wellness"], modes=["walk", "cafe"]),
    TalkWishes(same_listener=True, bad_parts=["early"]),
    TalkWishes(good_parts=["noon", "afternoon"], bad_weekdays=[4]),
    TalkWishes(kinds=["mentor"], formats=["one_on_one"]),
)
FOLLOW_UPS = (
    FollowUpWishes(approach="ask", rhythm="set_date"),
    FollowUpWishes(approach="ask_first", privacy=["closed_door"], encouraging="A short word when something went well."),
    FollowUpWishes(moment="reflect", withheld_topics=["close"], boundaries="No calls on my day off."),
)


def tell(story: Story) -> None:
    """Mei's wishes, a few of the others', four invitations, and one trainee who asks the mentor for a talk."""
    program = story.program
    mei, others = story.trainees[0], story.trainees[1:]
    save_talk_wishes(program=program, by=mei, wishes=TalkWishes(same_listener=True, modes=["cafe", "walk"]))
    follow_up = FollowUpWishes(
        approach="listen",
        moment="reflect",
        rhythm="as_needed",
        privacy=["in_person"],
        withheld_topics=["close", "moving"],
        encouraging="When somebody notices that a patient trusts me.",
    )
    save_follow_up_preferences(program=program, by=mei, wishes=follow_up)
    for number, trainee in enumerate(others[::4]):
        save_talk_wishes(program=program, by=trainee, wishes=WISHES[number % len(WISHES)])
        # Whoever comes first to the mentor or the director has said theirs already (preparing.py).
        if not FollowUpPreferences.objects.filter(program=program, trainee=trainee).exists():
            save_follow_up_preferences(program=program, by=trainee, wishes=FOLLOW_UPS[number % len(FOLLOW_UPS)])
    _people(story)
    for person in STAFF:
        if words := INVITATIONS.get(person.first_name):
            door.save_door(program=program, person=story.people[person.email], about=person.about, invitation=words)
    _asked(story)


def _people(story: Story) -> None:
    """Whom a few would gladly meet, and one whom somebody never does; a trainee on leave."""
    program, listeners = story.program, story.listeners
    for number, trainee in enumerate(story.trainees[2::9]):
        wishes = {listeners[number % len(listeners)].pk: "gladly"}
        if number % 2:
            wishes[listeners[(number + 3) % len(listeners)].pk] = "never"
        save_person_wishes(program=program, by=trainee, wishes=wishes)
    first = today(story.now, program.time_zone) + timedelta(days=9)
    away = story.trainees[5]
    Blackout.objects.create(
        program=program, person=away, label="Leave", starts_on=first, ends_on=first + timedelta(days=6)
    )


def _asked(story: Story) -> None:
    """The first trainee who doesn't work with the mentor now asked her this morning, and the wellness lead next."""
    mentor, wellness = story.people[f"mentor@{DOMAIN}"], story.people[f"wellness@{DOMAIN}"]
    asked_at = story.now - timedelta(hours=3)
    for trainee in story.trainees[7:20]:
        listening = {each.pk for each in possible_listeners(program=story.program, trainee=trainee, now=asked_at)}
        if not {mentor.pk, wellness.pk} <= listening:
            continue
        with suppress(RefusedError), transaction.atomic():
            asking.ask_for_talk(program=story.program, by=trainee, person=mentor, backup=wellness, now=asked_at)
            return
