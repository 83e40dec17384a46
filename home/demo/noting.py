"""Private notes: switched on by the director, three of them, one kept longer, and who looked at what about whom."""

from datetime import timedelta

from followups.actions import notes
from followups.models import WrapUp
from home.demo.people import DOMAIN
from home.demo.story import Story
from programs.actions import events
from programs.actions.settings import change_settings
from programs.models import AccessEvent, Person

MENTOR, WELLNESS = f"mentor@{DOMAIN}", f"wellness@{DOMAIN}"
DIRECTOR, COORDINATOR = f"director@{DOMAIN}", f"coordinator@{DOMAIN}"


def tell(story: Story) -> None:
    """Write the chapter through the actions that people use, each at its own time."""
    director = story.people[DIRECTOR]
    switched_on = story.now - timedelta(days=340)
    change_settings(program=story.program, values={"notes_allowed": True}, by=director, now=switched_on)
    story.program.notes_allowed = True
    _roster_came_in(story)
    talks = WrapUp.objects.filter(trainee__isnull=False).order_by("-slot__starts_at")
    mentors, mei = talks.filter(facilitator__email=MENTOR), story.trainees[0]
    _note(
        story, mentors.filter(trainee=mei).first(), "Likes to begin with what went well. Tea, not coffee.", opened=True
    )
    other = mentors.exclude(trainee=mei).first()
    _note(story, other, "Rather in the afternoon. Ask how the new schedule feels.", longer=True)
    _note(story, talks.filter(facilitator__email=WELLNESS).first(), "Ask about the choir.")


def _note(story: Story, wrap_up: WrapUp | None, text: str, *, opened: bool = False, longer: bool = False) -> None:
    """A note an hour after a talk of the last weeks; one of an older talk was written lately, or it would be gone."""
    if wrap_up is None or wrap_up.trainee is None:
        return
    slot, author = wrap_up.slot, wrap_up.facilitator
    slot.program = story.program
    at = max(slot.ends_at + timedelta(hours=1), story.now - timedelta(days=60))
    note = notes.write_note(slot=slot, trainee=wrap_up.trainee, text=text, by=author, now=at)
    if opened:
        notes.open_note(note=note, by=author, now=story.now - timedelta(days=3))
    if longer:
        notes.extend_note(note=note, by=author, now=story.now - timedelta(days=2))


def _roster_came_in(story: Story) -> None:
    """What the coordinator's imports left behind for each person, as the import itself records it."""
    coordinator = story.people[COORDINATOR]

    def happened(action: str, person: Person, days: int) -> AccessEvent:
        when = story.now - timedelta(days=days)
        return events.event(story.program, action, by=coordinator, now=when, subject=person)

    staff = [person for email, person in story.people.items() if person not in story.trainees and email != COORDINATOR]
    AccessEvent.objects.bulk_create(
        [
            *(happened(events.ADDED, person, 330) for person in (*staff, *story.trainees)),
            *(happened(events.ROTATIONS_IMPORTED, person, 140) for person in story.trainees),
        ]
    )
