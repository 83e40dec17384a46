"""How the demo's listeners appear: drawn portraits, and the mentor's own calendar; and when staff signed in."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from checkins.actions import busy, door
from checkins.busy.reading import busy_spans
from checkins.models import BusySpan
from home.demo.faces import FACES, portrait
from home.demo.people import DOMAIN, STAFF
from home.demo.story import Story
from programs.actions.signing_in import record_sign_in

# What stands in the mentor's own calendar, week by week; of it only from when to when is kept.
WEEKLY = (
    ("Continuity clinic", 1, time(13, 0), time(17, 0)),
    ("Morning report", 3, time(7, 30), time(8, 30)),
    ("School run", 4, time(16, 0), time(17, 0)),
)
# There is no such server: it was read once, from the file made here, and the page says when it is read again.
ADDRESS = f"https://calendar.{DOMAIN}/nadia.ics"
READ_AGAIN = timedelta(days=60)


def tell(story: Story) -> None:
    """Portraits of some, while others show that initials do as well; one calendar that was given and read."""
    for demo in STAFF:
        person = story.people[demo.email]
        if person in story.listeners and (face := FACES.get(demo.first_name)):
            door.save_photo(program=story.program, person=person, data=portrait(face), now=story.now)
    _calendar_of_the_mentor(story)
    for number, demo in enumerate(STAFF):
        for days in range(number % 4 + 1, 60, 13 + 2 * number):
            record_sign_in(by=story.people[demo.email], now=story.now - timedelta(days=days, minutes=37 * number))


def _calendar_of_the_mentor(story: Story) -> None:
    program, person = story.program, story.people[f"mentor@{DOMAIN}"]
    kept = busy.save_address(program=program, person=person, address=ADDRESS, now=story.now)
    file = _file(story.now, program.time_zone)
    spans = busy_spans(file, first=story.now, last=story.now + busy.LOOKS_AHEAD, zone=program.time_zone)
    BusySpan.objects.bulk_create(
        BusySpan(program=program, calendar=kept, starts_at=start, ends_at=end) for start, end in spans
    )
    kept.read_at, kept.due_at = story.now - timedelta(minutes=20), story.now + READ_AGAIN
    kept.save(update_fields=["read_at", "due_at"])


def _file(now: datetime, zone: str) -> bytes:
    """A calendar file as calendar programs give out."""
    monday = (now - timedelta(days=now.weekday() + 7)).date()
    calendar = Calendar()
    calendar.add("prodid", "-//Hearten demo//EN")
    calendar.add("version", "2.0")
    for number, (title, weekday, start, end) in enumerate(WEEKLY):
        day, event = monday + timedelta(days=weekday), Event()
        event.add("uid", f"{number}@calendar.{DOMAIN}")
        event.add("summary", title)
        event.add("dtstamp", now)
        event.add("dtstart", datetime.combine(day, start, ZoneInfo(zone)))
        event.add("dtend", datetime.combine(day, end, ZoneInfo(zone)))
        event.add("rrule", {"freq": "weekly"})
        calendar.add_component(event)
    return bytes(calendar.to_ical())
