"""What is shown to a trainee without being asked for, from plain facts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from resources.rules.moments import Situation, for_now, moments_of
from resources.rules.shelf import Entry, is_stale
from tests.factories import TODAY

CALM = Situation(
    starts_on=TODAY - timedelta(days=400), ends_on=TODAY + timedelta(days=400), on_nights=False, has_mentor=True,
    plan_is_due=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "moments"),
    [
        ({}, []),
        ({"starts_on": TODAY - timedelta(days=92)}, ["arriving"]),
        ({"starts_on": TODAY - timedelta(days=93)}, []),
        ({"ends_on": TODAY + timedelta(days=183)}, ["leaving"]),
        ({"ends_on": TODAY + timedelta(days=184)}, []),
        ({"on_nights": True, "plan_is_due": True}, ["nights", "plan"]),
        ({"has_mentor": False}, ["no_mentor"]),
        ({"starts_on": None, "ends_on": None}, []),
    ],
)
def test_moments(changes: dict[str, object], moments: list[str]) -> None:
    assert list(moments_of(replace(CALM, **changes), TODAY)) == moments  # type: ignore[arg-type]  # fields of Situation


def _entry(key: str, *moments: str) -> Entry:
    return Entry(key=key, name=key, about="", moments=moments)


def test_a_few_of_each_moment_in_turn_and_none_twice() -> None:
    entries = [_entry("a", "nights"), _entry("b", "nights"), _entry("c", "nights", "plan"), _entry("d", "plan")]
    assert [entry.key for entry in for_now(entries, ["nights", "plan"])] == ["a", "c", "b", "d"]
    assert [entry.key for entry in for_now(entries, ["nights", "plan"], most=2)] == ["a", "c"]
    assert for_now(entries, []) == []


def test_after_a_year_it_is_stale_and_never_looked_at_too() -> None:
    assert not is_stale(TODAY - timedelta(days=365), TODAY)
    assert is_stale(TODAY - timedelta(days=366), TODAY)
    assert is_stale(None, TODAY)
