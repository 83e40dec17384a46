"""What was agreed in a check-in, and what becomes of it; and what the program learns."""

from followups.models.notes import NoteKey, PrivateNote
from followups.models.tasks import Task
from followups.models.themes import Answer, Contribution, Pool, Window
from followups.models.wrapups import SessionMember, WrapUp

__all__ = [
    "Answer",
    "Contribution",
    "NoteKey",
    "Pool",
    "PrivateNote",
    "SessionMember",
    "Task",
    "Window",
    "WrapUp",
]
