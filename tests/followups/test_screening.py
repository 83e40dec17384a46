"""What a line is refused for, and what it is not."""

import pytest

from followups.rules.screening import Concern, screen

REFUSED = [
    ("call 312-555-0142", Concern.IDENTIFIER),
    ("call (312) 555 0142", Concern.IDENTIFIER),
    ("pager 555-0142", Concern.IDENTIFIER),
    ("+44 20 7946 0958", Concern.IDENTIFIER),
    ("SSN 123-45-6789", Concern.IDENTIFIER),
    ("123 45 6789", Concern.IDENTIFIER),
    ("A 012345678", Concern.IDENTIFIER),
    ("N0012345678", Concern.IDENTIFIER),
    ("passport AB1234567", Concern.IDENTIFIER),
    ("MRN 4471", Concern.IDENTIFIER),
    ("chart no 12", Concern.IDENTIFIER),
    ("write to mei@example.edu", Concern.IDENTIFIER),
    ("see https://example.edu/x", Concern.IDENTIFIER),
    ("see example.org", Concern.IDENTIFIER),
    ("ask Mei again", Concern.NAME),
    ("Yilmáz wants Thursdays", Concern.NAME),
    ("Mei's clinic", Concern.NAME),
    ("suicidal thoughts", Concern.HELP),
    ("he was Assaulted on call", Concern.HELP),
    ("harassment by a senior", Concern.HELP),
    ("depression is back", Concern.HELP),
    ("DEPRESSIÓN", Concern.HELP),
    ("her J-1 runs out", Concern.HELP),
    ("renew the H1B", Concern.HELP),
    ("visa papers", Concern.HELP),
    ("a time at the psychiatry clinic", Concern.HELP),
    ("after her cancer ward stay: depression", Concern.HELP),
    # Help first: it leads somewhere.
    ("Mei is suicidal, call 312-555-0142", Concern.HELP),
]

LET_THROUGH = [
    "move Thursday clinic to the afternoon",
    "ask about the call room by 5 pm",
    "find a desk on floor 4, room 4.112",
    "swap 2 nights in March 2027",
    "send the form 12 B to the office",
    "advise on posters, supervise the abstract",
    "talk again at 12:30 on 12/3/2026",
    "the meal plan for weekends",
    "swap the psychiatry rotation",
    "a desk near the cancer ward",
    "",
]


@pytest.mark.parametrize(("text", "concern"), REFUSED)
def test_what_is_refused(text: str, concern: Concern) -> None:
    found = screen(text, names=["Mei Yilmaz"])
    assert found is not None
    assert found.concern == concern
    # Nothing of it is repeated.
    assert not any(word in found.sentence for word in text.split() if len(word) > 4)


@pytest.mark.parametrize("text", LET_THROUGH)
def test_what_is_let_through(text: str) -> None:
    assert screen(text, names=["Mei Yilmaz"]) is None


def test_short_parts_of_a_name_are_words_too() -> None:
    assert screen("an hour with the team", names=["An Li"]) is None
    assert screen("an hour for nguyen", names=["An Nguyễn"]) is not None
