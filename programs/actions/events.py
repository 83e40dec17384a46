"""Access events of the roster: who changed what about whom, by the names of fields and never their values."""

from datetime import datetime

from programs.models import AccessEvent, Person, Program

ADDED = "role added"
CHANGED = "role changed"
ENDED = "role ended"
RENAMED = "name changed"
IMPORTED = "roster imported"
ROTATIONS_IMPORTED = "rotations imported"
ROTATION_ADDED = "rotation added"
ROTATION_REMOVED = "rotation removed"
EXPORTED = "roster exported"
SIGNED_IN = "signed in"


def event(
    program: Program, action: str, *, by: Person | None, now: datetime, subject: Person | None = None, detail: str = ""
) -> AccessEvent:
    """An event, not yet saved; `by` is None for a command on the server."""
    return AccessEvent(
        program=program,
        institution_id=program.institution_id,
        actor=by,
        subject=subject,
        action=action,
        at=now,
        detail=detail[:300],
    )
