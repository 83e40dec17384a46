"""Federal holidays, against the published lists of three years."""

from datetime import date, timedelta

import pytest

from triage.holidays import federal_holidays, is_holiday

# As the Office of Personnel Management publishes them: days off, so observed days.
OBSERVED = {
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
}
# Days that fall on a weekend themselves.
ITSELF = {2026: "07-04", 2027: "06-19 07-04 12-25", 2028: "01-01 11-11"}


@pytest.mark.parametrize("year", OBSERVED)
def test_the_days_of_a_year(year: int) -> None:
    wanted = {date.fromisoformat(f"{year}-{day}") for day in f"{OBSERVED[year]} {ITSELF[year]}".split()}
    assert federal_holidays(year) == wanted
    day = date(year, 1, 1)
    while day.year == year:
        assert is_holiday(day) is (day in wanted)
        day += timedelta(days=1)
