"""AES-256-GCM with a random nonce in front: whatever is sealed under a key of its own. Pure."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class UnreadableError(Exception):
    """Something sealed that does not open: altered, moved, or its key is not there. Never says which."""


def new_key() -> bytes:
    """A fresh key."""
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def encrypt(key: bytes, plain: bytes, bound: bytes) -> bytes:
    """Encrypted and authenticated, and bound to where it stands: `bound` must be the same when it is opened."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def decrypt(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """The plain bytes again. Raises UnreadableError."""
    try:
        return AESGCM(key).decrypt(bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:]), bound)
    except (InvalidTag, ValueError):
        # Without the cause: a traceback must not show what was being opened.
        raise UnreadableError from None
