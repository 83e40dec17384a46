"""The keys that live outside the database and its backups: NOTE_KEYS, newest first."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from programs.aead import KEY_BYTES, UnreadableError, decrypt, encrypt


class Place(Protocol):
    """Where something sealed stands."""

    def bound(self, version: str) -> bytes:
        """Associated data under a version of the key."""
        ...


class Keyring:
    """The key-encryption keys of NOTE_KEYS by version; `newest` wraps, all of them unwrap."""

    def __init__(self, keys: Mapping[str, bytes], newest: str) -> None:
        self._keys = dict(keys)
        self.newest = newest

    @property
    def versions(self) -> list[str]:
        """Every version there is a key for."""
        return list(self._keys)

    def wrap(self, data_key: bytes, place: Place) -> bytes:
        """A data key as it may be stored, under the newest version."""
        return encrypt(self._keys[self.newest], data_key, place.bound(self.newest))

    def unwrap(self, wrapped: bytes, version: str, place: Place) -> bytes:
        """A data key again. Raises UnreadableError, also for a version that NOTE_KEYS no longer has."""
        return decrypt(self._key(version), wrapped, place.bound(version))

    def derived(self, version: str, purpose: str) -> bytes:
        """A key of one version for one purpose alone, so that what it opens opens nothing else. Raises as above."""
        made = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode())
        return made.derive(self._key(version))

    def _key(self, version: str) -> bytes:
        if version not in self._keys:
            raise UnreadableError
        return self._keys[version]


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
