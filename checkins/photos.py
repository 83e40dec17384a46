"""A listener's photo: made small and anonymous when it comes in, at an address that cannot be guessed."""

import hashlib
from io import BytesIO
from uuid import UUID

from django.core import signing
from PIL import Image, ImageOps, UnidentifiedImageError

# Twice the size at which it is shown, for sharp screens.
SIDE = 224
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
SALT = "checkins.photo"


class NoPhotoError(ValueError):
    """What was uploaded cannot be shown as a photo; the text says what to do."""


def small(data: bytes) -> bytes:
    """A square JPEG of a photo, without place, camera or anything else that was written into the file.

    Raises NoPhotoError for anything but a JPEG, PNG or WebP picture of a sensible size.
    """
    sentence = "Choose a photo as a JPEG, PNG or WebP file."
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NoPhotoError("This photo is very large. Choose a smaller one.")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, NoPhotoError):
            raise
        raise NoPhotoError(sentence) from None
    fitted = ImageOps.fit(upright, (SIDE, SIDE))
    # A fresh picture: nothing of the file's own notes comes along.
    clean = Image.new("RGB", fitted.size)
    clean.paste(fitted)
    out = BytesIO()
    clean.save(out, format="JPEG", quality=84, optimize=True)
    return out.getvalue()


def key_of(data: bytes) -> str:
    """Changes with the picture, so that an address never shows another one than it was given out for."""
    return hashlib.sha256(data).hexdigest()[:16]


def token_of(program_id: UUID, person_id: UUID, key: str) -> str:
    """What a photo's address carries; the same each time, so that browsers keep the picture."""
    raw = signing.b64_encode(program_id.bytes + person_id.bytes).decode()
    return signing.Signer(salt=SALT).sign(f"{raw}.{key}")


def read_token(token: str) -> tuple[UUID, UUID, str]:
    """Program, person and key of an address. Raises ValueError for one that we did not give out."""
    try:
        raw, _, key = signing.Signer(salt=SALT).unsign(token).partition(".")
        data = signing.b64_decode(raw.encode())
        return UUID(bytes=data[:16]), UUID(bytes=data[16:]), key
    except signing.BadSignature:
        raise ValueError("No such photo.") from None
