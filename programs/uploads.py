"""What somebody uploaded, between looking at the preview and confirming it.

Only the cleaned lines are kept, never the file: columns that are left out on purpose (R26) end with the request that
brought them. They wait in the shared cache, so that any web process can go on, sealed, for an hour, for this person in
this program alone.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache

from programs.rosterfile import ParsedFile, Rejected, RosterRow, RotationRow
from programs.sealing import seal, unseal

LIVES = timedelta(hours=1)
ROSTER, ROTATIONS = "roster", "rotations"
_DATES = ("starts_on", "ends_on")


@dataclass(frozen=True, slots=True)
class Upload[Row]:
    """A parsed file under the name it came with."""

    filename: str
    parsed: ParsedFile[Row]


def keep[Row](kind: str, *, person_id: UUID, program_id: UUID, filename: str, parsed: ParsedFile[Row]) -> None:
    """Keep a parsed file; it takes the place of an earlier one of this kind, person and program."""
    name = _name(kind, person_id, program_id)
    text = json.dumps({"filename": filename[:100], "parsed": asdict(parsed)}, default=date.isoformat)
    cache.set(name, seal(text, name), timeout=LIVES.total_seconds())


def roster(*, person_id: UUID, program_id: UUID) -> Upload[RosterRow] | None:
    """The roster that waits for this person's word; None once the hour is over."""
    found = _load(ROSTER, person_id, program_id)
    return _upload(found, RosterRow) if found else None


def rotations(*, person_id: UUID, program_id: UUID) -> Upload[RotationRow] | None:
    """The rotations that wait for this person's word; None once the hour is over."""
    found = _load(ROTATIONS, person_id, program_id)
    return _upload(found, RotationRow) if found else None


def drop(kind: str, *, person_id: UUID, program_id: UUID) -> None:
    """Forget what was kept."""
    cache.delete(_name(kind, person_id, program_id))


def _name(kind: str, person_id: UUID, program_id: UUID) -> str:
    # Part of the key's derivation too: a sealed text moved to another person's place doesn't open.
    return f"programs.upload.{kind}.{program_id}.{person_id}"


def _load(kind: str, person_id: UUID, program_id: UUID) -> dict[str, Any] | None:
    name = _name(kind, person_id, program_id)
    sealed = cache.get(name)
    text = unseal(sealed, name, LIVES) if sealed else None
    return json.loads(text) if text else None


def _upload[Row](found: dict[str, Any], row_class: type[Row]) -> Upload[Row]:
    parsed = found["parsed"]
    return Upload(
        filename=found["filename"],
        parsed=ParsedFile(
            rows=tuple(row_class(**_dated(row)) for row in parsed["rows"]),
            rejected=tuple(Rejected(**line) for line in parsed["rejected"]),
            left_out=tuple(parsed["left_out"]),
            unused=tuple(parsed["unused"]),
            notes=tuple(parsed["notes"]),
        ),
    )


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, **{name: date.fromisoformat(row[name]) for name in _DATES if row[name]}}
