"""Seeds of second factors as they are stored: whoever reads a copy of the database must not make anybody's codes.

An app's secret and the seed of recovery codes are sealed with a key that is derived from NOTE_KEYS for this alone,
under the version that is named in front, so that `rotate_keys` can bring them under a new one. Not SECRET_KEY: it has
no versions, and a new one would lock everybody out. allauth hands over nothing but the text, so a seed is not bound to
its person; whoever may swap rows may delete them, too.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from typing import Any

from programs.aead import UnreadableError, decrypt, encrypt
from programs.keyring import Keyring

PURPOSE = "hearten.second-factor.1"
SEALED = "sealed"
# Where allauth keeps what must stay secret; passkeys hold nothing but public keys.
FIELDS = ("secret", "seed")


def seal_seed(seed: str, ring: Keyring) -> str:
    """A seed under the newest version: "sealed:version:base64"."""
    box = encrypt(ring.derived(ring.newest, PURPOSE), seed.encode(), _bound(ring.newest))
    return f"{SEALED}:{ring.newest}:{base64.b64encode(box).decode()}"


def open_seed(stored: str, ring: Keyring) -> str:
    """The seed again. Raises UnreadableError, also for one that is not sealed: nobody may plant one of their own."""
    mark, version, encoded = (*stored.split(":"), "", "")[:3]
    if mark != SEALED:
        raise UnreadableError
    try:
        box = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise UnreadableError from None
    return decrypt(ring.derived(version, PURPOSE), box, _bound(version)).decode()


def version_of(stored: str) -> str:
    """The version of the key that a stored seed needs; empty for one that is not sealed."""
    mark, _, rest = stored.partition(":")
    return rest.partition(":")[0] if mark == SEALED else ""


def versions_in(data: dict[str, Any]) -> Iterator[str]:
    """The versions that one second factor needs."""
    yield from (version_of(data[field]) for field in FIELDS if field in data)
    yield from (version_of(code) for code in data.get("migrated_codes") or [])


def with_seeds(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """A second factor's data with each of its seeds changed, and all else as it was."""
    changed: dict[str, Any] = {field: change(data[field]) for field in FIELDS if field in data}
    if codes := data.get("migrated_codes"):
        changed["migrated_codes"] = [change(code) for code in codes]
    return {**data, **changed}


def _bound(version: str) -> bytes:
    return f"{PURPOSE}:{version}".encode()
