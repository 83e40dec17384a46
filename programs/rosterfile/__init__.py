"""Rosters and rotations as files: reading what residency systems export, and writing it back.

Pure: bytes in, plain rows out, nothing of the database. `parse_roster` and `parse_rotations` read; `to_csv` and
`to_xlsx` write. What a wrong line says is meant for the person who has to correct it.
"""

from programs.rosterfile.errors import UnreadableFileError
from programs.rosterfile.export import to_csv, to_xlsx
from programs.rosterfile.lines import ParsedFile
from programs.rosterfile.people import ROSTER_HEADINGS, RosterRow, parse_roster
from programs.rosterfile.rotations import ROTATION_HEADINGS, RotationRow, parse_rotations
from programs.rosterfile.shapes import MAX_BYTES, Rejected

__all__ = [
    "MAX_BYTES",
    "ROSTER_HEADINGS",
    "ROTATION_HEADINGS",
    "ParsedFile",
    "Rejected",
    "RosterRow",
    "RotationRow",
    "UnreadableFileError",
    "parse_roster",
    "parse_rotations",
    "to_csv",
    "to_xlsx",
]
