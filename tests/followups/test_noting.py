"""What a note is refused for, and how long one lives."""

from datetime import date

import pytest

from followups.rules.noting import dies_on, extended, refusal
from followups.rules.screening import Concern

NAMES = ("Mei-Lin", "Y\u0131lmaz")


@pytest.mark.parametrize(
    ("text", "concern"),
    [
        # Identifiers
        ("Her number is 123-45-6789", Concern.IDENTIFIER),
        ("A 123456789 on the form", Concern.IDENTIFIER),
        ("N0012345678", Concern.IDENTIFIER),
        ("chart X1234567", Concern.IDENTIFIER),
        ("the one with MRN 4471", Concern.IDENTIFIER),
        ("call (312) 555-0142", Concern.IDENTIFIER),
        ("write to mei@riverside.test", Concern.IDENTIFIER),
        ("see https://example.org/x", Concern.IDENTIFIER),
        ("see www.example.org", Concern.IDENTIFIER),
        # Spelled so that a simple look would miss it
        ("call \uff13\uff11\uff12\uff0d\uff15\uff15\uff15\uff0d\uff10\uff11\uff14\uff12", Concern.IDENTIFIER),
        ("call 312\u200b555\u200b0142", Concern.IDENTIFIER),
        # The trainee's own name, in any of its parts and spellings
        ("Mei seemed lighter", Concern.NAME),
        ("YILMAZ seemed lighter", Concern.NAME),
        ("lin's plan for spring", Concern.NAME),
        # What belongs to triage
        ("spoke of suicide", Concern.HELP),
        ("an assault on the ward", Concern.HELP),
        ("probably depression", Concern.HELP),
        ("the visa runs out", Concern.HELP),
        ("worried about J-1", Concern.HELP),
    ],
)
def test_what_is_refused(text: str, concern: Concern) -> None:
    found = refusal(text, names=NAMES)
    assert found is not None
    assert found.concern == concern
    # A refusal repeats nothing of what was typed, so that no page or log keeps it.
    assert not {word for word in text.split() if len(word) > 5} & set(found.sentence.split())


@pytest.mark.parametrize(
    "text",
    [
        "Wants to hear first what went well. Coffee, not the office.",
        "Come back on 12/03 to the clinic schedule, 12:10 is a good time.",
        "Finds 3 calls in 10 days a lot. Likes lines of poems.",
        "Meet again in the garden.",
    ],
)
def test_what_may_be_kept(text: str) -> None:
    assert refusal(text, names=NAMES) is None


def test_a_name_of_two_letters_is_refused_as_it_is_written() -> None:
    assert refusal("an idea for spring", names=("An", "Wu")) is None
    found = refusal("An has an idea", names=("An", "Wu"))
    assert found is not None
    assert found.concern == Concern.NAME


def test_a_note_lives_90_days_and_a_year_at_most() -> None:
    written = date(2026, 1, 1)
    day, days = dies_on(written), []
    while extended(day, written) > day:
        day = extended(day, written)
        days.append((day - written).days)
    assert ((dies_on(written) - written).days, days) == (90, [180, 270, 360, 365])
