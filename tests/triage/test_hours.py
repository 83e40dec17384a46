"""Who answers at 3 a.m.: hours over zones and both changes of clocks, on the server and in a kept copy."""

import json
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.national import lines
from triage.page import national_line
from triage.rules import (
    AHEAD,
    DOUBTFUL,
    Hours,
    Span,
    answering,
    answering_text,
    clock,
    doubtful_times,
    hours_text,
    open_times,
)

WEEKDAYS, EVERY_DAY = frozenset(range(5)), frozenset(range(7))
OFFICE = Hours("America/Chicago", spans=(Span(WEEKDAYS, time(8), time(17)),))
NIGHTS = Hours("America/New_York", spans=(Span(EVERY_DAY, time(19), time(7)),))
HELP_JS = Path(__file__).parents[2] / "static" / "src" / "help.js"


def at(text: str, zone: str = "America/Chicago", fold: int = 0) -> datetime:
    """A wall-clock time as an instant; 2026-11-22 is a Sunday."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "now", "says"),
    [
        (OFFICE, at("2026-11-23T09:00"), "Answers now, until 5 pm, Chicago time"),
        (OFFICE, at("2026-11-23T16:59"), "Answers now, until 5 pm, Chicago time"),
        (OFFICE, at("2026-11-23T17:00"), "Closed now. Answers Tuesday at 8 am, Chicago time"),
        (OFFICE, at("2026-11-23T03:00"), "Closed now. Answers at 8 am, Chicago time"),
        (OFFICE, at("2026-11-20T18:00"), "Closed now. Answers Monday at 8 am, Chicago time"),
        # The same moment, seen from a phone in New York, is the contact's time all the same.
        (OFFICE, at("2026-11-23T08:30", "America/New_York"), "Closed now. Answers at 8 am, Chicago time"),
        (NIGHTS, at("2026-11-23T03:00", "America/New_York"), "Answers now, until 7 am, New York time"),
        (NIGHTS, at("2026-11-22T23:00", "America/New_York"), "Answers now, until Monday at 7 am, New York time"),
        (Hours("America/Phoenix", always=True), at("2026-11-23T03:00"), "Answers at any hour"),
        (Hours("America/Chicago"), at("2026-11-23T03:00"), "Closed now"),
    ],
)
def test_who_answers(hours: Hours, now: datetime, says: str) -> None:
    assert answering_text(hours, now) == says


THANKSGIVING = "2026-11-26T09:00"


@pytest.mark.parametrize(
    ("hours", "now", "says"),
    [
        (OFFICE, at(THANKSGIVING), DOUBTFUL),
        (OFFICE, at("2026-11-26T16:59"), DOUBTFUL),
        # Outside of its hours it is closed, holiday or not, and the next sure time is another day's.
        (OFFICE, at("2026-11-26T17:00"), "Closed now. Answers Friday at 8 am, Chicago time"),
        (OFFICE, at("2026-11-26T07:00"), "Closed now. Answers Friday at 8 am, Chicago time"),
        (OFFICE, at("2026-11-25T18:00"), "Closed now. Answers Friday at 8 am, Chicago time"),
        (OFFICE, at("2026-11-25T09:00"), "Answers now, until 5 pm, Chicago time"),
        (OFFICE, at("2026-11-27T09:00"), "Answers now, until 5 pm, Chicago time"),
        # July 4, 2026 is a Saturday: Friday stands for it. July 4, 2027 is a Sunday: Monday does.
        (OFFICE, at("2026-07-03T09:00"), DOUBTFUL),
        (OFFICE, at("2027-07-05T09:00"), DOUBTFUL),
        (OFFICE, at("2027-07-06T09:00"), "Answers now, until 5 pm, Chicago time"),
        # January 1, 2028 is a Saturday: the holiday is kept on the last day of the year before.
        (OFFICE, at("2027-12-31T09:00"), DOUBTFUL),
        # Whoever answers every night, or always, does so on Christmas night.
        (NIGHTS, at("2026-12-25T23:00", "America/New_York"), "Answers now, until Saturday at 7 am, New York time"),
        (Hours("UTC", always=True), at(THANKSGIVING), "Answers at any hour"),
    ],
)
def test_on_a_holiday_weekday_hours_are_in_doubt(hours: Hours, now: datetime, says: str) -> None:
    assert answering_text(hours, now) == says
    assert answering(hours, now).now is says.startswith("Answers")


def test_the_holiday_is_the_contacts_own_day() -> None:
    """Where the contact is, not where the reader is: late on the day before, it is Thanksgiving in the east already."""
    shifts = (Span(WEEKDAYS, time(0), time(6)), Span(WEEKDAYS, time(18), time(0)))
    eastern, hawaiian = (Hours(zone, spans=shifts) for zone in ("America/New_York", "Pacific/Honolulu"))
    moment = at("2026-11-26T00:30", "America/New_York")
    assert answering_text(eastern, moment) == DOUBTFUL
    assert answering_text(hawaiian, moment) == "Answers now, until Thursday at midnight, Honolulu time"
    moment = at("2026-11-26T19:00", "Pacific/Honolulu")
    assert answering_text(hawaiian, moment) == DOUBTFUL
    assert answering(eastern, moment).now


def test_a_night_that_begins_before_a_holiday_is_sure_and_one_that_begins_on_it_is_not() -> None:
    nights = Hours("America/Chicago", spans=(Span(WEEKDAYS, time(19), time(7)),))
    assert answering_text(nights, at("2026-11-26T03:00")) == "Answers now, until 7 am, Chicago time"
    assert answering_text(nights, at("2026-11-26T23:00")) == DOUBTFUL


def test_hours_that_touch_are_one_span_and_a_whole_week_has_no_end() -> None:
    late = Hours("UTC", spans=(Span(EVERY_DAY, time(8), time(0)), Span(EVERY_DAY, time(0), time(2))))
    assert answering_text(late, at("2026-11-23T23:00", "UTC")) == "Answers now, until Tuesday at 2 am, UTC time"
    round_the_clock = Hours("UTC", spans=(Span(EVERY_DAY, time(0), time(0)),))
    assert answering_text(round_the_clock, at("2026-11-23T23:00", "UTC")) == "Answers now"


@pytest.mark.parametrize("zone", ["America/New_York", "America/Phoenix"])
def test_the_night_on_which_clocks_go_forward(zone: str) -> None:
    """2027-03-14: in New York there is no 2:30 am; a shift from then begins at 3:30, in doubt later."""
    hours = Hours(zone, spans=(Span(EVERY_DAY, time(2, 30), time(6)),))
    night = [span for span in open_times(hours, at("2027-03-14T00:00", zone)) if span[0].day == 14]
    start, end = night[0]
    assert end == at("2027-03-14T06:00", zone)
    length = timedelta(hours=2, minutes=30) if zone == "America/New_York" else timedelta(hours=3, minutes=30)
    assert end - start == length
    # A night shift that spans the change is an hour shorter, and answers in the middle of it.
    nights = Hours(zone, spans=(Span(EVERY_DAY, time(19), time(7)),))
    assert answering(nights, at("2027-03-14T03:15", zone)).until == at("2027-03-14T07:00", zone)


@pytest.mark.parametrize("zone", ["America/New_York", "America/Phoenix"])
def test_the_night_on_which_clocks_go_back(zone: str) -> None:
    """2026-11-01: in New York 1:30 am comes twice; an end is the first of them, a beginning the second."""
    until = Hours(zone, spans=(Span(EVERY_DAY, time(20), time(1, 30)),))
    assert answering(until, at("2026-10-31T23:00", zone)).until == at("2026-11-01T01:30", zone)
    begins = Hours(zone, spans=(Span(EVERY_DAY, time(1, 30), time(8)),))
    found = answering(begins, at("2026-11-01T00:30", zone)).again
    assert found == at("2026-11-01T01:30", zone, fold=1)


def test_three_in_the_morning_on_the_national_lines() -> None:
    night = at("2026-11-23T03:00", "America/New_York")
    said = {line.name: national_line(line, night).answering for line in lines()}
    assert said["988"] == said["911"] == "Answers at any hour"
    assert said["Physician Support Line"] == "Closed now. Answers at 8 am, New York time"


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        (OFFICE, "Mon to Fri, 8 am to 5 pm, Chicago time"),
        (NIGHTS, "Every day, 7 pm to 7 am, New York time"),
        (
            Hours(
                "UTC",
                spans=(
                    Span(frozenset({0, 2, 3, 4}), time(8, 30), time(12)),
                    Span(frozenset({5, 6}), time(0), time(12)),
                ),
            ),
            "Mon, Wed to Fri, 8:30 am to noon; Sat, Sun, midnight to noon, UTC time",
        ),
        (Hours("UTC", always=True), "Any hour, every day"),
        (Hours("UTC"), "Hours not known"),
    ],
)
def test_hours_in_words(hours: Hours, says: str) -> None:
    assert hours_text(hours) == says


def test_the_clock_in_words() -> None:
    said = [
        clock(datetime(2026, 1, 1, hour, minute, tzinfo=UTC)) for hour, minute in ((0, 0), (0, 5), (12, 0), (13, 30))
    ]
    assert said == ["midnight", "12:05 am", "noon", "1:30 pm"]


# --- The same on a phone that kept a copy -----------------------------------------------------------------------

clocks = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
spans = st.builds(Span, st.frozensets(st.integers(0, 6), min_size=1), clocks, clocks)
zones = st.sampled_from(
    ["America/New_York", "America/Chicago", "America/Phoenix", "Pacific/Honolulu", "Asia/Kathmandu"]
)
hours = st.builds(Hours, zones, st.just(False), st.lists(spans, max_size=3).map(tuple))
# Around both changes of clocks, Veterans Day, Thanksgiving, and a Fourth of July that is a Sunday.
DAYS = ((2026, 10, 30), (2027, 3, 12), (2026, 11, 10), (2026, 11, 23), (2027, 7, 2))
moments = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from([datetime(year, month, day, tzinfo=UTC) for year, month, day in DAYS]),
    st.integers(0, 4 * 24 * 60),
)


@given(st.lists(st.tuples(hours, moments, st.integers(0, 14 * 24 * 60)), min_size=60, max_size=60))
@settings(max_examples=2, deadline=None)
def test_a_kept_copy_says_what_the_server_would_say(cases: list[tuple[Hours, datetime, int]]) -> None:
    """The script is run on times worked out when the copy was taken, up to two weeks before it is read."""
    asked, expected = [], []
    for kept_hours, taken, minutes_later in cases:
        now = taken + timedelta(minutes=minutes_later)
        times, doubtful = (
            " ".join(f"{_minute(a)}-{_minute(b)}" for a, b in found(kept_hours, taken))
            for found in (open_times, doubtful_times)
        )
        asked.append([times, kept_hours.zone, _minute(now), _minute(taken + AHEAD), doubtful])
        expected.append(answering_text(kept_hours, now))
    script = (
        f'import {{ answering }} from "{HELP_JS.as_uri()}";'
        "const cases = JSON.parse(await new Response(process.stdin).text());"
        "console.log(JSON.stringify(cases.map((each) => answering(...each).text)));"
    )
    node = [str(Path(sys.executable).with_name("node")), "--input-type=module", "-e", script]
    done = subprocess.run(node, input=json.dumps(asked), capture_output=True, text=True, check=True)
    for said, wanted, case in zip(json.loads(done.stdout), expected, cases, strict=True):
        # Open without a gap for weeks: the copy may know less far ahead than the server does now.
        assert said == wanted or (said == "Answers now" and wanted.startswith("Answers now")), case


def _minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)
