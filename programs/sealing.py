"""Sealing what waits for a while outside its own tables: whoever reads a cache or a dump must not read people."""

import base64
import zlib
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def box(purpose: str) -> Fernet:
    """What seals and opens, with a key made from SECRET_KEY for one purpose."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))


def seal(text: str, purpose: str) -> str:
    """Compressed, encrypted and authenticated, with a key made from SECRET_KEY for one purpose."""
    return box(purpose).encrypt(zlib.compress(text.encode())).decode()


def unseal(sealed: str, purpose: str, lives: timedelta) -> str | None:
    """The text again; None when it is too old, altered, of another purpose, or SECRET_KEY changed."""
    try:
        return zlib.decompress(box(purpose).decrypt(sealed.encode(), ttl=int(lives.total_seconds()))).decode()
    except InvalidToken:
        return None
