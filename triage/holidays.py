"""Federal holidays of the United States (5 U.S.C. 6103): days on which an office may be closed that is open on others.

Eleven rules of the law, written with dateutil, which is here anyway; a library of the whole world's holidays would be
twenty times as much code to keep. Inauguration Day is left out: it is one around Washington alone.
"""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import MO, TH, relativedelta

# Month, and how its day is found from the first of it.
_DAYS = {
    "New Year's Day": (1, relativedelta(day=1)),
    "Martin Luther King Jr. Day": (1, relativedelta(day=1, weekday=MO(3))),
    "Washington's Birthday": (2, relativedelta(day=1, weekday=MO(3))),
    "Memorial Day": (5, relativedelta(day=31, weekday=MO(-1))),
    "Juneteenth": (6, relativedelta(day=19)),
    "Independence Day": (7, relativedelta(day=4)),
    "Labor Day": (9, relativedelta(day=1, weekday=MO(1))),
    "Columbus Day": (10, relativedelta(day=1, weekday=MO(2))),
    "Veterans Day": (11, relativedelta(day=11)),
    "Thanksgiving Day": (11, relativedelta(day=1, weekday=TH(4))),
    "Christmas Day": (12, relativedelta(day=25)),
}
_OBSERVED = {5: timedelta(days=-1), 6: timedelta(days=1)}


@lru_cache(maxsize=16)
def federal_holidays(year: int) -> frozenset[date]:
    """The holidays of a year, and the days on which they are observed: Friday for Saturday, Monday for Sunday."""
    # New Year's Day of the next year may be observed on the last day of this one.
    found = [date(year, month, 1) + step for month, step in _DAYS.values()] + [date(year + 1, 1, 1)]
    observed = [day + _OBSERVED.get(day.weekday(), timedelta()) for day in found]
    return frozenset(day for day in (*found, *observed) if day.year == year)


def is_holiday(day: date) -> bool:
    """Whether a day is a federal holiday, or the day on which one is observed."""
    return day in federal_holidays(day.year)
