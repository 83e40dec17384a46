"""The placing: who talks to whom and when, as an optimum (design.md 5).

    placement = place(Problem(trainees, slots, facilitators, zone=ZoneInfo("America/Chicago")))

Pure: plain values in, plain values out; no database, no clock, no chance. `problem.py` says what goes in,
`outcome.py` what comes out and what each unmet wish costs, docs/decisions/0003-placing.md why the answer is optimal.

Never, not even to place somebody: a current supervisor (on the date of the slot), an excluded person, oneself, or
an evaluator (unless `leaders_take_part`, or the trainee chose that person by name), a time when the trainee is away.
Then, in this order: as many trainees as possible; the lowest sum of unmet wishes; the most even spread.
"""

from checkins.placing.forecasting import forecast
from checkins.placing.outcome import (
    WISH_COST,
    Assignment,
    Change,
    Forecast,
    Placement,
    Reason,
    Remedy,
    Unplaced,
    Week,
    Wish,
)
from checkins.placing.problem import (
    DateSpan,
    Facilitator,
    Hours,
    Problem,
    Slot,
    Supervision,
    TimeRange,
    Trainee,
)
from checkins.placing.solving import place, unmet_wishes

__all__ = [
    "WISH_COST",
    "Assignment",
    "Change",
    "DateSpan",
    "Facilitator",
    "Forecast",
    "Hours",
    "Placement",
    "Problem",
    "Reason",
    "Remedy",
    "Slot",
    "Supervision",
    "TimeRange",
    "Trainee",
    "Unplaced",
    "Week",
    "Wish",
    "forecast",
    "place",
    "unmet_wishes",
]
