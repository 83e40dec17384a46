"""A trainee's wishes in their own words, for the page on which they read them again."""

from datetime import datetime

from checkins.forms.fields import weekday_choices
from checkins.models import (
    Approach,
    FollowUpPreferences,
    Format,
    ListenerKind,
    Mode,
    Moment,
    PersonWish,
    Privacy,
    Rhythm,
    SchedulingPreferences,
)
from checkins.offering import LISTENING, Listening, listeners
from checkins.rules import Part
from programs.models import Membership, Person, Program
from programs.times import today
from prompts.models import Topic


def possible_listeners(*, program: Program, trainee: Person, now: datetime) -> list[Listening]:
    """Everybody who may listen in the program today, the trainee aside, in the order of names."""
    held = Membership.objects.on(today(now, program.time_zone)).filter(program=program, role__in=LISTENING)
    people = [each.person_id for each in held.filter(person__is_active=True).with_people()]
    found = listeners([pk for pk in people if pk != trainee.pk], program, now)
    return [found[pk] for pk in dict.fromkeys(people) if pk in found]


def talk_lines(found: SchedulingPreferences | None) -> list[str]:
    """What was wished about when and how to talk, one phrase a line."""
    if found is None:
        return []
    lines = []
    if found.same_listener:
        lines.append(f"{found.again_with.name} again" if found.again_with else "The same listener again")
    for choices, values in ((ListenerKind, found.kinds), (Format, found.formats), (Mode, found.modes)):
        if values:
            lines.append(_or([str(choices(value).label) for value in values]))
    if found.good_parts:
        lines.append("Best: " + _or([Part(value).label for value in found.good_parts]))
    days = dict(weekday_choices())
    bad = [Part(value).label for value in found.bad_parts] + [f"{days[day]}s" for day in found.bad_weekdays]
    if bad:
        lines.append("Rather not: " + ", ".join(name[:1].lower() + name[1:] if name in PARTS else name for name in bad))
    return lines


PARTS = frozenset(part.label for part in Part)


def _or(names: list[str]) -> str:
    """ "In an office, over coffee or on a walk"."""
    rest = [name[:1].lower() + name[1:] for name in names[1:]]
    return " or ".join([", ".join([names[0], *rest[:-1]]), rest[-1]]) if rest else names[0]


def people_lines(program: Program, trainee: Person) -> list[str]:
    """Whom the trainee would gladly meet, and whom never."""
    wishes = PersonWish.objects.filter(program=program, trainee=trainee).select_related("person")
    found = {wish.value: [each.person.name for each in wishes if each.wish == wish] for wish in PersonWish.Wish}
    return [f"{label}: {', '.join(sorted(found[wish]))}" for wish, label in PersonWish.Wish.choices if found[wish]]


def follow_up_lines(found: FollowUpPreferences | None) -> list[str]:
    """What was said about going on after a talk (R37), one sentence or phrase a line; for trainee and listener."""
    if found is None:
        return []
    lines = [
        str(choices(value).label)
        for choices, value in ((Approach, found.approach), (Moment, found.moment), (Rhythm, found.rhythm))
        if value
    ]
    lines += [str(Privacy(value).label) for value in found.privacy]
    if found.withheld_topics:
        names = Topic.objects.filter(key__in=found.withheld_topics).values_list("name", flat=True)
        lines.append("Only I bring up: " + ", ".join(name[:1].lower() + name[1:] for name in names))
    if found.boundaries:
        lines.append(f"To leave be: {found.boundaries}")
    if found.encouraging:
        lines.append(f"Encouraging: {found.encouraging}")
    return lines
