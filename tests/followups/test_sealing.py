"""What is sealed opens in its own place alone, and not at all when a single bit differs (privacy.md 3)."""

import base64
import random
from dataclasses import replace
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given, settings
from hypothesis import strategies as st

from followups import sealing
from followups.sealing import KeyPlace, NotePlace, seal, unseal
from programs.aead import NONCE_BYTES, UnreadableError
from programs.keyring import Keyring, read_keys

OWN = KeyPlace(UUID(int=1), UUID(int=2), 1)
HERE = NotePlace(UUID(int=3), OWN)
KEY = bytes(range(32))
TEXT = "Ask about the garden."
RING = Keyring({"2": b"b" * 32, "1": b"a" * 32}, "2")


def _encoded(letter: bytes) -> str:
    return base64.b64encode(letter * 32).decode()


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=600))
def test_what_is_sealed_comes_back_and_its_length_tells_nothing(text: str) -> None:
    sealed = seal(text, KEY, HERE)
    assert unseal(sealed, KEY, HERE) == text
    assert len(sealed) == NONCE_BYTES + sealing.PADDED + 16


def test_the_longest_note_of_the_widest_characters_fits() -> None:
    assert unseal(seal("\U0001f33f" * 600, KEY, HERE), KEY, HERE) == "\U0001f33f" * 600
    with pytest.raises(ValueError, match="600"):
        seal("x" * 601, KEY, HERE)


def test_every_flipped_bit_is_found() -> None:
    sealed = seal(TEXT, KEY, HERE)
    # The nonce, the text's first bytes, the tag, and a sample of the padding between them.
    bits = [*range(12 * 8 + 200), *range(len(sealed) * 8 - 128, len(sealed) * 8)]
    bits += random.Random(1).sample(range(296, len(sealed) * 8 - 128), 100)
    for bit in bits:
        altered = bytearray(sealed)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(UnreadableError):
            unseal(bytes(altered), KEY, HERE)


@pytest.mark.parametrize("cut", [0, 5, 12, 27, 28, 100])
def test_a_row_that_was_cut_short_does_not_open(cut: int) -> None:
    with pytest.raises(UnreadableError):
        unseal(seal(TEXT, KEY, HERE)[:cut], KEY, HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, note_id=UUID(int=9)),
        replace(HERE, key=replace(OWN, author_id=UUID(int=9))),
        replace(HERE, key=replace(OWN, program_id=UUID(int=9))),
        replace(HERE, key=replace(OWN, generation=2)),
        # Program and author exchanged: the same bytes in another order.
        replace(HERE, key=KeyPlace(OWN.author_id, OWN.program_id, 1)),
    ],
)
def test_a_row_in_another_place_does_not_open(elsewhere: NotePlace) -> None:
    with pytest.raises(UnreadableError):
        unseal(seal(TEXT, KEY, HERE), KEY, elsewhere)


def test_the_same_text_is_never_sealed_alike() -> None:
    assert len({seal(TEXT, KEY, HERE) for _ in range(50)}) == 50


def test_a_wrapped_key_opens_under_its_version_and_owner_alone() -> None:
    wrapped = RING.wrap(KEY, OWN)
    assert RING.unwrap(wrapped, "2", OWN) == KEY
    for version, place in (("1", OWN), ("3", OWN), ("2", replace(OWN, author_id=UUID(int=9)))):
        with pytest.raises(UnreadableError):
            RING.unwrap(wrapped, version, place)


def test_a_wrapped_key_is_not_a_note_and_a_note_not_a_key() -> None:
    with pytest.raises(UnreadableError):
        unseal(RING.wrap(KEY, OWN), b"b" * 32, HERE)


def test_keys_are_read_newest_first() -> None:
    ring = read_keys([f"new:{_encoded(b'n')}", f"old:{_encoded(b'o')}"])
    assert (ring.newest, ring.versions) == ("new", ["new", "old"])


@pytest.mark.parametrize(
    "parts",
    [
        [],
        ["1"],
        [f":{_encoded(b'k')}"],
        ["1:c2hvcnQ="],
        ["1:not base64 at all"],
        [f"1:{_encoded(b'k')}", f"1:{_encoded(b'l')}"],
    ],
)
def test_wrong_keys_are_refused_and_never_repeated(parts: list[str]) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read_keys(parts)
    for part in parts:
        assert part.partition(":")[2] == "" or part.partition(":")[2] not in str(refused.value)
