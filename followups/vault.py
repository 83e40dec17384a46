"""The keys of themes: one file a window, outside of database and backup, destroyed when the window is published.

Key and database together read every contribution; a dump without the key reads none, for ever, once the file is gone.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

BYTES = 32


def key_of(aggregate: UUID) -> bytes | None:
    """The key of a window or pool; None when it was destroyed or lost."""
    try:
        return _file(aggregate).read_bytes()
    except FileNotFoundError:
        return None


def make_key(aggregate: UUID) -> bytes:
    """The key of a window that opens; the one that is there when an opening was begun before and rolled back."""
    folder = _file(aggregate).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = folder / f".{secrets.token_hex(8)}"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
        # Linked, not renamed: of two that open the same window at once the first one's key stays.
        with suppress(FileExistsError):
            os.link(new, _file(aggregate))
    finally:
        new.unlink()
    _sync(folder)
    return _file(aggregate).read_bytes()


def destroy_key(aggregate: UUID) -> None:
    """Overwrite and remove a key; harmless when it is gone.

    Overwriting is all that a program can do; a disk may keep old blocks, so docs/operations.md asks for a small volume
    of its own that is never copied.
    """
    path = _file(aggregate)
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _file(aggregate: UUID) -> Path:
    folder: Path = settings.THEME_KEYS_DIR
    return folder / aggregate.hex
