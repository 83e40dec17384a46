"""The inventory's words about when rows die, and the rules that a machine follows, say the same (privacy.md 5)."""

import re
from datetime import timedelta

import pytest

from home.inventory import INVENTORY, LIBRARY
from home.inventory.retention import OUTSIDE, RULES, After, model_of

SAID = [
    *((table, held.retention) for table, rows in INVENTORY.items() for held in rows),
    *((table, held.retention) for table, held in LIBRARY.items()),
]
NUMBERS = {"a": 1, "an": 1, "two": 2, "three": 3, "seven": 7}
UNITS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1), "year": timedelta(days=365)}


def test_there_is_no_rule_for_words_that_nobody_says() -> None:
    said = set(SAID)
    own = {(table, rule.words) for table, rules in RULES.items() for rule in rules}
    assert own | {(table, rule.words) for table, rule in OUTSIDE.items()} <= said


DATED = [(t, rule) for t, rules in [*RULES.items(), *((t, (r,)) for t, r in OUTSIDE.items())] for rule in rules]


@pytest.mark.parametrize(
    ("table", "rule"), [(t, r) for t, r in DATED if isinstance(r, After)], ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_rule_means_the_time_that_its_words_say(table: str, rule: After) -> None:
    model_of(table)._meta.get_field(rule.column)
    if not rule.lives:
        # The row itself says on which day it goes.
        assert rule.column in ("forget_on", "expire_date")
        return
    spans = {
        UNITS[unit] * (int(number) if number.isdigit() else NUMBERS[number])
        for number, unit in re.findall(r"\b(\d+|an?|two|three|seven) (hour|day|week|year)s?\b", rule.words)
    }
    assert rule.lives in spans
