"""What a trainee writes about their own wishes. Nobody is told, and no access event names it (privacy.md 1)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from checkins.models import FollowUpPreferences
from programs.models import Person, Program


@dataclass(frozen=True)
class FollowUpWishes:
    """How to go on with a trainee (R37), as plain values; what is empty was not said."""

    approach: str = ""
    moment: str = ""
    rhythm: str = ""
    privacy: Sequence[str] = field(default_factory=list)
    withheld_topics: Sequence[str] = field(default_factory=list)
    boundaries: str = ""
    encouraging: str = ""


def save_follow_up_preferences(*, program: Program, by: Person, wishes: FollowUpWishes) -> FollowUpPreferences | None:
    """Write the trainee's wishes in place of the former ones; no wish at all leaves no row (None)."""
    if not any(asdict(wishes).values()):
        FollowUpPreferences.objects.filter(program=program, trainee=by).delete()
        return None
    values = {**asdict(wishes), "privacy": list(wishes.privacy), "withheld_topics": list(wishes.withheld_topics)}
    saved, _ = FollowUpPreferences.objects.update_or_create(program=program, trainee=by, defaults=values)
    return saved
