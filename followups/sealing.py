"""Sealing private notes: AES-256-GCM, a data key per author, wrapped by a key of programs/keyring.py.

privacy.md 3. What is sealed is bound to where it stands (program, note, author, generation of the data key): a row that
was swapped, copied or altered does not open. Everything here is pure; rows are the work of followups/actions/notes.py.
"""

from dataclasses import dataclass
from uuid import UUID

from programs.aead import decrypt, encrypt

LONGEST = 600
# Four bytes a character at most, behind two that say how many there are: every note is sealed at the same length.
PADDED = 2 + 4 * LONGEST


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
    return encrypt(data_key, padded, place.bound)


def unseal(sealed: bytes, data_key: bytes, place: NotePlace) -> str:
    """The text again. Raises UnreadableError."""
    padded = decrypt(data_key, sealed, place.bound)
    return padded[2 : 2 + int.from_bytes(padded[:2])].decode()
