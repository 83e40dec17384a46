"""What needs somebody today about themes: a director's answer; that a trainee may tick what is counted."""

from datetime import datetime

from django.urls import reverse

from followups.actions.themes import fresh_windows
from followups.published import to_review, unanswered
from programs.acting import Acting
from programs.permissions import Permission
from programs.times import today


def theme_needs(acting: Acting, now: datetime) -> list[tuple[str, str, str, str]]:
    """Title, text, address and link of each thing; each in its own role alone."""
    if acting.can(Permission.THEMES_ANSWER):
        return _of_director(acting, now)
    if acting.can(Permission.OWN_THEMES) and fresh_windows(acting.here, acting.person, now):
        text = "Tick what may be counted of your talk, or nothing. You can change it for seven days."
        return [("What may be counted?", text, reverse("followups:my_themes"), "Look")]
    return []


def _of_director(acting: Acting, now: datetime) -> list[tuple[str, str, str, str]]:
    waiting = len(unanswered(acting.here))
    if waiting:
        title = "A theme waits for your answer" if waiting == 1 else "Themes wait for your answer"
        text = "Say what you do about it, and by when. Trainees read it."
        return [(title, text, reverse("followups:theme_answers"), "Answer")]
    if to_review(acting.here, today(now, acting.zone)):
        text = "You answered a theme a while ago. Trainees would like to know how it went."
        return [("What became of it?", text, reverse("followups:theme_answers"), "Say it")]
    return []
