"""A stored contribution: always the same length, whatever is in it, and unreadable without its window's key."""

import struct
from dataclasses import dataclass
from uuid import UUID

from followups.themes.catalogue import BY_KEY, THEMES
from followups.themes.change import Snapshot
from programs.aead import NONCE_BYTES, TAG_BYTES, decrypt, encrypt

# More than anybody talks to within a year; of a talk with a 25th, nothing is written down.
PANELS = 24
_HEAD = struct.Struct(">BHB")
_PLAIN = _HEAD.size + 16 * PANELS
LENGTH = NONCE_BYTES + _PLAIN + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Row:
    """Whether somebody was asked, what stands now, and who heard them, which outlives a withdrawal."""

    asked: bool = False
    themes: frozenset[str] = frozenset()
    panels: frozenset[UUID] = frozenset()


EMPTY = Row()


def seal_row(row: Row, *, key: bytes, window: UUID, trainee: UUID) -> bytes:
    """Encrypted anew, with a nonce of its own, and bound to its window and trainee."""
    bits = sum(1 << BY_KEY[theme].place for theme in row.themes)
    plain = _HEAD.pack(row.asked, bits, len(row.panels)) + b"".join(sorted(panel.bytes for panel in row.panels))
    return encrypt(key, plain.ljust(_PLAIN, b"\0"), window.bytes + trainee.bytes)


def open_row(sealed: bytes, *, key: bytes, window: UUID, trainee: UUID) -> Row:
    """The row again. Raises programs.aead.UnreadableError for another key, window or trainee."""
    plain = decrypt(key, sealed, window.bytes + trainee.bytes)
    asked, bits, count = _HEAD.unpack_from(plain)
    starts = range(_HEAD.size, _HEAD.size + 16 * count, 16)
    return Row(
        asked=bool(asked),
        themes=frozenset(theme.key for theme in THEMES if bits >> theme.place & 1),
        panels=frozenset(UUID(bytes=plain[start : start + 16]) for start in starts),
    )


# What a window remembers of decided windows before it: who took part, in which panels. One block a window, of a length
# that the size of the program alone gives; a window that was not decided has a block, too, with nothing in it.
_BLOCK = struct.Struct(">IIi")
_PERSON = 16 + 2 * PANELS
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Remembered:
    """One earlier window: the day it ended as an ordinal, how many rows it had, and what is known of it."""

    ended: int
    rows: int
    snapshot: Snapshot


def seal_memory(blocks: tuple[Remembered, ...], *, key: bytes, aggregate: UUID) -> bytes:
    """Everything that a window must know of those before it."""
    return encrypt(key, b"".join(_block(block) for block in blocks), aggregate.bytes + b"memory")


def open_memory(sealed: bytes, *, key: bytes, aggregate: UUID) -> tuple[Remembered, ...]:
    """The blocks again. Raises programs.aead.UnreadableError for another key or window."""
    if not sealed:
        # Emptied when its time came: nothing is known any more, which is not the same as nobody.
        return (Remembered(0, 0, Snapshot(None)),)
    plain, at = decrypt(key, sealed, aggregate.bytes + b"memory"), 0
    blocks: list[Remembered] = []
    while at < len(plain):
        ended, rows, used = _BLOCK.unpack_from(plain, at)
        at += _BLOCK.size
        starts = range(at, at + _PERSON * max(used, 0), _PERSON)
        people = dict(_person(plain[start : start + _PERSON]) for start in starts)
        blocks.append(Remembered(ended, rows, Snapshot(None if used == UNKNOWN else people)))
        at += _PERSON * rows
    return tuple(blocks)


def _block(block: Remembered) -> bytes:
    people = block.snapshot.people
    numbers = {panel: number for number, panel in enumerate(sorted(block.snapshot.panels), start=1)}
    written = b"".join(
        who.bytes + _numbers(sorted(numbers[panel] for panel in held)) for who, held in sorted((people or {}).items())
    )
    used = UNKNOWN if people is None else len(people)
    return _BLOCK.pack(block.ended, block.rows, used) + written.ljust(_PERSON * block.rows, b"\0")


def _numbers(held: list[int]) -> bytes:
    return struct.pack(f">{PANELS}H", *held, *[0] * (PANELS - len(held)))


def _person(plain: bytes) -> tuple[UUID, frozenset[UUID]]:
    # Panels are numbered anew: which of two windows' panels are the same person's need not be kept.
    numbers = struct.unpack(f">{PANELS}H", plain[16:])
    return UUID(bytes=plain[:16]), frozenset(UUID(int=number) for number in numbers if number)
