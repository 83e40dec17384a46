"""What a personal calendar address shows: what the apps above supply, in each of the person's programs."""

from datetime import datetime

from notices.ical import feed_calendar
from notices.models import CalendarEntry, NoticeSwitch
from notices.registry import FeedEvent, feeds
from notices.titles import TITLES, bare_event
from programs import tenancy
from programs.acting import memberships_of
from programs.models import Person, Program


def calendar_of(person: Person, *, now: datetime) -> bytes:
    """A person's events in every program where they have a role today; the truth of this moment, nothing stored."""
    with tenancy.inside(person_id=person.pk):
        roles = memberships_of(person, now)
    programs = {role.program.pk: role.program for role in roles if role.program is not None}
    events = [event for program in programs.values() for event in _events_of(person, program, now)]
    return feed_calendar(person, events, stamp=now)


def event_file(person: Person, program: Program, event: FeedEvent, *, now: datetime) -> bytes:
    """One event as a file: the same event that a mail puts in or put in, with the titles that the person wishes."""
    told = CalendarEntry.objects.filter(program=program, person=person, subject_id=event.key).first()
    shown = bare_event(event) if _bare(program, person) else event
    return feed_calendar(person, [shown], stamp=now, told=told)


def _bare(program: Program, person: Person) -> bool:
    return NoticeSwitch.objects.filter(program=program, person=person, kind=TITLES).exists()


def _events_of(person: Person, program: Program, now: datetime) -> list[FeedEvent]:
    with tenancy.inside(program=program):
        events = [event for feed in feeds() for event in feed(person, program, now)]
        bare = _bare(program, person)
    return [bare_event(event) for event in events] if bare else events
