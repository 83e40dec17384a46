"""A trainee's wishes in their own words, for the page on which they read them again."""

from checkins.models import Approach, FollowUpPreferences, Moment, Privacy, Rhythm
from prompts.models import Topic


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
