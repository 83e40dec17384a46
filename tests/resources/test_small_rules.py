"""Small rules behind the pages: what a phone can call, and a timeline in the order of its days."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from resources.library import read
from resources.rules.reaching import parts
from resources.rules.timeline import timeline
from tests.factories import TODAY

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("reach", "links"),
    [
        ("Call 1-888-409-0141", ["tel:+18884090141"]),
        ("Call or text 988, or chat at 988lifeline.org", ["tel:988"]),
        ("Call 911; texting works in many places", ["tel:911"]),
        ("Ada at the front desk, room 1.010, or +1 312 555 0161", ["tel:+13125550161"]),
        ("(312) 555-0161 or 312.555.0162", ["tel:+13125550161", "tel:+13125550162"]),
        ("Write to peers@demo.hearten.test", ["mailto:peers@demo.hearten.test"]),
        ("Text HOME to 741741", []),
        ("Order 2024-555-01613 in room 312-555", []),
        ("", []),
    ],
)
def test_what_a_phone_can_call_is_a_link_and_no_word_is_lost(reach: str, links: list[str]) -> None:
    found = parts(reach)
    assert [address for _, address in found if address] == links
    assert "".join(words for words, _ in found) == reach


def test_every_number_of_the_shared_directory_can_be_called() -> None:
    for row in read():
        numbers = row.reach.count("1-8") + row.reach.count("1-7")
        assert sum(address.startswith("tel:+1") for _, address in parts(row.reach)) >= numbers, row.key


@dataclass
class Reach:
    what: str
    due_on: date
    done_on: date | None = None


def test_a_timeline_is_in_order_and_says_what_is_late() -> None:
    goals = [
        Reach("A letter", TODAY + 9 * DAY),
        Reach("A draft", TODAY - DAY),
        Reach("A title", TODAY - 3 * DAY, TODAY),
    ]
    found = timeline(goals, [(TODAY + 2 * DAY, "You meet")], TODAY + 5 * DAY, TODAY)
    assert [(stop.what, stop.state) for stop in found] == [
        ("A title", "done"),
        ("A draft", "late"),
        ("You meet", "ahead"),
        ("You both look back", "ahead"),
        ("A letter", "ahead"),
    ]
    assert [stop.milestone for stop in found] == [goals[2], goals[1], None, None, goals[0]]
    assert timeline([], [], None, TODAY) == []
