"""What was agreed in a check-in, and what becomes of it."""

from followups.models.notes import NoteKey, PrivateNote
from followups.models.tasks import Task
from followups.models.wrapups import SessionMember, WrapUp

__all__ = ["NoteKey", "PrivateNote", "SessionMember", "Task", "WrapUp"]
