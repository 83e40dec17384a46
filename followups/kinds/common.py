"""What the messages of this app share."""

from typing import Any

from django.template.loader import render_to_string

from checkins.access import follow_up_preferences
from checkins.kinds.common import in_paragraphs
from checkins.models import FollowUpPreferences
from notices.models import Notice


def words(template: str, context: dict[str, Any]) -> str:
    """A message's text from templates/followups/mail/."""
    return in_paragraphs(render_to_string(f"followups/mail/{template}.txt", context))


def wishes_of(notice: Notice) -> FollowUpPreferences | None:
    """What the recipient wishes about what comes after a talk (R37); messages obey it."""
    return follow_up_preferences(program=notice.program, trainee=notice.recipient)
