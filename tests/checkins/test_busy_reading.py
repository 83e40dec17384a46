"""From a calendar file to busy times: repetitions, exceptions, zones, both nights when clocks change; no database."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkins.busy import Problem, ReadError
from checkins.busy import reading as reading_module
from checkins.busy.reading import busy_spans

CHICAGO = "America/Chicago"
FIRST = datetime(2026, 10, 1, tzinfo=UTC)
LAST = datetime(2027, 4, 1, tzinfo=UTC)


def calendar(*events: str, sheet: str = "") -> bytes:
    """A calendar file of events, each given by its lines without BEGIN and END."""
    body = "".join(f"BEGIN:VEVENT\nUID:u{number}\n{event}\nEND:VEVENT\n" for number, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{body}{sheet}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def local(data: bytes, zone: str = CHICAGO, first: datetime = FIRST, last: datetime = LAST) -> list[str]:
    """Busy times on the zone's wall clock: "11-24 09:00 to 11-24 10:00"."""
    at = ZoneInfo(zone)
    return [
        f"{start.astimezone(at):%m-%d %H:%M} to {end.astimezone(at):%m-%d %H:%M}"
        for start, end in busy_spans(data, first=first, last=last, zone=zone)
    ]


@pytest.mark.parametrize(
    ("event", "busy"),
    [
        ("DTSTART:20261124T150000Z\nDTEND:20261124T160000Z", ["11-24 09:00 to 11-24 10:00"]),
        ("DTSTART;TZID=America/New_York:20261124T100000\nDURATION:PT30M", ["11-24 09:00 to 11-24 09:30"]),
        ("DTSTART;TZID=Eastern Standard Time:20261124T100000\nDURATION:PT30M", ["11-24 09:00 to 11-24 09:30"]),
        ("DTSTART:20261124T090000\nDTEND:20261124T100000", ["11-24 09:00 to 11-24 10:00"]),  # floating
        ("DTSTART;VALUE=DATE:20261124", ["11-24 00:00 to 11-25 00:00"]),
        ("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261127", ["11-24 00:00 to 11-27 00:00"]),
        ("DTSTART:20261124T150000Z", []),  # a moment without length
        ("DTSTART:20261124T150000Z\nDTEND:20261124T140000Z", []),  # turned round
        ("DTSTART:20261124T150000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20261124T150000Z\nDURATION:PT1H\nSTATUS:CANCELLED", []),
        ("DTSTART:20261124T150000Z\nDURATION:PT1H\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        ("DTSTART:20261124T150000Z\nDURATION:PT1H\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", ["11-24 09:00 to 11-24 10:00"]),
        ("DTSTART:20200101T150000Z\nDURATION:PT1H", []),  # long ago
        ("DTSTART:20270402T150000Z\nDURATION:PT1H", []),  # too far ahead
        ("SUMMARY:no start", []),
    ],
)
def test_one_event(event: str, busy: list[str]) -> None:
    assert local(calendar(event)) == busy


def test_our_own_entries_are_in_nobodys_way() -> None:
    data = calendar("DTSTART:20261124T150000Z\nDURATION:PT1H").replace(b"UID:u0", b"UID:8a6f@hearten")
    assert local(data) == []


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3", ["11-24", "12-01", "12-08"]),
        ("RRULE:FREQ=DAILY;UNTIL=20261126T150000Z", ["11-24", "11-25", "11-26"]),
        ("RRULE:FREQ=DAILY;UNTIL=20261126", ["11-24", "11-25", "11-26"]),
        ("RRULE:FREQ=DAILY;COUNT=4\nEXDATE;TZID=America/Chicago:20261125T090000", ["11-24", "11-26", "11-27"]),
        ("RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20261125T150000Z,20261126T150000Z", ["11-24", "11-27"]),
        ("RDATE;TZID=America/Chicago:20261203T090000", ["11-24", "12-03"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1TU;COUNT=2", ["11-24", "12-29"]),
        ("RRULE:FREQ=MINUTELY", []),  # nobody's life
    ],
)
def test_repetitions(rule: str, days: list[str]) -> None:
    data = calendar(f"DTSTART;TZID=America/Chicago:20261124T090000\nDURATION:PT1H\n{rule}")
    assert local(data) == [f"{day} 09:00 to {day} 10:00" for day in days]


def test_a_repetition_that_began_long_ago() -> None:
    data = calendar("DTSTART;TZID=America/Chicago:20150106T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=TU")
    found = local(data, last=datetime(2026, 10, 16, tzinfo=UTC))
    assert found == ["10-06 09:00 to 10-06 10:00", "10-13 09:00 to 10-13 10:00"]


def test_a_moved_one_stands_in_place_of_its_repetition() -> None:
    series = "DTSTART;TZID=America/Chicago:20261124T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2"
    moved = "RECURRENCE-ID;TZID=America/Chicago:20261125T090000\nDTSTART:20261125T200000Z\nDURATION:PT1H"
    data = calendar(series, moved).replace(b"UID:u1", b"UID:u0")
    assert local(data) == ["11-24 09:00 to 11-24 10:00", "11-25 14:00 to 11-25 15:00"]
    # And a repetition that is called off alone.
    gone = calendar(series, moved + "\nSTATUS:CANCELLED").replace(b"UID:u1", b"UID:u0")
    assert local(gone) == ["11-24 09:00 to 11-24 10:00"]


class TestClocks:
    """At nine it stays nine, whatever the clocks do: back on November 1, 2026, forward on March 14, 2027."""

    @pytest.mark.parametrize(
        ("start", "utc"),
        [
            ("20261030T090000", ["10-30 14:00", "10-31 14:00", "11-01 15:00", "11-02 15:00"]),
            ("20270312T090000", ["03-12 15:00", "03-13 15:00", "03-14 14:00", "03-15 14:00"]),
        ],
    )
    def test_a_daily_meeting(self, start: str, utc: list[str]) -> None:
        data = calendar(f"DTSTART;TZID=America/Chicago:{start}\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4")
        found = busy_spans(data, first=FIRST, last=LAST, zone=CHICAGO)
        assert [f"{begins:%m-%d %H:%M}" for begins, _ in found] == utc
        assert {ends - begins for begins, ends in found} == {timedelta(hours=1)}

    @pytest.mark.parametrize(("day", "hours"), [("20261101", 25), ("20270314", 23), ("20261102", 24)])
    def test_a_whole_day_is_as_long_as_it_is(self, day: str, hours: int) -> None:
        ((start, end),) = busy_spans(calendar(f"DTSTART;VALUE=DATE:{day}"), first=FIRST, last=LAST, zone=CHICAGO)
        assert end - start == timedelta(hours=hours)

    def test_phoenix_keeps_its_clocks(self) -> None:
        data = calendar("DTSTART;TZID=America/Phoenix:20261031T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2")
        found = busy_spans(data, first=FIRST, last=LAST, zone=CHICAGO)
        assert [f"{begins:%H:%M}" for begins, _ in found] == ["16:00", "16:00"]


def test_a_sheet_of_busy_times() -> None:
    sheet = (
        "BEGIN:VFREEBUSY\nUID:f\nDTSTAMP:20261101T000000Z\n"
        "FREEBUSY;FBTYPE=BUSY:20261124T150000Z/20261124T160000Z,20261125T150000Z/PT30M\n"
        "FREEBUSY;FBTYPE=FREE:20261126T150000Z/PT8H\nEND:VFREEBUSY\n"
    )
    assert local(calendar(sheet=sheet)) == ["11-24 09:00 to 11-24 10:00", "11-25 09:00 to 11-25 09:30"]


def test_what_touches_is_one() -> None:
    events = [f"DTSTART:20261124T{hour}0000Z\nDURATION:PT1H" for hour in (15, 16, 18)]
    assert local(calendar(*events)) == ["11-24 09:00 to 11-24 11:00", "11-24 12:00 to 11-24 13:00"]


@pytest.mark.parametrize("data", [b"", b"<html>Please sign in</html>", b"\xff\xfe\x00", b"BEGIN:VEVENT\r\n"])
def test_no_calendar(data: bytes) -> None:
    with pytest.raises(ReadError) as refused:
        busy_spans(data, first=FIRST, last=LAST, zone=CHICAGO)
    assert refused.value.problem == Problem.NO_CALENDAR


def test_too_much_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "MOST_LOOKED_AT", 50)
    data = calendar("DTSTART:19000101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY")
    with pytest.raises(ReadError) as refused:
        busy_spans(data, first=FIRST, last=LAST, zone=CHICAGO)
    assert refused.value.problem == Problem.LARGE


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.datetimes(datetime(2026, 10, 5), datetime(2027, 3, 25)), st.integers(15, 600)),  # noqa: DTZ001  # wall-clock times, read as UTC below
        max_size=6,
    )
)
def test_busy_exactly_when_an_event_is(events: list[tuple[datetime, int]]) -> None:
    data = calendar(*(f"DTSTART:{start:%Y%m%dT%H%M00Z}\nDURATION:PT{minutes}M" for start, minutes in events))
    spans = busy_spans(data, first=FIRST, last=LAST, zone=CHICAGO)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
    for start, minutes in events:
        begins = start.replace(second=0, microsecond=0, tzinfo=UTC)
        assert any(one <= begins and begins + timedelta(minutes=minutes) <= end for one, end in spans)
    edges = {start.replace(second=0, microsecond=0, tzinfo=UTC) for start, _ in events}
    assert {start for start, _ in spans} <= edges
