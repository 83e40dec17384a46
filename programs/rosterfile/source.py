"""From the bytes of a file to the tables it may hold."""

from programs.rosterfile.delimited import text_tables
from programs.rosterfile.errors import UnreadableFileError
from programs.rosterfile.shapes import MAX_BYTES, Table
from programs.rosterfile.workbook import OLE_START, ZIP_START, workbook_tables


def tables(data: bytes) -> list[Table]:
    """Every table that could be meant; what the file is shows in its first bytes, not in its name.

    Raises UnreadableFileError.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFileError("The file is larger than 5 MB. Save only the list of people, and try again.")
    if data.startswith((ZIP_START, OLE_START)):
        return workbook_tables(data)
    return text_tables(data)
