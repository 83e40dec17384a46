"""The last good copy of what a program's page for urgent help says, as a file: read with database and queue down.

Written when contacts change, by a job, and after ordinary requests; never when the page is read (privacy.md 4). One
file for each program and each institution, the same whoever reads it; it is about nobody but the contacts.
"""

import json
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from programs import tenancy
from programs.models import Institution, Program
from triage.models import Contact, LocalPolicy

type Copy = dict[str, Any]

VERSION = 1
# After an ordinary request a process looks again whether a copy is still right, at most this often.
FRESH_FOR = 60.0  # seconds
_looked: dict[str, float] = {}


def key_of(institution_id: UUID, program_id: UUID | None) -> str:
    """What a copy and a device's cookie call a program ("p-...") or an institution ("i-...")."""
    return f"p-{program_id.hex}" if program_id else f"i-{institution_id.hex}"


def built(institution_id: UUID, program_id: UUID | None) -> Copy:
    """The copy as the database has it; needs the tenant of the institution and, where there is one, the program."""
    institution = Institution.objects.get(pk=institution_id)
    program = Program.objects.get(pk=program_id) if program_id else None
    return {
        "version": VERSION,
        "key": key_of(institution_id, program_id),
        "program": program.name if program else "",
        "institution": institution.name,
        "zone": program.time_zone if program else "",
        "contacts": [_contact(each) for each in Contact.objects.seen_from(institution_id, program_id)],
        "policies": [
            {"branch": each.branch, "text": each.text, "link": each.link, "own": each.program_id is not None}
            for each in LocalPolicy.objects.seen_from(institution_id, program_id)
        ],
    }


def _contact(contact: Contact) -> dict[str, Any]:
    kept = ("name", "role", "phone", "mail", "time_zone", "always", "weekly", "next_steps", "branches", "backup")
    return {
        **{name: getattr(contact, name) for name in kept},
        "own": contact.program_id is not None,
        "confirmed_at": contact.confirmed_at.isoformat() if contact.confirmed_at else None,
        "bounced": contact.bounced_at is not None,
        "disputed": contact.disputed_at is not None,
    }


def _path(key: str) -> Path:
    return Path(settings.HELP_DIR) / f"{key}.json"


def keep(copy: Copy) -> None:
    """Put a copy in the place of the last one; whoever reads at this moment finds the one or the other, whole."""
    path = _path(copy["key"])
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(copy, file, sort_keys=True)
        Path(fresh).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(fresh).unlink()
        raise


def kept(key: str) -> tuple[Copy, datetime] | None:
    """The last good copy and when it was taken; None when there is none, or it cannot be read."""
    path = _path(key)
    try:
        copy: Copy = json.loads(path.read_text(encoding="utf-8"))
        taken = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError):
        return None
    return (copy, taken) if isinstance(copy, dict) and copy.get("version") == VERSION else None


def refresh(institution_id: UUID, program_ids: Iterable[UUID | None]) -> None:
    """Take new copies, each in its own tenant."""
    for program_id in program_ids:
        with tenancy.inside(institution_id=institution_id, program_id=program_id):
            copy = built(institution_id, program_id)
        keep(copy)


def refresh_everywhere(institution_id: UUID) -> None:
    """Take new copies for an institution and all its programs: what they inherit has changed."""
    with tenancy.inside(institution_id=institution_id):
        programs = list(Program.objects.filter(institution_id=institution_id).values_list("pk", flat=True))
    refresh(institution_id, [None, *programs])


def refresh_on_commit(institution_id: UUID, program_id: UUID | None) -> None:
    """Take new copies once a change of contacts has committed; a failure must not undo the change."""
    if not settings.HELP_COPIES:
        return
    if program_id:
        transaction.on_commit(lambda: refresh(institution_id, [program_id]), robust=True)
    else:
        transaction.on_commit(lambda: refresh_everywhere(institution_id), robust=True)


def refresh_if_old(institution_id: UUID, program_id: UUID | None) -> None:
    """Look again after an ordinary request, at most once a minute in each process; a failure is the next one's."""
    key, now = key_of(institution_id, program_id), time.monotonic()
    if now - _looked.get(key, -FRESH_FOR) < FRESH_FOR:
        return
    _looked[key] = now
    refresh(institution_id, [program_id])
