"""Sealing private notes: AES-256-GCM, a data key per author, wrapped by a key that lives outside the database.

privacy.md 3. What is sealed is bound to where it stands (program, note, author, generation of the data key): a row that
was swapped, copied or altered does not open. Everything here is pure; rows are the work of followups/actions/notes.py.
"""

import base64
import binascii
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
NONCE_BYTES = 12
LONGEST = 600
# Four bytes a character at most, behind two that say how many there are: every note is sealed at the same length.
PADDED = 2 + 4 * LONGEST


class UnreadableError(Exception):
    """A sealed row that does not open: altered, moved, or its key is not in NOTE_KEYS. Never says which."""


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Whose data key it is, and the how manyth."""

    program_id: UUID
    author_id: UUID
    generation: int

    def bound(self, version: str) -> bytes:
        """Associated data of the wrapped key."""
        return _bound(b"key", self.program_id.bytes, self.author_id.bytes, str(self.generation), version)


@dataclass(frozen=True, slots=True)
class NotePlace:
    """Which note it is, of whom, in which program, and under which data key."""

    note_id: UUID
    key: KeyPlace

    @property
    def bound(self) -> bytes:
        """Associated data of the sealed note."""
        key = self.key
        return _bound(b"note", key.program_id.bytes, self.note_id.bytes, key.author_id.bytes, str(key.generation))


def _bound(*parts: bytes | str) -> bytes:
    raw = [part.encode() if isinstance(part, str) else part for part in parts]
    # Each part with its length before it, so that no two different places make the same bytes.
    return b"hearten.1" + b"".join(len(part).to_bytes(2) + part for part in raw)


def seal(text: str, data_key: bytes, place: NotePlace) -> bytes:
    """The text, encrypted and authenticated, always of one length. Raises ValueError above 600 characters."""
    if len(text) > LONGEST:
        raise ValueError("A note is at most 600 characters long.")
    raw = text.encode()
    padded = (len(raw).to_bytes(2) + raw).ljust(PADDED, b"\0")
    return _encrypt(data_key, padded, place.bound)


def unseal(sealed: bytes, data_key: bytes, place: NotePlace) -> str:
    """The text again. Raises UnreadableError."""
    padded = _decrypt(data_key, sealed, place.bound)
    return padded[2 : 2 + int.from_bytes(padded[:2])].decode()


def new_data_key() -> bytes:
    """A fresh data key."""
    return AESGCM.generate_key(bit_length=256)


class Keyring:
    """The key-encryption keys of NOTE_KEYS by version; `newest` wraps, all of them unwrap."""

    def __init__(self, keys: Mapping[str, bytes], newest: str) -> None:
        self._keys = dict(keys)
        self.newest = newest

    @property
    def versions(self) -> list[str]:
        """Every version there is a key for."""
        return list(self._keys)

    def wrap(self, data_key: bytes, place: KeyPlace) -> bytes:
        """A data key as it may be stored, under the newest version."""
        return _encrypt(self._keys[self.newest], data_key, place.bound(self.newest))

    def unwrap(self, wrapped: bytes, version: str, place: KeyPlace) -> bytes:
        """A data key again. Raises UnreadableError, also for a version that NOTE_KEYS no longer has."""
        if version not in self._keys:
            raise UnreadableError
        return _decrypt(self._keys[version], wrapped, place.bound(version))


def keyring() -> Keyring:
    """The keys of the settings. Raises ImproperlyConfigured, never repeating a key."""
    return read_keys(settings.NOTE_KEYS)


def read_keys(parts: Sequence[str]) -> Keyring:
    """Keys written as "version:base64", newest first. Raises ImproperlyConfigured for anything else."""
    keys: dict[str, bytes] = {}
    for number, part in enumerate(parts, start=1):
        version, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not version or len(version) > 20 or len(key) != KEY_BYTES:
            raise ImproperlyConfigured(f"Part {number} of NOTE_KEYS is not version:base64 of 32 bytes.")
        if version in keys:
            raise ImproperlyConfigured(f"NOTE_KEYS has version {version!r} twice.")
        keys[version] = key
    if not keys:
        raise ImproperlyConfigured("NOTE_KEYS names no key.")
    return Keyring(keys, next(iter(keys)))


def _encrypt(key: bytes, text: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text, bound)


def _decrypt(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:]), bound)
    except (InvalidTag, ValueError):
        # Without the cause: a traceback must not show what was being opened.
        raise UnreadableError from None
